import { html, type Html } from "@abide/policy";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** A day for people and for machines: `<time datetime="2026-11-12">12 November 2026</time>`. */
export function toTime(date: string): Html {
  return html`<time datetime="${date}">${day.format(new Date(date))}</time>`;
}
