import type { Logger } from "./http/logger.ts";
import type { Policy, Records } from "@abide/policy";
import type { CollectContext, Collected, Input } from "./collect/collect.ts";
import type { FormLimits } from "./collect/form-limit.ts";
import type { FeatureRef } from "./core/core.ts";
import type { Feature } from "./core/feature.ts";
import type { Site } from "./core/site.ts";
import type { Rule } from "./egress/rules.ts";
import { toStandardApis, toStandardFeatures, type FeatureOptions, type StandardApis } from "./features.ts";
import { toProblem, toProblemResponse } from "./http/error.ts";
import type { JobHealth } from "./jobs/health.ts";
import type { MailOptions } from "./mail/mail.ts";
import { openEngine } from "./open-engine.ts";
import type { Outbox } from "./outbox/outbox.ts";
import { toRoute } from "./page/problem.ts";
import { createRecords } from "./records/records.ts";
import type { RetentionResult } from "./records/retention.ts";
import type { Roles } from "./roles/roles.ts";
import type { StaffOptions } from "./staff/staff.ts";
import type { Store } from "./store/index.ts";
import type { LegalHolds } from "./subjects/legal-hold.ts";
import type { Subjects } from "./subjects/subjects.ts";
import type { FileStore } from "./vault/file-store.ts";
import type { Master } from "./vault/master.ts";

export interface EngineOptions<P extends Policy> extends FeatureOptions<P> {
  /** The site's own policy first: its trackers are what the choice is about. Each is published below its own path. */
  readonly policies: readonly [P, ...P[]];
  readonly store: Store | Promise<Store>;
  /** The deployment's secret, at least 16 bytes: the master key that personal data is locked with, unless \`master\` is another. */
  readonly key?: string | Uint8Array;
  /** A master key that lives elsewhere, e.g. in a key management service. */
  readonly master?: Master;
  /** Asked for every path that is not Abide's. What it answers leaves protected. */
  readonly site?: Site;
  /**
   * Paths of the site that show data about others, with everything below them: no tracker runs there, whatever who looks at them
   * chose for their own visits.
   */
  readonly trackerFree?: readonly `/${string}`[];
  readonly clock?: () => Date;
  /** Port of the loopback stand-in that plays the trackers' hosts, for local work. */
  readonly standIn?: number;
  /** The site's origin as browsers see it, where a proxy stands in front: `"https://www.halden.example"`. */
  readonly origin?: string;
  /** Names the site among several in one store. Id of the first policy where it is left out. */
  readonly name?: string;
  /** Where files lie: a bucket, say. The data folder where it is left out. */
  readonly files?: FileStore;
  /** Roles of the company's people. A purpose that one of them holds is read by people of such a role alone. */
  readonly staff?: StaffOptions & { readonly roles: Roles<PurposesOf<P>> };
  /** Features of the site's own, opened after the standard ones. */
  readonly features?: readonly Feature[];
  /**
   * What else this deployment needs to reach, such as an egress proxy. Recipients, store, bucket, key management service and mail
   * server are known. Without `--import @abide/engine/egress` nothing is refused.
   */
  readonly egress?: readonly Rule[];
  /** How much is taken by forms, of one address and of all. */
  readonly forms?: FormLimits;
  /**
   * How many processes serve this site at the same time. With "one" what limits go by (who sent how much, whose password was wrong how
   * often, which tasks were solved, which recipient asked to be left alone) is held in memory. With "several" it is held in the store,
   * so that they count together; a limit then costs a round trip. Several that are told "one" each count for themselves: three let
   * through three times as much. Default: "one".
   */
  readonly processes?: "one" | "several";
  /** Erases what is over its time by itself, every ten minutes, in one of the processes that share the store. */
  readonly jobs?: boolean;
  /** Told what failed inside; visitors are not. Standard error where it is left out. */
  readonly logger?: Logger;
}

/** Names of the purposes of a policy, or of any one of several. */
type PurposesOf<P extends Policy> = P extends Policy ? keyof P["purposes"] & string : never;

export interface RequestInfo {
  /** Address of the client. Used for this request and to tell who sends too much; never stored. */
  readonly ip?: string | undefined;
}

export interface Engine<P extends Policy = Policy> extends StandardApis<P> {
  readonly fetch: (request: Request, info?: RequestInfo) => Promise<Response>;
  /** Resolves once the store is there and the policies are published; rejects with what stands in the way. */
  readonly ready: Promise<void>;
  /** Finishes what is under way. The store is the caller's to close. */
  readonly close: () => Promise<void>;
  /** Collects `input` under `activity`, as a form does that is sent to `/abide/collect/<activity>`. */
  readonly collect: (activity: string, input: Input, context?: CollectContext) => Promise<Collected>;
  readonly records: Records<P>;
  /** The people whom data is about: what they said, everything that is held about one, and erasure. */
  readonly subjects: Subjects;
  readonly legalHolds: LegalHolds;
  /** What is to leave: how far it is, what was given up, and what stands still. */
  readonly outbox: Pick<
    Outbox,
    "attempts" | "failed" | "drain" | "drop" | "channels" | "pause" | "progress" | "resume" | "retry" | "retryAll"
  >;
  /** A feature of the site's own, or any other: each of its functions waits until it is open. */
  readonly feature: <Api extends object>(feature: FeatureRef<Api>) => Api;
  /** The path on which the first of the company's people makes an account; undefined where there is one, or no role for any. */
  readonly setUp: () => Promise<string | undefined>;
  /** Erases and anonymises what is over its time. With `jobs` it happens by itself. */
  readonly applyRetention: (progress?: (soFar: RetentionResult) => void) => Promise<RetentionResult>;
  /** How each job does that the engine has: when it last came to its end, and what it fails with. */
  readonly health: () => Promise<readonly JobHealth[]>;
}

/**
 * The server of a site that lives under its policy: a `Request` in, a `Response` out.
 *
 * @example
 * const engine = createEngine({ policies: [policy], store: openStore(), key, site });
 * await engine.ready;
 * export default { fetch: engine.fetch };
 */
export function createEngine<P extends Policy>(options: EngineOptions<P>): Engine<P> {
  const { clock = () => new Date(), logger = tell, features = [] } = options;
  const all = [...toStandardFeatures({ ...options, mail: withMails(options.mail, features) }), ...features];
  const opened = openEngine({ ...options, clock, logger, features: all });
  const core = opened.then((engine) => engine.core);
  const ready = core.then(() => {});
  // `ready` and `fetch` say what failed; without this it would end the process before anybody has asked.
  for (const opening of [opened, core, ready]) opening.catch(() => {});
  const feature: Engine["feature"] = (ref) => whenOpened(async () => (await opened).feature(ref));

  return {
    ...toStandardApis<P>({ opened, feature }),
    ready,
    feature,
    fetch: async (request, info = {}) => {
      try {
        return await (await opened).fetch(request, info);
      } catch (error) {
        // The engine is not open, or an answer could not be protected: then there is no answer.
        logger(`${request.method} ${toRoute(new URL(request.url).pathname)} failed.`, error);
        return toProblemResponse(toProblem(error), { "retry-after": "60" });
      }
    },
    close: async () => {
      const engine = await opened.catch(() => undefined);
      await engine?.close();
    },
    collect: async (activity, input, context) => (await core).collector.collect(activity, input, context),
    records: createRecords<P>(core),
    subjects: whenOpened(async () => (await core).subjects),
    legalHolds: whenOpened(async () => (await core).legalHolds),
    outbox: whenOpened(async () => (await core).outbox),
    setUp: async () => (await opened).setUp(),
    applyRetention: async (progress) => (await opened).applyRetention(progress),
    health: async () => (await opened).health(),
  };
}

/** The mail of the site, with what its features can send. */
function withMails(mail: MailOptions | undefined, features: readonly Feature[]): MailOptions | undefined {
  const own = features.flatMap(({ mails = [] }) => mails);
  return mail && own.length > 0 ? { ...mail, templates: [...mail.templates, ...own] } : mail;
}

function tell(sentence: string, error: unknown): void {
  if (error === undefined) console.error(sentence);
  else console.error(sentence, error);
}

/** Something that may still be opening: each of its functions waits for it. */
function whenOpened<Api extends object>(find: () => Promise<Api>): Api {
  return new Proxy({} as Api, {
    get: (_, name) => {
      // It is no promise: whoever returns one from an async function asks for "then".
      if (name === "then" || typeof name === "symbol") return undefined;
      return async (...given: unknown[]) => {
        const api = (await find()) as { readonly [name: string]: (...given: unknown[]) => unknown };
        return api[name]!(...given);
      };
    },
  });
}
