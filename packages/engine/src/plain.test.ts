import { execFileSync } from "node:child_process";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openStore } from "./store.ts";
import { testEngine } from "./test-engine.ts";
import { careers } from "./test-policy.ts";
import { makeFolder } from "./test-ending.ts";

test("no name, address or text lies in the store's files as plain text: not in tables, indexes, the write-ahead log or its log", async () => {
  const folder = await makeFolder();
  const store = await openStore({ folder, logger: () => {} });
  try {
    const it = await testEngine({ policy: careers, store });
    const { id, subject } = await it.people.collect("application", {
      email: "quetzal.plain@example.org",
      name: "Quetzalcoatl Plain",
      position: "quetzal-keeper",
    });
    const reader = it.engine.records("application").for("recruitment", { by: { id: "staff", roles: [] } });
    await reader.update(id, { fields: { notes: "Quetzal notes" }, revision: 1 });
    expect(await reader.list({ fields: ["name"], where: { email: "quetzal.plain@example.org" } })).toMatchObject({
      allowed: true,
      records: [{ fields: { name: "Quetzalcoatl Plain" } }],
    });
    await it.engine.subjects.object(subject, "quality", { by: "desk" });
    await sql`vacuum`.execute(store.db);
    await it.close();
  } finally {
    await store.close();
  }
  // A control: what is not personal is found, so the search would find the rest.
  const count = (word: string) =>
    Number(
      execFileSync("sh", ["-c", `grep -rail "${word}" "${folder}" | wc -l`])
        .toString()
        .trim(),
    );
  expect(count("recruitment")).toBeGreaterThan(0);
  expect(count("quetzal")).toBe(0);
});
