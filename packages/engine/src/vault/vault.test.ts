import { expect, test } from "vitest";
import { openTestStore } from "../store/test-store.ts";
import { localMaster } from "./master.ts";
import { openVault } from "./vault.ts";

test("a key that was opened is given out again for the same wrapped key only", async () => {
  const store = await openTestStore();
  const { db } = store;
  const vault = await openVault({
    db,
    site: "halden",
    master: localMaster("only for this test"),
    clock: () => new Date(),
  });
  const place = { activity: "contact", record: "1", field: ":support" };
  const { key, row } = vault.create("ada");
  const sealed = key.seal(place, { email: "ada@people.example" });
  for (const _ of [1, 2])
    expect(vault.open("ada", row)?.unseal(place, sealed)).toEqual({ email: "ada@people.example" });

  const altered = Buffer.from(row.wrapped);
  altered[20]! ^= 1;
  expect(vault.open("ada", { ...row, wrapped: altered })).toBeUndefined();
  expect(vault.open("ada", { ...row, kek: "another" })).toBeUndefined();
  expect(vault.open("bob", row)).toBeUndefined();
  // Erased and come again: what the old key sealed stays closed.
  expect(vault.open("ada", vault.create("ada").row)?.unseal(place, sealed)).toBeUndefined();
});
