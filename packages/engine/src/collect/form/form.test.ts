import {
  address,
  choice,
  compile,
  country,
  date,
  definePolicy,
  email,
  file,
  number,
  phone,
  text,
  url,
  type Version,
} from "@abide/policy";
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { expect, test } from "vitest";
import type { FormState } from "../collect-form.ts";
import { renderForm, type Form, type FormVisit } from "./form.ts";
import { formTexts } from "./texts/all.ts";

/** With a field of every kind, from everybody who can give one: no website has that. */
const version = await compile(
  definePolicy({
    controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
    languages: ["en", "de"],
    purposes: {
      support: {
        basis: "contract",
        term: "CustomerCare",
        title: { en: "Support", de: "Hilfe" },
        says: { en: "answer <you>", de: "Ihnen antworten" },
      },
      news: {
        basis: "consent",
        term: "DirectMarketing",
        withdrawal: "/privacy/my-data",
        says: { en: "tell you what is new", de: "Ihnen Neues berichten" },
      },
    },
    activities: {
      everything: {
        public: true,
        fields: {
          name: { shape: text(80), for: ["support"], title: { en: "Name", de: "Name" } },
          email: { shape: email(), for: ["support", "news"], title: { en: "E-mail", de: "E-Mail" } },
          phone: { shape: phone(), for: ["support"], optional: true },
          where: { shape: address(), for: ["support"], optional: true },
          land: { shape: country(), for: ["support"], hint: { en: "Where you live.", de: "Wo Sie wohnen." } },
          size: { shape: choice("s", "l"), for: ["support"] },
          amount: { shape: number(), for: ["support"], optional: true },
          born: { shape: date(), for: ["support"], optional: true },
          page: { shape: url(), for: ["support"], optional: true },
          cv: { shape: file(10_000_000), for: ["support"] },
          story: { shape: text(4000), for: ["support"] },
          notes: { shape: text(4000), for: ["support"], source: "staff" },
          seen: { shape: text(40), for: ["support"], source: "automatic" },
        },
        storage: "P1Y",
      },
      short: { fields: { email: { shape: email(), for: ["news"] } }, storage: "P1Y" },
    },
  }),
);
const order = ["name", "email", "phone", "where", "land", "size", "amount", "born", "page", "cv", "story"];

interface Shown {
  readonly all: readonly Tree.Element[];
  readonly find: (name: string) => Tree.Element;
  readonly text: string;
}

function render(form: Partial<Form> = {}, visit: Partial<FormVisit> = {}): Shown {
  const given = { activity: "everything", fields: order, ...form };
  const { source } = renderForm({ version, language: "en", back: "/contact", ...visit }, given);
  const all: Tree.Element[] = [];
  const read = (node: Tree.ChildNode): string => {
    if (!("tagName" in node)) return "value" in node ? node.value : "";
    all.push(node);
    return node.childNodes.map(read).join("");
  };
  const text = parseFragment(source).childNodes.map(read).join("").replace(/\s+/g, " ");
  return { all, text, find: (name) => all.find((element) => get(element, "name") === name)! };
}
const get = (element: Tree.Element, name: string) => element.attrs.find((each) => each.name === name)?.value;
const withId = ({ all }: Shown, id: string) => all.find((element) => get(element, "id") === id);

test("each kind of field has its control, with what a browser can fill in and how much fits", () => {
  const shown = render();
  const controls = order.map((name) => {
    const control = shown.find(name);
    const kind = control.tagName === "input" ? get(control, "type") : control.tagName;
    return [kind, get(control, "autocomplete"), get(control, "maxlength"), get(control, "required") !== undefined];
  });
  expect(controls).toEqual([
    ["text", "name", "80", true],
    ["email", "email", "254", true],
    ["tel", "tel", "40", false],
    ["textarea", "street-address", "400", false],
    ["select", "country", undefined, true],
    ["select", "off", undefined, true],
    ["number", "off", undefined, false],
    ["date", "off", undefined, false],
    ["url", "url", "2000", false],
    ["file", undefined, undefined, true],
    ["textarea", "off", "4000", true],
  ]);
  expect(get(shown.find("cv"), "accept")).toBe(".docx,.odt,.pdf,.txt");
  expect(shown.text).toContain("DOCX, ODT, PDF, TXT, at most 10 MB.");
  for (const name of order) {
    const id = get(shown.find(name), "id")!;
    expect(shown.all.filter((element) => get(element, "for") === id)).toHaveLength(1);
    for (const described of get(shown.find(name), "aria-describedby")?.split(" ") ?? [])
      expect(withId(shown, described), described).toBeDefined();
  }
});

test("a form with a file is sent in parts, any other as it always was", () => {
  const enctype = (shown: Shown) =>
    get(
      shown.all.find(({ tagName }) => tagName === "form")!,
      "enctype",
    );
  expect(enctype(render())).toBe("multipart/form-data");
  expect(enctype(render({ activity: "short", fields: ["email"] }))).toBeUndefined();
});

test("what the browser or the company's own people add is not asked, and cannot be", () => {
  const names = (shown: Shown) => new Set(shown.all.map((element) => get(element, "name")));
  expect([...names(render({ fields: undefined as never })).values()]).not.toEqual(
    expect.arrayContaining(["notes", "seen"]),
  );
  expect(() => render({ fields: [...order, "notes"] })).toThrow(/asks for "notes"/);
  expect(() => render({ fields: [...order, "constructor"] })).toThrow(/asks for "constructor"/);
  expect(() => render({ activity: "constructor" })).toThrow(/no activity/);
});

test("a form that could never be taken is a mistake of the page, not of who fills it in", () => {
  expect(() => render({ fields: order.slice(1) })).toThrow(/lacks "name"/);
  expect(render({ fields: order.slice(1), hidden: { name: "Vera" } }).find("name").attrs).toContainEqual({
    name: "type",
    value: "hidden",
  });
});

test("purposes stand where they are asked for, with their basis; each on consent has a box that is not ticked", () => {
  const { text: words, all } = render();
  expect(words).toContain("What we use this for: Support");
  expect(words).toMatch(/Support \(contract\): answer <you> Name, E-mail, Phone/);
  const boxes = all.filter((element) => get(element, "type") === "checkbox");
  expect(boxes.map((box) => [get(box, "name"), get(box, "value"), get(box, "checked")])).toEqual([
    ["consent", "news", undefined],
  ]);
  expect(words).toContain(
    "May we also … Only if you tick it. The rest works without. … tell you what is new (consent)",
  );
  expect(all.some((element) => get(element, "href") === "/privacy/my-data")).toBe(true);
  // A form that asks for nothing which may serve it asks for no consent.
  expect(render({ activity: "short", fields: ["email"] }).text).toContain("May we also");
});

test("what is public is said before it is sent", () => {
  const { text: words } = render();
  expect(words.indexOf("This is public.")).toBeGreaterThan(0);
  expect(words.indexOf("This is public.")).toBeLessThan(words.lastIndexOf("Send"));
  expect(render({ activity: "short", fields: ["email"] }).text).not.toContain("public");
});

test("the page's own values stand in it, and an option is called what the page calls it", () => {
  const shown = render({
    values: { name: `Vera "<b>"`, size: "l" },
    options: { size: { s: { en: "Small", de: "Klein" }, l: { en: "Large", de: "Groß" } } },
  });
  expect(get(shown.find("name"), "value")).toBe(`Vera "<b>"`);
  const chosen = shown.all.filter((element) => element.tagName === "option" && get(element, "selected") !== undefined);
  expect(chosen.map((option) => get(option, "value"))).toEqual(["", "l"]);
  expect(shown.text).toContain("Large");
});

const returned: FormState = {
  activity: "everything",
  values: { name: "Vera", email: "no", size: "s", land: "CH" },
  consents: ["news"],
  problems: [
    { field: "story", code: "missing", message: "Please fill this in." },
    { field: "email", code: "not-an-email", message: "This is not an e-mail address." },
    { field: "<i>x", code: "undeclared", message: "This field is not declared." },
  ],
  message: "Not everything can be taken.",
  work: { task: "everything.1.18.id.mac", bits: 18 },
};

test("a form that comes back keeps what was written and ticked, and says what is wrong above it and at each field", () => {
  const shown = render({ values: { phone: "+41" } }, { form: returned });
  expect(get(shown.find("name"), "value")).toBe("Vera");
  // Who emptied a field finds it empty.
  expect(get(shown.find("phone"), "value")).toBe("");
  const chosen = shown.all.filter((element) => element.tagName === "option" && get(element, "selected") !== undefined);
  expect(chosen.map((option) => get(option, "value"))).toEqual(["CH", "s"]);
  expect(shown.all.find((element) => get(element, "type") === "checkbox")!.attrs).toContainEqual({
    name: "checked",
    value: "",
  });
  const wrong = shown.all.filter((element) => get(element, "aria-invalid") === "true");
  expect(wrong.map((element) => get(element, "name"))).toEqual(["email", "story"]);
  for (const element of wrong) expect(get(element, "aria-describedby")).toContain(`${get(element, "id")}-problem`);
  const alert = shown.all.find((element) => get(element, "role") === "alert")!;
  const links = shown.all.filter((element) => get(element, "href")?.startsWith("#everything-"));
  // In the order of the page, not in that of the problems.
  expect(links.map((link) => get(link, "href"))).toEqual(["#everything-email", "#everything-story"]);
  expect(get(alert, "autofocus")).toBe("");
  expect(shown.text).toContain("<i>x: This field is not declared.");
  expect(shown.text).toContain("A file cannot be kept while a form is corrected.");
  // Another form of the same page is as it was.
  expect(render({ activity: "short", fields: ["email"] }, { form: returned }).text).not.toContain("Not everything");
});

test("a task comes with its script and with what it says; without one there is no script", () => {
  const shown = render({}, { form: returned, assets: { form: "/abide/form.css?1", work: "/abide/work.js?2" } });
  const form = shown.all.find(({ tagName }) => tagName === "form")!;
  expect([get(form, "data-abide-work"), get(form, "data-abide-bits")]).toEqual(["everything.1.18.id.mac", "18"]);
  expect(shown.all.filter(({ tagName }) => tagName === "script").map((script) => get(script, "src"))).toEqual([
    "/abide/work.js?2",
  ]);
  expect(render().all.filter(({ tagName }) => tagName === "script")).toEqual([]);
});

test("in German everything is German; in Arabic it reads from the right, and the policy's own words are marked as English", () => {
  const german = render({}, { language: "de-AT" }).text;
  expect(german).toContain("Wozu wir das verwenden: Hilfe");
  expect(german).toContain("Dürfen wir auch … Nur wenn Sie es ankreuzen. Alles andere geht auch ohne. … Ihnen Neues");
  expect(german).toContain("Schweiz");
  expect(german).not.toMatch(/optional|Please|Send\b/);
  const arabic = render({}, { language: "ar" });
  const form = arabic.all.find(({ tagName }) => tagName === "form")!;
  expect([get(form, "lang"), get(form, "dir")]).toEqual(["ar", "rtl"]);
  expect(arabic.all.filter((element) => get(element, "lang") === "en").length).toBeGreaterThan(order.length);
  expect(arabic.text).toContain("سويسرا");
  // What has no language of its own falls back to English.
  expect(render({}, { language: "la" }).text).toContain("What we use this for");
});

test("every language has every sentence, with its placeholders and an end", () => {
  const placeholders = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
  const leaves = (of: object, path: string): [string, string][] =>
    Object.entries(of).flatMap(([key, value]) =>
      typeof value === "string" ? [[`${path}.${key}`, value]] : leaves(value as object, `${path}.${key}`),
    );
  const english = new Map(leaves(formTexts.en, ""));
  for (const texts of Object.values(formTexts)) {
    for (const [path, words] of leaves(texts, "")) {
      expect(placeholders(words), `${texts.language}${path}`).toEqual(placeholders(english.get(path)!));
      if (/^\.(?:problems|says)\./.test(path)) expect(words, `${texts.language}${path}`).toMatch(/\S[.。۔]$/);
      // A file that is not taken comes with what to do instead.
      if (/\.problems\.(?:file-|too-large)/.test(path))
        expect(words.split(/[.?!۔] |[。۔]/).filter(Boolean).length, `${texts.language}${path}`).toBeGreaterThanOrEqual(
          2,
        );
      if (texts.language !== "en" && /^\.(?:problems|says)\./.test(path)) expect(words).not.toBe(english.get(path));
    }
  }
  expect(new Set(Object.values(formTexts).map(({ language }) => language)).size).toBe(Object.values(formTexts).length);
});

test("an activity of another policy of the deployment has its form as well", async () => {
  const other: Version = await compile({
    ...(version.policy as object as Parameters<typeof compile>[0]),
    path: "/privacy/services",
    activities: { order: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P1Y" } },
  });
  const form = { activity: "order", fields: ["email"] };
  expect(() => render(form)).toThrow(/no activity/);
  const shown = render(form, { versions: [version, other] });
  expect(shown.all.some((element) => get(element, "href") === "/privacy/services#activity-order")).toBe(true);
});
