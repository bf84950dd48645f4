import { html } from "@abide/policy";
import type { Html, HtmlValue, Language, Recipient, SignalName, Text, Tracker } from "@abide/policy";
import { spellCountry, toWords } from "@abide/policy";
import type { Texts } from "../texts/texts.ts";
import { toDirection, toSpoken } from "../texts/to-texts.ts";
import type { Visit } from "../visit.ts";

/** `text` with each `{name}` replaced by the value of that name. */
export function fill(text: string, values: { readonly [name: string]: HtmlValue }): Html {
  return html`${text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : values[part]))}`;
}

/** The policy's words in the visitor's language. In another one, where there are none, marked as such for who listens to the page. */
export function say(visit: Visit, text: Text): HtmlValue {
  const { languages } = visit.version.policy;
  const words = toWords(text, visit.language, languages);
  const base = visit.language.split("-")[0]!;
  const language =
    typeof text === "string"
      ? languages[0]
      : [visit.language, base, ...languages, ...Object.keys(text)].find((tag) => Object.hasOwn(text, tag));
  return language === undefined || language.split("-")[0] === toSpoken(visit.language)
    ? words
    : html`<span lang="${language}" dir="${toDirection(language)}">${words}</span>`;
}

/** By locale: of those that the gate speaks, of which there is an end. */
const lists = new Map<string, Intl.ListFormat>();

/** `items` as a list in words. */
export function sayList(items: readonly HtmlValue[], language: Language): Html {
  const locale = language === "en" ? "en-GB" : language;
  // Making one takes longer than the rest of a banner.
  const format = lists.get(locale) ?? new Intl.ListFormat(locale);
  lists.set(locale, format);
  const parts = format.formatToParts(items.map((_, i) => String(i)));
  return html`${parts.map(({ type, value }) => (type === "element" ? items[Number(value)] : value))}`;
}

/** The `lang` and `dir` of what the gate says. */
export function toTongue(visit: Visit): Html {
  const spoken = toSpoken(visit.language);
  return html`lang="${spoken}" dir="${toDirection(spoken)}"`;
}

/** Who receives what `tracker` sends, with the country: "Google Ireland Limited (Ireland)". */
export function sayRecipient(visit: Visit, tracker: Tracker, texts: Texts): HtmlValue {
  const { controller } = visit.version.policy;
  const recipient = toRecipient(visit, tracker);
  return recipient === undefined
    ? html`<bdi>${controller.name}</bdi> (${texts.ourselves})`
    : html`<bdi>${say(visit, recipient.name)}</bdi> (${spellCountry(recipient.country, toSpoken(visit.language))})`;
}

export function toRecipient(visit: Visit, tracker: Tracker): Recipient | undefined {
  const { recipients } = visit.version.policy;
  return tracker.recipient !== undefined && Object.hasOwn(recipients, tracker.recipient)
    ? recipients[tracker.recipient]
    : undefined;
}

export const signalTitles: { readonly [signal in SignalName]: string } = {
  gpc: "Global Privacy Control",
  dnt: "Do Not Track",
};

/**
 * The signals that hold everything optional back now: sent, treated as a refusal, and not outweighed by something that was
 * allowed while they were sent.
 */
export function toHonoured(visit: Visit): SignalName[] {
  return visit.signals.filter(
    (signal) => visit.version.policy.signals[signal] === "refuse" && !isOutweighed(visit, signal),
  );
}

export function isOutweighed(visit: Visit, signal: SignalName): boolean {
  return visit.choice !== undefined && visit.choice.signals.includes(signal) && visit.choice.allowed.length > 0;
}

/**
 * A form that makes a choice, around `content`. It is sent as it stands where there is no script; `browser/choice.ts` sends it and
 * says how far it is in the words that it carries.
 */
export function toForm(visit: Visit, control: "banner" | "centre" | "placeholder", texts: Texts, content: Html): Html {
  return html`<form
    class="abide-form"
    method="post"
    action="/abide/choice"
    data-sending="${texts.sending}"
    data-kept="${texts.kept}"
    data-waits="${texts.waits}"
    data-failed="${texts.failed}"
  >
    <input type="hidden" name="token" value="${visit.token()}" />
    <input type="hidden" name="back" value="${visit.back}" />
    <input type="hidden" name="control" value="${control}" />
    ${visit.framed === true && html`<input type="hidden" name="framed" value="" />`} ${content}
  </form>`;
}

/** The line in which a form says what became of its choice, and the way on where the reload waited. */
export function toStatus(visit: Visit, texts: Texts): Html {
  return html`<p class="abide-status">
    <span role="status"></span> <a class="abide-again" href="${visit.back}">${texts.again}</a>
  </p>`;
}

/** A button. All of them are this one: what grants looks like what refuses. */
export function toButton(action: "accept" | "reject" | "save" | "allow", says: string): Html {
  return html`<button class="abide-button" name="do" value="${action}">${says}</button>`;
}
