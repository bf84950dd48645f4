import { spellDate, type Language } from "@abide/policy";

/**
 * A moment as everybody reads it, in words of `language`: "30 November 2026, 23:52 UTC". The one way that a page shows time. The zone is
 * the site's and is named, since not everybody who reads it is there.
 */
export function spellTime(at: Date | string, language: Language, zone: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return String(at);
  const { day, clock } = toFormats(language, zone);
  return `${day.format(moment)}, ${clock.format(moment)}`;
}

/** The day of a moment, in the same zone; a day of the calendar, `"2026-11-30"`, is that day everywhere. */
export function spellDay(at: Date | string, language: Language, zone: string): string {
  if (typeof at === "string" && isDay(at)) return spellDate(at, language);
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? String(at) : toFormats(language, zone).day.format(moment);
}

/** The zone that this process runs in, which is the site's where it says no other. */
export const toOwnZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
}

const formats = new Map<string, Formats>();

function toFormats(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`;
  let known = formats.get(key);
  if (!known) {
    // English without a region is American to Intl; the console is written in international English.
    const locale = language === "en" ? "en-GB" : language;
    known = {
      day: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }),
      clock: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone, timeZoneName: "short" }),
    };
    // A page names one of a handful of zones, in one of the console's languages.
    if (formats.size > 50) formats.clear();
    formats.set(key, known);
  }
  return known;
}
