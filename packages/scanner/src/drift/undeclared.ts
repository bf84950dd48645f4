import { happened, type MatchedObservation } from "../match/matched.ts";
import type { Drift, Rule } from "./rule.ts";
import { toList, toWhat, when } from "./words.ts";

/**
 * Cookies, storage, hosts and service workers that no tracker declares. A host counts also where the browser held the request
 * back: nothing left, but somebody has put it into the page.
 */
export const findUndeclared: Rule = ({ seen }) => {
  const found = new Map<string, MatchedObservation[]>();
  for (const observation of seen) {
    const { match } = observation;
    if (match.own || match.trackers.length > 0 || match.otherParty) continue;
    if (observation.kind !== "request" && !happened(observation)) continue;
    const key = toSubject(observation);
    found.set(key, [...(found.get(key) ?? []), observation]);
  }
  return [...found].map(([name, evidence]): Drift => {
    const phases = [...new Set(evidence.map(({ phase }) => phase))];
    const held = evidence.every((observation) => !happened(observation));
    const by = evidence.flatMap((observation) => (observation.by ? [toShort(observation.by)] : []));
    const pages = evidence.map(({ page }) => new URL(page).pathname);
    return {
      kind: "undeclared",
      name,
      trackers: [],
      phases,
      says: [
        held
          ? `A page asks for ${name}, which no tracker declares; the browser held it back, so nothing left`
          : `${capital(toWhat(evidence[0]!))} is declared by no tracker, and was seen ${when[phases[0]!]}`,
        ` (on ${toList(pages)}${by.length > 0 && !by.every((url) => pages.includes(url)) ? `, by ${toList(by, 2)}` : ""}).`,
      ].join(""),
      next: held
        ? "Take it out of the page, or declare its tracker in the policy."
        : "Declare its tracker in the policy, or take it out of the site.",
      evidence,
    };
  });
};

/** What it is that is undeclared: the same thing on ten pages is one. */
function toSubject(observation: MatchedObservation): string {
  return observation.kind === "request" ? observation.host : toWhat(observation);
}

function toShort(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
