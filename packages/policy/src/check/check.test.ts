import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { choiceCookie } from "../catalogue/choice.ts";
import { crazyEgg } from "../catalogue/crazy-egg.ts";
import { compile } from "../compile.ts";
import { definePolicy } from "../policy.ts";
import { countries } from "../words/country.ts";
import { choice, email, text } from "../words/shape.ts";
import { check, rules } from "./check.ts";
import { toDraft } from "./draft.ts";
import { covers, toNearest } from "./rule.ts";

const policy = definePolicy({
  controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
  effective: "2026-09-01",
  languages: ["en", "de"],
  title: { en: "Privacy", de: "Datenschutz" },
  purposes: {
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: { en: "count visits", de: "Besuche zählen" } },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support"] },
        message: { shape: text(4000), for: ["support"] },
        trail: { shape: choice("north", "south"), for: ["support"], optional: true },
      },
      storage: { for: "P2Y", from: "last-contact" },
    },
  },
  recipients: {
    egg: {
      name: "Crazy Egg",
      category: "analytics-provider",
      role: "processor",
      country: "US",
      for: ["audience"],
      safeguard: "standard-clauses",
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "support" }),
    egg: crazyEgg({ purpose: "audience", recipient: "egg", accountNumber: "12345678" }),
  },
  mail: { receipt: { kind: "transactional", purpose: "support", title: "Receipt" } },
});

const codes = (given: unknown) => check(given).map(({ code }) => code);

test("each rule lives in the file that its code names, and every file of a rule is listed", () => {
  const others = ["check", "draft", "issue", "read", "rule"];
  const files = readdirSync(new URL(".", import.meta.url))
    .filter((name) => !name.endsWith(".test.ts"))
    .map((name) => name.replace(/\.ts$/, ""))
    .filter((name) => !others.includes(name));
  expect(rules.map(({ code }) => code)).toEqual(files.sort());
});

test("each problem that the draft can report belongs to a rule", () => {
  const given = [
    null,
    {
      controller: {},
      purposes: { "a b": { basis: [], term: "x", says: "" } },
      activities: { a: { fields: { b: {} } } },
    },
  ];
  const known = rules.map(({ code }) => code);
  for (const one of given) for (const { code } of toDraft(one).problems) expect(known).toContain(code);
});

test("a declaration and what compiles from it have the same issues", async () => {
  const issues = check(policy);
  expect(issues.length).toBeGreaterThan(0);
  expect(check((await compile(policy)).policy)).toEqual(issues);
});

test("the order in which a declaration is written does not matter", () => {
  const reverse = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !("~standard" in value)
      ? Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([key, member]) => [key, reverse(member)]),
        )
      : value;
  expect(check(reverse(policy))).toEqual(check(policy));
});

test("every issue says where, what to do, and what stands behind it", () => {
  const issues = [policy, broken()].flatMap((given) => check(given));
  for (const { message, source, path } of issues) {
    expect(message).toMatch(/^\S.*[.?}]$/s);
    expect(source).not.toBe("");
    for (const key of path) expect(typeof key).toBe("string");
  }
});

test("a member that is undefined is not there, as in JSON", () => {
  const { support } = policy.purposes;
  expect(
    codes({ ...policy, purposes: { ...policy.purposes, support: { ...support, sale: undefined, more: undefined } } }),
  ).toEqual(codes(policy));
  expect(codes({ ...policy, signals: undefined })).toEqual(codes(policy));
});

test("a foreign Standard Schema is a shape, whatever its members are called", () => {
  const foreign = Object.assign(() => undefined, {
    kind: "schema",
    options: { strict: true },
    "~standard": { version: 1, vendor: "elsewhere", validate: (value: unknown) => ({ value }) },
  });
  const { contact } = policy.activities;
  const given = {
    ...policy,
    activities: { contact: { ...contact, fields: { any: { shape: foreign, for: ["support"] } } } },
  };
  expect(check(given).filter(({ path }) => path.includes("shape"))).toEqual([]);
});

test("names that every object has are not declared by having them", () => {
  const given = {
    ...policy,
    activities: {
      contact: { fields: { email: { shape: email(), for: ["constructor", "toString", "__proto__"] } }, storage: "P1Y" },
    },
    recipients: {
      desk: {
        ...policy.recipients?.["egg"],
        for: ["support"],
        takes: { hasOwnProperty: ["length"], contact: ["valueOf"] },
      },
    },
    trackers: { ...policy.trackers, egg: { ...policy.trackers?.["egg"], recipient: "constructor" } },
  };
  const found = codes(given);
  expect(found.filter((code) => code === "undeclared-purpose")).toHaveLength(3);
  expect(found).toContain("undeclared-activity");
  expect(found).toContain("undeclared-field");
  expect(found).toContain("undeclared-recipient");
});

test("a loop, a depth and a width that nobody writes are answered, and soon", () => {
  const loop: { [key: string]: unknown } = { ...policy };
  loop["controller"] = loop;
  loop["trackers"] = { loop: { load: [{ set: "loop", value: loop }] } };
  expect(codes(loop)).toContain("not-json");

  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = { sale: deep };
  expect(codes(deep)).toContain("sale");

  const doubled = Array.from({ length: 64 }).reduce<unknown>((inner) => [inner, inner], 1);
  expect(codes({ ...policy, trackers: { wide: { load: [{ call: "f", args: [doubled] }] } } })).toContain("not-json");
});

test("whatever it is given, it returns", () => {
  const random = createRandom(2026);
  const odd: readonly unknown[] = [
    undefined,
    null,
    true,
    0,
    -1,
    NaN,
    Infinity,
    10n,
    "",
    "never",
    "P1Y",
    "https://x",
    "/p",
    "*",
    "__proto__",
    [],
    {},
    [[]],
    [undefined],
    Symbol("s"),
    () => 1,
    new Date(0),
    new Map([["a", 1]]),
    /a/,
    { "": "" },
    { for: ["for"] },
    Object.create(null),
    new Proxy({}, {}),
    Array.from({ length: 2 }),
  ];
  const base = [broken(), JSON.parse(JSON.stringify(toDraft(policy).given)) as unknown];
  for (let round = 0; round < 1_000; round++) {
    const given = mutate(structuredClone(base[round % base.length]), random, odd);
    const issues = check(given);
    for (const { code, path, message } of issues) {
      expect(typeof code).toBe("string");
      expect(typeof message).toBe("string");
      expect(Array.isArray(path)).toBe(true);
    }
  }
});

test("countries are those that the runtime knows", () => {
  // Reserved codes that are no country's: Ascension, Clipperton, Diego Garcia, the EU, and the like.
  const reserved = new Set(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]);
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const known = letters
    .flatMap((a) => letters.map((b) => a + b))
    .filter(
      (code) =>
        names.of(code) !== undefined &&
        Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}` &&
        !reserved.has(code),
    );
  expect([...countries]).toEqual(known);
});

test("a pattern covers what its star may stand for, and nothing else", () => {
  expect(covers("_ga", "_ga")).toBe(true);
  expect(covers("_ga", "_gat")).toBe(false);
  expect(covers("_ga_*", "_ga_XYZ")).toBe(true);
  expect(covers("_ga_*", "_ga")).toBe(false);
  expect(covers("*.example.com", "a.b.example.com")).toBe(true);
  expect(covers("*.example.com", "example.com")).toBe(false);
  expect(covers("*.example.com", "badexample.com")).toBe(false);
  expect(covers("a*b*a", "aba")).toBe(true);
  expect(covers("a*b*a", "ab")).toBe(false);
  expect(covers("a*a", "a")).toBe(false);
  // A star is not a regular expression's: dots are dots, and many stars take no longer than few.
  expect(covers("a.c", "abc")).toBe(false);
  expect(covers(`${"*a".repeat(40)}b`, "a".repeat(5_000))).toBe(false);
});

test("the nearest name is offered only when it is near", () => {
  expect(toNearest("suport", ["support", "promotion"])).toBe("support");
  expect(toNearest("emial", ["email", "message"])).toBe("email");
  expect(toNearest("x", ["a", "b"])).toBeUndefined();
  expect(toNearest("Support", ["support"])).toBe("support");
  expect(toNearest("phone", ["message"])).toBeUndefined();
});

/** A declaration in which about everything is wrong once. */
function broken(): unknown {
  return {
    controller: { country: "UK", representative: { name: 3 }, authority: { url: "http://x" } },
    purposes: {
      a: { basis: ["consent"], term: "SellProducts", says: "", sale: true },
      b: { basis: "consent", term: "Marketing", says: { "x y": "z", en: 3 } },
      "c d": 3,
    },
    activities: {
      one: {
        fields: { a: { shape: 3, for: ["x", 3] }, b: { kind: "choice", for: [] }, c: null },
        storage: "never",
        public: "no",
      },
      two: { fields: [], storage: { for: 3, from: "birth" } },
    },
    recipients: { r: { name: {}, for: "a", takes: { one: "a", three: ["b"] }, country: "US" } },
    trackers: {
      t: {
        stores: [{ kind: "cookie", life: "until-deleted" }, 3],
        hosts: { script: ["*"], other: [] },
        load: [{}, { script: "x" }, { set: "a", value: Infinity }],
      },
      u: {
        name: "u",
        purpose: "a",
        says: "u",
        party: "third",
        duration: "P10Y",
        stores: [{ kind: "cookie", name: "u", life: "P11Y", party: "third" }],
        hosts: {},
        load: [],
      },
    },
    mail: {
      m: { kind: "promotional", purpose: "b", optOut: "no" },
      n: { kind: "transactional", purpose: "b", title: "n" },
      o: {},
    },
    widgets: { w: { title: "w", hosted: "third-party" } },
    links: { l: { title: "l", href: "javascript:1" } },
    signals: { gpc: "ignore", dnt: 1 },
    languages: ["english", "de", "de"],
    effective: "2026-13-01",
    sale: "all of it",
  };
}

/** `value` with one to four of its parts replaced, removed or misnamed. */
function mutate(value: unknown, random: () => number, odd: readonly unknown[]): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let root = value;
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    let parent: { [key: string]: unknown } | undefined;
    let key = "";
    let at: unknown = root;
    for (let depth = 0; depth < 8 && typeof at === "object" && at !== null && Object.keys(at).length > 0; depth++) {
      if (parent && random() < 0.2) break;
      parent = at as { [key: string]: unknown };
      key = pick(Object.keys(parent));
      at = parent[key];
    }
    if (!parent) root = pick(odd);
    else if (random() < 0.6) parent[key] = pick(odd);
    else if (random() < 0.5) delete parent[key];
    else parent[pick(odd.filter((one) => typeof one === "string"))] = at;
  }
  return root;
}

/** The same numbers on every machine (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
