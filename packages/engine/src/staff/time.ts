import type { Language } from "@abide/policy";

/** A moment as the console says it: in the server's time zone, which it names, since not everybody who reads it is in that. */
export const toTime = (at: Date | string, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(at));
