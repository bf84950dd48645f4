import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import { compile, definePolicy, email, text } from "@abide/policy";
import { expect, test } from "vitest";
import { policy } from "../test-people.ts";
import { createVersions, findDeclaring } from "./versions.ts";

const other = definePolicy({
  id: "shop",
  controller: { name: "Halden Shop", contact: "shop@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: { support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" } },
  activities: {
    question: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P1Y" },
    letter: { fields: { body: { shape: text(10), for: ["support"] } }, storage: "P1Y" },
  },
});

// What is in force is known without the store.
const notAsked = {} as Kysely<Tables>;

test("an activity is of the first policy in force that declares it, with the shapes of that one", async () => {
  const versions = await createVersions([policy, other], "website", notAsked);
  const [people, shop] = await Promise.all([policy, other].map(compile));
  expect(versions.declaring("application")?.hash).toBe(people!.hash);
  expect(versions.declaring("letter")?.hash).toBe(people!.hash);
  expect(versions.shapes("letter")).toBe(policy.activities.letter.fields);
  expect(versions.declaring("question")?.hash).toBe(shop!.hash);
  expect(versions.shapes("question")).toBe(other.activities.question.fields);
  expect(await versions.withHash(shop!.hash.slice(0, 20))).toBe(versions.current[1]);
  expect(findDeclaring([shop!, people!], "letter")).toBe(shop);
});

test.each(["", "nothing", "constructor", "__proto__", "toString", "letter\0", "\ud800"])(
  "no policy declares %j, whatever its object has besides",
  async (name) => {
    const versions = await createVersions([policy, other], "website", notAsked);
    expect(versions.declaring(name)).toBeUndefined();
    expect(versions.shapes(name)).toBeUndefined();
  },
);
