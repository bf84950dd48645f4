import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { newsletter, website, withChanges } from "../test-policy.ts";
import { createVersions, findDeclaring } from "./versions.ts";

/** They declare `contact` both, and `readers` is the newsletter's alone. */
const other = withChanges(newsletter, { id: "news" });

// What is in force is known without the store.
const notAsked = {} as Kysely<Tables>;

test("an activity is of the first policy in force that declares it, with the shapes of that one", async () => {
  const versions = await createVersions([website, other], "website", notAsked);
  const [site, news] = await Promise.all([website, other].map(compile));
  expect(versions.declaring("comment")?.hash).toBe(site!.hash);
  expect(versions.declaring("contact")?.hash).toBe(site!.hash);
  expect(versions.shapes("contact")).toBe(website.activities.contact.fields);
  expect(versions.declaring("readers")?.hash).toBe(news!.hash);
  expect(versions.shapes("readers")).toBe(other.activities.readers.fields);
  expect(await versions.withHash(news!.hash.slice(0, 20))).toBe(versions.current[1]);
  expect(findDeclaring([news!, site!], "contact")).toBe(news);
});

test.each(["", "nothing", "constructor", "__proto__", "toString", "contact\0", "\ud800"])(
  "no policy declares %j, whatever its object has besides",
  async (name) => {
    const versions = await createVersions([website, other], "website", notAsked);
    expect(versions.declaring(name)).toBeUndefined();
    expect(versions.shapes(name)).toBeUndefined();
  },
);
