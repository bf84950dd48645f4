import type { Compiled } from "./compile.ts";
import type { Difference, Naming, Row } from "./compare-table.ts";
import { spellCountry, spellDate, spellDuration, spellLanguage, spellList } from "./publish/spell.ts";
import { de } from "./publish/texts/de.ts";
import { en } from "./publish/texts/en.ts";
import { toWords } from "./words/text.ts";
import type { Text } from "./words/text.ts";

/** Keys from the policy down. */
export type Path = readonly string[];

type Spoken = "en" | "de";

/** The sentence with what differs in the place of its `{…}`. */
export function fill(sentence: string, language: Spoken, row: Row, path: Path, difference: Difference): string {
  const { before, after, was, now, more, less } = difference;
  const list = (items: readonly string[], policy: Compiled) =>
    spellList(
      items.map((item) => name(item, language, row.naming, policy, path)),
      language,
    );
  const words: { readonly [placeholder: string]: () => string } = {
    title: () => titleOf(difference, path, language),
    of: () => titleOf(difference, path.slice(0, 2), language),
    was: () => name(was, language, row.naming, before, path),
    now: () => name(now, language, row.naming, after, path),
    more: () => list(more, after),
    less: () => list(less, before),
  };
  return sentence.replace(/\{(\w+)\}/g, (whole, placeholder: string) => words[placeholder]?.() ?? whole);
}

/** The title of the thing at `path`, or of the one it belongs to: that of the newer version where it still has it. */
function titleOf({ before, after }: Difference, path: Path, language: Spoken): string {
  const [kind = ""] = path;
  const declared = (policy: Compiled) => named(titles, kind)?.(policy, path);
  return toWords(declared(after) ?? declared(before) ?? path.at(-1) ?? "", language);
}

const toTitle =
  (kind: "purposes" | "mail" | "links" | "widgets" | "optOuts") =>
  (policy: Compiled, [, key = ""]: Path): Text | undefined =>
    policy[kind][key]?.title;

/** Titles of what stands below a member of the policy. */
const titles: { readonly [member: string]: (policy: Compiled, path: Path) => Text | undefined } = {
  activities: ({ activities }, [, key = "", member, inner]) =>
    member === "fields" && inner !== undefined ? activities[key]?.fields[inner]?.title : activities[key]?.title,
  purposes: toTitle("purposes"),
  mail: toTitle("mail"),
  links: toTitle("links"),
  widgets: toTitle("widgets"),
  optOuts: toTitle("optOuts"),
  recipients: ({ recipients }, [, key = ""]) => recipients[key]?.name,
  trackers: ({ trackers }, [, key = "", member, inner]) =>
    member === "stores" && inner !== undefined ? inner : trackers[key]?.name,
  signals: (_, [, key = ""]) => key.toUpperCase(),
};

/** Titles of what the member at `path` belongs to, from the whole down. */
export function toWhole(difference: Difference, path: Path): Text[] {
  const { before, after } = difference;
  const inBoth = (to: (language: Spoken) => string): Text => ({ en: to("en"), de: to("de") });
  const [kind, , member, inner] = path;
  if (path.length < 2 || kind === "controller" || kind === "scripts") return [];
  const whole = [inBoth((language) => titleOf(difference, path.slice(0, 2), language))];
  if (inner === undefined) return whole;
  if (member === "fields" || member === "stores") {
    whole.push(inBoth((language) => titleOf(difference, path.slice(0, 4), language)));
  } else if (member === "takes") {
    const activity = (after.activities[inner] ?? before.activities[inner])?.title ?? inner;
    whole.push(inBoth((language) => toWords(activity, language)));
  }
  return whole;
}

/** `value` in words, under the name of its side. */
export function toNamed(
  side: "before" | "after",
  value: unknown,
  row: Row,
  policy: Compiled,
  path: Path,
): { readonly before?: Text; readonly after?: Text } {
  const items = Array.isArray(value) ? (value as unknown[]) : [value];
  if (row.naming === undefined || items.length === 0 || items.some((item) => typeof item !== "string")) return {};
  const spell = (language: Spoken) => items.map((item) => name(item, language, row.naming, policy, path)).join(", ");
  return { [side]: { en: spell("en"), de: spell("de") } };
}

/** What `value` is called in a sentence. */
function name(value: unknown, language: Spoken, naming: Naming | undefined, policy: Compiled, path: Path): string {
  if (typeof value === "string") {
    return (naming === undefined ? undefined : spellings[naming](value, language, policy, path)) ?? value;
  }
  if (value === undefined) return language === "en" ? "nothing" : "nichts";
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string")
    ? toWords(value as Text, language)
    : JSON.stringify(value);
}

const texts = { en, de };

/** How a value is spelt; undefined where it stands for itself. */
const spellings: {
  readonly [naming in Naming]: (value: string, language: Spoken, policy: Compiled, path: Path) => string | undefined;
} = {
  purpose: (value, language, { purposes }) => toWords(purposes[value]?.title ?? value, language),
  recipient: (value, language, { recipients }) => toWords(recipients[value]?.name ?? value, language),
  field: (value, language, { activities }, path) =>
    toWords(activities[path[3] ?? ""]?.fields[value]?.title ?? value, language),
  country: (value, language) => spellCountry(value, language),
  day: (value, language) => spellDate(value, language),
  language: (value) => spellLanguage(value),
  duration: (value, language) => named(lives[language], value) ?? spellDuration(value, language),
  basis: (value, language) => named(texts[language].bases, value)?.name,
  condition: (value, language) => named(texts[language].conditions, value)?.name,
  category: (value, language) => named(texts[language].categories, value)?.name,
  safeguard: (value, language) => named(texts[language].safeguards, value)?.name,
  role: (value, language) => named(texts[language].roles, value),
  event: (value, language) => named(texts[language].storage.events, value),
  end: (value, language) => named(texts[language].storage.ends, value),
  source: (value, language) => named(texts[language].sources, value),
  promise: (value, language) => named(texts[language].promises, value),
  subject: (value, language) => named(texts[language].people, value),
  special: (value, language) => named(texts[language].specialCategories, value),
  mail: (value, language) => named(mails[language], value),
  party: (value, language) => named(parties[language], value),
};

const lives = {
  en: { session: "the session", "until-deleted": "until it is deleted" },
  de: { session: "die Sitzung", "until-deleted": "bis es gelöscht wird" },
};
const mails = {
  en: { promotional: "promotional mail", transactional: "transactional mail" },
  de: { promotional: "Werbung", transactional: "eine Mitteilung ohne Werbung" },
};
const parties = {
  en: { first: "our own", third: "a third party’s" },
  de: { first: "unser eigener", third: "der eines Dritten" },
};

/** The member `key` of `of`, which may be any name. */
export function named<Value>(of: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
