import { readFile } from "node:fs/promises";
import { toHost, toParty } from "../site.ts";
import type { Observation, Place, SeenRequest } from "./observation.ts";

/** Where the visit was from `at` on, in milliseconds since 1970. */
export interface Moment {
  readonly at: number;
  readonly place: Place;
}

/** A connection as the browser's network stack wrote it down. */
export interface LoggedRequest {
  readonly at: number;
  readonly url: string;
  readonly method: string;
  readonly initiator: string;
  /** Nothing was asked yet: a connection was opened ahead. */
  readonly ahead: boolean;
}

interface Constants {
  readonly logEventTypes: { readonly [name: string]: number };
  readonly timeTickOffset: string | number;
}
interface LogEvent {
  readonly type: number;
  readonly phase: number;
  readonly time: string;
  readonly params?: { url?: string; method?: string; initiator?: string; is_preconnect?: boolean };
}

/**
 * What the network stack's own log (`--log-net-log`) says was sent. The debugging protocol tells nothing of a page that is being
 * left, so the beacons of `pagehide` are in this log and nowhere else; so are connections that a `preconnect` opens.
 */
export async function readNetworkLog(file: string): Promise<LoggedRequest[]> {
  // One event a line. The last line is cut off where the browser was ended hard, and the others are still good.
  const [first = "", ...lines] = (await readFile(file, "utf8").catch(() => "")).split("\n");
  const constants = (parse(`${first.replace(/,\s*$/, "")}}`) as { constants: Constants } | undefined)?.constants;
  if (!constants) return [];
  const { URL_REQUEST_START_JOB: request, HTTP_STREAM_JOB_CONTROLLER: stream } = constants.logEventTypes;
  const found: LoggedRequest[] = [];
  for (const line of lines) {
    const event = parse(line.replace(/^"events": \[/, "").replace(/(?:,|\],?|\]\})\s*$/, "")) as LogEvent | undefined;
    if (!event?.params?.url || event.phase !== 1) continue;
    const at = Number(constants.timeTickOffset) + Number(event.time);
    const { url, method = "GET", initiator = "", is_preconnect: ahead } = event.params;
    // What no page has started ("not an origin") is the browser's own business, or a navigation, which we ourselves start.
    if (event.type === request && /^https?:/.test(initiator)) found.push({ at, url, method, initiator, ahead: false });
    if (event.type === stream && ahead === true) found.push({ at, url, method, initiator: "", ahead: true });
  }
  return found;
}

/** How long two clocks of one machine, or the telling of one and the same thing, may be apart. */
const apart = 1_000;
/** Around a change of phase nothing is added: whether the last page's beacon left before or after it, no clock can tell. */
const before = 2_000;

/** Of `logged`, what `seen` lacks, with the phase of the moment at which it was sent. */
export function toUnseen(
  logged: readonly LoggedRequest[],
  seen: readonly Observation[],
  moments: readonly Moment[],
): SeenRequest[] {
  const requests = seen.filter((one) => one.kind === "request");
  const changes = moments
    .filter(({ place }, index) => index > 0 && place.phase !== moments[index - 1]!.place.phase)
    .map(({ at }) => at);
  const added: SeenRequest[] = [];
  for (const { at, url, method, initiator, ahead } of logged) {
    const place = moments.findLast((moment) => moment.at <= at)?.place;
    const host = toHost(url);
    if (!place?.phase || host === undefined) continue;
    if (changes.some((change) => at > change - before && at < change + apart)) continue;
    const { phase, page, siteHost } = place;
    const party = toParty(host, siteHost);
    const known = ahead
      ? party === "first" || [...requests, ...added].some((one) => one.phase === phase && one.host === host)
      : requests.some((one) => one.url === url && Math.abs(one.at - at) < apart);
    if (known) continue;
    added.push({
      kind: "request",
      phase,
      page,
      host,
      party,
      url,
      at,
      type: ahead ? "Preconnect" : "Other",
      channel: ahead ? "connection" : method === "POST" ? "beacon" : "request",
      ...(initiator ? { by: initiator } : {}),
    });
  }
  return added;
}

function parse(line: string): unknown {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
