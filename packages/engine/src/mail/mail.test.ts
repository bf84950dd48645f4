import { chmod, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createEngine } from "../engine.ts";
import { toHeaderText } from "../http/header-text.ts";
import { defineMail, type MailTemplate } from "./mail.ts";
import { openFolder } from "../vault/folder.ts";
import { testEngine } from "../test-engine.ts";
import { key, mailing } from "../test-policy.ts";

const arrived = defineMail(mailing, {
  name: "arrived",
  kind: "decisions",
  for: "recruitment",
  activity: "application",
  title: "It has arrived",
  reads: ["name"],
  values: [],
  on: "collection",
  words: {
    en: ({ name }) => ({ subject: `Thank you, ${name}`, text: `Dear ${name},\n\nit has arrived.` }),
    de: ({ name }) => ({ subject: `Danke, ${name}`, text: `Guten Tag ${name},\n\nsie ist da.` }),
  },
});

const rejected = defineMail(mailing, {
  name: "rejected",
  kind: "decisions",
  for: "recruitment",
  activity: "application",
  title: "A no",
  reads: ["name"],
  values: ["remark"],
  words: {
    en: ({ name, remark }) => ({ subject: "Your application", text: `Dear ${name}, no. ${remark}` }),
    de: ({ name, remark }) => ({ subject: "Ihre Bewerbung", text: `Guten Tag ${name}, nein. ${remark}` }),
  },
});

// The same with a field for something else, and with values that nobody names: both refused before anything runs.
const wrong = () => {
  // @ts-expect-error "salary" may not serve "recruitment"
  defineMail(mailing, { ...rejected, for: "recruitment", activity: "application", reads: ["salary"] });
  // @ts-expect-error the remark is missing
  void engine.mail.send(rejected, "", {});
};
void wrong;

const recruiter = { id: "rita", roles: ["recruiter"] };
const other = { id: "otto", roles: ["desk"] };
const staff = {
  roles: { recruiter: { purposes: ["recruitment"] }, desk: { purposes: ["operation"] } },
} as const;
const ada = { name: "Ada Lund", email: "ada.lund@example.org" };

const from = { name: "Halden Software", address: "careers@halden.example" };
const mail = { from, templates: [arrived, rejected] };
const it = await testEngine({ policy: mailing, folder: true, staff, mail, clock: () => new Date() });
const { engine, store } = it;
const folder = store.folder!;

/** Another engine on the same store. */
const open = (more: Partial<Parameters<typeof createEngine<typeof mailing>>[0]> = {}) =>
  createEngine({ policies: [mailing], store, key, staff, mail, ...more });

async function collect(values: { readonly [field: string]: string } = ada, language = "en"): Promise<string> {
  return (await it.people.collect("application", values, { language })).id;
}

const list = (record: string, by: Parameters<typeof engine.mail.list>[3] = recruiter) =>
  engine.mail.list("decisions", "application", record, by);

test("who sends a form gets a mail, in their language, that only who holds its purpose can read", async () => {
  const record = await collect(ada, "de-CH");
  const got = await list(record);
  expect(got).toMatchObject({
    allowed: true,
    messages: [
      {
        template: "arrived",
        language: "de",
        from: { name: "Halden Software", address: "careers@halden.example" },
        to: { address: "ada.lund@example.org" },
        subject: "Danke, Ada Lund",
        text: expect.stringMatching(/^Guten Tag Ada Lund,\n\nsie ist da\.\n\n-- \nHalden Software\n/),
        html: expect.stringContaining('<html lang="de" dir="ltr"'),
      },
    ],
  });
  expect(await list(record, other)).toEqual({ allowed: false, reason: "not-staff" });
  expect(await list(record, { id: "site", roles: [] })).toEqual({ allowed: false, reason: "not-staff" });
  expect(await engine.mail.preview(rejected, record, { remark: "" }, other)).toEqual({
    allowed: false,
    reason: "not-staff",
  });
  expect(await engine.mail.send(rejected, record, { remark: "" }, { by: other })).toEqual({
    queued: false,
    reason: "not-staff",
  });
  expect(await list(crypto.randomUUID())).toEqual({ allowed: false, reason: "not-found" });
});

test("a preview is what is sent, and sending it twice with one key is one mail", async () => {
  const record = await collect();
  const preview = await engine.mail.preview(rejected, record, { remark: "Try again in spring." }, recruiter);
  expect((await list(record)).allowed && preview.allowed).toBe(true);
  const options = { by: recruiter, key: "form 1" };
  const first = await engine.mail.send(rejected, record, { remark: "Try again in spring." }, options);
  expect(await engine.mail.send(rejected, record, { remark: "Try again in spring." }, options)).toEqual(first);
  const got = await list(record);
  if (!got.allowed || !preview.allowed) throw new Error("denied");
  expect(got.messages.map(({ template }) => template)).toEqual(["arrived", "rejected"]);
  const { id: _, at: __, ...sent } = got.messages[1]!;
  const { id: ___, at: ____, ...shown } = preview.message;
  expect(sent).toEqual({ ...shown, state: "queued" });
});

test("no name makes a header: heads are lines, and whatever is no single address is refused", async () => {
  const name = "Eve\r\nBcc: all@example.org\u2028X: \u202eyrrah\u0000";
  expect(toHeaderText(name, 200)).toBe("Eve Bcc: all@example.org X: yrrah");
  // A name with a line break is a text like others; what is more than one line of it stays in one.
  const record = await collect({ email: "eve@example.org", name: "Eve\r\nBcc: all@example.org" });
  const got = await list(record);
  if (!got.allowed) throw new Error(got.reason);
  const { subject, to, from } = got.messages[0]!;
  expect(subject).toBe("Thank you, Eve Bcc: all@example.org");
  for (const line of [subject, to.address, from.name, from.address]) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  expect(to).toEqual({ address: "eve@example.org" });

  const long = await collect({ email: "len@example.org", name: "L".repeat(100) });
  const sent = await engine.mail.send(rejected, long, { remark: "a\r\n.\r\nb\u0007" }, { by: recruiter });
  expect(sent.queued).toBe(true);
  const both = await list(long);
  expect(both.allowed && both.messages[1]!.text.split("\n\n-- ")[0]).toBe(`Dear ${"L".repeat(100)}, no. a\n.\nb`);
});

test("nothing of it lies anywhere in plain text, and it is erased with the person", async () => {
  const record = await collect({ name: "Quetzal Marker", email: "quetzal@example.org" });
  const remark = "Unmistakable remark";
  expect((await engine.mail.send(rejected, record, { remark }, { by: recruiter })).queued).toBe(true);
  const files = async () => {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return Promise.all(
      found
        // Signed heads of the log come and go on their own.
        .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("checkpoints"))
        .map((entry) => readFile(join(entry.parentPath, entry.name), "latin1")),
    );
  };
  const before = await files();
  expect(before.length).toBeGreaterThan(1);
  for (const word of ["Quetzal", "quetzal", "Unmistakable", "Dear", "careers@"])
    expect(before.filter((file) => file.includes(word))).toEqual([]);
  const events = await it.audit("mail");
  expect(events.length).toBeGreaterThan(0);
  expect(JSON.stringify(events)).not.toMatch(/quetzal|unmistakable/i);

  const subject = await it.people.find("quetzal@example.org");
  expect(await engine.subjects.erase(subject, { by: "officer", reason: "asked" })).toMatchObject({ erased: true });
  expect(await list(record)).toEqual({ allowed: false, reason: "not-found" });
  expect((await files()).length).toBe(before.length - 2);
});

describe("what cannot be kept", () => {
  test("is reported as failed, and nothing stays of it", async () => {
    const record = await collect();
    const rows = () => store.db.selectFrom("file").selectAll().execute();
    const before = await rows();
    const shut = await openFolder(join(folder, "shut"), () => {
      throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    });
    const said: string[] = [];
    const full = open({ files: shut, logger: (sentence) => void said.push(sentence) });
    await full.ready;
    expect(await full.mail.send(rejected, record, { remark: "" }, { by: recruiter })).toEqual({
      queued: false,
      reason: "failed",
    });
    // The application is taken all the same, with its mail in the outbox; whoever runs the site is told that it is not written out.
    const collected = await full.collect("application", { ...ada, email: "late@example.org" });
    if (!collected.collected) throw new Error("not collected");
    expect(said).toEqual(["The mail arrived could not be kept yet. It is tried again as it leaves."]);
    await full.close();
    expect(await rows()).toEqual(before);
    expect(await list(collected.id)).toEqual({ allowed: true, messages: [] });
    await engine.outbox.drain();
    expect(await list(collected.id)).toMatchObject({ allowed: true, messages: [{ state: "delivered" }] });
    await chmod(join(folder, "shut"), 0o700);

    const nowhere = open({ store: { ...store, folder: undefined } });
    await nowhere.ready;
    expect(await nowhere.mail.send(rejected, record, { remark: "" })).toEqual({ queued: false, reason: "no-place" });
    await nowhere.close();
  });

  test("goes to nobody who said no, and nobody's template but a declared one's", async () => {
    const record = await collect({ name: "Nora", email: "nora@example.org" });
    const subject = await it.people.find("nora@example.org");
    await engine.subjects.restrict(subject, undefined, { by: "officer" });
    expect(await engine.mail.send(rejected, record, { remark: "" })).toEqual({ queued: false, reason: "restricted" });
    const foreign: MailTemplate<"name", "remark"> = { ...rejected };
    expect(await engine.mail.send(foreign, record, { remark: "" })).toEqual({ queued: false, reason: "undeclared" });
  });

  test.each([
    ["a promotional kind", { kind: "news" }, "promotional"],
    ["another purpose than its kind's", { for: "operation" }, 'is for "recruitment"'],
    ["an unknown kind", { kind: "gossip" }, 'declares no mail "gossip"'],
    ["an unknown activity", { activity: "orders" }, 'declares the activity "orders"'],
    ["a field for something else", { reads: ["salary"] }, '"salary" may not serve "recruitment"'],
    ["a language without words", { words: { en: rejected.words["en"]! } }, 'no words in "de"'],
    ["its name twice", { name: "arrived" }, "two of this name"],
  ])("does not start with %s", async (_, change, says) => {
    const wrong = { ...rejected, ...change } as unknown as MailTemplate;
    const from = { address: "careers@halden.example" };
    await expect(open({ mail: { from, templates: [arrived, wrong] } }).ready).rejects.toThrow(says);
  });
});
