import { choiceCookieNames } from "@abide/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { testEngine, outage, type TestEngine, type TestOptions } from "../test-engine.ts";
import { everything, hash, key, origin, website, withLater } from "../test-policy.ts";
import type { Fields } from "../test-visitor.ts";

let it: TestEngine;

/** Of the choice's cookie: the tests' site is served over https. */
const name = choiceCookieNames.https;
const json = { accept: "application/json" };
const rows = (store = it.store) => store.db.selectFrom("consent").selectAll().orderBy("at").orderBy("seq").execute();
const count = async () => (await rows()).length;
const form = async (browser: { token: () => Promise<string> }, act: string, more: Fields = []): Promise<Fields> => [
  ["token", await browser.token()],
  ["back", "/blog"],
  ["control", "banner"],
  ["do", act],
  ...more,
];

/** Everything below holds for the engine as a function, and once more over node:http. */
describe.each(["fetch", "http"] as const)("over %s", (over) => {
  const open = (options: TestOptions<typeof website> = {}) => testEngine({ over, ...options });
  beforeAll(async () => void (it = await open()));

  describe("a choice", () => {
    test("is kept in a cookie that script cannot read and that lives for 180 days", async () => {
      const browser = it.browser();
      const response = await browser.choose("accept");
      const [line] = response.headers.getSetCookie().filter((cookie) => cookie.startsWith(`${name}=`));
      expect(line).toMatch(
        /^__Host-abide=1\.[\w-]+\.[\w-]+; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      );
      expect(await browser.allowed()).toEqual(everything);
    });

    test("without script brings one back where one was, with a page and Refresh rather than a redirect", async () => {
      const response = await it.browser().choose("reject");
      expect(response.status).toBe(200);
      expect(response.headers.get("refresh")).toBe("0;url=/blog#a");
      expect(await response.text()).toContain('href="/blog#a"');
    });

    test("with script answers whether it is kept, whether to reload, and where the receipt is", async () => {
      const browser = it.browser();
      const accepted = (await (await browser.choose("accept", [], json)).json()) as { receipt: string };
      expect(accepted).toMatchObject({ kept: true, reload: true });
      expect(accepted.receipt).toMatch(/^\/abide\/receipt\/[0-9a-f-]{36}$/);
      expect(
        await (
          await browser.choose(
            "save",
            everything.map((key) => ["tracker", key]),
            json,
          )
        ).json(),
      ).toMatchObject({
        kept: true,
        reload: false,
      });
      expect(await (await it.browser().choose("reject", [], json)).json()).toMatchObject({ kept: true, reload: false });
    });

    test("for some trackers allows these and no others", async () => {
      const browser = it.browser();
      await browser.choose("save", [
        ["tracker", "googleAnalytics"],
        ["tracker", "vimeo"],
      ]);
      expect(await browser.allowed()).toEqual(["googleAnalytics", "vimeo"]);
    });

    test("for all or nothing does not care what is ticked in the same form", async () => {
      const browser = it.browser();
      await browser.choose("accept", [["tracker", "vimeo"]]);
      expect(await browser.allowed()).toEqual(everything);
      await browser.choose("reject", [["tracker", "vimeo"]]);
      expect(await browser.allowed()).toEqual([]);
    });

    test("for one placeholder adds this tracker to what is allowed", async () => {
      const browser = it.browser();
      await browser.choose("save", [["tracker", "googleAnalytics"]]);
      await browser.choose("allow", [["tracker", "vimeo"]]);
      expect(await browser.allowed()).toEqual(["googleAnalytics", "vimeo"]);
    });

    test("for one placeholder does not bring back what a signal has stopped since", async () => {
      const browser = it.browser();
      await browser.choose("accept");
      await browser.choose("allow", [["tracker", "vimeo"]], { "sec-gpc": "1" });
      const source = await (await browser.get("/", { "sec-gpc": "1" })).text();
      expect(source).not.toContain("googletagmanager");
      expect(await browser.allowed()).toEqual(["vimeo"]);
    });

    test("is over after 180 days", async () => {
      const own = await open();
      const browser = own.browser();
      await browser.choose("accept");
      own.clock.pass(181 * 86_400);
      expect(await browser.allowed()).toEqual([]);
      expect(await (await browser.get("/")).text()).toContain('data-abide="banner"');
    });

    test("that a sibling domain planted changes nothing: not what may run, not what is asked, not whose record it is", async () => {
      const [mine, evil] = [it.browser(), it.browser()];
      await evil.choose("accept");
      // Signed here, for somebody else; with Domain=halden.example a page of evil.halden.example can set it under this name.
      const planted = `abide=${evil.cookies.get(name)}`;
      const without = await it.get("/privacy/choices");
      const nobody = await it.get("/privacy/choices", { cookie: planted });
      const shown = async (response: Response) =>
        (await response.text()).replaceAll(/(?:value|nonce)="[^"]{20,}"|'nonce-[^']*'/g, "");
      expect(await shown(nobody)).toBe(await shown(without));
      expect(await (await it.get("/", { cookie: planted })).text()).toContain('data-abide="banner"');
      expect((await it.get("/abide/receipt/mine", { cookie: planted })).status).toBe(404);
      // It is removed, also where it was set for the parent domain.
      expect(nobody.headers.getSetCookie()).toContain("abide=; Max-Age=0; Path=/; Domain=halden.example; Secure");

      await mine.choose("reject", [], { cookie: planted });
      const toRecord = (value: string) =>
        (JSON.parse(Buffer.from(value.split(".")[1]!, "base64url").toString()) as { r: string }).r;
      const [theirs, ours] = [evil, mine].map(({ cookies }) => toRecord(cookies.get(name)!));
      const events = (await rows()).filter(({ record_id }) => record_id === theirs || record_id === ours);
      expect(events.map(({ record_id, allowed }) => [record_id, allowed])).toEqual([
        [theirs, everything],
        [ours, []],
      ]);
      const own = `${name}=${mine.cookies.get(name)}`;
      for (const cookie of [`${planted}; ${own}`, `${own}; ${planted}`]) {
        const source = await (await it.get("/", { cookie })).text();
        expect(source).not.toContain("googletagmanager");
        expect(source).not.toContain('data-abide="banner"');
      }
    });

    test("of several cookies that differ counts for nothing: without https, a sibling domain may have set one", async () => {
      const own = await testEngine({ store: it.store, origin: "http://www.halden.example" });
      const from = { origin: "http://www.halden.example" };
      const [mine, other] = [own.browser(from), own.browser(from)];
      await mine.choose("reject");
      await other.choose("accept");
      expect(await other.allowed()).toEqual(everything);
      const cookie = `abide=${other.cookies.get("abide")}; abide=${mine.cookies.get("abide")}`;
      expect(await (await own.get("/", { cookie })).text()).not.toContain("googletagmanager");
    });
  });

  describe("a record", () => {
    test("has the notice's version, the control used, states, purposes, recipients, retention and the ways out", async () => {
      const browser = it.browser();
      await browser.choose("save", [["tracker", "googleAnalytics"]], { "accept-language": "de", "sec-gpc": "1" });
      await browser.choose("save", [["tracker", "vimeo"]]);
      await browser.choose("reject");
      const record = JSON.parse(
        atob(browser.cookies.get(name)!.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")),
      );
      const all = (await rows()).filter(({ record_id }) => record_id === record.r);
      expect(all.map(({ event, allowed, seq, version }) => ({ event, allowed, seq, version }))).toEqual([
        { event: "given", allowed: ["googleAnalytics"], seq: 1, version: hash },
        { event: "given", allowed: ["vimeo"], seq: 2, version: hash },
        { event: "withdrawn", allowed: [], seq: 3, version: hash },
      ]);
      const [first, second] = all.map(
        ({ record }) => (record as { [key: string]: never[] })["dpv:hasRecordOfActivity"]![0]!,
      );
      expect(first).toMatchObject({
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": [
          { "@id": "https://w3id.org/dpv/schema/dpv-27560#record" },
          { "@id": "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr" },
        ],
        "dct:identifier": record.r,
        "dct:language": "de",
        "dpv:hasNotice": { "@id": `${origin}/privacy/versions/${hash}`, "dct:hasVersion": hash },
        "dpv:hasDataController": { "dpv:hasName": "Halden Software", "dpv:hasContact": "privacy@halden.example" },
        "dpv:hasConsentControl": [
          { "@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": { "@id": `${origin}/privacy/choices` } },
        ],
        "dpv:hasContext": { "dpv:hasIdentifier": ["gpc"] },
      });
      const states = (of: unknown) =>
        Object.fromEntries(
          (of as { "dpv:hasProcess": { [key: string]: { [key: string]: unknown } }[] })["dpv:hasProcess"].map(
            (process) => [
              process["dct:identifier"],
              (process["dpv:hasLegalBasis"]!["dpv:hasConsentStatus"] as { "@id": string })["@id"],
            ],
          ),
        );
      expect(states(first)).toEqual({
        googleAnalytics: "dpv:ConsentGiven",
        memory: "dpv:ConsentRefused",
        metaPixel: "dpv:ConsentRefused",
        vimeo: "dpv:ConsentRefused",
      });
      expect(states(second)).toMatchObject({ googleAnalytics: "dpv:ConsentWithdrawn", vimeo: "dpv:ConsentGiven" });
      expect((first as unknown as { [key: string]: unknown[] })["dpv:hasProcess"]![0]).toMatchObject({
        "dct:identifier": "googleAnalytics",
        "dpv:hasPurpose": { "@type": "dpv:ServiceUsageAnalytics", "dct:identifier": "analytics" },
        "dpv:hasLegalBasis": {
          "dpv:hasIndicationMethod": "centre: save",
          "@type": ["dpv:ExpressedConsent", "eu-gdpr:A6-1-a"],
        },
        "dpv:hasRecipient": [{ "dct:identifier": "google" }],
      });
    });

    test("holds nothing about the browser or its address", async () => {
      await it.browser({ "user-agent": "Mozilla/5.0 (Recognisable)" }).choose("accept");
      expect(JSON.stringify(await rows())).not.toMatch(/Recognisable|192\.0\.2/);
    });

    test("says of a choice about one video that the rest was not asked about", async () => {
      const own = await open();
      await own.browser().choose("allow", [["tracker", "vimeo"]]);
      const [row] = await rows(own.store);
      expect(JSON.stringify(row!.record)).toContain("ConsentUnknown");
    });
  });

  describe("who may write", () => {
    test.each([
      ["another site's form", { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" }],
      ["another site's form in an old browser", { origin: "https://elsewhere.example", "sec-fetch-site": "" }],
      ["a sibling domain's form", { "sec-fetch-site": "same-site", origin: "https://blog.halden.example" }],
      ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }],
      ["a sandboxed frame in an old browser", { origin: "null", "sec-fetch-site": "" }],
      ["an address typed", { "sec-fetch-site": "none", origin: "" }],
      ["what sends neither header", { "sec-fetch-site": "", origin: "" }],
    ])("not %s", async (_, lines) => {
      const browser = it.browser();
      const fields = await form(browser, "accept");
      const before = await count();
      const headers = Object.fromEntries(Object.entries(lines).filter(([, value]) => value !== ""));
      const own = { accept: "text/html", "content-type": "application/x-www-form-urlencoded", ...headers };
      const body = new URLSearchParams(fields.map(([a, b]): [string, string] => [a, b])).toString();
      const response = await it.fetch(new Request(`${origin}/abide/choice`, { method: "POST", body, headers: own }));
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await count()).toBe(before);
    });

    test("an old browser that sends Origin alone", async () => {
      const fields = await form(it.browser(), "accept");
      const headers = { "content-type": "application/x-www-form-urlencoded", origin };
      const body = new URLSearchParams(fields.map(([a, b]): [string, string] => [a, b])).toString();
      const response = await it.fetch(new Request(`${origin}/abide/choice`, { method: "POST", body, headers }));
      expect(response.status).toBe(200);
    });
  });

  describe("a form", () => {
    test("sent twice is one record and one answer", async () => {
      const browser = it.browser();
      const fields = await form(browser, "accept");
      const before = await count();
      const [first, second] = await Promise.all(
        [it.browser(), it.browser()].map((each) => each.post("/abide/choice", fields, json)),
      );
      expect(await first!.json()).toEqual(await second!.json());
      expect(await count()).toBe(before + 1);
    });

    test("sent twice by who has a cookie is one event", async () => {
      const browser = it.browser();
      await browser.choose("reject");
      const cookie = `${name}=${browser.cookies.get(name)}`;
      const fields = await form(browser, "accept");
      const before = await count();
      for (const each of [it.browser({ cookie }), it.browser({ cookie })]) {
        expect((await each.post("/abide/choice", fields, json)).status).toBe(200);
      }
      expect(await count()).toBe(before + 1);
    });

    test("used again by its holder, from a page kept by the browser, is a new event", async () => {
      const browser = it.browser();
      const fields = await form(browser, "accept");
      await browser.post("/abide/choice", fields);
      await browser.post(
        "/abide/choice",
        fields.map(([name, value]) => [name, name === "do" ? "reject" : value]),
      );
      expect(await browser.allowed()).toEqual([]);
      await browser.post("/abide/choice", fields);
      expect(await browser.allowed()).toEqual(everything);
    });

    test.each(["", "x", "a.b", "WyJ3ZWJzaXRlIl0.AAAA"])("with the token %o is refused", async (token) => {
      const response = await it.browser().post("/abide/choice", [
        ["token", token],
        ["control", "banner"],
        ["do", "accept"],
      ]);
      expect(response.status).toBe(409);
      expect(response.headers.getSetCookie()).toEqual([]);
    });

    test("of a server with another key is refused", async () => {
      const other = await open({ key: `${key}x` });
      const response = await it.browser().post("/abide/choice", await form(other.browser(), "accept"));
      expect(response.status).toBe(409);
    });

    test("that is too old asks again instead of taking a consent, and takes a refusal", async () => {
      const own = await open();
      const browser = own.browser();
      const accept = await form(browser, "accept");
      const reject = await form(browser, "reject");
      own.clock.pass(8 * 86_400);
      expect((await browser.post("/abide/choice", accept)).status).toBe(409);
      expect((await browser.post("/abide/choice", reject)).status).toBe(200);
    });

    test.each<[string, Fields, number]>([
      [
        "an unknown tracker",
        [
          ["do", "save"],
          ["tracker", "unknown"],
        ],
        400,
      ],
      [
        "a strictly necessary tracker",
        [
          ["do", "save"],
          ["tracker", "choice"],
        ],
        400,
      ],
      [
        "an inherited name as tracker",
        [
          ["do", "save"],
          ["tracker", "constructor"],
        ],
        400,
      ],
      [
        "an unknown field",
        [
          ["do", "accept"],
          ["record", "11111111-1111-4111-8111-111111111111"],
        ],
        400,
      ],
      [
        "no form's name",
        [
          ["do", "reject"],
          ["control", "link"],
        ],
        400,
      ],
      ["an unknown verb", [["do", "grant"]], 400],
      ["no verb", [], 400],
      [
        "two verbs",
        [
          ["do", "reject"],
          ["do", "accept"],
        ],
        400,
      ],
      [
        "a placeholder that names two",
        [
          ["do", "allow"],
          ["tracker", "vimeo"],
          ["tracker", "metaPixel"],
        ],
        400,
      ],
      [
        "a body of a megabyte",
        [
          ["do", "accept"],
          ["back", "/".repeat(1_000_000)],
        ],
        413,
      ],
    ])("with %s is refused and changes nothing", async (_, fields, status) => {
      const browser = it.browser();
      await browser.choose("reject");
      const before = browser.cookies.get(name);
      const response = await browser.post(
        "/abide/choice",
        [["token", await browser.token()], ["control", "centre"], ...fields],
        json,
      );
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(browser.cookies.get(name)).toBe(before);
    });

    test("after very many from one address waits, and is not kept; other sites' pages cannot use up anybody's", async () => {
      const own = { origin, "user-agent": "test", "content-type": "application/x-www-form-urlencoded" };
      const send = (body: string, headers: { [name: string]: string } = {}, ip = "203.0.113.7") =>
        it.fetch(new Request(`${origin}/abide/choice`, { method: "POST", body, headers: { ...own, ...headers } }), {
          ip,
        });
      const many = async (headers: { [name: string]: string }, ip?: string) => {
        const answers = Array.from({ length: 121 }, () => send("nothing", headers, ip));
        return new Set((await Promise.all(answers)).map(({ status }) => status));
      };
      const choice = new URLSearchParams(
        (await form(it.browser(), "reject")).map(([field, value]): [string, string] => [field, value]),
      ).toString();
      expect(await many({ "sec-fetch-site": "cross-site" })).toEqual(new Set([403]));
      expect((await send(choice)).status).toBe(200);

      expect(await many({}, "203.0.113.8")).toEqual(new Set([400, 429]));
      const before = await count();
      const second = new URLSearchParams(
        (await form(it.browser(), "accept")).map(([field, value]): [string, string] => [field, value]),
      ).toString();
      const refused = await send(second, json, "203.0.113.8");
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: "too-fast", next: expect.any(String) });
      expect(refused.headers.getSetCookie()).toEqual([]);
      expect(await count()).toBe(before);
      it.clock.pass(2);
      expect((await send(second, json, "203.0.113.8")).status).toBe(200);
    });

    test("that is not UTF-8, or not a form, is refused", async () => {
      const browser = it.browser();
      const token = await browser.token();
      const send = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
        it.fetch(
          new Request(`${origin}/abide/choice`, {
            method: "POST",
            body,
            headers: { "content-type": type, origin, "sec-fetch-site": "same-origin" },
          }),
        );
      expect((await send(`token=${token}&control=banner&do=%ff`, "application/x-www-form-urlencoded")).status).toBe(
        400,
      );
      expect((await send(Uint8Array.of(0xff, 0xfe), "application/x-www-form-urlencoded")).status).toBe(400);
      expect((await send(JSON.stringify({ token, control: "banner", do: "accept" }), "application/json")).status).toBe(
        415,
      );
    });

    test.each([
      "https://elsewhere.example/",
      "//elsewhere.example",
      "/\\elsewhere.example",
      "/a\r\nX-Other: 1",
      "javascript:alert(1)",
      "/\t/elsewhere.example",
    ])("that wants to go back to %o goes to the first page", async (back) => {
      const browser = it.browser();
      const response = await browser.post("/abide/choice", [
        ["token", await browser.token()],
        ["back", back],
        ["control", "banner"],
        ["do", "reject"],
      ]);
      expect(response.headers.get("refresh")).toBe("0;url=/");
      expect(response.headers.get("x-other")).toBeNull();
    });
  });

  describe("failures of well-known managers, which are none here", () => {
    test("a refusal is dropped after an outage and recovery: here it holds at once and is recorded by the next page", async () => {
      const own = await open();
      const browser = own.browser();
      await browser.choose("accept");
      const token = await browser.token();
      const end = await outage(own.store);
      const answer = await browser.post(
        "/abide/choice",
        [
          ["token", token],
          ["control", "centre"],
          ["do", "reject"],
        ],
        json,
      );
      expect(answer.status).toBe(202);
      expect(await answer.json()).toMatchObject({ kept: false, inEffect: true, recorded: false, reload: true });
      // Still down: nothing runs, and the page says how it stands.
      const during = await (await browser.get("/")).text();
      expect(during).not.toContain("googletagmanager");
      expect(during).toContain("not recorded yet");
      await end();
      own.clock.pass(5);
      const after = await (await browser.get("/")).text();
      expect(after).not.toContain("googletagmanager");
      expect(after).not.toContain("not recorded yet");
      expect((await rows(own.store)).map(({ event, seq }) => [event, seq])).toEqual([
        ["given", 1],
        ["withdrawn", 2],
      ]);
      expect(await browser.allowed()).toEqual([]);
      await browser.get("/");
      expect(await rows(own.store)).toHaveLength(2);
    });

    test("a first refusal is lost in an outage: here it is recorded under the id that the cookie got", async () => {
      const own = await open();
      const browser = own.browser();
      const token = await browser.token();
      const end = await outage(own.store);
      const answer = await browser.post("/abide/choice", [
        ["token", token],
        ["control", "banner"],
        ["do", "reject"],
      ]);
      expect(answer.status).toBe(202);
      expect(await answer.text()).toContain("not recorded yet");
      await end();
      own.clock.pass(5);
      await browser.get("/");
      const [row] = await rows(own.store);
      expect(row).toMatchObject({ event: "refused", seq: 1 });
      expect((await browser.get(`/abide/receipt/${row!.record_id}`)).status).toBe(200);
    });

    test("a fallback reports success: here a consent that did not reach the store is not shown as kept", async () => {
      const own = await open();
      const browser = own.browser();
      await browser.choose("reject");
      const before = browser.cookies.get(name);
      const token = await browser.token();
      const end = await outage(own.store);
      const fields: Fields = [
        ["token", token],
        ["control", "banner"],
        ["do", "accept"],
      ];
      const page = await browser.post("/abide/choice", fields);
      expect(page.status).toBe(503);
      expect(await page.text()).toContain("could not be kept");
      expect(page.headers.get("refresh")).toBeNull();
      const problem = await browser.post("/abide/choice", fields, json);
      expect(problem.status).toBe(503);
      expect(await problem.json()).toMatchObject({ code: "not-kept", status: 503 });
      expect(browser.cookies.get(name)).toBe(before);
      await end();
      expect(await browser.allowed()).toEqual([]);
      expect(await rows(own.store)).toHaveLength(1);
    });

    test("an outage changes a stored choice: here what was chosen still holds, both ways", async () => {
      const own = await open();
      const [yes, no] = [own.browser(), own.browser()];
      await yes.choose("accept");
      await no.choose("reject");
      const end = await outage(own.store);
      expect(await (await yes.get("/")).text()).toContain("googletagmanager");
      const refused = await (await no.get("/")).text();
      expect(refused).not.toContain("googletagmanager");
      expect(refused).not.toContain('data-abide="banner"');
      await end();
    });

    test("consent writes are forged: here a record id without its cookie writes nothing", async () => {
      const victim = it.browser();
      await victim.choose("reject");
      const own = victim.cookies.get(name)!;
      const [, payload] = own.split(".");
      const forged = JSON.parse(atob(payload!.replaceAll("-", "+").replaceAll("_", "/"))) as { a: string[] };
      forged.a = everything;
      const body = btoa(JSON.stringify(forged)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
      const attacker = it.browser({ cookie: `${name}=1.${body}.${own.split(".")[2]}` });
      expect(await attacker.allowed()).toEqual([]);
      expect((await attacker.get("/abide/receipt/mine")).status).toBe(404);
    });

    test("consent writes are replayed: here a form of one visitor is worth nothing in another's browser", async () => {
      const victim = it.browser();
      await victim.choose("reject");
      const bound = await form(victim, "accept");
      const before = await count();
      const attacker = it.browser({ "user-agent": "other" });
      expect((await attacker.post("/abide/choice", bound)).status).toBe(409);
      const other = it.browser();
      await other.choose("reject");
      expect((await other.post("/abide/choice", bound)).status).toBe(409);
      expect(await count()).toBe(before + 1);
      expect(await victim.allowed()).toEqual([]);
    });

    test("a first form is replayed or altered by somebody else: here neither gives them the record", async () => {
      const victim = it.browser();
      const fields = await form(victim, "reject");
      await victim.post("/abide/choice", fields);
      const before = await count();
      const attacker = it.browser({ "user-agent": "other" });
      expect((await attacker.post("/abide/choice", fields)).status).toBe(409);
      const altered = fields.map(([name, value]): [string, string] => [name, name === "do" ? "accept" : value]);
      expect((await it.browser().post("/abide/choice", altered)).status).toBe(409);
      expect(attacker.cookies.has(name)).toBe(false);
      expect(await count()).toBe(before);
    });

    test.each([
      "/?abide=accept&consent=all",
      "/abide/choice?do=accept&tracker=googleAnalytics",
      "/privacy/choices?do=accept&tracker=googleAnalytics",
      "/?gtm_debug=x&cookieconsent=true&_sp_pass_consent=1",
    ])("a link sets a choice: here %s does not", async (path) => {
      const browser = it.browser();
      const response = await browser.get(path);
      expect(browser.cookies.has(name)).toBe(false);
      expect(await browser.allowed()).toEqual([]);
      if (path.startsWith("/abide/choice")) expect(response.status).toBe(405);
    });

    test("a query parameter outweighs the form: here it is not even read", async () => {
      const browser = it.browser();
      await browser.post("/abide/choice?do=accept&tracker=googleAnalytics", await form(browser, "reject"));
      expect(await browser.allowed()).toEqual([]);
    });

    test("the vendor's script is loaded before the choice and trusted to restrain itself: here it is not there", async () => {
      const source = await (await it.get("/")).text();
      expect(source).not.toMatch(/googletagmanager|connect\.facebook/);
      const browser = it.browser();
      await browser.choose("reject");
      expect(await (await browser.get("/")).text()).not.toMatch(/googletagmanager|connect\.facebook/);
    });
  });

  describe("a new version", () => {
    const tracked = website.trackers!;
    const next = async (changed: Partial<typeof website>) => {
      const own = await open();
      const browser = own.browser();
      const later = async () => {
        const engine = await open({ policy: withLater(website, changed), store: own.store });
        const again = engine.browser();
        for (const [name, value] of browser.cookies) again.cookies.set(name, value);
        return { engine, browser: again };
      };
      return { own, browser, later };
    };
    const asks = async (browser: { get: (path: string) => Promise<Response> }) =>
      (await (await browser.get("/")).text()).includes('data-abide="banner"');

    test("with a new tracker asks again, keeps what was chosen, and does not run the new one", async () => {
      const added = { ...tracked.metaPixel, name: "Another", stores: [], hosts: {}, load: [] };
      const { browser, later } = await next({ trackers: { ...tracked, another: added } } as never);
      await browser.choose("accept");
      const after = await later();
      expect(await asks(after.browser)).toBe(true);
      expect(await after.browser.allowed()).toEqual(everything);
    });

    test("under which a consented tracker goes elsewhere stops it until the person has answered", async () => {
      const { browser, later } = await next({
        trackers: { ...tracked, googleAnalytics: { ...tracked.googleAnalytics, purpose: "advertising" } },
      } as never);
      await browser.choose("accept");
      const after = await later();
      expect(await asks(after.browser)).toBe(true);
      const source = await (await after.browser.get("/")).text();
      expect(source).not.toContain("googletagmanager");
      expect(source).toContain("connect.facebook");
      // Nor is it ticked in the centre: saving that form would give a consent that nobody gave.
      expect(await after.browser.allowed()).not.toContain("googleAnalytics");
    });

    test("without a material change asks nothing, and changes no choice", async () => {
      const { browser, later } = await next({
        changes: { en: "A word was corrected.", de: "Ein Wort wurde korrigiert." },
      });
      await browser.choose("save", [["tracker", "vimeo"]]);
      const after = await later();
      expect(await asks(after.browser)).toBe(false);
      expect(await after.browser.allowed()).toEqual(["vimeo"]);
    });

    test("leaves a refusal a refusal", async () => {
      const { browser, later } = await next({ changes: "Changed." });
      await browser.choose("reject");
      expect(await asks((await later()).browser)).toBe(false);
    });

    test("does not take a consent from a form that showed the version before, and takes a refusal", async () => {
      const { browser, later } = await next({ changes: "Changed." });
      const accept = await form(browser, "accept");
      const reject = await form(browser, "reject");
      const after = await later();
      expect((await after.browser.post("/abide/choice", accept)).status).toBe(409);
      expect(after.browser.cookies.has(name)).toBe(false);
      expect((await after.browser.post("/abide/choice", reject)).status).toBe(200);
      const [row] = await rows(after.engine.store);
      expect(row).toMatchObject({ event: "refused", version: hash });
    });

    test("that nobody knows any more covers nothing", async () => {
      const { own, browser, later } = await next({ changes: "Changed." });
      await browser.choose("accept");
      await own.store.db.deleteFrom("policy_version").execute();
      const after = await later();
      expect(await after.browser.allowed()).toEqual([]);
      expect(await asks(after.browser)).toBe(true);
    });
  });

  describe("signals", () => {
    test.each(["sec-gpc", "dnt"])(
      "%s refuses everything optional until the person chooses while it is on",
      async (name) => {
        const on = { [name]: "1" };
        const browser = it.browser();
        await browser.choose("accept");
        expect(await (await browser.get("/", on)).text()).not.toContain("googletagmanager");
        expect(await (await browser.get("/")).text()).toContain("googletagmanager");
        await browser.choose("accept", [], on);
        expect(await (await browser.get("/", on)).text()).toContain("googletagmanager");
      },
    );

    test("are declared at their well-known address", async () => {
      const response = await it.get("/.well-known/gpc.json");
      expect(response.headers.get("content-type")).toContain("application/json");
      expect(await response.json()).toEqual({ gpc: true, lastUpdate: "2026-11-01" });
    });

    test("write no choice", async () => {
      const before = await count();
      const response = await it.get("/", { "sec-gpc": "1" });
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await count()).toBe(before);
    });
  });

  describe("a withdrawal", () => {
    test("expires every cookie of what it stops, HttpOnly ones too, on every path and domain", async () => {
      const browser = it.browser();
      await browser.choose("accept");
      for (const name of ["_ga", "_ga_HALDEN1", "_fbp", "player_server", "session"]) browser.cookies.set(name, "1");
      const response = await browser.choose("reject");
      const lines = response.headers.getSetCookie();
      for (const name of ["_ga", "_ga_HALDEN1", "_fbp", "player_server"]) {
        expect(browser.cookies.has(name), name).toBe(false);
        for (const domain of ["", "; Domain=www.halden.example", "; Domain=halden.example"]) {
          expect(lines).toContain(`${name}=; Max-Age=0; Path=/${domain}; Secure`);
        }
      }
      expect(lines.some((line) => line.startsWith("player=; Max-Age=0; Path=/videos"))).toBe(true);
      expect(browser.cookies.has("session")).toBe(true);
      expect(browser.cookies.has(name)).toBe(true);
      expect(response.headers.get("clear-site-data")).toBe('"cache", "storage"');
    });

    test("of one tracker leaves the cookies of the others", async () => {
      const browser = it.browser();
      await browser.choose("accept");
      browser.cookies.set("_ga", "1").set("_fbp", "1");
      await browser.choose("save", [["tracker", "googleAnalytics"]]);
      expect(browser.cookies.has("_ga")).toBe(true);
      expect(browser.cookies.has("_fbp")).toBe(false);
    });

    test("leaves script storage to script where something that still runs keeps something there", async () => {
      const browser = it.browser();
      await browser.choose("accept");
      const response = await browser.choose("save", [["tracker", "memory"]]);
      expect(response.headers.get("clear-site-data")).toBe('"cache"');
    });
  });
});
