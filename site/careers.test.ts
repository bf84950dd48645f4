import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine } from "@abide/engine";
import { openStore, type Store } from "@abide/engine/store";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { applications } from "./applications/feature.ts";
import { bookings } from "./bookings/feature.ts";
import { mail } from "./mails/all.ts";
import { services } from "./policy-services.ts";
import { policy } from "./policy.ts";
import { roles } from "./roles.ts";
import { createSite } from "./site.ts";
import { openStaff, type Staff } from "./test-staff.ts";

type Declared = typeof policy | typeof services;

const origin = "https://halden.example";
const html = { accept: "text/html", "accept-language": "en" };
const own = { origin, "sec-fetch-site": "same-origin" };

let folder: string;
let store: Store;
let engine: Engine<Declared>;
let now = new Date("2026-12-01T09:30:00Z");
const said: string[] = [];
let rita: Staff;
let sam: Staff;
let otto: Staff;
let nobody: Staff;

/** Sets the clock: the engine's, and the machine's, which is the only one that the sign-in library knows. */
function at(moment: Date): void {
  now = moment;
  vi.setSystemTime(now);
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now });
  folder = await mkdtemp(join(tmpdir(), "halden-"));
  store = await openStore({ folder, logger: (sentence) => void said.push(sentence) });
  const site = await createSite({ comments: async () => [], clock: () => now });
  engine = createEngine<Declared>({
    policies: [policy, services],
    store,
    key: "a key of thirty-two bytes or more",
    site,
    clock: () => now,
    mail: { ...mail, origin },
    features: [bookings, applications],
    staff: { roles },
    // How much one address may send is the engine's, and tested there.
    forms: { burst: 100, megabytes: 100_000 },
    logger: (sentence, error) => void said.push(`${sentence} ${String(error)}`),
  });
  await engine.ready;
  ({ rita, sam, otto, nobody } = await openStaff(fetch, (await engine.setUp())!, {
    rita: { name: "Rita Vogel", roles: ["recruiter"] },
    sam: { name: "Sam Okafor", roles: ["recruiter"] },
    otto: { name: "Otto Brandt", roles: ["desk"] },
    nobody: { name: "Nora Lind", roles: [] },
  }));
});
afterAll(async () => {
  vi.useRealTimers();
  await engine?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  // A form a minute and more: whoever sends too many at once is asked to wait.
  at(new Date(now.getTime() + 120_000));
});

const fetch = (path: string, init: RequestInit = {}) =>
  engine.fetch(new Request(origin + path, { ...init, headers: { ...html, ...(init.headers as object) } }), {
    ip: "192.0.2.7",
  });

async function get(path: string, as?: Staff, init: RequestInit = {}) {
  const response = await (as?.fetch ?? fetch)(path, init);
  return { response, status: response.status, text: await response.text() };
}

/** Sends a form as a page of the console has it: with the token of whose session it is, unless `fields` has another. */
async function post(path: string, fields: { readonly [name: string]: string }, as?: Staff, headers = {}) {
  const form = as ? { form: await as.token() } : {};
  const { response, ...answer } = await get(path, as, {
    method: "POST",
    body: new URLSearchParams({ ...form, ...fields }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...own, ...headers },
  });
  return { response, ...answer, to: toPath(response) };
}

const toPath = (response: Response) => /url=(.*)$/.exec(response.headers.get("refresh") ?? "")?.[1];

/** Everything in it is found again nowhere else: whoever shows one of these words has shown the application. */
const ines = {
  fullName: "Inês Quintanilha-Marker",
  email: "quintanilha@example.org",
  phone: "+351219876543",
  city: "Vila Nova de Famalicão",
  state: "Braga-Marker",
  country: "PT",
  position: "reliability-engineer",
};
const cv = `Curriculum vitae\n\nInês Quintanilha-Marker\nUnmistakable-Word, 1998 to 2026\n${"line\n".repeat(40)}`;
const words = [
  "Quintanilha",
  "quintanilha",
  "9876543",
  "Famalic",
  "Braga-Marker",
  "Unmistakable",
  "Remark-Marker",
  "Note-Marker",
];

async function apply(change: { readonly [field: string]: string | Blob | undefined } = {}) {
  const form = new FormData();
  const fields = { ...ines, back: `/careers/${ines.position}`, cv: new Blob([cv], { type: "text/plain" }), ...change };
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.set(name, value, "Inês CV.txt");
    else if (value !== undefined) form.set(name, value);
  }
  const response = await fetch("/abide/collect/careers", { method: "POST", body: form, headers: own });
  return { status: response.status, text: await response.text(), to: toPath(response) };
}

async function findFirst(): Promise<string> {
  const { text } = await get("/console/applications", rita);
  return /\/console\/applications\/([0-9a-f-]{36})/.exec(text)![1]!;
}

const toRevision = (text: string) => /name="revision" value="(\d+)"/.exec(text)![1]!;

test("everything that is wrong with an application is said at once, beside what was written", async () => {
  const { status, text } = await apply({ fullName: "", email: "no address", phone: "044", cv: undefined });
  expect(status).toBe(422);
  for (const field of ["fullName", "email", "phone", "cv"]) expect(text).toContain(`href="#careers-${field}"`);
  expect(text).toContain(`value="Vila Nova de Famalicão"`);

  const closed = await apply({ position: "sales-engineer-zurich", back: "/careers/sales-engineer-zurich" });
  expect(closed.status).toBe(422);
  expect(closed.text).toContain("was not kept");
  expect(await get("/console/applications", rita)).toMatchObject({ status: 200 });
  expect((await get("/console/applications", rita)).text).toContain("Nobody has applied yet");
});

test("an application goes its way: form, mail, inbox, note, stage, answer, erasure", async () => {
  const sent = await apply();
  expect([sent.status, sent.to]).toEqual([200, "/careers/reliability-engineer?sent=careers"]);
  const thanks = await get(sent.to!);
  expect(thanks.text).toContain("Your application has arrived");
  expect(thanks.text).toContain("six months after the decision");
  expect(thanks.text).toContain("How to take it back");

  const id = await findFirst();
  const path = `/console/applications/${id}`;
  const opened = await get(path, rita);
  for (const shown of [ines.fullName, ines.email, "+351219876543", ines.city, "Portugal", "Inês CV.txt"])
    expect(opened.text).toContain(shown);
  expect(opened.text).toContain("Your application has arrived: Reliability engineer");

  const file = await rita.fetch(`${path}/cv`);
  expect(await file.text()).toBe(cv);
  expect(Object.fromEntries(file.headers)).toMatchObject({
    "cache-control": "private, no-store, no-transform",
    "content-disposition": `attachment; filename="Ines CV.txt"; filename*=UTF-8''In%C3%AAs%20CV.txt`,
    "content-length": String(new TextEncoder().encode(cv).length),
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
  expect(file.headers.get("content-security-policy")).toMatch(/sandbox/);
  expect(file.headers.get("content-type")).toMatch(/^text\/plain/);

  // Two recruiters look at it; the slower one is told who was quicker, and keeps what she wrote.
  const revision = toRevision(opened.text);
  expect((await post(path, { do: "move", stage: "screening", revision }, sam)).to).toBe(`${path}?done=moved`);
  const late = await post(path, { do: "note", note: "Note-Marker: call <b>her</b>", revision }, rita);
  expect(late.status).toBe(409);
  expect(late.text).toContain("Changed meanwhile by Sam Okafor, who moved it to Screening.");
  expect(late.text).toContain("Note-Marker: call &lt;b&gt;her&lt;/b&gt;</textarea");
  const again = { do: "note", note: "Note-Marker: call <b>her</b>", revision: toRevision(late.text) };
  expect((await post(path, again, rita)).to).toBe(`${path}?done=noted`);
  const noted = await get(`${path}?done=noted`, sam);
  expect(noted.text).toMatch(/Rita Vogel[^]*Note-Marker: call &lt;b&gt;her[^]*Moved to Screening[^]*Sam Okafor/);
  expect(noted.text).toContain("waiting since today");
  // What comes next is chosen already; a decision never is.
  expect(noted.text).toMatch(/value="interview" selected/);

  // An answer: words, preview, sent. Sending it twice is one mail.
  const asked = await get(`${path}/reject`, rita);
  const key = /name="key" value="([^"]+)"/.exec(asked.text)![1]!;
  const draft = { key, revision: toRevision(asked.text), remark: "Remark-Marker: we need more Postgres." };
  expect((await post(`${path}/reject`, { ...draft, remark: "", do: "preview" }, rita)).status).toBe(422);
  const preview = await post(`${path}/reject`, { ...draft, do: "preview" }, rita);
  expect(preview.text).toContain("Our answer to your application: Reliability engineer");
  expect(preview.text).toContain("\n\nRemark-Marker: we need more Postgres.\n\n");
  expect((await get(path, rita)).text).not.toContain("Remark-Marker");
  expect((await post(`${path}/reject`, { ...draft, do: "send" }, rita)).to).toBe(`${path}?done=sent`);
  expect((await post(`${path}/reject`, { ...draft, do: "send" }, rita)).to).toBe(`${path}?done=sent`);
  const rejected = await get(path, rita);
  expect(rejected.text.match(/Our answer to your application: /g)).toHaveLength(1);
  // The way that it went, without the stages that it never came to.
  const way = /<p id="way"[^]*?<\/p>/.exec(rejected.text)![0].match(/\b[A-Z]\w+(?=<\/span>)/g);
  expect(way).toEqual(["Received", "Screening", "Rejected"]);
  expect(rejected.text).toMatch(/erased on <time datetime="\d{4}-\d\d-\d\dT[^"]+">\d+ \w+ \d{4}</);
  const due = /erased on <time datetime="([^"]+)">/.exec(rejected.text)![1]!;
  const months = (Date.parse(due) - now.getTime()) / 86_400_000;
  expect(months).toBeGreaterThan(180);
  expect(months).toBeLessThan(184);
  expect((await get("/console/applications?stage=rejected", rita)).text).toMatch(/Rejected \(1\)/);

  at(new Date(Date.parse(due) + 2 * 86_400_000));
  expect(await engine.applyRetention()).toMatchObject({ erased: 1, subjects: 1, files: 3 });
  expect((await get(path, rita)).status).toBe(404);
  expect((await get(`${path}/cv`, rita)).status).toBe(404);
  expect((await get("/console/applications", rita)).text).toContain("Nobody has applied yet");
});

test("the inbox is filtered, sorted and paged, and a filter that is none shows all", async () => {
  for (const [index, position] of ["browser-engineer", "guide-author", "browser-engineer"].entries()) {
    at(new Date(now.getTime() + 86_400_000));
    const fullName = `Person ${index}`;
    expect((await apply({ fullName, email: `person${index}@example.org`, position, back: "/" })).status).toBe(200);
  }
  const names = async (query: string) => {
    const { text } = await get(`/console/applications${query}`, rita);
    return [...text.matchAll(/>(Person \d)<\/bdi>/g)].map(([, name]) => name);
  };
  expect(await names("")).toEqual(["Person 2", "Person 1", "Person 0"]);
  expect(await names("?sort=oldest&position=browser-engineer")).toEqual(["Person 0", "Person 2"]);
  expect(await names("?stage=screening")).toEqual([]);
  // The stages count what the position that was chosen has.
  const stages = async (query: string) =>
    (await get(`/console/applications${query}`, rita)).text.match(/(?:All|Received|Screening) \(\d+\)/g);
  expect(await stages("")).toEqual(["All (3)", "Received (3)", "Screening (0)"]);
  expect(await stages("?position=browser-engineer")).toEqual(["All (2)", "Received (2)", "Screening (0)"]);
  expect(await stages("?position=guide-author")).toEqual(["All (1)", "Received (1)", "Screening (0)"]);
  expect(await names("?stage=%22%3E&position=x&sort=y")).toEqual(["Person 2", "Person 1", "Person 0"]);
  expect((await get("/console/applications?after=made-up", rita)).status).toBe(400);
  const { text } = await get("/console/applications?sort=oldest", rita);
  expect(text).toMatch(/Person 0[^]*2 days[^]*Person 1[^]*1 day<[^]*Person 2[^]*today/);

  for (let more = 3; more < 30; more++) {
    at(new Date(now.getTime() + 120_000));
    const person = { fullName: `Person ${more}`, email: `person${more}@example.org` };
    const { status } = await apply({ ...person, position: "guide-author", back: "/" });
    expect(`${more} ${status}`).toBe(`${more} 200`);
  }
  const first = await get("/console/applications?sort=oldest", rita);
  const next = /href="([^"]*after=[^"]*)"/.exec(first.text)![1]!.replaceAll("&amp;", "&");
  const second = await get(next, rita);
  const onPage = (page: string) => [...page.matchAll(/>(Person \d+)<\/bdi>/g)].map(([, name]) => name);
  expect(onPage(first.text)).toEqual(Array.from({ length: 25 }, (_, person) => `Person ${person}`));
  expect(onPage(second.text)).toEqual(Array.from({ length: 5 }, (_, person) => `Person ${person + 25}`));
  expect(second.text).toContain("First page");
  // A page's place belongs to its list: in another order it leads nowhere.
  expect((await get(next.replace("sort=oldest", "sort=newest"), rita)).status).toBe(400);
});

test("the overview says how many wait for a first look, to recruiters alone", async () => {
  const before = await get("/console", rita);
  const count = Number(/>(\d+) applications wait for a first look\.</.exec(before.text)![1]);
  expect((await apply({ fullName: "Person 30", email: "person30@example.org" })).status).toBe(200);
  expect((await get("/console", rita)).text).toContain(`>${count + 1} applications wait for a first look.<`);
  const id = await findFirst();
  const path = `/console/applications/${id}`;
  const revision = toRevision((await get(path, rita)).text);
  expect((await post(path, { do: "move", stage: "screening", revision }, rita)).status).toBe(200);
  expect((await get("/console", rita)).text).toContain(`>${count} applications wait for a first look.<`);
  const other = (await get("/console", otto)).text;
  expect(other).not.toContain("/console/applications");
  expect(other).not.toContain("first look");
});

test("every page speaks German to whoever chose it, and counts and dates with it", async () => {
  const speak = async (language: string) => post("/console/language", { language, back: "/console" }, sam);
  await speak("de");
  const list = await get("/console/applications?stage=screening", sam);
  expect(list.text).toContain("<h1>Bewerbungen");
  expect(list.text).toContain("Sichtung (1)");
  const path = `/console/applications/${/\/console\/applications\/([0-9a-f-]{36})/.exec(list.text)![1]!}`;
  const one = await get(path, sam);
  for (const words of ["Lebenslauf speichern", "Neuer Stand: Sichtung", "wartet seit heute", "Portugal", "Englisch"])
    expect(one.text).toContain(words);
  expect(one.text).toMatch(/Eingegangen am <time [^>]*>\d+\. \w+ \d{4}</);
  const empty = await post(path, { do: "note", note: " ", revision: toRevision(one.text) }, sam);
  expect(empty.status).toBe(422);
  expect(empty.text).toContain("Die Notiz ist leer.");
  const preview = await post(`${path}/invite`, { do: "preview", remark: "" }, sam);
  // The mail is in the language of who applied.
  expect(preview.text).toContain("Einladen und senden");
  expect(preview.text).toMatch(/<pre [^>]*lang="en"/);
  expect((await get("/console", sam)).text).toMatch(/\d+ Bewerbungen warten auf den ersten Blick\./);
  await speak("en");
});

test("what is too long is refused with its length, and comes back whole", async () => {
  const path = `/console/applications/${await findFirst()}`;
  const revision = toRevision((await get(path, rita)).text);
  const note = "n".repeat(4_001);
  const long = await post(path, { do: "note", note, revision }, rita);
  expect(long.status).toBe(422);
  expect(long.text).toContain("The note has 4001 characters. At most 4000 can be kept");
  expect(long.text).toContain(`>${note}</textarea>`);
  const remark = "r".repeat(2_001);
  const letter = await post(`${path}/reject`, { do: "send", remark, revision }, rita);
  expect(letter.status).toBe(422);
  expect(letter.text).toContain(`>${remark}</textarea>`);
  expect((await get(path, rita)).text).not.toContain("Our answer to your application");
});

test("an answer to an application that changed meanwhile is not sent; its words stay, and it can be sent then, once", async () => {
  const id = await findFirst();
  const path = `/console/applications/${id}`;
  const asked = (await get(`${path}/invite`, rita)).text;
  const key = /name="key" value="([^"]+)"/.exec(asked)![1]!;
  const draft = { key, revision: toRevision(asked), remark: "On Tuesday at ten." };
  const note = { do: "note", note: "She called.", revision: draft.revision };
  expect((await post(path, note, sam)).status).toBe(200);
  const late = await post(`${path}/invite`, { ...draft, do: "send" }, rita);
  expect(late.status).toBe(409);
  expect(late.text).toContain("Changed meanwhile by Sam Okafor, who added a note.");
  expect(late.text).toContain("Nothing was sent.");
  expect(late.text).toContain('name="remark" value="On Tuesday at ten."');
  expect((await get(path, rita)).text).not.toContain("Shall we talk?");
  // Both clicks of somebody who clicks twice at once.
  const again = { ...draft, revision: toRevision(late.text), do: "send" };
  const sent = await Promise.all([post(`${path}/invite`, again, rita), post(`${path}/invite`, again, rita)]);
  expect(sent.filter(({ to }) => to === `${path}?done=sent`).length).toBeGreaterThan(0);
  const { text } = await get(path, rita);
  expect(text.match(/Shall we talk\? Your application for/g)).toHaveLength(1);
  expect(text.match(/Moved to Interview/g)).toHaveLength(1);
});

test("what is not there is said on a page with a way on, and what is only opened takes no form", async () => {
  for (const below of ["/nobody", `/${crypto.randomUUID()}`, `/${crypto.randomUUID()}/cv`]) {
    const { status, text } = await get(`/console/applications${below}`, rita);
    expect(status).toBe(404);
    expect(text).toContain("There is no such application");
    expect(text).toContain('href="/console/applications"');
  }
  const path = `/console/applications/${await findFirst()}`;
  for (const below of ["/hire", "/cv/more", "/reject/more", "/constructor"])
    expect((await get(path + below, rita)).status).toBe(404);
  for (const to of ["/console/applications", `${path}/cv`]) expect((await post(to, {}, rita)).status).toBe(405);
  for (const asked of ["/team", "/team/applications", path.replace("console", "team")]) {
    const { status, text } = await get(asked, rita);
    expect(status).toBe(404);
    expect(text).toContain("There is no page at this address.");
  }
});

describe("nobody but a recruiter, and for nothing but recruitment, can read an application", () => {
  let id: string;
  let path: string;
  const shows = (text: string) => words.filter((word) => text.includes(word));

  beforeAll(async () => {
    at(new Date(now.getTime() + 3_600_000));
    expect((await apply()).status).toBe(200);
    id = await findFirst();
    path = `/console/applications/${id}`;
    const { text } = await get(path, rita);
    expect(shows(text).length).toBeGreaterThan(3);
    const note = { do: "note", note: "Note-Marker", revision: toRevision(text) };
    expect((await post(path, note, rita)).status).toBe(200);
    const remark = "Remark-Marker";
    const template = mail.templates.find(({ name }) => name === "interview-invitation")!;
    expect(await engine.mail.send(template, id, { remark }, { by: rita })).toMatchObject({ queued: true });
  });

  test.each([
    ["who has not signed in", (): Staff | undefined => undefined, "to sign in"],
    ["who works for something else", () => otto, 403],
    ["who works for nothing", () => nobody, 403],
  ] as const)("not %s, whatever the address, the method and the headers", async (_, toStaff, outcome) => {
    const as: Staff | undefined = toStaff();
    /** Who has not signed in is led to where one does, and back from there. */
    const toOutcome = ({ status, headers }: Response): number | "to sign in" =>
      status === 200 && headers.get("refresh")?.startsWith("0;url=/console/sign-in") === true ? "to sign in" : status;
    const other = crypto.randomUUID();
    for (const below of ["", "/cv", "/invite", "/reject", "?done=sent"]) {
      const answers = [];
      for (const name of [id, other]) {
        const { text, response } = await get(`/console/applications/${name}${below}`, as);
        expect(toOutcome(response)).toBe(outcome);
        expect(response.headers.get("cache-control")).toMatch(/no-store/);
        expect(shows(text)).toEqual([]);
        answers.push(text.replaceAll(name, "").replace(/"token":"[^"]*"|value="[^"]{80,}"/g, ""));
      }
      // What there is cannot be told from what there is not.
      expect(answers[0]).toBe(answers[1]);
    }
    const paths = [
      "/console/applications",
      "/console/applications?stage=received&position=reliability-engineer",
      `/console/applications/${id.toUpperCase()}`,
      `/CONSOLE/applications/${id}`,
      `//console/applications/${id}`,
      `/console//applications/${id}`,
      `/careers/../console/applications/${id}`,
      `/console/applications/${id}/cv/`,
      `/console/applications/${id}/cv%2f..%2f..`,
      `/console/applications/..%2f..%2f..%2fkey`,
      `/assets/..%2fconsole/applications/${id}`,
      // Where the pages were before: a path like any other.
      `/team/applications/${id}`,
    ];
    const ways: RequestInit[] = [
      {},
      { method: "HEAD" },
      { headers: { range: "bytes=0-99" } },
      { headers: { "if-none-match": "*" } },
      { headers: { "if-modified-since": new Date(0).toUTCString() } },
      { headers: { accept: "application/json", "x-requested-with": "XMLHttpRequest" } },
      { headers: { authorization: "Bearer recruiter", "x-staff": "rita", "x-forwarded-user": "rita" } },
      { headers: { cookie: "abide-staff=rita; __Host-abide-staff=rita; session=recruiter" } },
    ];
    for (const asked of paths) {
      for (const way of ways) {
        const { response, text } = await get(asked, as, way);
        expect([301, 302, 303, 307, 308, 400, 401, 403, 404, "to sign in"], asked).toContain(toOutcome(response));
        expect(shows(text), asked).toEqual([]);
        expect(shows(JSON.stringify([...response.headers])), asked).toEqual([]);
      }
    }
    const before = (await get(path, rita)).text;
    for (const [to, fields] of [
      [path, { do: "move", stage: "hired", revision: toRevision(before) }],
      [path, { do: "note", note: "x", revision: toRevision(before) }],
      [`${path}/reject`, { do: "send", remark: "x", key: other, revision: toRevision(before) }],
      [`${path}/reject`, { do: "preview", remark: "x", key: other, revision: toRevision(before) }],
    ] as const) {
      const answered = await post(to, fields, as);
      expect(toOutcome(answered.response)).toBe(outcome);
      expect(shows(answered.text)).toEqual([]);
    }
    expect((await get(path, rita)).text).toBe(before);
  });

  test("not by a form that another site makes a recruiter's browser send", async () => {
    const before = (await get(path, rita)).text;
    const move = { do: "move", stage: "rejected", revision: toRevision(before) };
    for (const headers of [
      { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
      { origin: "null" },
      { origin, "sec-fetch-site": "same-site" },
    ]) {
      const { status, text } = await post(path, move, rita, headers);
      expect(status).toBe(403);
      expect(shows(text)).toEqual([]);
    }
    // Nor by one that does not have the CSRF token of the recruiter's session.
    for (const form of ["", "made-up", await sam.token()]) {
      for (const [to, fields] of [
        [path, move],
        [`${path}/reject`, { do: "send", remark: "x", key: crypto.randomUUID(), revision: toRevision(before) }],
      ] as const) {
        const { status, text } = await post(to, { ...fields, form }, rita);
        expect(status).toBe(403);
        expect(shows(text)).toEqual([]);
      }
    }
    expect((await get(path, rita)).text).toBe(before);
  });

  test("not from a cache, and a recruiter's answer can be neither cut nor revalidated", async () => {
    for (const asked of ["/console/applications", path, `${path}/cv`, `${path}/reject`]) {
      for (const headers of [{ range: "bytes=0-9" }, { "if-none-match": "*" }, {}]) {
        const { response, status } = await get(asked, rita, { headers });
        expect(status).toBe(200);
        expect(response.headers.get("cache-control")).toBe("private, no-store, no-transform");
        for (const name of ["etag", "last-modified", "expires", "age"]) expect(response.headers.get(name)).toBeNull();
      }
      const head = await get(asked, rita, { method: "HEAD" });
      expect([head.status, head.text]).toEqual([200, ""]);
      expect(shows(JSON.stringify([...head.response.headers]))).toEqual([]);
    }
    // The name of a person is in no title and no address: those go to histories.
    expect((await get(path, rita)).text).toMatch(/<title>Application · Halden Software AG<\/title>/);
  });

  test("not on the page that another person is thanked on, nor on any other page", async () => {
    for (const asked of [
      "/careers/reliability-engineer?sent=careers",
      "/careers/reliability-engineer",
      "/careers",
      "/",
      "/privacy",
      "/privacy/my-data",
      "/privacy/versions",
      "/robots.txt",
      `/careers/reliability-engineer?sent=${id}`,
    ])
      expect(shows((await get(asked)).text), asked).toEqual([]);
    // A form that comes back shows what was sent with it, and nothing of what is there already.
    const again = await apply({ fullName: "", city: "Porto", state: "", phone: "044", cv: undefined });
    expect(again.status).toBe(422);
    expect(shows(again.text)).toEqual(["quintanilha"]);
  });

  test("not by what Abide answers to everybody: routes, problems, log and receipts", async () => {
    const paths = [
      "/abide/records/careers",
      `/abide/records/careers/${id}`,
      `/abide/collect/careers`,
      `/abide/collect/careers/${id}`,
      `/abide/receipt/${id}`,
      "/abide/log/checkpoint",
      "/abide/log/tile/0/000",
      "/abide/log/tile/entries/000",
      "/abide/log/tile/0/000.p/1",
      "/abide/log/tile/../../../key",
      "/console",
      `/console/applications/${id}`,
    ];
    const size = Number((await get("/abide/log/checkpoint")).text.split("\n")[1]);
    for (const asked of [...paths, `/abide/log/tile/entries/000.p/${size}`]) {
      for (const accept of ["text/html", "application/json"]) {
        const { text } = await get(asked, undefined, { headers: { accept } });
        expect(shows(text), asked).toEqual([]);
        // Not even that there is one: the log's leaves name nobody and nothing.
        expect(text.includes(id) && asked.startsWith("/abide/log"), asked).toBe(false);
      }
    }
    expect(shows(said.join("\n"))).toEqual([]);
  });

  test("not by the site's own code for another purpose, without a person, or under another site's name", async () => {
    const records = engine.records as unknown as (activity: string) => {
      for: (purpose: string, as?: object) => ReturnType<ReturnType<typeof engine.records<"careers">>["for"]>;
    };
    const list = (purpose: string, as?: object) =>
      records("careers")
        .for(purpose, as)
        .list({ fields: ["email"] });
    const read = (purpose: string, as?: object) => records("careers").for(purpose, as).read(id, ["fullName"]);
    for (const purpose of ["support", "promotion", "publication", "requests", "administration", "", "*", "__proto__"]) {
      expect((await read(purpose, { by: rita })).allowed, purpose).toBe(false);
      expect((await list(purpose)).allowed, purpose).toBe(false);
    }
    for (const as of [
      undefined,
      { by: otto },
      { by: nobody },
      { by: { id: "rita", roles: ["Recruiter", "recruiter "] } },
    ]) {
      expect(await read("recruitment", as)).toEqual({ allowed: false, reason: "not-staff" });
      expect(await list("recruitment", as)).toEqual({ allowed: false, reason: "not-staff" });
      const reader = records("careers").for("recruitment", as);
      expect((await reader.download(id, "cv")).allowed).toBe(false);
      expect((await reader.count()).allowed).toBe(false);
      expect((await reader.update(id, { status: "hired", revision: 2 })).allowed).toBe(false);
    }
    expect(await engine.mail.list("applications", "careers", id, otto)).toEqual({
      allowed: false,
      reason: "not-staff",
    });
    expect(await engine.mail.list("applications", "careers", id, undefined)).toMatchObject({ allowed: false });
    // Under another activity's name, which the site may read for a purpose of its own.
    const comments = records("comments").for("publication") as unknown as {
      read: (id: string, fields: string[]) => Promise<object>;
    };
    expect(await comments.read(id, ["name"])).toEqual({ allowed: false, reason: "not-found" });

    const elsewhere = createEngine<Declared>({
      policies: [policy, services],
      store,
      key: "a key of thirty-two bytes or more",
      name: "elsewhere",
      mail: { ...mail, origin },
      features: [bookings, applications],
      staff: { roles },
      clock: () => now,
    });
    await elsewhere.ready;
    expect(await elsewhere.records("careers").for("recruitment", { by: rita }).read(id, ["fullName"])).toEqual({
      allowed: false,
      reason: "not-found",
    });
    await elsewhere.close();
  });

  test("not in SQL: the owner of the tables sees no row, and who names the purpose sees nothing that can be read", async () => {
    for (const table of ["record", "record_value", "record_index"] as const)
      expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([]);
    const rows = await store.db.transaction().execute(async (trx) => {
      await trx
        .selectNoFrom((eb) =>
          eb.fn("set_config", [eb.val("abide.purpose"), eb.val("recruitment"), eb.val(true)]).as("set"),
        )
        .execute();
      const of = async (table: "record" | "record_value" | "record_index") =>
        trx.selectFrom(table).selectAll().execute();
      return [...(await of("record")), ...(await of("record_value")), ...(await of("record_index"))];
    });
    expect(rows.length).toBeGreaterThan(3);
    for (const table of ["audit", "file", "log_entry", "subject", "subject_key", "subject_index", "statement"] as const)
      rows.push(...((await store.db.selectFrom(table).selectAll().execute()) as never[]));
    const plain = rows.flatMap((row) =>
      Object.values(row).map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value),
      ),
    );
    expect(plain.filter((value) => shows(value).length > 0)).toEqual([]);
    // Another purpose sees no row at all.
    const other = await store.db.transaction().execute(async (trx) => {
      await trx
        .selectNoFrom((eb) =>
          eb.fn("set_config", [eb.val("abide.purpose"), eb.val("requests"), eb.val(true)]).as("set"),
        )
        .execute();
      return trx.selectFrom("record_value").selectAll().where("activity", "=", "careers").execute();
    });
    expect(other).toEqual([]);
  });

  test("not in the files: neither the database's nor the CV's nor the mail's", async () => {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(100);
    const needles = words.flatMap((word) => [Buffer.from(word), Buffer.from(word, "utf16le")]);
    const guilty = [];
    for (const file of files) {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      if (needles.some((needle) => bytes.includes(needle))) guilty.push(file);
    }
    expect(guilty).toEqual([]);
  });

  test("and who looked is written down, with the purpose and without a value", async () => {
    await get(path, sam);
    // The console opens its pages to roles: of somebody without one no record is asked. Past the console, the record refuses.
    await get(path, otto);
    const records = engine.records("careers").for("recruitment", { by: otto });
    expect((await records.read(id, ["cv"])).allowed).toBe(false);
    const rows = await store.db.selectFrom("audit").select("detail").where("type", "=", "access").execute();
    const details = rows.map(({ detail }) => detail ?? "").join("\n");
    expect(details).toMatch(new RegExp(`"by":"${sam.id}"[^}]*"outcome":"allowed"[^}]*"purpose":"recruitment"`));
    expect(details).toMatch(new RegExp(`"by":"${otto.id}"[^}]*"outcome":"not-staff"`));
    expect(shows(details)).toEqual([]);
  });
});
