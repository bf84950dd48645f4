import type { Tables } from "../store/tables.ts";
import { fromStandIn } from "@abide/policy";
import { sql, type Kysely } from "kysely";
import { readBody, toMediaType } from "../http/body.ts";

/** A difference between what is declared and what was seen. */
export interface Violation {
  readonly kind: "amp" | "cookie" | "cookie-life" | "egress" | "frame" | "header" | "hint" | "violation" | "worker";
  /** What makes it the same one when it is seen again. */
  readonly key: readonly string[];
  readonly detail: { readonly [member: string]: unknown };
}

export interface Violations {
  /** Notes it; it reaches the store within seconds. Nobody waits for it, and losing one in an outage loses no more than a sighting. */
  readonly note: (violation: Violation) => void;
  /** Notes what a browser reports, if it has the form of a report. */
  readonly report: (request: Request) => Promise<void>;
  /** Resolves when what was noted so far is stored. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Most different violations held at once. Anybody can send reports, so what they fill is bounded. */
const most = 500;
/** Most different violations of one kind that a site keeps. More are somebody's flood, or say no more than these. */
const mostOfKind = 2_000;
const longest = 64 * 1024;

/** A violation that waits to be stored, and how often it was seen since. */
interface Waiting {
  readonly kind: string;
  readonly detail: string;
  readonly first: Date;
  last: Date;
  count: number;
}

export function createViolations(site: string, db: Kysely<Tables>, clock: () => Date): Violations {
  let waiting = new Map<string, Waiting>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const noted = [...waiting].sort(([a], [b]) => (a < b ? -1 : 1));
    waiting = new Map();
    if (noted.length === 0) return;
    try {
      await store(db, site, await toStorable(db, site, noted));
    } catch {
      // The store is down: these wait for it, as far as there is room.
      for (const [key, one] of noted) if (waiting.size < most && !waiting.has(key)) waiting.set(key, one);
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return (writing = writing.then(write));
  };

  const note = ({ kind, key, detail }: Violation): void => {
    const name = [kind, ...key].map((part) => part.slice(0, 200)).join(" ");
    const now = clock();
    const known = waiting.get(name);
    if (known) {
      known.count++;
      known.last = now;
    } else if (waiting.size < most) {
      waiting.set(name, { kind, detail: toDetail(detail), first: now, last: now, count: 1 });
    }
    timer ??= setTimeout(() => void flush(), 1_000);
    // A report that waits to be written must not keep a process alive.
    if (typeof timer === "object") timer.unref();
  };

  return {
    note,
    flush,
    report: async (request) => {
      for (const violation of await readReports(request)) note(violation);
    },
    close: flush,
  };
}

/** Those that are stored already, and new ones as far as there is room. */
async function toStorable(
  db: Kysely<Tables>,
  site: string,
  noted: readonly (readonly [key: string, Waiting])[],
): Promise<(readonly [key: string, Waiting])[]> {
  const keys = noted.map(([key]) => key);
  const known = await db
    .selectFrom("violation")
    .select("key")
    .where("site", "=", site)
    .where("key", "in", keys)
    .execute();
  const counts = await db
    .selectFrom("violation")
    .select(["kind", ({ fn }) => fn.countAll<string>().as("count")])
    .where("site", "=", site)
    .groupBy("kind")
    .execute();
  const stored = new Set(known.map(({ key }) => key));
  const filled = new Map(counts.map(({ kind, count }) => [kind, Number(count)]));
  return noted.filter(([key, { kind }]) => {
    if (stored.has(key)) return true;
    const count = filled.get(kind) ?? 0;
    filled.set(kind, count + 1);
    return count < mostOfKind;
  });
}

async function store(
  db: Kysely<Tables>,
  site: string,
  batch: readonly (readonly [key: string, Waiting])[],
): Promise<void> {
  if (batch.length === 0) return;
  const rows = batch.map(([key, { kind, detail, first, last, count }]) => ({
    site,
    key,
    kind,
    detail,
    first_at: first,
    last_at: last,
    count,
  }));
  await db
    .insertInto("violation")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["site", "key"]).doUpdateSet({
        last_at: sql`greatest(violation.last_at, excluded.last_at)`,
        count: sql`violation.count + excluded.count`,
      }),
    )
    .execute();
}

/** The violations that a browser reports; none where the request has not the form of a report. */
async function readReports(request: Request): Promise<Violation[]> {
  const kind = toMediaType(request);
  if (!["application/reports+json", "application/csp-report", "application/json"].includes(kind)) return [];
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(await readBody(request, longest)));
  } catch {
    return [];
  }
  const page = new URL(request.url);
  return (Array.isArray(body) ? body : [body]).slice(0, 50).flatMap((report) => toViolation(report, page) ?? []);
}

/** As JSON that the store takes, or one violation with half a character in it would keep all others out. */
function toDetail(detail: Violation["detail"]): string {
  return JSON.stringify(detail, (_, value: unknown) =>
    typeof value === "string" ? value.slice(0, 400).replaceAll("\0", " ").toWellFormed() : value,
  );
}

/**
 * The violation that a report is about: by the Reporting API (`{ type, url, body }`), or as `report-uri` sends it
 * (`{ "csp-report": … }`). What it says is normalised and cut short, and addresses lose their query: they may hold personal data.
 */
export function toViolation(report: unknown, own: URL): Violation | undefined {
  if (!isObject(report)) return undefined;
  const legacy = report["csp-report"];
  const type = isObject(legacy) ? "csp-violation" : text(report["type"], 40);
  const body = isObject(legacy) ? legacy : report["body"];
  if (type === undefined || !isObject(body)) return undefined;
  const pick = (...names: string[]) =>
    names.map((name) => text(body[name], 2_000)).find((found) => found !== undefined);
  const blocked = pick("blockedURL", "blocked-uri", "url", "destination", "connectionURL");
  const directive = (pick("effectiveDirective", "effective-directive", "violated-directive", "reason") ?? type).split(
    " ",
  )[0]!;
  const page = toPage(pick("documentURL", "document-uri") ?? text(report["url"], 2_000), own);
  // A report about another site's page was sent to the wrong house, or made up.
  if (blocked === undefined || page === undefined || !/^[a-z][a-z0-9-]{0,60}$/.test(directive)) return undefined;
  const what = toBlocked(blocked);
  // What an extension of the browser does is not the site's doing.
  if (what === undefined || /^(?:chrome|moz|safari(?:-web)?)-extension/.test(what)) return undefined;
  const source = toBlocked(pick("sourceFile", "source-file") ?? "");
  const sample = pick("sample", "script-sample")?.slice(0, 80);
  const disposition = pick("disposition") === "report" ? { disposition: "report" } : {};
  return {
    kind: "violation",
    key: [type === "csp-violation" ? "csp" : type, directive, what],
    detail: {
      type,
      directive,
      blocked: what,
      page,
      ...(source ? { source } : {}),
      ...(sample ? { sample } : {}),
      ...disposition,
    },
  };
}

/** Path of the page, where it is one of this site. */
function toPage(page: string | undefined, own: URL): string | undefined {
  if (page === undefined || !URL.canParse(page)) return undefined;
  const url = new URL(page);
  return url.hostname === own.hostname ? url.pathname.slice(0, 200) : undefined;
}

/** "inline", "eval" and the like as they are; of an address the scheme and host alone, with the host that a stand-in plays. */
function toBlocked(blocked: string): string | undefined {
  if (/^[a-z][a-z-]{1,30}$/.test(blocked)) return blocked;
  if (!URL.canParse(blocked)) return undefined;
  const { protocol, hostname } = new URL(blocked);
  if (hostname === "") return protocol.slice(0, -1);
  const host = fromStandIn(hostname);
  return host === hostname ? `${protocol}//${host}` : `https://${host}`;
}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown, most: number): string | undefined {
  // Without the control characters a report could forge lines where violation is printed.
  return typeof value === "string" ? value.slice(0, most).replace(/[\u0000-\u001f\u007f]/g, " ") : undefined;
}
