import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definePolicy } from "@abide/policy";
import { staffSession } from "@abide/policy/catalogue/staff-session";
import { acting } from "../store/acting.ts";
import type { SiteVisit } from "../engine.ts";
import { origin, page, type TestBrowser } from "../test-engine.ts";
import { ada, openPeople, policy as people, take, type People } from "../test-people.ts";

const policy = definePolicy({
  ...(people as object),
  controller: people.controller,
  purposes: people.purposes,
  activities: people.activities,
  trackers: { ...people.trackers, staff: staffSession({ purpose: "operation" }) },
});

let it: People;
let visit: SiteVisit | undefined;
beforeAll(async () => {
  it = await openPeople({
    policies: [policy as never],
    clock: () => new Date(),
    staff: {
      roles: { recruiter: { title: "Recruiter", purposes: ["recruitment"] } },
      desks: [{ title: "Applications", href: "/team/applications", purpose: "recruitment" }],
    } as never,
    site: (_: Request, given: SiteVisit) => {
      visit = given;
      return page("<p>Hello");
    },
  });
});
afterAll(() => it.close());

const password = "a sentence that is long enough";
/** A code as an authenticator app shows it: RFC 6238. */
function toCode(secret: string, at = Date.now()): string {
  const bits = Array.from(secret, (c) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"),
  ).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
const to = (response: Response) => response.headers.get("refresh")?.replace("0;url=", "");
const secretIn = (text: string) => /<code>([A-Z2-7 ]{20,})<\/code>/.exec(text)![1]!.replaceAll(" ", "");

/** Joins by a link, sets the second step up, and stays signed in. */
async function join(link: string, email: string): Promise<{ browser: TestBrowser; secret: string; codes: string[] }> {
  const browser = it.browser();
  const token = new URL(link, origin).searchParams.get("token")!;
  const joined = await browser.post("/console/join", [
    ["token", token],
    ["name", "Ada Lund"],
    ["email", email],
    ["password", password],
  ]);
  expect(to(joined)).toBe("/console/account");
  const shown = await (
    await browser.post("/console/account", [
      ["do", "set-up"],
      ["password", password],
    ])
  ).text();
  const secret = secretIn(shown);
  const codes = [...shown.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code]) => code!);
  const confirmed = await browser.post("/console/account", [
    ["do", "confirm"],
    ["code", toCode(secret, Date.now() - 30_000)],
  ]);
  expect(await confirmed.text()).toContain("is asked for whenever you sign in");
  return { browser, secret, codes };
}

let admin: Awaited<ReturnType<typeof join>>;

describe("the first of the company's people", () => {
  test("comes by a link that works once, and there is no other way in", async () => {
    expect(to(await it.browser().get("/console"))).toBe("/console/sign-in");
    const link = (await it.engine.setUp())!;
    const first = await it.browser().get(link);
    expect(await first.text()).toContain("You are the first");
    const browser = it.browser();
    const token = new URL(link, origin).searchParams.get("token")!;
    const short = await browser.post("/console/join", [
      ["token", token],
      ["name", "Ada"],
      ["email", "admin@halden.example"],
      ["password", "short"],
    ]);
    expect(short.status).toBe(422);
    admin = await join(link, "admin@halden.example");
    expect((await it.browser().get(link)).status).toBe(410);
    expect(await it.engine.setUp()).toBeUndefined();
    for (const path of ["/console/auth/sign-up/email", "/console/auth/ok"]) {
      const answer = await it.browser().post(path, [["email", "eve@example.org"]]);
      expect([200, 404]).toContain(answer.status);
      if (answer.status === 200) expect(to(answer)).toBe("/console/sign-in");
    }
  });

  test("opens nothing before the second step is set up", async () => {
    const invited = await admin.browser.post("/console/staff", [
      ["do", "invite"],
      ["email", "half@halden.example"],
      ["role-recruiter", "yes"],
    ]);
    const link = /\/console\/join\?token=\w+/.exec(await invited.text())![0];
    const browser = it.browser();
    const token = link.split("=")[1]!;
    await browser.post("/console/join", [
      ["token", token],
      ["name", "Half"],
      ["password", password],
    ]);
    expect(to(await browser.get("/console"))).toBe("/console/account");
    await browser.get("/team/applications");
    expect(visit?.staff).toBeUndefined();
    expect((await browser.post("/console/passkey", [["do", "add-options"]])).status).toBe(422);
  });
});

describe("signing in", () => {
  test("takes the password and a code, which is good once", async () => {
    const browser = it.browser();
    const first = await browser.post("/console/sign-in", [
      ["email", "Admin@halden.example"],
      ["password", password],
    ]);
    expect(to(first)).toBe("/console/second-step");
    await browser.get("/team");
    expect(visit?.staff).toBeUndefined();
    const code = toCode(admin.secret);
    expect(
      (await browser.post("/console/second-step", [["code", code === "000000" ? "111111" : "000000"]])).status,
    ).toBe(422);
    expect(to(await browser.post("/console/second-step", [["code", code]]))).toBe("/console");
    expect(await (await browser.get("/console")).text()).toContain("Good to see you, Ada Lund.");
    const over = it.browser();
    await over.post("/console/sign-in", [
      ["email", "admin@halden.example"],
      ["password", password],
    ]);
    expect((await over.post("/console/second-step", [["code", code]])).status).toBe(422);
    await over.get("/team");
    expect(visit?.staff).toBeUndefined();
    const lost = it.browser();
    await lost.post("/console/sign-in", [
      ["email", "admin@halden.example"],
      ["password", password],
    ]);
    expect(to(await lost.post("/console/second-step", [["code", admin.codes[0]!]]))).toBe("/console");
  });

  test("does not tell whether an address is known", async () => {
    const said = await Promise.all(
      ["admin@halden.example", "nobody@halden.example", "no address", ""].map(async (email) => {
        const response = await it.browser().post("/console/sign-in", [
          ["email", email],
          ["password", "wrong"],
        ]);
        return [response.status, /role="alert">([^<]*)</.exec(await response.text())?.[1]];
      }),
    );
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(said[0]![0]).toBe(422);
  });

  test("is not sent from another site, and is slowed down", async () => {
    const elsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await it.browser().post("/console/sign-in", [["email", "a"]], elsewhere)).status).toBe(403);
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) {
      statuses.push(
        (
          await it.browser().post("/console/sign-in", [
            ["email", "slow@halden.example"],
            ["password", "x"],
          ])
        ).status,
      );
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("a recruiter", () => {
  let recruiter: Awaited<ReturnType<typeof join>>;

  test("is invited with a role, and reads for its purpose alone, by name", async () => {
    const invited = await admin.browser.post("/console/staff", [
      ["do", "invite"],
      ["email", "rec@halden.example"],
      ["role-recruiter", "yes"],
    ]);
    const link = /\/console\/join\?token=\w+/.exec(await invited.text())![0];
    recruiter = await join(link, "somebody-else@halden.example");
    const { id } = await take(it, "application", ada);
    await recruiter.browser.get("/team/applications");
    const { staff } = visit!;
    expect(staff).toMatchObject({ name: "Ada Lund", roles: ["recruiter"] });
    const records = staff!.records as never as typeof it.engine.records;
    expect(await records("application").for("recruitment").read(id, ["name"])).toMatchObject({ allowed: true });
    expect(await it.engine.records("application").for("recruitment").read(id, ["name"])).toMatchObject({
      reason: "not-staff",
    });
    const home = await (await recruiter.browser.get("/console")).text();
    expect(home).toContain('href="/team/applications"');
    expect(home).not.toContain("/console/staff");
    expect((await recruiter.browser.get("/console/staff")).status).toBe(404);
    // The invitation was for an address; what somebody typed does not count.
    expect(await (await admin.browser.get("/console/staff")).text()).toContain("rec@halden.example");
  });

  test("who gives roles reads nothing", async () => {
    const { id } = await take(it, "application", { ...ada, email: "second@example.org" });
    await admin.browser.get("/team/applications");
    const records = visit!.staff!.records as never as typeof it.engine.records;
    expect(await records("application").for("recruitment").read(id, ["name"])).toMatchObject({ reason: "not-staff" });
  });

  test("loses the role, and the session with it, at once; and is let go", async () => {
    const list = await (await admin.browser.get("/console/staff")).text();
    const section = list.split('class="console-person"').find((part) => part.includes("rec@halden.example"))!;
    const id = /name="person" value="([^"]+)"/.exec(section)![1]!;
    await admin.browser.post("/console/staff", [
      ["person", id],
      ["do", "suspend"],
      ["role-recruiter", "yes"],
    ]);
    await recruiter.browser.get("/team/applications");
    expect(visit?.staff).toBeUndefined();
    const again = it.browser();
    const refused = await again.post("/console/sign-in", [
      ["email", "rec@halden.example"],
      ["password", password],
    ]);
    expect(to(refused)).not.toBe("/console");
    await admin.browser.post("/console/staff", [
      ["person", id],
      ["do", "remove"],
    ]);
    expect(await (await admin.browser.get("/console/staff")).text()).not.toContain("rec@halden.example");
    const mine = /name="person" value="([^"]+)"/.exec(await (await admin.browser.get("/console/staff")).text())![1]!;
    expect(mine).toBeDefined();
    const all = await (await admin.browser.get("/console/staff")).text();
    const own = all.split('class="console-person"').find((part) => part.includes("admin@halden.example"))!;
    const ownId = /name="person" value="([^"]+)"/.exec(own)![1]!;
    const last = await admin.browser.post("/console/staff", [
      ["person", ownId],
      ["do", "remove"],
    ]);
    expect(last.status).toBe(422);
    expect(await last.text()).toContain("There has to be an administrator");
  });
});

test("signing out ends the session, also for who kept the cookie", async () => {
  const cookies = new Map(admin.browser.cookies);
  await admin.browser.post("/console/sign-out", []);
  const thief = it.browser();
  for (const [name, value] of cookies) thief.cookies.set(name, value);
  expect(to(await thief.get("/console"))).toBe("/console/sign-in");
});

test("nothing of the company's people lies in the store as plain text, and every act is in the log", async () => {
  const all = await it.store.db.transaction().execute(async (trx) => {
    await acting(trx, { act: "backup" });
    const { rows } = await sql<{ text: string }>`
      select encode(sealed, 'escape') as text from staff_item union all select mac::text || id from staff_index
      union all select detail from audit`.execute(trx);
    return rows.map(({ text }) => text).join("\n");
  });
  expect(all).not.toMatch(/halden\.example|Ada Lund|recruiter@|test\b/);
  expect((await sql`select * from staff_item`.execute(it.store.db)).rows).toEqual([]);
  const { rows } = await sql<{ what: string }>`
    select detail::jsonb->>'what' as what from audit where type = 'staff' order by idx`.execute(it.store.db);
  expect(rows.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      "join",
      "account: confirm",
      "sign-in",
      "sign-in refused",
      "second step refused",
      "invitation",
      "suspend",
      "remove",
      "sign-out",
    ]),
  );
});
