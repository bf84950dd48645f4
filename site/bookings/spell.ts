import type { Language } from "@abide/policy";
import { zone } from "../pages/dates.ts";

const toLocale = (language: Language): string => (language === "en" ? "en-GB" : language);

/** "Thursday 3 December 2026 at 14:00 CET" */
export const spellSlot = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(toLocale(language), {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(at);

/** "Thursday 3 December" */
export const spellDay = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(toLocale(language), {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  }).format(at);

/** "14:00" */
export const spellHour = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(toLocale(language), { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
