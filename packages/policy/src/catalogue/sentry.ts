import type { Tracker } from "../words/tracker.ts";
import { toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Reports of errors to Sentry, with recordings of visits where they are switched on. */
export function sentry<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return {
    name: "Sentry",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Reports errors of our pages to us, so that we can mend them. Sentry learns your IP address and what happened before the error.",
      de: "Meldet uns Fehler unserer Seiten, damit wir sie beheben. Sentry erfährt Ihre IP-Adresse und was vor dem Fehler geschah.",
    },
    party: "third",
    policy: "https://sentry.io/privacy/",
    duration: entry.duration ?? "P1D",
    // https://github.com/getsentry/sentry-javascript (packages/replay), 2026-12
    stores: [{ kind: "session", name: "sentryReplaySession", life: "session", party: "first" }],
    // https://github.com/ghostery/trackerdb; recordings are packed in a worker:
    // https://github.com/getsentry/sentry-javascript, 2026-12
    hosts: { script: ["browser.sentry-cdn.com", "js.sentry-cdn.com"], connect: ["*.sentry.io"], worker: ["blob:"] },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  };
}
