import type { Language } from "../words/text.ts";

const units = ["year", "month", "week", "day", "hour", "minute", "second"] as const;
const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * `duration` in words, as it was declared: `P24M` stays months. What is no duration is returned as it is.
 *
 * @example spellDuration("P24M", "de") // "24 Monate"
 */
export function spellDuration(duration: string, language: Language): string {
  const parts = pattern.exec(duration);
  if (!parts) return duration;
  const words = units.flatMap((unit, i) => {
    const number = parts[i + 1];
    return number === undefined
      ? []
      : [new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(Number(number))];
  });
  return words.length === 0
    ? duration
    : new Intl.ListFormat(language, { style: "long", type: "conjunction" }).format(words);
}

/** The name of `country` (ISO 3166-1 alpha-2), or the code itself where there is none. */
export function spellCountry(country: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(country) ?? country;
  } catch {
    return country;
  }
}

/** The day of `date` (ISO 8601) in words: "1 September 2026". What is no date is returned as it is. */
export function spellDate(date: string, language: Language): string {
  const time = Date.parse(date);
  if (Number.isNaN(time)) return date;
  // English without a region is American to Intl; the page is written in international English.
  const locale = language === "en" ? "en-GB" : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(time);
}

/** The name of `language` in that language itself: "Deutsch". */
export function spellLanguage(language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}

/** `items` as a list in words: "a, b and c". */
export function spellList(items: readonly string[], language: Language): string {
  const locale = language === "en" ? "en-GB" : language;
  return new Intl.ListFormat(locale, { style: "long", type: "conjunction" }).format(items);
}
