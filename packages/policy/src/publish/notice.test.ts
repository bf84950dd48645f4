import { parseFragment, type DefaultTreeAdapterTypes } from "parse5";
import { describe, expect, test } from "vitest";
import { compile, toCanonical, toCompiled, toVersion } from "../compile.ts";
import type { Compiled } from "../compile.ts";
import type { Text } from "../words/text.ts";
import { toAnchor } from "./anchor.ts";
import { toNotice } from "./notice.ts";
import { policy } from "./test-policy.ts";

type Element = DefaultTreeAdapterTypes.Element;

const version = await compile(policy);
const languages = ["en", "de"] as const;

/** Every element of a fragment, in the order of the document. */
function toElements(markup: string): Element[] {
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.ChildNode) => {
    if (!("tagName" in node)) return;
    found.push(node);
    node.childNodes.forEach(walk);
  };
  parseFragment(markup).childNodes.forEach(walk);
  return found;
}

const attribute = (element: Element, name: string) => element.attrs.find((each) => each.name === name)?.value;

function toText(node: DefaultTreeAdapterTypes.ChildNode): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(toText).join("") : "";
}

function readText(markup: string): string {
  return parseFragment(markup).childNodes.map(toText).join("").replace(/\s+/g, " ");
}

test("hosts of every kind are on the page, and a worker that a script makes is nobody's host", async () => {
  const { counter } = policy.trackers!;
  const hosts = { style: ["style.example"], font: ["font.example"], form: ["form.example"], worker: ["blob:"] };
  const trackers = { ...policy.trackers, counter: { ...counter!, hosts, load: [] } };
  const read = readText(toNotice(await compile({ ...policy, trackers }), { language: "en" }));
  for (const host of ["style.example", "font.example", "form.example"]) expect(read).toContain(host);
  expect(read).not.toContain("blob:");
});

test("where forms lead, and that pages connect browsers directly, is on the page where it is declared", async () => {
  const page = { forms: ["pay.example"], webrtc: true, wasm: true } as const;
  for (const language of languages) {
    const read = readText(toNotice(await compile({ ...policy, page }), { language }));
    expect(read).toContain("pay.example");
    expect(read).toContain("WebRTC");
    expect(readText(toNotice(version, { language }))).not.toMatch(/pay\.example|WebRTC/);
  }
});

test("what allows the use of special categories, and the law behind a purpose, stand with the purpose that uses them", async () => {
  const { support } = policy.purposes;
  const purposes = {
    ...policy.purposes,
    support: { ...support, condition: "health-care", law: "Care Act, section 4" } as const,
  };
  const markup = toNotice(await compile({ ...policy, purposes }), { language: "en" });
  const read = (key: string) => readText(markup.split(`id="purpose-${key}"`)[1]!.split("</section>")[0]!);
  expect(read("support")).toMatch(/Health care, Art\. 9\(2\)\(h\) GDPR.*Care Act, section 4\./);
  expect(read("bookkeeping")).not.toContain("Art. 9");
});

describe.each(languages)("in %s", (language) => {
  const markup = toNotice(version, { language });
  const elements = toElements(markup);
  const read = readText(markup);
  const compiled = version.policy;
  const words = (said: Text) => (typeof said === "string" ? said : said[language]!);
  const ids = elements.flatMap((element) => attribute(element, "id") ?? []);

  test("every purpose, activity, field, recipient and tracker is on the page, under its anchor", () => {
    const expected = [
      ...Object.keys(compiled.purposes).map((key) => toAnchor("purpose", key)),
      ...Object.keys(compiled.activities).map((key) => toAnchor("activity", key)),
      ...Object.entries(compiled.activities).flatMap(([key, { fields }]) =>
        Object.keys(fields).map((field) => toAnchor("field", key, field)),
      ),
      ...Object.keys(compiled.recipients).map((key) => toAnchor("recipient", key)),
      ...Object.keys(compiled.trackers).map((key) => toAnchor("tracker", key)),
    ];
    expect(ids).toEqual(expect.arrayContaining(expected));
  });

  test("what the policy says in words is on the page", () => {
    const says: Text[] = [
      compiled.title,
      compiled.changes!,
      ...Object.values(compiled.purposes).flatMap(({ title, interest }) => [title, ...(interest ? [interest] : [])]),
      ...Object.values(compiled.activities).flatMap(({ title, says, fields }) => [
        title,
        ...(says ? [says] : []),
        ...Object.values(fields).map((field) => field.title),
      ]),
      ...Object.values(compiled.recipients).flatMap(({ name, says }) => [name, ...(says ? [says] : [])]),
      ...Object.values(compiled.trackers).flatMap(({ name, says, necessary }) => [
        name,
        says,
        ...(necessary ? [necessary] : []),
      ]),
      ...Object.values(compiled.mail).map(({ title }) => title),
      ...Object.values(compiled.links).flatMap(({ title, says }) => [title, ...(says ? [says] : [])]),
      ...Object.values(compiled.widgets).map(({ title }) => title),
      ...Object.values(compiled.optOuts).map(({ title }) => title),
    ];
    const lower = read.toLocaleLowerCase(language);
    const missing = says.map(words).filter((said) => !lower.includes(said.toLocaleLowerCase(language)));
    expect(missing).toEqual([]);
  });

  test("each tracker has its duration in words, its party's policy, and every cookie and storage entry", () => {
    for (const { stores, policy: its, optOut } of Object.values(compiled.trackers)) {
      for (const { name } of stores) expect(read).toContain(name);
      for (const href of [its, optOut].filter((each) => each !== undefined)) expect(markup).toContain(`href="${href}"`);
    }
    expect(read).toContain(language === "en" ? "24 months" : "24 Monate");
    expect(read).toContain(language === "en" ? "10 years" : "10 Jahre");
    expect(read).toContain(language === "en" ? "below /shop only" : "nur unterhalb von /shop");
    expect(read).toContain("counters.example");
  });

  test("where a stage of our work starts the clock, it is named, and what our people add says so", () => {
    expect(read).toContain(
      language === "en" ? "from the decision (Shown or Hidden)" : "ab der Entscheidung (Gezeigt oder Verborgen)",
    );
    // What our own people add is no field that somebody could leave empty.
    expect(read).toMatch(
      language === "en" ? /Our remark Our people write it/ : /Unser Vermerk Unsere Leute schreiben es/,
    );
  });

  test("an anchor stands once, and every link to one leads somewhere", () => {
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const broken = elements
      .map((element) => (element.tagName === "a" ? attribute(element, "href") : undefined))
      .filter((href) => href?.startsWith("#") && !ids.includes(decodeURIComponent(href.slice(1))));
    expect(broken).toEqual([]);
  });

  test("headings go down one step at a time, from one h1", () => {
    const levels = elements.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []));
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, i) => expect(level - levels[i]!).toBeLessThanOrEqual(1));
  });

  test("tables have captions, heads and scopes, and cells that name their column", () => {
    const tables = elements.filter(({ tagName }) => tagName === "table");
    expect(tables.length).toBeGreaterThan(6);
    for (const table of tables) {
      const [first] = table.childNodes.filter((node) => "tagName" in node);
      expect((first as Element).tagName).toBe("caption");
    }
    for (const head of elements.filter(({ tagName }) => tagName === "th")) {
      expect(["col", "row", "rowgroup"]).toContain(attribute(head, "scope"));
    }
    for (const cell of elements.filter(({ tagName }) => tagName === "td")) {
      expect(attribute(cell, "data-label")).not.toBe("");
    }
  });

  test("nothing runs and nothing is styled in it", () => {
    for (const { tagName, attrs } of elements) {
      expect(["script", "style", "link", "iframe", "form"]).not.toContain(tagName);
      expect(attrs.filter(({ name }) => name === "style" || name.startsWith("on"))).toEqual([]);
    }
  });

  test("no word of the templates is left over", () => {
    expect(read).not.toMatch(/undefined|\[object|\bNaN\b|\bfalse\b/);
  });
});

test("a policy that is out to inject stays text", async () => {
  const evil = `"><img src=x onerror=alert(1)><script>alert(1)</script>'&amp;`;
  const poison = (value: unknown, key = ""): unknown => {
    if (typeof value === "string")
      return /^(?:says|title|name|contact|address|interest|how|changes|necessary|en|de|href|url|policy|optOut|domain|cookie)$/.test(
        key,
      )
        ? /^(?:href|url|policy|optOut)$/.test(key)
          ? `javascript:alert("${evil}")`
          : evil
        : value;
    if (Array.isArray(value)) return value.map((item) => poison(item));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poison(member, name)]));
    }
    return value;
  };
  const compiled = poison(toCompiled(policy)) as Compiled;
  const hostile = await toVersion(
    toCanonical({ ...compiled, purposes: { ...compiled.purposes, [evil]: compiled.purposes["support"] } }),
  );
  const honest = toElements(toNotice(version, { language: "en" })).map(({ tagName }) => tagName);
  const elements = toElements(toNotice(hostile, { language: "en" }));
  expect(readText(toNotice(hostile, { language: "en" }))).toContain(evil);
  expect(elements.filter(({ tagName }) => !honest.includes(tagName))).toEqual([]);
  for (const element of elements) {
    expect(element.attrs.filter(({ name }) => name.startsWith("on") || name === "src")).toEqual([]);
    expect(attribute(element, "href") ?? "").not.toMatch(/^\s*javascript/i);
    expect(attribute(element, "id") ?? "").not.toMatch(/\s/);
  }
});

test("a language without texts falls back to the policy's first one", () => {
  expect(toNotice(version, { language: "fi" })).toBe(toNotice(version, { language: "en" }));
  expect(toNotice(version, { language: "de-AT" })).toBe(toNotice(version, { language: "de" }));
});

test("words that are missing in the page's language are marked with the one that they are in", async () => {
  const half = await compile({ ...policy, languages: ["en", "de"], title: { en: "Only English" } });
  expect(toNotice(half, { language: "de" })).toMatch(/<h1>\s*<span lang="en">Only English<\/span>\s*<\/h1>/);
});

test("a signal that is honoured is said to be, one that is ignored is not", () => {
  const sent = readText(toNotice(version, { language: "en", signals: ["gpc", "dnt"] }));
  expect(sent).toContain("Your browser sends Global Privacy Control right now, and we honour it.");
  expect(sent).not.toContain("Your browser sends Do Not Track right now");
  expect(sent).toContain("We do not act on it.");
});

test("a policy that collects and loads nothing is a page that says so", async () => {
  const empty = await compile({
    controller: { name: "Quiet", contact: "hello@quiet.example", country: "NL" },
    purposes: {},
    activities: {},
  });
  const read = readText(toNotice(empty, { language: "en" }));
  expect(read).toContain("This website uses no trackers.");
  expect(read).toContain("We pass no data on to anybody.");
  expect(read).toContain("We never sell data about you.");
});
