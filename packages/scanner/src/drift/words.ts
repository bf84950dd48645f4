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

/** What was seen, as a few words: "cookie _ga", "a request to bat.bing.com". */
export function toWhat(observation: Observation | MatchedLeft): string {
  switch (observation.kind) {
    case "cookie":
      return `cookie ${observation.name}${observation.party === "third" ? ` of ${observation.host}` : ""}`;
    case "local":
      return `local storage ${observation.name}`;
    case "session":
      return `session storage ${observation.name}`;
    case "indexeddb":
      return `database ${observation.name}`;
    case "cache":
      return `cache ${observation.name}`;
    case "worker":
      return `service worker ${new URL(observation.url).pathname}`;
    case "request":
      return `${channels[observation.channel]} to ${observation.host}`;
  }
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
