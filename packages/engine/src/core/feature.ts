import type { Hono, MiddlewareHandler } from "hono";
import type { Migration } from "kysely/migration";
import type { Checks } from "../collect/collect.ts";
import type { Rule } from "../egress/rules.ts";
import type { Visitor } from "../gate/visit.ts";
import type { Job } from "../jobs/jobs.ts";
import type { Channel } from "../outbox/message.ts";
import type { NoticeSection } from "../publish/section.ts";
import type { OnCollected } from "../records/write.ts";
import type { Person } from "../roles/roles.ts";
import type { ConsolePage } from "../staff/console-page.ts";
import type { PersonalData } from "../subjects/personal-data.ts";
import type { Core, FeatureRef } from "./core.ts";
import type { FeatureSite } from "./site.ts";

/**
 * A capability: what it keeps, serves, does by itself, shows, and knows about a person. The engine knows none by name: a new one is a
 * folder of its own, and a line in a list. What those above it can bring as well (mails) they add to this interface themselves.
 *
 * @example
 * export const bookings = defineFeature<Bookings>({
 *   name: "bookings",
 *   needs: [mail],
 *   migrations: { "0001": { up: (db) => sql`create table booking …`.execute(db) } },
 *   personal,
 *   open: (core) => {
 *     const api = createBookings(core);
 *     return { api, routes: toRoutes(api), jobs: [{ name: "bookings", when: "0 * * * *", work: api.remind }] };
 *   },
 * });
 */
export interface Feature<Api = unknown> extends FeatureRef<Api> {
  /** Opened before it: the only ones that `core.feature` gives it. */
  readonly needs?: readonly FeatureRef<unknown>[];
  /**
   * Its tables, made before it is opened, in the order of the names. Their names begin with its own. They are backed up with all others; a restore fills tables in the
   * order of their names, so a foreign key has to be deferrable, and ids are made, not counted by a sequence.
   */
  readonly migrations?: { readonly [name: string]: Migration };
  /** What it holds about people. Required, so that nobody forgets it; known before it is open, since a restore has no engine. */
  readonly personal: PersonalData<Api> | "none";
  readonly open: (core: Core) => Promise<Opened<Api>> | Opened<Api>;
}

/** A feature as lists of features hold it; the one that it was is what `core.feature` is asked with. */
export function defineFeature<Api>(feature: Feature<Api>): Feature & FeatureRef<Api> {
  return feature as unknown as Feature & FeatureRef<Api>;
}

/** What is open of a feature. All but `api` is left out where there is nothing of the kind. */
export interface Opened<Api> {
  readonly api: Api;
  /** Addresses of its own, such as what a link in a mail leads to. What they answer is not the site's page: for that there is `site`. */
  readonly routes?: Hono<Env>;
  /** Its pages on the website, asked before the site's own. A form on one of them comes back to it, with what is wrong in `visit.form`. */
  readonly site?: FeatureSite;
  /** Its pages in the console. */
  readonly pages?: readonly ConsolePage[];
  /** What it does by itself, each on its own: one that fails stops no other. */
  readonly jobs?: readonly Job[];
  /** How its messages in the outbox are delivered. */
  readonly channels?: readonly Channel[];
  /** What it writes in the commit of new records. */
  readonly onCollected?: OnCollected;
  /**
   * What else is wrong with values that are each of the shape declared: a slot that is taken. Asked before anything is stored, and again
   * where the store refuses the record, since somebody else may have been faster.
   */
  readonly checks?: Checks;
  /** Whether the form of an activity may be sent. Default: it may. */
  readonly takesForm?: (activity: string) => boolean;
  /** What it publishes beside the policy's page. */
  readonly sections?: readonly NoticeSection[];
  /** What it needs to reach. */
  readonly reaches?: readonly Rule[];
  /** What goes on in the background, where jobs run. */
  readonly background?: { readonly start: () => void; readonly close: () => Promise<void> };
  readonly close?: () => Promise<void>;
}

/** A request on its way through the routes. */
export interface Asked {
  readonly ip: string;
  /** The origin that browsers see. */
  readonly own: string;
  /** Who of the company has signed in, with both steps. */
  staff: Person | undefined;
  visitor: Visitor;
  /** The answer is the site's own, and not a page of Abide's. */
  bySite: boolean;
  /** The request as it came: routes get HEAD as GET, the site does not. */
  readonly sent: Request;
}

// A type and not an interface: Hono asks for one that has an index.
export type Env = { Bindings: Asked };

/** For pages where somebody who came by a link answers one question: the banner's would be another. */
export const withoutBanner: MiddlewareHandler<Env> = ({ env }, next) => {
  env.visitor = { ...env.visitor, visit: { ...env.visitor.visit, ask: false } };
  return next();
};
