import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { compile } from "@abide/policy";
import type { ConsolePage } from "../staff/console-page.ts";
import { createLegalRequestsPage } from "./console.tsx";
import { createPackagesPage, type PackagePageOptions } from "../packages/console.tsx";
import { createSuccessionsPage } from "../succession/console.tsx";
import { readReceived } from "../disclosures/received.ts";
import { createEngine } from "../engine.ts";
import { openVault } from "../vault/vault.ts";
import { localMaster } from "../vault/master.ts";
import { createPersonal } from "../subjects/personal-data.ts";
import { createSealedStore, type SealedStore } from "../staff/sealed-store.ts";
import type { Registration } from "./legal-request.ts";
import { testEngine, type Collected } from "../test-engine.ts";
import { notices } from "../test-mails.ts";
import { ada, ben, cleo, key, origin, outside } from "../test-policy.ts";
import { renderMain } from "../staff/test-main.tsx";

let staff: SealedStore;
let people: Collected[];
const age = await identityToRecipient(await generateIdentity());
const roles = {
  counsel: { purposes: [], pages: ["legal-requests", "packages", "succession"] },
  auditor: { purposes: ["compliance"] },
} as const;
const it = await testEngine({ policy: outside, folder: true, origin, staff: { roles }, ...notices });
const ines = { id: crypto.randomUUID(), roles: ["counsel", "auditor"] };
const jan = { id: crypto.randomUUID(), roles: ["counsel"] };
const day = 86_400;

beforeAll(async () => {
  const { db } = it.store;
  const site = outside.id ?? "website";
  const vault = await openVault({ db, site, master: localMaster(key), clock: it.clock.now });
  const personal = createPersonal(site, () => []);
  staff = createSealedStore({ site, db, vault, clock: it.clock.now, personal });
  await join(ines.id, "Ines Roth", "ines@halden.example");
  await join(jan.id, "Jan Berg", "jan@halden.example");
  people = [
    await it.people.collect("contact", ada),
    await it.people.collect("contact", ben),
    await it.people.collect("contact", cleo),
  ];
});

const join = (id: string, name: string, email: string, own = "counsel") =>
  staff.insert("user", { id, name, email, roles: own, suspended: false });
const soon = (days: number) => new Date(it.clock.now().getTime() + days * day * 1000);
const register = async (more: Partial<Registration> = {}) => {
  const registered = await it.engine.legalRequests.register({
    recipient: "authorities",
    authority: "District Court of Dublin",
    contact: { name: "Maeve Burke", email: "burke@court.example" },
    ground: "court-order",
    reference: "Data Protection Act s. 41, file 17/26",
    received: it.clock.now(),
    due: soon(14),
    purpose: "compliance",
    scope: { activity: "contact", fields: ["name", "email"], subjects: [people[0]!.subject] },
    by: ines,
    ...more,
  });
  if (!registered.registered) throw new Error(registered.reason);
  return registered.id;
};
const disclose = (id: string, by: typeof ines) =>
  it.engine.legalRequests.disclose(id, { key: { age }, expires: soon(10), by });
/** Somebody at the authority fetches it: from then on it has it. */
const fetchIt = async (made: Awaited<ReturnType<typeof disclose>>) => {
  if (!made.made) throw new Error(made.reason);
  expect((await it.fetch(made.link, { method: "POST", body: "" })).status).toBe(200);
};
const find = async (id: string) => (await it.engine.legalRequests.list()).find((each) => each.id === id)!;
const written = async () => (await it.audit("mail")).length;

type Form = { readonly [name: string]: string };

/** What a page of the console answers: its words, or the way on. */
const enter = async (
  shown: ConsolePage,
  {
    person,
    path = "",
    form,
  }: { readonly person: typeof ines; readonly path?: string; readonly form?: Form | undefined },
) => {
  const asked = { person, path, query: new URLSearchParams(), language: "en" };
  const page = await shown.answer({
    ...asked,
    visit: { version: await compile(outside) },
    form: form && new Map(Object.entries(form)),
  } as never);
  if (page instanceof Response)
    return { text: "", to: page.headers.get("refresh")?.replace("0;url=", ""), status: 200 };
  return { text: (await renderMain(page)).replace(/\s+/g, " "), to: undefined, status: page.status ?? 200 };
};
const toLegalPage = () =>
  createLegalRequestsPage({
    legalRequests: it.engine.legalRequests,
    find: (email) => it.engine.subjects.find({ email }),
    names: () => Promise.resolve(new Map([[ines.id, "Ines Roth"]])),
  });
const toPackagesPage = (more: Partial<PackagePageOptions> = {}) => {
  const nobody = () => Promise.resolve(undefined);
  const packages = it.engine.packages as never;
  return createPackagesPage({
    packages,
    find: nobody,
    count: nobody as never,
    may: () => true,
    seesLegal: () => true,
    ...more,
  });
};

test("who registered a request can neither approve nor disclose it, in whatever way it is tried", async () => {
  const { approve } = it.engine.legalRequests;
  const id = await register();
  expect(await disclose(id, jan)).toEqual({ made: false, reason: "not-approved" });
  expect(await approve(id, ines)).toEqual({ done: false, reason: "same-person" });
  // A name is no other person, and an account that was made anew for the same address is none either.
  await staff.update("user", { id: ines.id }, { name: "Somebody Else" });
  expect(await approve(id, ines)).toEqual({ done: false, reason: "same-person" });
  const again = { id: crypto.randomUUID(), roles: ["counsel"] };
  await join(again.id, "Ines again", "Ines@halden.example");
  expect(await approve(id, again)).toEqual({ done: false, reason: "same-person" });
  // Who was suspended since, or has another role, decides nothing, whatever the page believed.
  await staff.update("user", { id: jan.id }, { suspended: true });
  expect(await approve(id, jan)).toEqual({ done: false, reason: "not-staff" });
  await staff.update("user", { id: jan.id }, { suspended: false, roles: "clerk" });
  expect(await approve(id, jan)).toEqual({ done: false, reason: "not-staff" });
  await staff.update("user", { id: jan.id }, { roles: "counsel" });
  expect(await approve(id, { id: "invented", roles: ["counsel"] })).toEqual({ done: false, reason: "not-staff" });

  expect(await approve(id, jan)).toEqual({ done: true });
  expect(await disclose(id, ines)).toEqual({ made: false, reason: "same-person" });
  // Not even by the store's own means.
  await expect(
    sql`update legal_request set disclosed_by = "by", disclosed_mac = by_mac where id = ${id}`.execute(it.store.db),
  ).rejects.toThrow("legal_request_discloser");
  const outcomes = (await it.audit("legal-request"))
    .filter(({ request }) => request === id)
    .map((act) => act["outcome"]);
  expect(outcomes.filter((outcome) => outcome === "same-person")).toHaveLength(4);
  expect(outcomes.filter((outcome) => outcome === "not-staff")).toHaveLength(3);
});

test("a second click approves once, and two disclosures at once make one package", async () => {
  const id = await register();
  const before = await written();
  const clicks = await Promise.all([1, 2, 3].map(() => it.engine.legalRequests.approve(id, jan)));
  expect(clicks).toEqual([{ done: true }, { done: true }, { done: true }]);
  const approvals = (await it.audit("legal-request")).filter(
    (act) => act["request"] === id && act["step"] === "approve",
  );
  expect(approvals).toHaveLength(1);
  const both = await Promise.all([disclose(id, jan), disclose(id, jan)]);
  expect(both.filter(({ made }) => made)).toHaveLength(1);
  expect(both.find(({ made }) => !made)).toEqual({ made: false, reason: "settled" });
  const packages = (await it.engine.packages.list()).filter(({ way }) => way === "legal-request");
  expect(packages).toHaveLength(1);
  expect(packages[0]).toMatchObject({ records: 1, fields: ["name", "email"], adviser: { name: "Maeve Burke" } });
  // Nobody is told that an authority has what it has not fetched.
  expect(await it.engine.legalRequests.notify()).toBe(0);
  expect(await find(id)).toMatchObject({ state: "disclosed", subjects: 1, notice: "not-yet" });
  await fetchIt(both.find(({ made }) => made)!);
  expect((await find(id)).notice).toBe("due");
  expect(await it.engine.legalRequests.notify()).toBe(1);
  expect(await find(id)).toMatchObject({ notice: "sent", noticed: 1, unnoticed: 0 });
  // In words, and no names of ours.
  const mails = await it.engine.mail.list("legalNotices", "contact", people[0]!.id, ines);
  expect(mails.allowed && mails.messages[0]!.text).toMatch(/24 November 2026[^]*Order of a court/);
  expect(await written()).toBe(before + 1);
  expect(await it.engine.legalRequests.refuse(id, "too late", jan)).toEqual({ done: false, reason: "settled" });
});

test("a notice that was delayed becomes due on the day the delay ends, once", async () => {
  const delayed = { reason: "The order forbids it while the investigation lasts.", until: soon(30) };
  const id = await register({ delayed, scope: { activity: "contact", fields: ["name"] } });
  await it.engine.legalRequests.approve(id, jan);
  const before = await written();
  const made = await disclose(id, jan);
  expect(made).toMatchObject({ made: true, subjects: 3 });
  await fetchIt(made);
  expect(await find(id)).toMatchObject({ notice: "delayed" });
  // Neither does a copy of their data say so before that day.
  const told = async () => {
    const exported = await it.engine.subjects.export(people[1]!.subject, { by: "subject" });
    return exported!.disclosures.filter(({ way }) => way === "legal-request").length;
  };
  expect(await told()).toBe(0);
  expect(await it.engine.legalRequests.notify()).toBe(0);
  expect(await it.engine.legalRequests.delay(id, { reason: "", until: soon(60) }, jan)).toMatchObject({ done: false });
  expect(await it.engine.legalRequests.delay(id, { reason: "Prolonged.", until: soon(40) }, jan)).toEqual({
    done: true,
  });
  it.clock.pass(31 * day);
  expect(await it.engine.legalRequests.notify()).toBe(0);
  it.clock.pass(10 * day);
  expect((await find(id)).notice).toBe("due");
  expect(await it.engine.legalRequests.notify()).toBe(3);
  expect(await it.engine.legalRequests.notify()).toBe(0);
  expect(await written()).toBe(before + 3);
  expect(await find(id)).toMatchObject({ notice: "sent", noticed: 3 });
  expect(await told()).toBe(1);
});

test("what an authority never fetched is told to nobody, counted apart, and can be made again", async () => {
  const id = await register();
  await it.engine.legalRequests.approve(id, jan);
  expect(await disclose(id, jan)).toMatchObject({ made: true });
  const before = await written();
  const report = async () =>
    (await it.engine.fetch(new Request("https://www.halden.example/privacy/transparency.json"))).json();
  const year = async () => ((await report()) as { years: { year: number }[] }).years.find((one) => one.year === 2027);
  expect(await year()).toMatchObject({ disclosed: 0, unfetched: 0, open: 1 });
  it.clock.pass(11 * day);
  expect(await find(id)).toMatchObject({ lapsed: true, fetched: undefined, notice: "not-yet" });
  await it.engine.applyRetention();
  expect(await it.engine.legalRequests.notify()).toBe(0);
  expect(await written()).toBe(before);
  expect(await year()).toMatchObject({ disclosed: 0, unfetched: 1, open: 0, people: "0" });
  const [last] = await it.engine.disclosures.received(people[0]!.subject);
  expect(last).toMatchObject({ way: "legal-request", state: "expired" });
  expect(await disclose(id, jan)).toMatchObject({ made: true });
  expect(await find(id)).toMatchObject({ lapsed: false });
  await it.engine.packages.revoke((await find(id)).package!, jan);
});

test("a preview says how much would leave, and values only to who sees to requests", async () => {
  const id = await register();
  expect(await it.engine.legalRequests.preview(id, jan)).toMatchObject({ records: 1, subjects: 1, sample: [] });
  const shown = await it.engine.legalRequests.preview(id, jan, true);
  expect(shown).toMatchObject({ sample: [{ fields: { name: "Ada Lund" } }] });
  expect(JSON.stringify(shown)).not.toContain("invoice");
  // Nobody reads by a request of their own what people of another role read.
  expect(await it.engine.legalRequests.preview(id, ines, true)).toMatchObject({ allowed: true });
  const counsel = { ...ines, roles: ["counsel"] };
  expect(await it.engine.legalRequests.preview(id, counsel)).toMatchObject({ records: 1 });
  expect(await it.engine.legalRequests.preview(id, counsel, true)).toEqual({ allowed: false, reason: "same-person" });
  expect(await it.engine.legalRequests.preview(id, { id: "site", roles: [] }, true)).toMatchObject({
    allowed: false,
    reason: "not-staff",
  });
  // Those of everybody who was named, and not of the first of them alone.
  const subjects = people.slice(0, 2).map(({ subject }) => subject);
  const two = await register({ scope: { activity: "contact", fields: ["name"], subjects } });
  const both = await it.engine.legalRequests.preview(two, jan, true);
  expect(both).toMatchObject({ sample: [{ fields: { name: "Ada Lund" } }, { fields: { name: "Ben Aas" } }] });
});

test("the console offers a decision to others and not to who registered it", async () => {
  const shown = toLegalPage();
  const open = async (person: typeof ines, path: string, form?: Form) =>
    (await enter(shown, { person, path, form })).text;
  const typed = { authority: "Tax Office", name: "Nils Eide", email: "eide@tax.example", ground: "tax-authority" };
  const days = { reference: "s. 12", received: "2027-01-01", due: "2027-02-01", delay: "", delayed: "" };
  const scope = { what: "authorities contact compliance", people: "nobody@example.org", "field-name": "on" };
  expect(await open(ines, "/new", { ...typed, ...days, ...scope })).toContain("Nobody is known by: nobody@example.org");
  expect(await open(ines, "/new", { ...typed, ...days, ...scope, people: ada.email, "field-name": "" })).toContain(
    "Tick at least one field",
  );
  const whole = { ...typed, ...days, ...scope, people: ada.email };
  const before = (await it.engine.legalRequests.list()).length;
  for (const half of [{ delayed: "2027-03-01" }, { delay: "It is secret." }])
    expect(await open(ines, "/new", { ...whole, ...half })).toContain(
      "A ban on telling people needs a reason and a day to come",
    );
  expect(await it.engine.legalRequests.list()).toHaveLength(before);
  // A way on to what was made: loading that again makes nothing.
  const { to } = await enter(shown, { person: ines, path: "/new", form: whole });
  const id = /^\/console\/legal-requests\/(.{36})\?done=registered$/.exec(to!)![1]!;
  const own = await open(ines, `/${id}`);
  expect(own).not.toContain('value="approve"');
  expect(own).toContain("Another person decides it");
  expect(await open(ines, `/${id}`, { do: "approve" })).toContain("You registered this request");
  expect(await open(jan, `/${id}`)).toContain('value="approve"');
  expect(await open(jan, `/${id}`, { do: "values" })).toContain("Ada Lund");
  await open(jan, `/${id}`, { do: "approve" });
  expect(await open(jan, `/${id}`)).toContain('value="disclose"');
  const sealing = { do: "disclose", once: crypto.randomUUID(), age, passphrase: "", expires: "2027-03-01" };
  const sealed = await open(jan, `/${id}`, sealing);
  expect(sealed).toContain("This link works once");
  expect(sealed).toContain("sealed, not fetched yet");
  expect(await open(jan, `/${id}`, sealing)).toContain("That is decided already");
  expect(await it.engine.packages.revoke((await find(id)).package!, ines)).toBe(true);
  expect(await open(jan, `/${id}`)).toContain("It can be made again");
  expect(await open(jan, "/nothing")).toContain("It is not there");
});

test("who makes packages learns of none for an authority, and gives out no new link to one", async () => {
  const sealed = (await it.engine.packages.list()).find(({ way }) => way === "legal-request")!;
  const open = async (sees: boolean, form?: Form) =>
    (await enter(toPackagesPage({ seesLegal: () => sees }), { person: ines, form })).text;
  expect(await open(true)).toContain("Maeve Burke");
  expect(await open(false)).not.toContain("Maeve Burke");
  expect(await open(false, { do: "renew", id: sealed.id })).not.toContain("/abide/package/");
  await open(false, { do: "revoke", id: sealed.id });
  expect((await it.engine.packages.list()).find(({ id }) => id === sealed.id)!.state).toBe(sealed.state);
});

test("a form that is sent again makes nothing new, however fast, and says so", async () => {
  const once = () => ({ once: crypto.randomUUID() });
  const thrice = (shown: ConsolePage, form: Form) =>
    Promise.all([1, 2, 3].map(() => enter(shown, { person: ines, path: "/new", form })));
  const someone = { name: "Ingrid Moe", email: "moe@auditors.example", age, passphrase: "", expires: "2027-03-01" };
  const { packages, legalRequests, succession } = it.engine;

  const before = (await packages.list()).length;
  const what = { what: "advisers contact compliance", people: "", "field-name": "on" };
  const own = once();
  const made = await thrice(toPackagesPage(), { ...someone, ...what, ...own });
  expect(await packages.list()).toHaveLength(before + 1);
  expect(made.filter(({ text }) => text.includes("This link works once"))).toHaveLength(1);
  expect(made.filter(({ text }) => text.includes("This form was sent before"))).toHaveLength(2);
  // Neither does a link that was renewed: a second one would end the first, which somebody has by now.
  const { id, edition } = (await packages.list()).find((each) => each.id === own.once)!;
  const renewed = await Promise.all(
    [1, 2].map(() => enter(toPackagesPage(), { person: ines, form: { do: "renew", id, edition } })),
  );
  expect(renewed.filter(({ text }) => text.includes("This link works once"))).toHaveLength(1);

  // A key that nothing names would be kept for ever.
  const keys = async () => (await it.store.db.selectFrom("subject_key").select("subject").execute()).length;
  const registered = (await legalRequests.list()).length;
  let held = await keys();
  const asks = { authority: "Tax Office", ground: "tax-authority", reference: "s. 12", received: "2027-01-01" };
  const about = { what: "authorities contact compliance", people: "", "field-name": "on", due: "2027-03-01" };
  const sent = await thrice(toLegalPage(), { ...someone, ...asks, ...about, ...once() });
  expect(await legalRequests.list()).toHaveLength(registered + 1);
  expect(sent.filter(({ to }) => to?.endsWith("=registered"))).toHaveLength(1);
  expect(sent.filter(({ to }) => to?.endsWith("=again"))).toHaveLength(2);
  expect(await keys()).toBe((held += 1));

  const planned = (await succession.list()).length;
  const plan = { "activity-contact": "on", successor: "Fjell Systems", effective: "2027-05-01", days: "30" };
  const plans = await thrice(
    createSuccessionsPage(succession, () => {}),
    { ...someone, ...plan, ...once() },
  );
  expect(await succession.list()).toHaveLength(planned + 1);
  expect(plans.filter(({ to }) => to?.endsWith("=planned"))).toHaveLength(1);
  expect(plans.filter(({ to }) => to?.endsWith("=again"))).toHaveLength(2);
  expect(await keys()).toBe(held + 1);
});

test("a secret key is not taken, nor written into the page, and a key and a passphrase are not both", async () => {
  const what = {
    what: "advisers contact compliance",
    "field-name": "on",
    name: "Ingrid Moe",
    email: "moe@auditors.example",
  };
  const send = (more: Form) =>
    enter(toPackagesPage(), { person: ines, path: "/new", form: { ...what, expires: "2027-03-01", ...more } });
  const before = (await it.engine.packages.list()).length;
  const secret = await send({ age: "AGE-SECRET-KEY-1QQPQ", passphrase: "" });
  expect(secret).toMatchObject({ status: 422, text: expect.stringContaining("never be given to anybody") as string });
  expect(secret.text).not.toContain("1QQPQ");
  expect((await send({ age, passphrase: "plum thunder ladder quiet 41" })).text).toContain("not both");
  expect(await it.engine.packages.list()).toHaveLength(before);
});

test("who holds no purpose is offered what nobody holds, and told of the rest", async () => {
  const shown = toPackagesPage({ may: (purpose) => purpose !== "support" });
  const text = (await enter(shown, { person: ines, path: "/new" })).text;
  expect(text).toContain('value="advisers contact compliance"');
  expect(text).not.toContain("affiliates");
  expect(text).toContain("somebody of that role makes the package");
});

test("who plans a transfer does not carry it out, by another account of theirs neither", async () => {
  const { succession } = it.engine;
  const plan = (by: { readonly id: string; readonly roles: readonly string[] }) =>
    succession.plan({
      recipient: "successor",
      successor: "Fjell Systems",
      contact: { name: "Kari Dahl", email: "dahl@fjell.example" },
      activities: ["contact"],
      key: { age },
      effective: soon(40),
      by,
    });
  expect(await plan({ id: "invented", roles: ["counsel"] })).toEqual({ planned: false, reason: "not-staff" });
  const planned = await plan(ines);
  const id = planned.planned ? planned.id : "";
  const before = new Date(it.clock.now().getTime() - 90 * day * 1000);
  await sql`update succession set state = 'noticed', noticed_at = ${before}, effective_at = ${before}`.execute(
    it.store.db,
  );
  const third = { id: crypto.randomUUID(), roles: ["counsel"] };
  await join(third.id, "Ines once more", "Ines@halden.example");
  for (const by of [ines, third])
    expect(await succession.execute(id, by)).toEqual({ done: false, reason: "same-person" });
  expect(await succession.execute(id, { id: "invented", roles: ["counsel"] })).toMatchObject({ reason: "not-staff" });
  expect(await succession.execute(id, jan)).toMatchObject({ done: true });
});

test("no connector goes past the four eyes", async () => {
  const connector = {
    system: "webhook",
    hosts: [],
    can: { delete: false, export: false },
    deliver: undefined as never,
  };
  const disclose = { connectors: { authorities: connector } };
  const engine = createEngine({ policies: [outside], key, store: it.store, disclose });
  await expect(engine.ready).rejects.toThrow("is an authority");
  await engine.close();
});

test("what is no request is refused and written down; one that is refused stays so", async () => {
  const bad: [Partial<Registration>, string][] = [
    [{ recipient: "advisers" }, "other-recipient"],
    [{ ground: "because" as never }, "wrong-ground"],
    [{ reference: " " }, "no-reason"],
    [{ received: soon(1) }, "wrong-time"],
    [{ purpose: "support" }, "other-purpose"],
    [{ scope: { activity: "contact", fields: ["proof"] } }, "not-taken"],
    [{ delayed: { reason: "x", until: it.clock.now() } }, "wrong-delay"],
    [{ by: { id: "invented", roles: ["counsel"] } }, "not-staff"],
  ];
  for (const [more, reason] of bad) await expect(register(more)).rejects.toThrow(reason);
  const last = (await it.audit("legal-request")).slice(-bad.length).map(({ outcome }) => outcome);
  expect(last).toEqual(bad.map(([, reason]) => reason));

  const id = await register();
  expect(await it.engine.legalRequests.refuse(id, "", jan)).toEqual({ done: false, reason: "no-reason" });
  expect(await it.engine.legalRequests.refuse(id, "No jurisdiction.", ines)).toEqual({ done: true });
  expect(await it.engine.legalRequests.approve(id, jan)).toEqual({ done: false, reason: "settled" });
  expect((await find(id)).details?.refusal).toBe("No jurisdiction.");
});

test("the report counts by year, people in ranges, and stands on the policy's page", async () => {
  const report = (await (await it.fetch("/privacy/transparency.json")).json()) as { years: object[] };
  expect(report.years[0]).toMatchObject({ year: 2027, received: 6, disclosed: 0, refused: 1, people: "0" });
  expect(report.years[1]).toEqual({
    year: 2026,
    received: 3,
    disclosed: 2,
    unfetched: 0,
    refused: 0,
    open: 1,
    people: "1-9",
    delayed: 1,
  });
  expect(await (await it.fetch("/privacy")).text()).toContain('href="/privacy/transparency"');
  const german = await (await it.fetch("/privacy/transparency?lang=de")).text();
  expect(german).toContain("Anfragen von Behörden");
  expect(german).toContain("1–9");
});

test("of a delayed request nothing shows, whatever became of its first package", async () => {
  const dora = await it.people.collect("contact", {
    email: "dora@example.org",
    name: "Dora Lie",
    message: "Where is it?",
  });
  const delayed = { reason: "The order forbids it.", until: soon(100) };
  const id = await register({ delayed, scope: { activity: "contact", fields: ["name"], subjects: [dora.subject] } });
  await it.engine.legalRequests.approve(id, jan);
  const shown = async () => {
    const own = (await it.engine.subjects.export(dora.subject, { by: "subject" }))!.disclosures;
    const colleagues = await readReceived(it.store.db, outside.id ?? "website", dora.subject, it.clock.now());
    return [...own, ...colleagues].map(({ way }) => way);
  };
  // One is revoked before it was fetched, and one lapses.
  const first = await disclose(id, jan);
  await it.engine.packages.revoke(first.made ? first.id : "", ines);
  expect(await disclose(id, jan)).toMatchObject({ made: true });
  it.clock.pass(11 * day);
  await fetchIt(await disclose(id, jan));
  expect(await shown()).toEqual([]);
  it.clock.pass(100 * day);
  expect(await shown()).toHaveLength(6);
  const addressed = (await it.engine.packages.list()).filter(({ request }) => request === id);
  expect(addressed.map(({ state }) => state).toSorted()).toEqual(["expired", "expired", "revoked"]);
});

test("nobody ends alone a delay that they set, nor one of a request of theirs", async () => {
  const { delay, approve, notify } = it.engine.legalRequests;
  await notify();
  const id = await register({ delayed: { reason: "The order forbids it.", until: soon(100) } });
  await approve(id, jan);
  await fetchIt(await disclose(id, jan));
  const until = (days: number, by: typeof ines) => delay(id, { reason: "So it is.", until: soon(days) }, by);
  expect(await until(1, ines)).toEqual({ done: false, reason: "same-person" });
  const shown = toLegalPage();
  const page = await enter(shown, { person: ines, path: `/${id}` });
  expect(page.text).toContain("To bring it closer needs another person");
  const day = soon(1).toISOString().slice(0, 10);
  const sent = await enter(shown, {
    person: ines,
    path: `/${id}`,
    form: { do: "delay", delay: "So it is.", delayed: day },
  });
  expect(sent.text).toContain("Another person can bring the day closer");
  // Further away needs nobody else. Whose day it is then is another matter.
  expect(await until(101, ines)).toEqual({ done: true });
  expect(await until(102, jan)).toEqual({ done: true });
  expect(await until(1, jan)).toEqual({ done: false, reason: "same-person" });
  const again = { id: crypto.randomUUID(), roles: ["counsel"] };
  await join(again.id, "Jan again", "Jan@halden.example");
  expect(await until(1, again)).toEqual({ done: false, reason: "same-person" });
  expect(await notify()).toBe(0);
  const kim = { id: crypto.randomUUID(), roles: ["counsel"] };
  await join(kim.id, "Kim Dahl", "kim@halden.example");
  expect(await until(1, kim)).toEqual({ done: true });
  it.clock.pass(1.1 * 86_400);
  expect(await notify()).toBe(1);
});

test("a delay that comes while people are told holds for everybody who is not told yet", async () => {
  const { approve, delay, list, notify } = it.engine.legalRequests;
  await notify();
  const all: { readonly id: string; readonly subject: string }[] = [];
  for (let n = 0; n < 4; n++) {
    const { subject } = await it.people.collect("contact", {
      email: `nils${n}@example.net`,
      name: "Nils Eide",
      message: "Hello.",
    });
    const id = await register({ scope: { activity: "contact", fields: ["name"], subjects: [subject] } });
    await approve(id, jan);
    await fetchIt(await disclose(id, jan));
    all.push({ id, subject });
  }
  const messages = async ({ subject }: { readonly subject: string }) =>
    (await it.store.db.selectFrom("message").select("id").where("subject", "=", subject).execute()).length;
  const telling = notify();
  // From the first message on, while others are being written.
  for (let count = 0; count === 0;) {
    await new Promise((go) => setTimeout(go, 1));
    count = (await Promise.all(all.map(messages))).reduce((sum, one) => sum + one, 0);
  }
  const delayed = await Promise.all(
    all.map(async (one) => {
      const stepped = await delay(one.id, { reason: "The order came today.", until: soon(50) }, jan);
      return { ...one, stepped, before: await messages(one) };
    }),
  );
  const told = await telling;
  for (const { id, subject, stepped, before } of delayed) {
    const { notice } = (await list()).find((each) => each.id === id)!;
    // It holds, or says that it comes too late: never neither.
    expect(stepped).toEqual(before === 0 ? { done: true } : { done: false, reason: "settled" });
    expect([before, notice]).toEqual(before === 0 ? [await messages({ subject }), "delayed"] : [1, "sent"]);
  }
  expect(delayed.filter(({ before }) => before === 1)).toHaveLength(told);
  expect(told).toBeGreaterThan(0);
});

test("nothing that can be read lies in the tables", async () => {
  const { rows } = await sql<{ row: string }>`select r::text as row from legal_request r`.execute(it.store.db);
  const all = rows.map(({ row }) => row).join("\n");
  for (const secret of ["Dublin", "Maeve", "burke@", "17/26", "jurisdiction", "Prolonged"]) {
    expect(all).not.toContain(secret);
  }
});
