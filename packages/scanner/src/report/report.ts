import { toWords, type Version } from "@abide/policy";
import { findDrift } from "../drift/drift.ts";
import type { Drift, DriftKind } from "../drift/rule.ts";
import { toWhat } from "../drift/words.ts";
import { expect, type Expected } from "../match/expect.ts";
import { toDone, toMatched, type MatchedLeft, type MatchedObservation } from "../match/matched.ts";
import type { Observation, Phase } from "../observe/observation.ts";
import { toSite } from "../site.ts";
import type { Trip } from "../visit/tour.ts";

/** What `abide check <url>` found. This is also the shape of `--json`. */
export interface Report {
  readonly format: "abide.report/1";
  /** The site does what it declares. */
  readonly holds: boolean;
  readonly url: string;
  /** When the check began, in ISO 8601. */
  readonly at: string;
  /** How long it took, in milliseconds. */
  readonly took: number;
  readonly browser: string;
  readonly policy: { readonly id: string; readonly hash: string; readonly title: string; readonly controller: string };
  readonly pages: readonly string[];
  readonly visits: readonly ReportedVisit[];
  /** One row for every declared tracker, in the order of the policy's canonical form. */
  readonly trackers: readonly ReportedTracker[];
  readonly drift: readonly ReportedDrift[];
  /** What a reader should know and what is no drift. */
  readonly notes: readonly string[];
  /** Everything that was seen, each thing once per phase. */
  readonly seen: readonly ReportedThing[];
}

export interface ReportedVisit {
  readonly phase: Phase;
  readonly pages: number;
  /** Where the choice was made, where one was. */
  readonly control?: "banner" | "centre";
  readonly closed: readonly string[];
}

export interface ReportedTracker {
  readonly tracker: string;
  readonly name: string;
  readonly recipient: string;
  readonly necessary: boolean;
  readonly holds: boolean;
  readonly phases: {
    readonly [phase in Phase]?: {
      readonly expected: Expected;
      readonly ran: boolean;
      readonly holds: boolean;
      readonly evidence: readonly string[];
    };
  };
  /** The longest lifetime that a cookie of it asked for, in seconds. */
  readonly longest?: number;
  readonly duration: string;
}

export interface ReportedDrift extends Omit<Drift, "evidence"> {
  readonly kind: DriftKind;
  readonly evidence: readonly ReportedThing[];
}

/** Something that was seen, how often, and on which pages. */
export interface ReportedThing {
  readonly kind: Observation["kind"];
  readonly what: string;
  readonly phase: Phase;
  readonly host: string;
  readonly party: "first" | "third";
  readonly trackers: readonly string[];
  readonly own: boolean;
  readonly times: number;
  readonly pages: readonly string[];
  readonly by?: string;
  readonly url?: string;
  readonly type?: string;
  /** As asked, in seconds, or "session". */
  readonly life?: number | "session";
  readonly httpOnly?: boolean;
  readonly partitioned?: boolean;
  /** Why the browser did not take it or let it out. */
  readonly refused?: string;
}

/** The frame that a report is made in. */
export interface Checked {
  readonly url: string;
  readonly at: Date;
  readonly took: number;
  readonly browser: string;
  readonly version: Version;
  readonly trips: readonly Trip[];
  readonly gpc: boolean | undefined;
  readonly notes: readonly string[];
}

export function toReport({ url, at, took, browser, version, trips, gpc, notes }: Checked): Report {
  const { policy } = version;
  const matched = toMatched(policy, trips, gpc);
  const drift = findDrift(matched);
  const language = policy.languages[0];
  const trackers = Object.entries(policy.trackers).map(([key, tracker]): ReportedTracker => {
    const drifts = drift.filter(({ trackers }) => trackers.includes(key));
    const lives = matched.seen.flatMap((observation) =>
      observation.kind === "cookie" && observation.match.trackers.includes(key) && observation.life !== "session"
        ? [observation.life]
        : [],
    );
    const recipient = tracker.recipient === undefined ? undefined : policy.recipients[tracker.recipient]?.name;
    return {
      tracker: key,
      name: tracker.name,
      recipient: recipient === undefined ? policy.controller.name : toWords(recipient, language),
      necessary: tracker.necessary !== undefined,
      holds: drifts.length === 0,
      phases: Object.fromEntries(
        matched.phases.map((phase) => {
          const done = toDone(matched, key, phase);
          const evidence = [...new Set(done.map(toWhat))];
          return [
            phase,
            {
              expected: expect(policy, key, phase),
              ran: done.length > 0,
              holds: !drifts.some((one) => one.phases.includes(phase)),
              evidence,
            },
          ];
        }),
      ),
      ...(lives.length > 0 ? { longest: Math.max(...lives) } : {}),
      duration: tracker.duration,
    };
  });
  return {
    format: "abide.report/1",
    holds: drift.length === 0,
    url,
    at: at.toISOString(),
    took,
    browser,
    policy: {
      id: policy.id,
      hash: version.hash,
      title: toWords(policy.title, language),
      controller: policy.controller.name,
    },
    pages: trips[0]?.pages ?? [],
    visits: trips.map(({ phase, pages, control, closed }) => ({
      phase,
      pages: pages.length,
      closed,
      ...(control ? { control } : {}),
    })),
    trackers,
    drift: drift.map((one) => ({ ...one, evidence: toThings(one.evidence) })),
    notes: [...notes, ...toNotes(trackers, trips, matched.left)],
    seen: toThings(matched.seen),
  };
}

function toNotes(trackers: readonly ReportedTracker[], trips: readonly Trip[], left: readonly MatchedLeft[]): string[] {
  const notes: string[] = [];
  for (const { name, phases } of trackers) {
    if (
      Object.values(phases).length > 0 &&
      Object.values(phases).every(({ ran }) => !ran) &&
      phases.accepted?.expected === "may"
    ) {
      notes.push(`${name} was not seen on these pages: nothing speaks against the declaration, and nothing for it.`);
    }
  }
  const closed = [...new Set(trips.flatMap(({ closed }) => closed))];
  if (closed.length > 0) notes.push(`Not opened, because they did not answer or failed: ${closed.join(", ")}.`);
  const kept = new Map<string, Set<string>>();
  for (const { party, name, host, match } of left) {
    if (party === "first" || match.trackers.length === 0) continue;
    kept.set(toSite(host), (kept.get(toSite(host)) ?? new Set()).add(name));
  }
  if (kept.size > 0) {
    const sites = [...kept].map(([site, names]) =>
      names.size > 3 ? `${names.size} of ${site}` : `${[...names].join(", ")} of ${site}`,
    );
    notes.push(
      `Still in the browser after the withdrawal, under another party's own address where the site cannot delete: ${sites.join("; ")}.`,
    );
  }
  return notes;
}

/** The same thing in the same phase as one, with how often and where it was seen. */
function toThings(observations: readonly (MatchedObservation | MatchedLeft)[]): ReportedThing[] {
  const things = new Map<string, ReportedThing & { times: number; pages: string[] }>();
  for (const observation of observations) {
    const thing = toThing(observation);
    const address =
      observation.kind === "request" && "url" in observation && !observation.match.own
        ? observation.url.split("?")[0]
        : "";
    const key = [thing.phase, thing.what, address, thing.refused ?? ""].join("\n");
    const known = things.get(key);
    if (!known) {
      things.set(key, thing);
      continue;
    }
    known.times += 1;
    for (const page of thing.pages) if (!known.pages.includes(page)) known.pages.push(page);
  }
  return [...things.values()];
}

/** One thing, seen once. */
function toThing(observation: MatchedObservation | MatchedLeft): ReportedThing & { times: number; pages: string[] } {
  const seen = "phase" in observation;
  const refused = "refused" in observation ? observation.refused : "held" in observation ? observation.held : undefined;
  return {
    kind: observation.kind,
    what: seen ? toWhat(observation) : `${toWhat(observation)}, left behind`,
    phase: seen ? observation.phase : "withdrawn",
    host: observation.host,
    party: observation.party,
    trackers: observation.match.trackers,
    own: observation.match.own === true,
    times: 1,
    pages: seen ? [observation.page] : [],
    ...("by" in observation && observation.by !== undefined ? { by: observation.by } : {}),
    ...("url" in observation ? { url: observation.url } : {}),
    ...("type" in observation ? { type: observation.type } : {}),
    ...("life" in observation
      ? { life: observation.life, httpOnly: observation.httpOnly, partitioned: observation.partitioned }
      : {}),
    ...(refused === undefined ? {} : { refused }),
  };
}
