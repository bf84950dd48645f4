import type { Policy, Records } from "@abide/policy";
import type { CollectContext, Collected, Input } from "./collect/collect.ts";
import type { FormLimits } from "./collect/form-limit.ts";
import type { FeatureRef } from "./core/core.ts";
import type { Feature } from "./core/feature.ts";
import type { Site } from "./core/site.ts";
import type { Rule } from "./egress/rules.ts";
import type { FeatureOptions, StandardApis } from "./features.ts";
import type { Logger } from "./http/logger.ts";
import type { JobHealth } from "./jobs/health.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { RetentionResult } from "./records/retention.ts";
import type { Roles } from "./roles/roles.ts";
import type { StaffOptions } from "./staff/staff.ts";
import type { Store } from "./store/index.ts";
import type { LegalHolds } from "./subjects/legal-hold.ts";
import type { Subjects } from "./subjects/subjects.ts";
import type { FileStore } from "./vault/file-store.ts";
import type { Master } from "./vault/master.ts";

/** What an engine is made with. */
export interface EngineOptions<P extends Policy> extends FeatureOptions<P> {
  /** The site's own policy first: its trackers are what the choice is about. Each is published below its own path. */
  readonly policies: readonly [P, ...P[]];
  readonly store: Store | Promise<Store>;
  /** The deployment's secret, at least 16 bytes: the master key that personal data is locked with, unless `master` is another. */
  readonly key?: string | Uint8Array;
  /** A master key that lives elsewhere, e.g. in a key management service. */
  readonly master?: Master;
  /** Asked for every path that is not Abide's. Its answers leave protected. */
  readonly site?: Site;
  /**
   * Paths of the site that show data about others, with everything below them: no tracker runs there, whatever the people who look at
   * them chose for their own visits.
   */
  readonly trackerFree?: readonly `/${string}`[];
  readonly clock?: () => Date;
  /** Port of the loopback stand-in that plays the trackers' hosts, for local work. */
  readonly standIn?: number;
  /** The site's origin as browsers see it, where a proxy stands in front: `"https://www.halden.example"`. */
  readonly origin?: string;
  /** Names the site among several in one store. Default: the id of the first policy. */
  readonly name?: string;
  /** Where files lie: a bucket, say. Default: the data folder. */
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
   * How many processes serve this site at the same time. With "one" the numbers that limits go by (who sent how much, whose password was
   * wrong how often, which tasks were solved, which recipient asked to be left alone) are held in memory. With "several" they are held in
   * the store, so that the processes count together; a limit then costs a round trip. Several that are told "one" each count for themselves: three let
   * through three times as much. Default: "one".
   */
  readonly processes?: "one" | "several";
  /**
   * Does by itself what falls due, each job in one of the processes that share the store, and delivers messages. The retention is a
   * job, every ten minutes. Default: no.
   */
  readonly jobs?: boolean;
  /** Is told what failed inside; visitors are not. Default: standard error. */
  readonly logger?: Logger;
}

/** Names of the purposes of a policy, or of any one of several. */
type PurposesOf<P extends Policy> = P extends Policy ? keyof P["purposes"] & string : never;

export interface RequestInfo {
  /** Address of the client. Used for this request and to tell who sends too much; never stored. */
  readonly ip?: string | undefined;
}

/** What is called on an engine. */
export interface Engine<P extends Policy = Policy> extends StandardApis<P> {
  readonly fetch: (request: Request, info?: RequestInfo) => Promise<Response>;
  /** Resolves once the store is there and the policies are published; rejects with the reason why not. */
  readonly ready: Promise<void>;
  /** Finishes the work that is under way. The store is the caller's to close. */
  readonly close: () => Promise<void>;
  /** Collects `input` under `activity`, as a form does that is sent to `/abide/collect/<activity>`. */
  readonly collect: (activity: string, input: Input, context?: CollectContext) => Promise<Collected>;
  readonly records: Records<P>;
  /** The people whom data is about: what they said, everything that is held about one, and erasure. */
  readonly subjects: Subjects;
  readonly legalHolds: LegalHolds;
  /** Messages that are to leave: how far they are, which were given up, and which stand still. */
  readonly outbox: Pick<
    Outbox,
    "attempts" | "failed" | "drain" | "drop" | "channels" | "pause" | "progress" | "resume" | "retry" | "retryAll"
  >;
  /** A feature of the site's own, or any other: each of its functions waits until it is open. */
  readonly feature: <Api extends object>(feature: FeatureRef<Api>) => Api;
  /** The path on which the first of the company's people makes an account; undefined if there is one, or without `staff`. */
  readonly setUp: () => Promise<string | undefined>;
  /** Erases and anonymises the records that are over their time. With `jobs` it happens by itself. */
  readonly applyRetention: (progress?: (soFar: RetentionResult) => void) => Promise<RetentionResult>;
  /** How each job does: when it last came to its end, and what it fails with. */
  readonly health: () => Promise<readonly JobHealth[]>;
}
