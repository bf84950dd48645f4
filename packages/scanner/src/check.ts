import { toVersion, type Compiled, type Version } from "@abide/policy";
import { findBrowser } from "./browser.ts";
import { ScanError } from "./error.ts";
import { match } from "./match/match.ts";
import { phases as all, type Phase } from "./observe/observation.ts";
import { toReport, type Report } from "./report/report.ts";
import { heads } from "./report/words.ts";
import { visitAccepting } from "./visit/accepted.ts";
import { visitWithoutChoice } from "./visit/no-choice.ts";
import { visitRefusing } from "./visit/refused.ts";
import { patience as usual, type Patience } from "./visit/settle.ts";
import { visitWithSignal } from "./visit/signal.ts";
import { toCover, type Tour, type Trip } from "./visit/tour.ts";
import { visitWithdrawing } from "./visit/withdrawn.ts";

export interface CheckOptions {
  /** What the site declares. Default: read from `<url>/privacy/policy.json`. */
  readonly policy?: Version;
  /** At most this many pages in each visit. Default: 12. */
  readonly pages?: number;
  /** Only these visits, for who looks for one thing. The one without a choice is always made: it finds the pages. */
  readonly phases?: readonly Phase[];
  /** Visits at the same time. Default: two. */
  readonly atOnce?: number;
  readonly patience?: Partial<Patience>;
  readonly env?: { readonly [name: string]: string | undefined };
  /** Is told what is being done, in a line each. */
  readonly onProgress?: (line: string) => void;
}

/**
 * Visits the site at `url` in a real browser five times and compares what it does with what it declares. Throws a `ScanError`
 * with one sentence and the next step where that cannot be done.
 *
 * @example
 * const { holds, drift } = await check("http://localhost:4600");
 */
export async function check(url: string, options: CheckOptions = {}): Promise<Report> {
  const at = new Date();
  const { onProgress = () => {}, pages = 12, atOnce = 2, phases = all } = options;
  const start = await findStart(url);
  const version = options.policy ?? (await fetchPolicy(start));
  const browser = await findBrowser(options.env);
  const { policy } = version;

  let step = 0;
  const tour: Tour = {
    start: start.href,
    centre: new URL(`${policy.path.replace(/\/$/, "")}/choices`, start).href,
    most: Math.max(1, pages),
    pages: [start.href],
    cover: [start.href],
    visit: { browser, siteHost: start.hostname, patience: { ...usual, ...options.patience } },
    say: (phase, text) => onProgress(`${all.indexOf(phase) + 1}/5 ${heads[phase]}: ${text}`),
  };

  const trips = [await visitWithoutChoice(tour)];
  const optional = Object.values(policy.trackers).some(({ necessary }) => necessary === undefined);
  // Without an optional tracker there is nothing to choose, and the site may have no banner.
  const accepting = async (): Promise<Trip> => {
    const trip = await visitAccepting(tour);
    tour.cover = toCover(tour.pages, trip.seen, (observation) => match(policy, observation).trackers);
    return trip;
  };
  let accepted: Promise<Trip> | undefined;
  /** Makes a visit to the pages that the one that accepts has found, where that one is made at all. */
  const covering = async (visit: () => Promise<Trip>): Promise<Trip> => {
    await accepted?.catch(() => {});
    return visit();
  };
  const visits: readonly [Phase, () => Promise<Trip>][] = [
    // First, because it finds the pages that the last two go to.
    ["accepted", () => (accepted = accepting())],
    ["refused", () => visitRefusing(tour)],
    ["withdrawn", () => covering(() => visitWithdrawing(tour))],
    ["signal", () => covering(() => visitWithSignal(tour, policy.signals.gpc === "refuse"))],
  ];
  const rest = visits.filter(([phase]) => optional && phases.includes(phase)).map(([, visit]) => visit);
  while (step < rest.length) {
    const batch = rest.slice(step, (step += Math.max(1, atOnce)));
    // All of them end before one that failed is told: a browser must not be left behind.
    const results = await Promise.allSettled(batch.map((go) => go()));
    for (const result of results) {
      if (result.status === "rejected") throw result.reason;
      trips.push(result.value);
    }
  }
  const inOrder = all.flatMap((phase) => trips.filter((trip) => trip.phase === phase));
  const gpc = await fetchGpc(start);
  return toReport({
    url: start.href,
    at,
    took: Date.now() - at.getTime(),
    browser: browser.version,
    version,
    trips: inOrder,
    gpc,
    notes:
      gpc === undefined && policy.signals.gpc === "refuse"
        ? ["The policy honours Global Privacy Control, and /.well-known/gpc.json does not say so."]
        : [],
  });
}

/** Where `url` leads, once somebody has answered there. */
async function findStart(url: string): Promise<URL> {
  const address = /^https?:\/\//.test(url) ? url : `http://${url}`;
  if (!URL.canParse(address)) {
    throw new ScanError("bad-address", `"${url}" is no address. Give one like http://localhost:4600.`);
  }
  const answer = await ask(new URL(address));
  if (!answer) {
    throw new ScanError(
      "unreachable",
      `Nothing answers at ${new URL(address).href}. Start the site or correct the address, then check again.`,
    );
  }
  await answer.body?.cancel();
  if (answer.status >= 500) {
    throw new ScanError(
      "unreachable",
      `The site at ${answer.url} fails (it answered ${answer.status}). See its log, then check again.`,
    );
  }
  return new URL(answer.url);
}

async function fetchPolicy(start: URL): Promise<Version> {
  const address = new URL("/privacy/policy.json", start);
  const answer = await ask(address);
  if (!answer?.ok) {
    throw new ScanError(
      "no-policy",
      `The site publishes no policy at ${address.href}. Mount Abide's engine there, or name the declaration with --policy file.`,
    );
  }
  const version = await toVersion((await answer.text()).trim()).catch(() => undefined);
  if (!version || !isCompiled(version.policy)) {
    throw new ScanError(
      "bad-policy",
      `What ${address.href} publishes is not a policy that this version of Abide reads. Name the declaration with --policy file.`,
    );
  }
  return version;
}

function isCompiled(policy: unknown): policy is Compiled {
  return typeof policy === "object" && policy !== null && (policy as { format?: unknown }).format === "abide.policy/1";
}

async function fetchGpc(start: URL): Promise<boolean | undefined> {
  const answer = await ask(new URL("/.well-known/gpc.json", start));
  if (!answer?.ok) return undefined;
  const value = (await answer.json().catch(() => undefined)) as { gpc?: unknown } | undefined;
  return typeof value?.gpc === "boolean" ? value.gpc : undefined;
}

async function ask(url: URL): Promise<Response | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(15_000), headers: { accept: "text/html, application/json" } }).catch(
    () => undefined,
  );
}
