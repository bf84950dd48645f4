import { spellDay } from "@abide/console";
import { html, spellDate, type Html } from "@abide/policy";

/** The company's own time: its console and its pages say every moment in it. */
export const zone = "Europe/Zurich";

const dayIn = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });

/** A day for people and for machines: `<time datetime="2026-11-12">12 November 2026</time>`. */
export function toTime(date: string): Html {
  return html`<time datetime="${date}">${spellDate(date, "en")}</time>`;
}

/** The day of a moment, as it is in the company's own time. */
export function toDay(at: string): Html {
  return html`<time datetime="${dayIn.format(new Date(at))}">${spellDay(at, "en", zone)}</time>`;
}
