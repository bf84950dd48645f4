import { generateIdentity, identityToRecipient } from "age-encryption";
import { sql, type Transaction } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { toChunks } from "../http/body.ts";
import type { Tables } from "../store/tables.ts";
import { lookInto } from "../store/test-store.ts";
import { readAll } from "../archive/tar.ts";
import { openPackage } from "./open-package.ts";
import type { PackageRequest, PackagesApi } from "./package.ts";
import { testEngine, type Collected } from "../test-engine.ts";
import { ada, ben, cleo, origin, outside } from "../test-policy.ts";

// Who answers people holds "support": nobody else reads for it.
const staff = { roles: { desk: { purposes: ["support"] } } } as const;
const it = await testEngine({ policy: outside, folder: true, origin, staff });
let people: Collected[];
const secret = await generateIdentity();
const age = await identityToRecipient(secret);
const by = { id: "officer", roles: [] };
const day = 86_400;

beforeAll(async () => {
  const proof = new File(["Invoice 7, paid."], "invoice.txt");
  people = [
    await it.people.collect("contact", { ...ada, proof, phone: "+353 1 555" }),
    await it.people.collect("contact", ben),
    await it.people.collect("contact", cleo),
  ];
});

const asked = (more: Partial<PackageRequest> = {}): PackageRequest => ({
  recipient: "advisers",
  adviser: { name: "Ingrid Moe", email: "moe@auditors.example" },
  purpose: "compliance",
  scope: { activity: "contact", fields: ["name", "email", "message", "proof"] },
  key: { age },
  expires: new Date(it.clock.now().getTime() + 7 * day * 1000),
  by,
  ...more,
});
/** Past its types: what a cast would do. */
const packages = () => it.engine.packages as unknown as PackagesApi;
const make = async (more: Partial<PackageRequest> = {}) => {
  const made = await packages().make(asked(more));
  if (!made.made) throw new Error(made.reason);
  return made;
};
const fetchFile = async (link: string): Promise<Uint8Array> => {
  const answer = await it.fetch(link, { method: "POST", body: "" });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
};
const open = async (file: Uint8Array, own = secret) => {
  const files = new Map<string, string>();
  const manifest = await openPackage({
    source: () => toChunks(new Blob([Uint8Array.from(file)]).stream()),
    secret: own,
    fetch: (address) => it.fetch(address),
    entry: async (name, bytes) => void files.set(name, new TextDecoder().decode(await readAll(bytes))),
  });
  return { manifest, files };
};

test("an auditor's package opens with its key, with what was declared and no more, and not after its expiry", async () => {
  const made = await make();
  expect(made).toMatchObject({ records: 3, subjects: 3 });
  const file = await fetchFile(made.link);
  const { manifest, files } = await open(file);
  expect(manifest).toMatchObject({ purpose: "compliance", recipient: "advisers", records: 3, from: "Halden Software" });
  const records = files.get("records/0001.ndjson")!;
  expect(records).toContain("Ada Lund");
  expect(records).not.toContain("+353");
  expect([...files].find(([name]) => name.startsWith("files/"))?.[1]).toBe("Invoice 7, paid.");
  await expect(open(file, await generateIdentity())).rejects.toThrow("another key");
  const altered = Uint8Array.from(file);
  altered[altered.length - 40]! ^= 1;
  await expect(open(altered)).rejects.toThrow("damaged");
  expect((await it.engine.packages.list())[0]).toMatchObject({ state: "downloaded", opened: 3 });

  it.clock.pass(7 * day);
  await expect(open(file)).rejects.toThrow("has ended");
  expect(await (await it.fetch(made.link)).text()).toContain("This package has ended");
  expect(await it.engine.packages.prune()).toBe(1);
  // Nothing is left that could open it: the key in a back-up of the rows is sealed under one that is gone.
  await expect(open(file)).rejects.toThrow("has ended");
  const [row] = (
    await sql<{ secret: unknown; keys: number }>`
    select secret, (select count(*)::int from subject_key k where k.subject = p.key) as keys
    from package p where id = ${made.id}`.execute(it.store.db)
  ).rows;
  expect(row).toEqual({ secret: null, keys: 0 });
  expect((await it.engine.packages.list())[0]).toMatchObject({ state: "expired", adviser: { name: "Ingrid Moe" } });
});

test("a link works once, and only by its form: who opens it, a scanner of links too, uses nothing up", async () => {
  const { link, id } = await make();
  for (let times = 0; times < 3; times++) {
    const page = await it.fetch(link);
    expect(page.status).toBe(200);
    expect(page.headers.get("referrer-policy")).toBe("same-origin");
    expect(await page.text()).toContain("Fetch the package");
  }
  expect((await it.fetch(link, { method: "POST", body: "", headers: { "sec-fetch-site": "cross-site" } })).status).toBe(
    403,
  );
  const [one, two] = await Promise.all([1, 2].map(() => it.fetch(link, { method: "POST", body: "" })));
  expect(new Set([one!.status, two!.status])).toEqual(new Set([200, 410]));
  expect(await (await it.fetch(link)).text()).toContain("has been fetched");

  const again = await it.engine.packages.renew(id, by);
  expect((await it.fetch(link)).status).toBe(404);
  await fetchFile(again!.link);
  expect((await it.audit("package-download")).filter((act) => act["package"] === id)).toHaveLength(2);
});

test("a wrong token finds nothing, and too many of them are refused", async () => {
  expect((await it.fetch(`/abide/package/${"0".repeat(48)}`)).status).toBe(404);
  expect((await it.fetch(`/abide/package/${people[0]!.id}/wrong`)).status).toBe(404);
  const ask = () =>
    it.engine.fetch(new Request(`https://www.halden.example/abide/package/${"1".repeat(48)}`), { ip: "198.51.100.9" });
  // The clock stands still, and which of those under way at once comes too late is not in their order.
  const statuses = (await Promise.all(Array.from({ length: 32 }, ask))).map(({ status }) => status);
  expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 30 }, () => 404), 429, 429]);
  it.clock.pass(10);
  expect([(await ask()).status, (await ask()).status]).toEqual([404, 429]);
});

test("a package that was revoked leads nowhere, and its file and its key are gone", async () => {
  const { link, id } = await make();
  expect(await it.engine.packages.revoke(id, by)).toBe(true);
  expect(await it.engine.packages.revoke(id, by)).toBe(false);
  expect((await it.fetch(link, { method: "POST", body: "" })).status).toBe(410);
  expect(await it.engine.packages.renew(id, by)).toBeUndefined();
  const states = await it.store.db.selectFrom("disclosure").select("state").where("package", "=", id).execute();
  expect(new Set(states.map(({ state }) => state))).toEqual(new Set(["dropped"]));
});

test("whoever objects is left out, and who does so before it is fetched stops it", async () => {
  const fields = ["name", "message"];
  const whole = await make({ purpose: "quality", scope: { activity: "contact", fields } });
  await it.engine.subjects.object(people[1]!.subject, "quality", { by: "ben" });
  expect((await it.fetch(whole.link, { method: "POST", body: "" })).status).toBe(410);
  expect(await (await it.fetch(whole.link)).text()).toContain("out of date");
  const without = await make({ purpose: "quality", scope: { activity: "contact", fields } });
  expect(without.records).toBe(2);
  expect((await open(await fetchFile(without.link))).files.get("records/0001.ndjson")).not.toContain("Ben Aas");
});

test("who is erased takes a package with them that nobody has fetched yet", async () => {
  const dora = await it.people.collect("contact", {
    email: "dora@example.org",
    name: "Dora Lie",
    message: "Forget me.",
  });
  const { link } = await make({ scope: { activity: "contact", fields: ["name"], subjects: [dora.subject] } });
  expect(await it.engine.subjects.erase(dora.subject, { by: "dora", reason: "request" })).toMatchObject({
    erased: true,
  });
  expect((await it.fetch(link, { method: "POST", body: "" })).status).toBe(410);
});

test("what is not declared is refused and written down", async () => {
  const scope = { activity: "contact", fields: ["name"] };
  const refused: [Partial<PackageRequest>, string][] = [
    [{ recipient: "strangers" }, "undeclared"],
    [{ purpose: "support" }, "other-purpose"],
    [{ scope: { ...scope, fields: ["phone"] }, purpose: "compliance" }, "other-purpose"],
    [{ scope: { ...scope, fields: [] } }, "no-fields"],
    [{ scope: { ...scope, activity: "constructor" } }, "undeclared"],
    [{ recipient: "authorities" }, "other-recipient"],
    [{ recipient: "successor", purpose: "support" }, "other-recipient"],
    [{ scope: { ...scope, which: { where: { name: "Ada Lund" } } } }, "not-lookup"],
    [{ scope: { ...scope, subjects: [crypto.randomUUID()] } }, "nobody"],
    [{ scope: { ...scope, subjects: [undefined as never] } }, "not-found"],
    [{ scope: { ...scope, which: { where: { email: undefined } } } }, "wrong-value"],
    [{ key: { age: "age1short" } }, "wrong-key"],
    [{ key: { passphrase: "aaaaaaaaaaaaaaaaaaaaaaaa" } }, "wrong-key"],
    [{ expires: it.clock.now() }, "wrong-expiry"],
    [{ expires: new Date(it.clock.now().getTime() + 400 * day * 1000) }, "wrong-expiry"],
    [{ adviser: { name: "", email: "moe@auditors.example" } }, "wrong-adviser"],
  ];
  const before = (await it.audit("disclosure")).length;
  for (const [more, reason] of refused) {
    expect(await packages().make(asked(more))).toEqual({ made: false, reason });
  }
  const acts = (await it.audit("disclosure")).slice(before);
  expect(acts.map(({ outcome }) => outcome)).toEqual(refused.map(([, reason]) => reason));
});

test("an affiliate receives for its own purposes and for no other, from who holds them", async () => {
  const scope = { activity: "contact", fields: ["name", "phone"] };
  const support = { recipient: "affiliates", purpose: "support", scope };
  // With a key and an addressee of their own, an officer alone would read what only the desk may.
  expect(await packages().make(asked(support))).toEqual({ made: false, reason: "not-staff" });
  expect((await make({ ...support, by: { id: "desk", roles: ["desk"] } })).records).toBe(3);
  for (const purpose of ["quality", "compliance", "promotion"]) {
    expect(await packages().make(asked({ recipient: "affiliates", purpose }))).toMatchObject({ made: false });
  }
});

test("a passphrase opens a package as well", async () => {
  const passphrase = "plum thunder ladder quiet 41";
  const { link } = await make({ key: { passphrase } });
  const file = await fetchFile(link);
  expect((await open(file, passphrase)).manifest.records).toBe(3);
  await expect(open(file, "another")).rejects.toThrow("another");
});

test("what was erased by itself, or is over its time, is not fetched in a package any more, nor opened", async () => {
  const first = await it.people.collect("contact", {
    email: "emil@example.org",
    name: "Emil Bo",
    message: "Erase this one.",
  });
  const second = await it.people.collect("contact", {
    email: "emil@example.org",
    name: "Emil Bo",
    message: "Keep this one.",
  });
  expect(second.subject).toBe(first.subject);
  const scope = { activity: "contact", fields: ["name", "message"], subjects: [first.subject] };
  const [fetched, waiting] = [await make({ scope }), await make({ scope })];
  const file = await fetchFile(fetched.link);
  const desk = it.engine.records("contact").for("support", { by: { id: "desk", roles: ["desk"] } });
  expect(await desk.erase({ id: first.id })).toMatchObject({ records: 1 });
  expect((await it.fetch(waiting.link, { method: "POST", body: "" })).status).toBe(410);
  await expect(open(file)).rejects.toThrow("has ended");

  const { link, id } = await make({ scope });
  const due = it.clock.now();
  const makeDue = async (trx: Transaction<Tables>) =>
    trx.updateTable("record").set({ due_at: due }).where("id", "=", second.id).execute();
  await lookInto(it.store, makeDue, { act: "retention" });
  expect((await it.fetch(link, { method: "POST", body: "" })).status).toBe(410);
  expect((await it.engine.packages.list()).find((each) => each.id === id)!.state).toBe("outdated");
});

test("nothing that can be read lies in the tables, and every disclosure is written down for each person", async () => {
  const { rows } = await sql<{ row: string }>`
    select p::text as row from package p union all select d::text from disclosure d`.execute(it.store.db);
  const all = rows.map(({ row }) => row).join("\n");
  for (const secret of ["Ingrid", "auditors.example", "Ada", "ada@", "invoice"]) expect(all).not.toContain(secret);
  const own = await it.store.db
    .selectFrom("disclosure")
    .select(["recipient", "purpose", "way", "state"])
    .where("subject", "=", people[0]!.subject)
    .orderBy("at")
    .execute();
  expect(own[0]).toEqual({ recipient: "advisers", purpose: "compliance", way: "package", state: "delivered" });
});

// What is not declared does not compile, beside what differs from it in one word.
const typed = () => {
  const rest = { adviser: { name: "", email: "" }, key: { age }, expires: new Date(), by };
  const { make } = it.engine.packages;
  const scope = { activity: "contact", fields: ["name", "proof"] } as const;
  void make({ ...rest, recipient: "advisers", purpose: "compliance", scope });
  // @ts-expect-error no recipient of that name
  void make({ ...rest, recipient: "strangers", purpose: "compliance", scope });
  // @ts-expect-error advisers do not serve "support"
  void make({ ...rest, recipient: "advisers", purpose: "support", scope });
  // @ts-expect-error advisers do not take "phone"
  void make({ ...rest, recipient: "advisers", purpose: "compliance", scope: { ...scope, fields: ["phone"] } });
  // @ts-expect-error "proof" may not serve "quality"
  void make({ ...rest, recipient: "advisers", purpose: "quality", scope });
};
void typed;
