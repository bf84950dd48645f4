import { createHmac } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createEngine } from "../engine.ts";
import type { SiteVisit } from "../core/site.ts";
import { lookInto } from "../store/test-store.ts";
import { outage, page, testEngine, type TestEngine } from "../test-engine.ts";
import { applicant, careers, key, origin, withStaff } from "../test-policy.ts";
import type { TestBrowser } from "../test-visitor.ts";
import { toAgent } from "./agent.ts";
import { toEmail, toName } from "./people.ts";
import { findWeakness } from "./password.ts";

const policy = withStaff(careers);
const roles = { recruiter: { title: "Recruiter", purposes: ["recruitment"] } } as const;

/** Where connections went that this process opened: addresses, or nothing for a socket of this machine. */
const reached: (string | undefined)[] = [];
subscribe("net.client.socket", (message) => {
  const { socket } = message as { readonly socket: Socket };
  socket.once("connect", () => void reached.push(socket.remoteAddress));
});

let it: TestEngine<typeof policy>;
let visit: SiteVisit | undefined;
beforeAll(async () => {
  // The sign-in library knows no clock but the machine's.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-24T09:30:00Z") });
  it = await testEngine({
    policy,
    clock: () => new Date(),
    staff: { roles, desks: [{ title: "Applications", href: "/team/applications", purpose: "recruitment" }] },
    site: (_: Request, given: SiteVisit) => {
      visit = given;
      return page("<p>Hello");
    },
  });
});
afterAll(async () => {
  vi.useRealTimers();
});
const pass = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1000);
// Enough for the limit of one address to be whole again, and for no session to end.
beforeEach(() => pass(180));

const password = "a sentence that is long enough";
/** A code as an authenticator app shows it: RFC 6238. */
function toCode(secret: string, at = Date.now()): string {
  const bits = Array.from(secret, (c) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"),
  ).join("");
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", bytes).update(counter).digest();
  const offset = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
/** The next code: time goes on, as it does for whoever waits for one. */
const nextCode = (secret: string) => {
  pass(30);
  return toCode(secret);
};
const wrongCode = (secret: string) => {
  const near = [-30_000, 0, 30_000].map((by) => toCode(secret, Date.now() + by));
  return ["000000", "111111", "222222", "333333"].find((code) => !near.includes(code))!;
};

const to = (response: Response) => response.headers.get("refresh")?.replace("0;url=", "");
const alert = async (response: Response) => /role="alert">([^<]+)</.exec(await response.text())?.[1];
type Given = { readonly [field: string]: string };
const post = (browser: TestBrowser, path: string, fields: Given, headers = {}) =>
  browser.post(path, Object.entries(fields), headers);
const toCsrfToken = async (browser: TestBrowser) =>
  /name="form" value="([^"]+)"/.exec(await (await browser.get("/console/account")).text())?.[1] ?? "";
/** Sends a form of a page for whoever has signed in. */
const act = async (browser: TestBrowser, path: string, fields: Given) =>
  post(browser, path, { form: await toCsrfToken(browser), ...fields });
const signIn = (browser: TestBrowser, email: string, secret = password) =>
  post(browser, "/console/sign-in", { email, password: secret });
const isIn = async (browser: TestBrowser) => {
  visit = undefined;
  await browser.get("/team");
  return (visit as SiteVisit | undefined)?.staff !== undefined;
};

interface Joined {
  readonly browser: TestBrowser;
  readonly email: string;
  secret: string;
  codes: string[];
}

/** Joins by a link, sets an app up, and stays signed in. */
async function join(link: string, email: string, name = "Ada Lund"): Promise<Joined> {
  const browser = it.browser({
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  const { pathname, searchParams } = new URL(link, origin);
  const fields = { token: searchParams.get("token")!, name, email, password };
  expect(to(await post(browser, pathname, fields))).toBe("/console/account");
  return { browser, email, ...(await setUpApp(browser)) };
}

async function setUpApp(browser: TestBrowser): Promise<{ secret: string; codes: string[] }> {
  const shown = await (await act(browser, "/console/account", { do: "app" })).text();
  const secret = /<code>([A-Z2-7 ]{40,})<\/code>/.exec(shown)![1]!.replaceAll(" ", "");
  expect(shown).toContain("<svg");
  const confirmed = await act(browser, "/console/account", { do: "confirm-app", code: nextCode(secret) });
  const text = await confirmed.text();
  expect(text).toContain("The app is set up");
  return { secret, codes: Array.from(text.matchAll(/<li><code>([^<]+)<\/code>/g), ([, code]) => code!) };
}

async function invite(fields: Given): Promise<string> {
  const invited = await (await act(admin.browser, "/console/staff", { do: "invite", ...fields })).text();
  return /console-link">[^<]*(\/console\/join\?token=[\w-]+)</.exec(invited)![1]!;
}

async function findId(email: string): Promise<string> {
  const list = await (await admin.browser.get("/console/staff")).text();
  const part = list.split('class="opens"').find((each) => each.includes(email))!;
  return /name="person" value="([^"]+)"/.exec(part)![1]!;
}

let admin: Joined;

describe("the first of the company's people", () => {
  test("comes by a link that stays the same until it is used, by one of two who use it at once", async () => {
    expect(to(await it.browser().get("/console"))).toBe("/console/sign-in");
    const link = (await it.engine.setUp())!;
    expect(await it.engine.setUp()).toBe(link);
    expect(await (await it.browser().get(link)).text()).toContain("You are the first");
    const token = new URL(link, origin).searchParams.get("token")!;
    const fields = { token, name: "Ada <b>Lund", email: "admin@halden.example", password };
    for (const [wrong, says] of [
      [{ password: "short" }, "at least 15"],
      [{ password: "admin@halden.example" }, "easy to guess"],
      [{ name: "\u202eadA" }, "no name"],
      [{ email: "admin@halden" }, "no e-mail address"],
    ] as const) {
      const refused = await post(it.browser(), "/console/set-up", { ...fields, ...wrong });
      expect([refused.status, await alert(refused)]).toEqual([422, expect.stringContaining(says)]);
    }
    const two = await Promise.all(
      ["admin@halden.example", "other@halden.example"].map(async (email) => {
        const browser = it.browser();
        return { browser, email, response: await post(browser, "/console/set-up", { ...fields, email }) };
      }),
    );
    expect(new Set(two.map(({ response }) => response.status))).toEqual(new Set([200, 410]));
    const { browser, email } = two.find(({ response }) => response.status === 200)!;
    admin = { browser, email, ...(await setUpApp(browser)) };
    expect((await it.browser().get(link)).status).toBe(410);
    expect(await it.engine.setUp()).toBeUndefined();
    expect(await (await browser.get("/console")).text()).toContain("Good to see you, Ada &lt;b&gt;Lund.");
  });

  test("finds none of the library's own addresses", async () => {
    for (const path of ["/console/auth/sign-up/email", "/console/auth/get-session", "/console/auth/ok"]) {
      expect(to(await post(it.browser(), path, { email: "eve@example.org" }))).toBe("/console/sign-in");
    }
  });

  test("opens nothing before the second step is set up", async () => {
    const link = await invite({ email: "half@halden.example", "role-recruiter": "yes" });
    const browser = it.browser();
    const token = link.split("=")[1]!;
    await post(browser, "/console/join", { token, name: "Half", password });
    expect(to(await browser.get("/console"))).toBe("/console/account");
    expect(await isIn(browser)).toBe(false);
    expect(
      await (
        await act(browser, "/console/account", { do: "password", password, "new-password": `${password}!` })
      ).text(),
    ).toContain("not there any more");
    // Nor does another who knows the password get in with the step that the first one sets up.
    const other = it.browser();
    expect(to(await signIn(other, "half@halden.example"))).toBe("/console/account");
    await setUpApp(browser);
    expect(await isIn(browser)).toBe(true);
    expect(to(await other.get("/console/account"))).toBe("/console/sign-in?back=%2Fconsole%2Faccount");
  });
});

describe("the console", () => {
  test("is not packed on its way: the length of a page would tell what is in it", async () => {
    for (const path of ["/console", "/console/sign-in"])
      expect((await admin.browser.get(path)).headers.get("cache-control")).toContain("no-transform");
  });

  test("speaks the language that somebody chose, and keeps it for them alone", async () => {
    const { browser } = admin;
    const open = async (path: string) => (await browser.get(path)).text();
    expect(await open("/console")).toContain('<html lang="en" dir="ltr">');
    const page = "/console/staff?page=2";
    expect(to(await act(browser, "/console/language", { language: "de", back: page }))).toBe(page);
    expect(await open("/console")).toContain('<html lang="de" dir="ltr">');
    expect(await open("/console/staff")).toContain("Wer sich anmelden kann");
    expect(await (await it.browser().get("/console/sign-in")).text()).toContain('<html lang="en"');
    expect((await post(browser, "/console/language", { language: "en" })).status).toBe(403);
    expect(to(await act(browser, "/console/language", { language: "xx", back: "//elsewhere.example" }))).toBe(
      "/console",
    );
    expect(await open("/console")).toContain('<html lang="en" dir="ltr">');
  });

  test("says a moment in the zone that the company names, and takes none that there is not", async () => {
    const zoned = (zone: string) =>
      createEngine({ policies: [policy], store: it.store, key, staff: { roles: {}, zone } });
    await expect(zoned("Europe/Nowhere").ready).rejects.toThrow('There is no time zone "Europe/Nowhere".');
    const engine = zoned("Asia/Kathmandu");
    await engine.ready;
    const cookie = [...admin.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const page = await engine.fetch(new Request(`${origin}/console/account`, { headers: { cookie } }));
    expect(await page.text()).toMatch(/since <time [^>]*>\d+ \w+ 20\d\d, \d\d:\d\d GMT\+5:45<\/time>/);
    await engine.close();
  });

  test("shows the parts that its pages are made of to whoever has signed in", async () => {
    const guide = await (await admin.browser.get("/console/style-guide")).text();
    expect(guide).toContain("<h1>Style guide");
    expect(guide.match(/aria-current="page"[^>]*>Style guide/)).not.toBeNull();
    expect(to(await it.browser().get("/console/style-guide"))).toBe("/console/sign-in?back=%2Fconsole%2Fstyle-guide");
  });
});

describe("signing in", () => {
  test("takes the password and a code, which is good once, also for two who send it at once", async () => {
    const browser = it.browser();
    expect(to(await signIn(browser, " Admin@Halden.Example ".replace("Admin", admin.email.split("@")[0]!)))).toBe(
      "/console/second-step",
    );
    expect(await isIn(browser)).toBe(false);
    const wrong = await post(browser, "/console/second-step", { code: wrongCode(admin.secret) });
    expect([wrong.status, await alert(wrong)]).toEqual([422, expect.stringContaining("not right")]);
    const other = it.browser();
    await signIn(other, admin.email);
    const code = nextCode(admin.secret);
    const both = await Promise.all([browser, other].map((each) => post(each, "/console/second-step", { code })));
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 422]));
    expect(new Set([await isIn(browser), await isIn(other)])).toEqual(new Set([false, true]));
    const late = it.browser();
    await signIn(late, admin.email);
    expect(await alert(await post(late, "/console/second-step", { code }))).toContain("used already");
  });

  test("goes on to the page that one came for, of this site alone", async () => {
    const browser = it.browser();
    expect(to(await browser.get("/console/staff?page=2"))).toBe("/console/sign-in?back=%2Fconsole%2Fstaff%3Fpage%3D2");
    const back = "/team/applications?stage=offer#list";
    const first = await (await browser.get(`/console/sign-in?back=${encodeURIComponent(back)}`)).text();
    expect(first).toContain(`name="back" value="${back}"`);
    expect(first).toContain(`data-then="${back}"`);
    const fields = { email: admin.email, password, back };
    const second = `/console/second-step?back=${encodeURIComponent(back)}`;
    expect(to(await post(browser, "/console/sign-in", fields))).toBe(second);
    const wrong = await (await post(browser, second, { code: wrongCode(admin.secret), back })).text();
    expect(wrong).toContain(`name="back" value="${back}"`);
    expect(to(await post(browser, second, { code: nextCode(admin.secret), back }))).toBe(back);
    // Who is in already goes there at once; to no other site, whatever the address says, and to no page that leads here again.
    expect(to(await browser.get(`/console/sign-in?back=${encodeURIComponent(back)}`))).toBe(back);
    for (const other of [
      "https://elsewhere.example/",
      "//elsewhere.example",
      "/\\elsewhere.example",
      "/%09/elsewhere.example\n",
      "\t//elsewhere.example",
      "javascript:alert(1)",
      "elsewhere",
      "",
      "/",
      "/console/sign-in?back=/console/sign-in",
      "/console/sign-out",
      `/${"a".repeat(3_000)}`,
    ])
      expect(to(await browser.get(`/console/sign-in?back=${encodeURIComponent(other)}`)), other).toBe("/console");
  });

  test("ends the session that the browser had, and gives another", async () => {
    const browser = it.browser();
    await signIn(browser, admin.email);
    await post(browser, "/console/second-step", { code: nextCode(admin.secret) });
    const before = new Map(browser.cookies);
    browser.cookies.delete("__Host-abide-staff");
    await signIn(browser, admin.email);
    browser.cookies.set("__Host-abide-staff", before.get("__Host-abide-staff")!);
    // Signed in already: the second step is not asked for again.
    expect(to(await browser.get("/console/second-step"))).toBe("/console");
    const lines = (await it.browser().get("/console/sign-in")).headers.getSetCookie();
    expect(lines.filter((line) => line.includes("abide-staff"))).toEqual([]);
  });

  test("takes a backup code once, however it is typed, where the app is lost", async () => {
    const [, first] = admin.codes;
    const browser = it.browser();
    await signIn(browser, admin.email);
    expect(
      to(await post(browser, "/console/second-step", { code: ` ${first!.toUpperCase().replace("-", " ")} ` })),
    ).toBe("/console");
    expect(await (await browser.get("/console/account")).text()).toContain("9 backup codes are left");
    const again = it.browser();
    await signIn(again, admin.email);
    expect((await post(again, "/console/second-step", { code: first! })).status).toBe(422);
    expect(await alert(await post(it.browser(), "/console/second-step", { code: first! }))).toContain("Start again");
  });

  test("does not tell whether an address is known, neither by words nor by time", async () => {
    const said = [];
    for (const email of [admin.email, "nobody@halden.example", "no address", ""]) {
      const started = performance.now();
      const response = await signIn(it.browser(), email, "wrong");
      expect(performance.now() - started).toBeGreaterThan(245);
      said.push(JSON.stringify([response.status, response.headers.getSetCookie(), await alert(response)]));
    }
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain("do not belong together");
  });

  test("makes who fails wait longer each time, for an address that nobody has as well", async () => {
    const tries = async (email: string) => {
      const statuses: number[] = [];
      for (let i = 0; i < 5; i++) statuses.push((await signIn(it.browser(), email, "x")).status);
      return statuses;
    };
    expect(await tries("slow@halden.example")).toEqual([422, 422, 422, 422, 429]);
    pass(6);
    const waits = [];
    for (let i = 0; i < 3; i++) {
      await signIn(it.browser(), "slow@halden.example", "x");
      const refused = await signIn(it.browser(), "slow@halden.example", "x");
      waits.push(Number(refused.headers.get("retry-after")));
      pass(waits.at(-1)! + 1);
    }
    expect(waits).toEqual([10, 20, 40]);
  });

  test("takes no form from another site, and none without the CSRF token of its session", async () => {
    const elsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await post(it.browser(), "/console/sign-in", { email: "a" }, elsewhere)).status).toBe(403);
    const invitation = { do: "invite", email: "eve@halden.example" };
    expect((await post(admin.browser, "/console/staff", invitation)).status).toBe(403);
    const half = it.browser();
    await signIn(half, admin.email);
    await post(half, "/console/second-step", { code: nextCode(admin.secret) });
    const csrfToken = await toCsrfToken(half);
    expect((await post(admin.browser, "/console/staff", { ...invitation, form: csrfToken })).status).toBe(403);
    expect((await post(admin.browser, "/console/passkey", { do: "add-options" })).status).toBe(403);
    expect((await admin.browser.post("/console/staff", [], { "content-type": "text/plain" })).status).toBe(403);
    const large = await post(it.browser(), "/console/sign-in", { email: "a".repeat(70_000) });
    expect(large.status).toBe(413);
    for (const body of [{ response: "{" }, { response: "[]" }, { response: '"x"' }]) {
      const answer = await post(it.browser(), "/console/passkey", { do: "sign-in", ...body });
      expect([400, 422]).toContain(answer.status);
    }
  });
});

describe("a session", () => {
  test("ends an hour after its last use, and after twelve hours in any case", async () => {
    const browser = it.browser();
    await signIn(browser, admin.email);
    await post(browser, "/console/second-step", { code: nextCode(admin.secret) });
    const cookie = browser.cookies.get("__Host-abide-staff")!;
    // Thirteen times just within the hour are eleven hours and 55 minutes.
    for (let times = 0; times < 13; times++) {
      pass(3300);
      expect([times, await isIn(browser)]).toEqual([times, true]);
    }
    pass(600);
    expect(await isIn(browser)).toBe(false);
    browser.cookies.set("__Host-abide-staff", cookie);
    expect(await isIn(browser)).toBe(false);
    await signIn(admin.browser, admin.email);
    await post(admin.browser, "/console/second-step", { code: nextCode(admin.secret) });
    const idle = it.browser();
    for (const [name, value] of admin.browser.cookies) idle.cookies.set(name, value);
    pass(3590);
    expect(await isIn(idle)).toBe(true);
    pass(3610);
    expect(await isIn(idle)).toBe(false);
    await signIn(admin.browser, admin.email);
    expect(to(await post(admin.browser, "/console/second-step", { code: nextCode(admin.secret) }))).toBe("/console");
  });

  test("is listed by its browser, and ended from another", async () => {
    const other = it.browser({
      "user-agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15",
    });
    await signIn(other, admin.email);
    await post(other, "/console/second-step", { code: nextCode(admin.secret) });
    const listed = await (await admin.browser.get("/console/account")).text();
    const id = /name="session" value="([^"]+)"/.exec(listed)![1]!;
    expect(listed).toContain("Safari, macOS");
    await act(admin.browser, "/console/account", { do: "end", session: id });
    expect(await isIn(other)).toBe(false);
    expect(await isIn(admin.browser)).toBe(true);
  });

  test("ends with signing out, also for who kept the cookie", async () => {
    const browser = it.browser();
    await signIn(browser, admin.email);
    await post(browser, "/console/second-step", { code: nextCode(admin.secret) });
    const kept = new Map(browser.cookies);
    expect(to(await browser.post("/console/sign-out", []))).toBe("/console/sign-in");
    expect([...browser.cookies.keys()].filter((name) => name.includes("staff"))).toEqual([]);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await isIn(browser)).toBe(false);
  });
});

describe("one's own account", () => {
  test("takes another password, which ends every other session; and after a while asks for the old one first", async () => {
    const other = it.browser();
    await signIn(other, admin.email);
    await post(other, "/console/second-step", { code: nextCode(admin.secret) });
    const next = "another sentence, just as long";
    const change = { do: "password", password: "not the password", "new-password": next };
    expect(await alert(await act(admin.browser, "/console/account", change))).toContain("not your password");
    expect(
      await alert(await act(admin.browser, "/console/account", { ...change, password, "new-password": "x" })),
    ).toContain("too short");
    const done = await act(admin.browser, "/console/account", { ...change, password });
    expect(await done.text()).toContain("The password is changed");
    expect([await isIn(admin.browser), await isIn(other)]).toEqual([true, false]);
    expect((await signIn(it.browser(), admin.email)).status).toBe(422);
    await act(admin.browser, "/console/account", { do: "password", password: next, "new-password": password });
    pass(700);
    expect(await alert(await act(admin.browser, "/console/account", { do: "app" }))).toContain("not your password");
    expect(await alert(await act(admin.browser, "/console/account", { do: "codes", password: "x" }))).toContain(
      "not your",
    );
  });

  test("changes to another app, after which the old one and its backup codes are worth nothing", async () => {
    const { secret: old, codes } = admin;
    const started = await (await act(admin.browser, "/console/account", { do: "app", password })).text();
    const secret = /<code>([A-Z2-7 ]{40,})<\/code>/.exec(started)![1]!.replaceAll(" ", "");
    expect(
      await alert(await act(admin.browser, "/console/account", { do: "confirm-app", code: wrongCode(secret) })),
    ).toContain("not right");
    const confirmed = await (
      await act(admin.browser, "/console/account", { do: "confirm-app", code: nextCode(secret) })
    ).text();
    admin.secret = secret;
    admin.codes = Array.from(confirmed.matchAll(/<li><code>([^<]+)<\/code>/g), ([, code]) => code!);
    expect(admin.codes).toHaveLength(10);
    for (const code of [nextCode(old), codes[5]!]) {
      const browser = it.browser();
      await signIn(browser, admin.email);
      expect((await post(browser, "/console/second-step", { code })).status).toBe(422);
    }
    const alone = await act(admin.browser, "/console/account", { do: "remove-app" });
    expect(await alert(alone)).toContain("only second step");
  });

  test("is locked for a while after ten wrong codes, whoever sends them", async () => {
    const link = await invite({ email: "tried@halden.example" });
    const tried = await join(link, "tried@halden.example", "Tried");
    for (let round = 0; round < 2; round++) {
      const browser = it.browser();
      await signIn(browser, tried.email);
      for (let i = 0; i < 5; i++) await post(browser, "/console/second-step", { code: wrongCode(tried.secret) });
    }
    pass(120);
    const browser = it.browser();
    await signIn(browser, tried.email);
    const refused = await post(browser, "/console/second-step", { code: nextCode(tried.secret) });
    expect([refused.status, await alert(refused)]).toEqual([429, expect.stringContaining("Too many wrong codes")]);
    pass(900);
    await signIn(browser, tried.email);
    expect(to(await post(browser, "/console/second-step", { code: nextCode(tried.secret) }))).toBe("/console");
  });
});

describe("a recruiter", () => {
  let recruiter: Joined;
  let id: string;

  test("is invited with a role, by a link for one address, and reads for its purpose alone, by name", async () => {
    const replaced = await invite({ email: "rec@halden.example" });
    const link = await invite({ email: "REC@halden.example", "role-recruiter": "yes", "role-made-up": "yes" });
    expect((await it.browser().get(replaced)).status).toBe(410);
    const listed = await (await admin.browser.get("/console/staff")).text();
    expect(listed).toContain("not here yet");
    recruiter = { ...(await join(link, "somebody-else@halden.example")), email: "rec@halden.example" };
    expect((await it.browser().get(link)).status).toBe(410);
    id = await findId("rec@halden.example");
    const taken = await it.people.collect("application", applicant);
    await recruiter.browser.get("/team/applications");
    const { staff } = visit!;
    expect(staff).toMatchObject({ id, name: "Ada Lund", roles: ["recruiter"] });
    const records = staff!.records as never as typeof it.engine.records;
    const read = (from: typeof records) => from("application").for("recruitment").read(taken.id, ["name"]);
    expect(await read(records)).toMatchObject({ allowed: true });
    expect(await read(it.engine.records)).toMatchObject({ reason: "not-staff" });
    // Who gives roles reads nothing by that.
    await admin.browser.get("/team/applications");
    expect(await read(visit!.staff!.records as never)).toMatchObject({ reason: "not-staff" });
    const home = await (await recruiter.browser.get("/console")).text();
    expect(home).toContain('href="/team/applications"');
    expect(home).not.toContain("/console/staff");
    expect((await recruiter.browser.get("/console/staff")).status).toBe(404);
    expect((await act(recruiter.browser, "/console/staff", { do: "remove", person: id })).status).toBe(404);
  });

  test("comes by no link that was taken back, is too old, or was made up", async () => {
    const link = await invite({ email: "late@halden.example" });
    const listed = await (await admin.browser.get("/console/staff")).text();
    const invited = /value="revoke" ?\/><input type="hidden" name="person" value="([^"]+)"/.exec(
      listed.replace(/\s+</g, "<"),
    )![1]!;
    await act(admin.browser, "/console/staff", { do: "revoke", person: invited });
    expect((await it.browser().get(link)).status).toBe(410);
    for (const token of ["", "x", link.split("=")[1]!.toLowerCase(), "' or true --"]) {
      const joining = { token, name: "Eve", email: "eve@halden.example", password };
      expect((await post(it.browser(), "/console/join", joining)).status).toBe(410);
    }
    const old = await invite({ email: "old@halden.example" });
    const now = Date.now();
    pass(2 * 86_400 + 1);
    expect((await it.browser().get(old)).status).toBe(410);
    vi.setSystemTime(now);
    expect(await (await act(admin.browser, "/console/staff", { do: "invite", email: admin.email })).text()).toContain(
      "an account already",
    );
  });

  test("is suspended at once, let back in, loses the role, and is erased", async () => {
    await act(admin.browser, "/console/staff", { do: "suspend", person: id });
    expect(await isIn(recruiter.browser)).toBe(false);
    const refused = await signIn(it.browser(), recruiter.email);
    expect([refused.status, await alert(refused)]).toEqual([422, expect.stringContaining("do not belong together")]);
    await act(admin.browser, "/console/staff", { do: "resume", person: id });
    await signIn(recruiter.browser, recruiter.email);
    await post(recruiter.browser, "/console/second-step", { code: nextCode(recruiter.secret) });
    expect(await isIn(recruiter.browser)).toBe(true);
    await act(admin.browser, "/console/staff", { do: "roles", person: id, "role-administrator": "yes" });
    expect(await isIn(recruiter.browser)).toBe(false);
    await act(admin.browser, "/console/staff", { do: "remove", person: id });
    expect(await (await admin.browser.get("/console/staff")).text()).not.toContain("rec@halden.example");
    expect((await signIn(it.browser(), recruiter.email)).status).toBe(422);
    expect(await it.engine.subjects.state(id)).toMatchObject({ erased: expect.any(String) as string });
  });

  test("leaves the last administrator where they are", async () => {
    const own = await findId(admin.email);
    for (const what of ["remove", "suspend", "roles"]) {
      const last = await act(admin.browser, "/console/staff", { do: what, person: own, "role-recruiter": "yes" });
      expect([last.status, await alert(last)]).toEqual([422, expect.stringContaining("There has to be")]);
    }
  });

  test("whose key is gone is nobody any more, whatever is left in the store", async () => {
    const gone = await join(await invite({ email: "gone@halden.example" }), "gone@halden.example", "Gone");
    const person = await findId("gone@halden.example");
    expect(await it.engine.subjects.erase(person, { by: "test", reason: "request" })).toMatchObject({ erased: true });
    expect(await isIn(gone.browser)).toBe(false);
    expect((await signIn(it.browser(), gone.email)).status).toBe(422);
    expect(await (await admin.browser.get("/console/staff")).text()).not.toContain("gone@halden.example");
  });
});

test("a store that is away is no wrong password, and opens nothing", async () => {
  const back = await outage(it.store);
  const [first, second, home] = await Promise.all([
    signIn(it.browser(), admin.email),
    post(it.browser(), "/console/second-step", { code: "123456" }, { cookie: "__Host-abide-staff-factor=2fa-x.y" }),
    admin.browser.get("/console"),
  ]);
  const known = await isIn(admin.browser);
  await back();
  expect([first.status, second.status, home.status, known]).toEqual([503, 503, 503, false]);
  expect(await isIn(admin.browser)).toBe(true);
});

test("roles that cannot be given are refused before anybody signs in", async () => {
  for (const [wrong, says] of [
    [{ administrator: { purposes: [] } }, "is there already"],
    [{ "two words": { purposes: [] } }, "has a name"],
    [{ seller: { purposes: ["sales"] } }, 'is for "sales"'],
  ] as const) {
    const engine = createEngine({ policies: [policy], store: it.store, key, staff: { roles: wrong as never } });
    await expect(engine.ready).rejects.toThrow(says);
  }
});

test("names, addresses and passwords are judged by what they are", () => {
  expect(toName("  Zoë   O’Neill-Nguyễn ")).toBe("Zoë O’Neill-Nguyễn");
  expect(toName("محمد علی")).toBe("محمد علی");
  expect(["", " ", "a\u0000b", "\u200b", "--", "x".repeat(101)].map(toName)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
  expect(toEmail(" A.B+c@Halden.Example ")).toBe("a.b+c@halden.example");
  expect(["a@b", "a b@c.de", "a@b.de\r\nBcc: c@d.de", "@b.de", "a..b@c.de"].map(toEmail)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  const judge = (text: string) => findWeakness(text, "ada.lund@halden.example", "Ada Lund");
  expect(
    ["correct horse battery", "aaaaaaaaaaaaaaaaaa", "ada.lund@halden.example1", "x".repeat(300)].map(judge),
  ).toEqual([undefined, "guessable", "guessable", "longPassword"]);
  expect(toAgent("curl/8.5.0")).toBe("Browser");
});

test("nothing of the company's people lies in the store as plain text, and every act is in the log, once", async () => {
  const all = await lookInto(it.store, async (trx) => {
    const { rows } = await sql<{ text: string }>`
      select encode(sealed, 'escape') as text from staff_item union all select mac::text || id from staff_index
      union all select detail from audit`.execute(trx);
    return rows.map(({ text }) => text).join("\n");
  });
  expect(all).not.toMatch(/halden\.example|Lund|Firefox|a sentence that/);
  // A query that does not say what it is for sees nothing.
  expect((await sql`select * from staff_item`.execute(it.store.db)).rows).toEqual([]);
  // Signing in leaves no people behind who are none.
  const { rows: subjects } = await sql<{ count: number }>`select count(*) from subject`.execute(it.store.db);
  expect(subjects[0]!.count).toBeLessThan(20);

  const { rows } = await sql<{ what: string; by: string; times: string | null }>`
    select detail::jsonb->>'what' as what, detail::jsonb->>'by' as by, detail::jsonb->>'times' as times
    from audit where type = 'staff' order by idx`.execute(it.store.db);
  expect([...new Set(rows.map(({ what }) => what))].sort()).toEqual([
    "app set up",
    "code refused",
    "invite",
    "join",
    "passkey refused",
    "password changed",
    "password refused",
    "remove",
    "resume",
    "revoke",
    "roles",
    "sessions ended",
    "sign-in",
    "sign-out",
    "suspend",
    "used code",
  ]);
  // What failed is counted: of the ten wrong codes for one person there are not ten entries.
  const tried = rows.filter(({ what, times }) => what === "code refused" && Number(times) >= 4);
  expect(tried.length).toBeGreaterThan(0);
  await it.engine.close();
  expect([...new Set(reached)]).toEqual([undefined]);
});
