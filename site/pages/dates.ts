import { html, type Html } from "@abide/policy";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** A day for people and for machines: `<time datetime="2026-11-12">12 November 2026</time>`. */
export function toTime(date: string): Html {
  return html`<time datetime="${date}">${day.format(new Date(date))}</time>`;
}

const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Europe/Zurich",
});

/** A moment in the company's own time: `<time datetime="...">24 November 2026 at 10:31</time>`. */
export function toMoment(at: string): Html {
  return html`<time datetime="${at}">${moment.format(new Date(at))}</time>`;
}

/** How long it was from `from` to `to`, in whole days: "today", "1 day", "12 days". */
export function toWait(from: string, to: Date): string {
  const days = Math.floor((to.getTime() - Date.parse(from)) / 86_400_000);
  return days < 1 ? "today" : days === 1 ? "1 day" : `${days} days`;
}
