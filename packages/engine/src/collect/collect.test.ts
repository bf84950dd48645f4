import { beforeAll, describe, expect, test } from "vitest";
import type { SiteVisit } from "../core/site.ts";
import { readRows } from "../store/test-store.ts";
import { testEngine, outage, page, type TestEngine } from "../test-engine.ts";
import { origin } from "../test-policy.ts";
import type { Fields } from "../test-visitor.ts";

let it: TestEngine;
let shown: SiteVisit | undefined;
const site = (_: Request, visit: SiteVisit) => {
  shown = visit;
  return page(visit.form ? `<p role="alert">${visit.form.message}` : "<form>");
};

const json = { accept: "application/json" };
const good: Fields = [
  ["email", "ada@example.org"],
  ["message", "Hello"],
];
const records = (store = it.store) => readRows(store);
/** Sends from an address of its own, so that the limit of one test is not another's. */
let address = 0;
const send = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: { [name: string]: string } = {},
  activity = "contact",
  own = it,
) =>
  own.fetch(
    new Request(`${origin}/abide/collect/${activity}`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin,
        "sec-fetch-site": "same-origin",
        ...json,
        ...headers,
      },
    }),
    { ip: `198.51.100.${address++}` },
  );
const encode = (fields: Fields) => new URLSearchParams(fields.map(([a, b]): [string, string] => [a, b])).toString();
const problemsOf = async (response: Response) => {
  expect(response.status).toBe(422);
  const { errors } = (await response.json()) as { errors: { field?: string; code: string; message: string }[] };
  return errors.map(({ field, code, message }) => {
    expect(message).toMatch(/^[A-Z].*\.$/);
    return [field, code];
  });
};

describe.each(["fetch", "http"] as const)("over %s", (over) => {
  const open = () => testEngine({ site, over });
  beforeAll(async () => void (it = await open()));

  describe("a form", () => {
    test("is taken, with what it has and no more", async () => {
      const response = await send(encode(good), { "accept-language": "de" });
      expect(response.status).toBe(201);
      const { id } = (await response.json()) as { id: string };
      const row = (await records()).find((record) => record.id === id);
      expect(row).toMatchObject({
        activity: "contact",
        source: "person",
        language: "de",
        public: false,
      });
      expect(await it.engine.records("contact").for("support").read(id, ["email", "message", "company"])).toMatchObject(
        {
          allowed: true,
          fields: { email: "ada@example.org", message: "Hello", company: undefined },
        },
      );
    });

    test("without script goes back to its page, which learns that it was sent", async () => {
      const response = await send(encode([...good, ["back", "/contact?a=b#contact"], ["trap", ""]]), {
        accept: "text/html",
      });
      expect(response.status).toBe(200);
      expect(response.headers.get("refresh")).toBe("0;url=/contact?a=b&sent=contact#contact");
      await it.get("/contact?a=b&sent=contact");
      expect(shown?.sent).toBe("contact");
      await it.get("/contact?sent=constructor");
      expect(shown?.sent).toBeUndefined();
    });

    test("with problems comes back as its page, with what was written and everything that is wrong at once", async () => {
      const fields: Fields = [
        ["email", "no"],
        ["company", "Ada & Co"],
        ["consent", "promotion"],
        ["back", "/contact"],
      ];
      const response = await send(encode(fields), { accept: "text/html" });
      expect(response.status).toBe(422);
      expect(response.headers.get("cache-control")).toBe("private, no-store");
      expect(await response.text()).toContain('role="alert"');
      expect(shown?.form).toEqual({
        activity: "contact",
        values: { email: "no", company: "Ada & Co" },
        consents: ["promotion"],
        problems: [
          {
            field: "email",
            code: "not-an-email",
            message: "This is not an e-mail address. Write it as name@example.org.",
          },
          { field: "message", code: "missing", message: "Please fill this in." },
        ],
        message: "Not everything can be taken as it was sent. Correct what is named and send it again.",
      });
    });

    test("undoes no withdrawal: an address can be typed by anybody. Who is known by more can", async () => {
      const email = "mara@example.org";
      const input = { email, message: "Hello" };
      const agreed = { consents: ["promotion"] };
      const first = await it.engine.collect("contact", input, agreed);
      if (!first.collected) throw new Error("not collected");
      const subject = (await it.engine.subjects.find({ email }))!;
      const read = async () => (await it.engine.records("contact").for("promotion").read(first.id, ["email"])).allowed;
      expect(await read()).toBe(true);
      await it.engine.subjects.withdraw(subject, "promotion", { by: "subject" });
      const typed = encode([
        ["email", "Mara@example.org"],
        ["message", "Hi"],
        ["consent", "promotion"],
      ]);
      expect((await send(typed)).status).toBe(201);
      expect(await read()).toBe(false);
      await it.engine.collect("contact", input, { ...agreed, subject });
      expect(await read()).toBe(true);
    });

    test("says what is wrong in the visitor's language", async () => {
      await send(encode([["email", "no"]]), { accept: "text/html", "accept-language": "de" });
      expect(shown?.form?.problems[0]?.message).toContain("E-Mail-Adresse");
    });

    test.each<[string, Fields, (string | undefined)[][]]>([
      ["an undeclared field", [...good, ["age", "36"]], [["age", "undeclared"]]],
      [
        "names of the language itself",
        [...good, ["__proto__", "x"], ["constructor", "y"]],
        [
          ["__proto__", "undeclared"],
          ["constructor", "undeclared"],
        ],
      ],
      ["a field twice", [...good, ["email", "b@example.org"]], [["email", "twice"]]],
      ["a field that the browser gives", [...good, ["address", "192.0.2.1"]], [["address", "not-from-a-form"]]],
      [
        "too long a text",
        [
          ["email", "ada@example.org"],
          ["message", "x".repeat(4001)],
        ],
        [["message", "too-long"]],
      ],
      [
        "control characters",
        [
          ["email", "ada@example.org"],
          ["message", "a\u0000b"],
        ],
        [["message", "not-text"]],
      ],
      [
        "nothing",
        [],
        [
          ["email", "missing"],
          ["message", "missing"],
        ],
      ],
      [
        "blanks",
        [
          ["email", " "],
          ["message", "\t"],
        ],
        [
          ["email", "empty"],
          ["message", "empty"],
        ],
      ],
      ["a filled trap", [...good, ["trap", "http://spam.example"]], [[undefined, "trap"]]],
    ])("with %s is refused, and nothing of it is kept", async (_, fields, problems) => {
      const before = (await records()).length;
      expect(await problemsOf(await send(encode(fields)))).toEqual(problems);
      expect(await records()).toHaveLength(before);
    });

    test("with three hundred fields is refused as a whole", async () => {
      const fields = Array.from({ length: 300 }, (_, i): [string, string] => [`f${i}`, "x"]);
      expect(await problemsOf(await send(encode(fields)))).toEqual([[undefined, "too-many"]]);
    });

    test("that is too large is refused before it is read, declared or not", async () => {
      expect((await send(`message=${"x".repeat(200_000)}`)).status).toBe(413);
      const stream = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      });
      const endless = new Request(`${origin}/abide/collect/contact`, {
        method: "POST",
        body: stream,
        duplex: "half",
        headers: { "content-type": "application/x-www-form-urlencoded", origin, ...json },
      });
      expect((await it.fetch(endless, { ip: "198.51.100.250" })).status).toBe(413);
    });

    test.each([
      ["broken UTF-8", Uint8Array.of(0x61, 0x3d, 0xff), "application/x-www-form-urlencoded"],
      ["broken percent-encoding", "message=%E4%zz", "application/x-www-form-urlencoded"],
      ["an overlong encoding", "message=%C0%AF", "application/x-www-form-urlencoded"],
      ["broken JSON", "{", "application/json"],
      ["a JSON list", "[]", "application/json"],
      ["JSON null", "null", "application/json"],
    ])("with %s is malformed", async (_, body, type) => {
      const response = await send(body, { "content-type": type });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "malformed", status: 400 });
    });

    test("of another kind is not taken", async () => {
      expect((await send("x", { "content-type": "text/plain" })).status).toBe(415);
    });

    test("of an activity that is not declared is not there", async () => {
      for (const activity of ["nothing", "constructor", "__proto__"])
        expect((await send("x=1", {}, activity)).status).toBe(404);
    });

    test("from another site is refused", async () => {
      expect(
        (await send(encode(good), { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" })).status,
      ).toBe(403);
    });

    test("is not sent by opening its address", async () => {
      const response = await it.get("/abide/collect/contact?email=ada@example.org&message=x");
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST");
    });

    test("too often from one address has to wait", async () => {
      const own = await open();
      const browser = own.browser();
      const statuses: number[] = [];
      for (let i = 0; i < 12; i++) statuses.push((await browser.post("/abide/collect/contact", good, json)).status);
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429, 429]);
      const late = await browser.post("/abide/collect/contact", good, json);
      expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
      own.clock.pass(60);
      expect((await browser.post("/abide/collect/contact", good, json)).status).toBe(201);
    });

    test("while the store is down is said not to be kept, and comes back as it was", async () => {
      const own = await open();
      const end = await outage(own.store);
      const page = await send(encode(good), { accept: "text/html" }, "contact", own);
      expect(page.status).toBe(503);
      expect(shown?.form).toMatchObject({ values: { email: "ada@example.org" }, problems: [] });
      expect(shown?.form?.message).toContain("could not be kept");
      expect((await send(encode(good), {}, "contact", own)).status).toBe(503);
      await end();
      expect(await records(own.store)).toEqual([]);
    });
  });

  describe("JSON", () => {
    test("is taken as a flat object of strings", async () => {
      const response = await send(JSON.stringify(Object.fromEntries(good)), { "content-type": "application/json" });
      expect(response.status).toBe(201);
    });

    test.each([
      ["a number", { email: 1, message: "x" }, [["email", "not-a-string"]]],
      ["an object", { email: { $ne: "" }, message: "x" }, [["email", "not-a-string"]]],
      ["a list", { email: ["ada@example.org"], message: "x" }, [["email", "not-a-string"]]],
      ["null", { email: null, message: "x" }, [["email", "empty"]]],
      ["half a character", { email: "ada@example.org", message: "\ud800" }, [["message", "not-text"]]],
    ])("with %s for a field is refused", async (_, body, problems) => {
      expect(await problemsOf(await send(JSON.stringify(body), { "content-type": "application/json" }))).toEqual(
        problems,
      );
    });

    test("with __proto__ as a member of its own pollutes nothing", async () => {
      const response = await send('{"email":"ada@example.org","message":"x","__proto__":{"polluted":"yes"}}', {
        "content-type": "application/json",
      });
      expect(await problemsOf(response)).toEqual([["__proto__", "undeclared"]]);
      expect(({} as { polluted?: string }).polluted).toBeUndefined();
    });
  });

  describe("collect", () => {
    test("takes from the server what the person does not give", async () => {
      expect(await it.engine.collect("contact", { address: "192.0.2.1" }, { source: "automatic" })).toMatchObject({
        collected: true,
      });
      expect(await it.engine.collect("contact", { email: "ada@example.org" }, { source: "automatic" })).toMatchObject({
        collected: false,
        problems: [{ field: "email", code: "not-from-a-form" }],
      });
    });

    test("throws when the store does not take it", async () => {
      const own = await open();
      const end = await outage(own.store);
      await expect(own.engine.collect("contact", Object.fromEntries(good))).rejects.toMatchObject({
        name: "AbideError",
        code: "store-down",
      });
      await end();
    });
  });
});
