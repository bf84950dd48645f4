import type { Observation, Phase } from "../observe/observation.ts";
import type { MatchedLeft } from "../match/matched.ts";

/** A phase as the end of a sentence. */
export const when: { readonly [phase in Phase]: string } = {
  "no-choice": "before a choice",
  refused: "after everything was refused",
  accepted: "after everything was accepted",
  withdrawn: "after the consent was withdrawn",
  signal: "while Global Privacy Control was on",
};

const channels = { request: "a request", beacon: "a beacon", socket: "a socket", connection: "a connection" } as const;
const kinds = {
  cookie: "cookie",
  local: "local storage",
  session: "session storage",
  indexeddb: "database",
  cache: "cache",
} as const;

/** What was seen, as a few words: "cookie _ga", "a request to bat.bing.com". */
export function toWhat(observation: Observation | MatchedLeft): string {
  if (observation.kind === "request") return `${channels[observation.channel]} to ${observation.host}`;
  if (observation.kind === "worker") return `service worker ${new URL(observation.url).pathname}`;
  const whose = observation.kind === "cookie" && observation.party === "third" ? ` of ${observation.host}` : "";
  return `${kinds[observation.kind]} ${observation.name}${whose}`;
}

/** A list in words, of which no more than `most` are named: "a, b and 3 more". */
export function toList(items: readonly string[], most = 3): string {
  const all = [...new Set(items)];
  if (all.length > most) return `${all.slice(0, most).join(", ")} and ${all.length - most} more`;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** Seconds as a person says them: "180 days", "2 hours". */
export function toSpan(seconds: number): string {
  for (const [length, unit] of [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ] as const) {
    if (seconds < length) continue;
    const count = Math.round((seconds / length) * 10) / 10;
    return `${count.toLocaleString("en-GB")} ${unit}${count === 1 ? "" : "s"}`;
  }
  return `${Math.round(seconds)} seconds`;
}
