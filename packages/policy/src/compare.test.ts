import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import { table } from "./compare-table.ts";
import { toCanonical, toCompiled } from "./compile.ts";
import type { Compiled } from "./compile.ts";
import type { Policy } from "./policy.ts";

/** A policy in which every member that the format knows is there. */
const full = toCompiled({
  id: "website",
  path: "/privacy",
  title: { en: "Privacy", de: "Datenschutz" },
  effective: "2026-09-01",
  changes: "Everything.",
  languages: ["en", "de"],
  measures: ["Locks."],
  never: ["training"],
  controller: {
    name: "Northwind Trails",
    contact: "privacy@northwind.example",
    address: "Trail 1",
    country: "NL",
    representative: { name: "R", contact: "r@northwind.example" },
    officer: { name: "O", contact: "o@northwind.example" },
    authority: { name: "AP", url: "https://authority.example" },
  },
  purposes: {
    support: {
      basis: "contract",
      term: "CustomerCare",
      says: "answer",
      interest: "to help",
      title: "Support",
      condition: "health-care",
      law: "Care Act",
      automated: { logic: "points", effect: "an offer" },
      profiling: true,
      training: true,
    },
    news: {
      basis: "consent",
      term: "DirectMarketing",
      says: "tell",
      withdrawal: "/out",
      title: { en: "News", de: "Neues" },
    },
  },
  activities: {
    contact: {
      title: "Contact",
      says: "You write.",
      how: "By a form.",
      about: ["customers"],
      source: "person",
      public: false,
      storage: { for: "P2Y", from: "decision", end: "anonymise" },
      statuses: [
        { id: "open", title: "Open" },
        { id: "done", title: "Done", starts: "decision" },
      ],
      fields: {
        topic: {
          shape: toShape({ kind: "choice", max: 20, options: ["a", "b"] }),
          for: ["support"],
          title: "Topic",
          hint: "Pick one.",
          optional: true,
          needed: "law",
          otherwise: "No answer.",
          source: "automatic",
          term: "Interest",
          special: "health",
          public: false,
          cookie: "_topic",
          lookup: true,
        },
      },
    },
  },
  recipients: {
    desk: {
      name: "Desk",
      category: "communication-provider",
      role: "processor",
      country: "US",
      for: ["support"],
      takes: { contact: ["topic"] },
      safeguard: "standard-clauses",
      says: "Sorts mail.",
      policy: "https://desk.example/privacy",
    },
  },
  trackers: {
    counter: {
      name: "Counter",
      purpose: "news",
      says: "Counts.",
      party: "third",
      sends: ["the page"],
      recipient: "desk",
      policy: "https://desk.example/privacy",
      duration: "P1Y",
      stores: [
        { kind: "cookie", name: "_c", life: "P1Y", party: "third", domain: "desk.example", path: "/c", httpOnly: true },
      ],
      hosts: {
        script: ["s.example"],
        connect: ["c.example"],
        image: ["i.example"],
        frame: ["f.example"],
        worker: ["blob:"],
      },
      load: [{ script: "https://s.example/s.js" }],
      embed: true,
      optOut: "https://desk.example/out",
    },
    choice: {
      name: "Abide",
      purpose: "support",
      says: "Remembers.",
      party: "first",
      duration: "P180D",
      stores: [],
      hosts: {},
      load: [],
      necessary: "It has to.",
    },
  },
  signals: { gpc: "refuse", dnt: "ignore" },
  scripts: { inline: "page", eval: true },
  outbound: ["docs.example"],
  mail: { news: { kind: "promotional", purpose: "news", title: "News", optOut: "unsubscribe-link" } },
  links: { terms: { title: "Terms", href: "/terms", says: "Also." } },
  widgets: { share: { title: "Share", hosted: "here", tracker: "counter", says: "A button." } },
  optOuts: { industry: { title: "Industry", href: "https://industry.example" } },
  page: {
    forms: ["pay.example"],
    frames: ["blob:"],
    framedBy: ["partner.example"],
    objects: "own",
    wasm: true,
    webrtc: true,
    workers: ["blob:"],
  },
} satisfies Policy);

test("a version differs from itself in nothing", () => {
  expect(compare(full, structuredClone(full))).toEqual({ changes: [], material: false });
});

test("no leaf of a policy changes or goes unseen, and each has a sentence in both languages", () => {
  for (const path of toLeaves(full)) {
    for (const change of [changed, removed]) {
      const after = structuredClone(full);
      change(after, path);
      if (toCanonical(after) === toCanonical(full)) continue;
      const { changes } = compare(full, after);
      expect(changes, path.join(".")).not.toEqual([]);
      for (const { says } of changes) {
        const { en, de } = says as { en: string; de: string };
        for (const sentence of [en, de]) expect(sentence, path.join(".")).toMatch(/^[^{}]+\.$/);
        expect(en).not.toMatch(/undefined|\[object/);
      }
    }
  }
});

test("a change comes with titles: of what it is part of, and of what it was and is", () => {
  const after = set(["activities", "contact", "fields", "topic", "for"], ["news"]);
  const [field] = compare(full, after).changes;
  expect(field).toMatchObject({
    of: [
      { en: "Contact", de: "Contact" },
      { en: "Topic", de: "Topic" },
    ],
    named: { before: { en: "Support", de: "Support" }, after: { en: "News", de: "Neues" } },
  });
  const [basis] = compare(full, set(["purposes", "support", "basis"], "public-task")).changes;
  expect(basis!.named).toEqual({
    before: { en: expect.stringMatching(/contract/i), de: expect.stringMatching(/Vertrag/) },
    after: { en: expect.stringMatching(/public/i), de: expect.stringMatching(/öffentlich/i) },
  });
  const [controller] = compare(full, set(["controller", "name"], "Other")).changes;
  expect(controller).toMatchObject({ of: [], named: {} });
});

test("what changed is found by the rows of the table: none is left over, and none is missing", () => {
  const used = new Set<string>();
  const none = toCompiled({ controller: full.controller, purposes: {}, activities: {} });
  const pairs: [Compiled, Compiled][] = [
    [full, none],
    ...toLeaves(full).flatMap((path): [Compiled, Compiled][] => [
      ...(isLeaf(path) ? [[full, set(path, "other")] as [Compiled, Compiled]] : []),
      [full, without(path)],
    ]),
  ];
  for (const [before, after] of pairs) {
    for (const { path } of compare(before, after).changes) used.add(toPattern(path));
  }
  expect([...used].filter((pattern) => !Object.hasOwn(table, pattern))).toEqual([]);
  expect(Object.keys(table).filter((pattern) => !used.has(pattern))).toEqual([]);
});

test("what the table does not know notifies", () => {
  const after = { ...structuredClone(full), weather: "fine" } as unknown as Compiled;
  const { changes, material } = compare(full, after);
  expect(changes).toMatchObject([{ path: ["weather"], kind: "added", material: "notifies" }]);
  expect(material).toBe(true);
});

test("names that every object has are names like others", () => {
  const after = structuredClone(full) as unknown as { constructor?: unknown; purposes: { [key: string]: unknown } };
  Object.defineProperty(after, "constructor", { value: "x", enumerable: true });
  after.purposes["toString"] = { basis: "contract", term: "CustomerCare", says: "x", title: "x" };
  expect(compare(full, after as unknown as Compiled).changes.map(({ path }) => path)).toEqual([
    ["constructor"],
    ["purposes", "toString"],
  ]);
});

test("the order of what a tracker stores means nothing, and two of one name are two", () => {
  const [first] = full.trackers["counter"]!.stores;
  const more = [{ ...first!, name: "_d" }, first!, { ...first!, domain: "other.example" }];
  const before = set(["trackers", "counter", "stores"], more);
  expect(compare(before, set(["trackers", "counter", "stores"], [more[1], more[0], more[2]])).changes).toEqual([]);
  const { changes } = compare(before, set(["trackers", "counter", "stores"], more.slice(0, 2)));
  expect(changes).toMatchObject([{ kind: "removed", before: { domain: "other.example" } }]);
});

test("a list that gains and loses says both, and the graver of them counts", () => {
  const after = set(["activities", "contact", "fields", "topic", "for"], ["news"]);
  expect(compare(full, after).changes).toMatchObject([
    {
      kind: "changed",
      before: ["support"],
      after: ["news"],
      material: "asks-again",
      says: {
        en: "“Topic” (Contact) may now also serve: News. “Topic” (Contact) no longer serves: Support.",
        de: "„Topic“ (Contact) darf nun auch hierfür verwendet werden: Neues. „Topic“ (Contact) wird hierfür nicht mehr verwendet: Support.",
      },
    },
  ]);
});

test("stored for the session, for a time and until deleted are each longer than the one before", () => {
  const lives = ["session", "PT1H", "P1Y", "until-deleted"];
  lives.forEach((was, i) => {
    lives.forEach((now, j) => {
      const at = ["trackers", "counter", "stores", "0", "life"];
      const [change] = compare(set(at, was), set(at, now)).changes;
      expect(change?.material).toBe(i === j ? undefined : j > i ? "notifies" : false);
    });
  });
});

test("the same change is material in one direction only, where less is better", () => {
  const shorter = set(["activities", "contact", "storage", "for"], "P1Y");
  expect(compare(full, shorter).material).toBe(false);
  expect(compare(shorter, full).material).toBe(true);
  const home = set(["recipients", "desk", "country"], "IE");
  expect(compare(full, home).material).toBe(false);
  expect(compare(home, full).material).toBe(true);
});

function toShape(data: object): never {
  return data as never;
}

function toLeaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(typeof member === "object" ? [[...path, key]] : []),
    ...toLeaves(member, [...path, key]),
  ]);
}

type Place = { [key: string]: unknown };

function toParent(policy: Compiled, path: readonly string[]): Place {
  return path.slice(0, -1).reduce<Place>((at, key) => at[key] as Place, policy as unknown as Place);
}

/** Another value of the same kind, so that what is compared is well-formed. */
function changed(policy: Compiled, path: readonly string[]): void {
  const parent = toParent(policy, path);
  const value = parent[path.at(-1)!];
  if (typeof value === "boolean") parent[path.at(-1)!] = !value;
  else if (typeof value === "number") parent[path.at(-1)!] = value + 1;
  else if (path.at(-1) === "source") parent["source"] = "third-party";
  else if (typeof value === "string") parent[path.at(-1)!] = /^P\d/.test(value) ? "P7Y" : `${value}x`;
}

function removed(policy: Compiled, path: readonly string[]): void {
  const parent = toParent(policy, path);
  if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
  // Members that a compiled policy always has are not missing in one.
  else if (!always.some((pattern) => pattern.test(path.join(".")))) delete parent[path.at(-1)!];
}

const always = [
  /^[^.]+$/,
  /^activities\.\w+\.(fields|storage|title|source|public)$/,
  /^activities\.\w+\.fields\.\w+\.(for|title|kind|optional|source)$/,
  /^activities\.\w+\.storage\.\w+$/,
  /^purposes\.\w+\.(basis|term|says|title)$/,
  /^recipients\.\w+\.(name|category|role|country|for)$/,
  /^trackers\.\w+\.(name|purpose|says|party|duration|stores|hosts|load)$/,
  /^trackers\.\w+\.stores\.\d+\.\w+$/,
];

function set(path: readonly string[], value: unknown): Compiled {
  const policy = structuredClone(full);
  toParent(policy, path)[path.at(-1)!] = value;
  return policy;
}

function isLeaf(path: readonly string[]): boolean {
  const value = toParent(full, path)[path.at(-1)!];
  return typeof value !== "object";
}

function without(path: readonly string[]): Compiled {
  const policy = structuredClone(full);
  removed(policy, path);
  return policy;
}

function toPattern([kind, , member, , ...rest]: readonly string[], path = arguments[0] as readonly string[]): string {
  if (kind === "controller" || kind === "page" || kind === "scripts" || path.length === 1) return path.join(".");
  if (member === "hosts" && path[3] === "worker") return "trackers.*.hosts.worker";
  if (path.length === 2) return `${kind}.*`;
  const deep = ["fields", "takes", "stores", "hosts"].includes(member ?? "") && path.length > 3;
  return deep ? [kind, "*", member, "*", ...rest].join(".") : [kind, "*", ...path.slice(2)].join(".");
}
