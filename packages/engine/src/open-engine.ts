import type { Core, FeatureRef } from "./core/core.ts";
import type { Feature } from "./core/feature.ts";
import type { Site } from "./core/site.ts";
import { permit, type Rule } from "./egress/rules.ts";
import { runAll, watchJobs, type JobHealth } from "./jobs/health.ts";
import { startJobs } from "./jobs/jobs.ts";
import { openCore, type CoreOptions } from "./open-core.ts";
import { createFeatures, toMigrations } from "./open-features.ts";
import type { RetentionResult } from "./records/retention.ts";
import { respond } from "./respond.ts";
import { toRoutes } from "./routes.ts";
import { createSiteRoutes, toWholeSite } from "./site-routes.ts";
import type { ConsolePage } from "./staff/console-page.ts";
import type { Staff } from "./staff/staff.ts";
import { migrate } from "./store.ts";

export interface OpenEngineOptions extends CoreOptions {
  /** In the order in which they are opened: each after those that it needs. */
  readonly features: readonly Feature[];
  readonly site?: Site | undefined;
  readonly trackerFree?: readonly string[] | undefined;
  /** Hosts that may be reached beside those that the features name. */
  readonly egress?: readonly Rule[] | undefined;
  /** Does the jobs by itself, and delivers messages. */
  readonly jobs?: boolean | undefined;
}

/** An engine that is open: the core, and on it the features. */
export interface OpenedEngine {
  readonly core: Omit<Core, "feature">;
  readonly feature: <Api>(feature: FeatureRef<Api>) => Api;
  readonly fetch: (request: Request, info?: { readonly ip?: string | undefined }) => Promise<Response>;
  readonly setUp: () => Promise<string | undefined>;
  readonly applyRetention: (progress?: (soFar: RetentionResult) => void) => Promise<RetentionResult>;
  /** Does every job once, one after the other. One that fails is logged, and the next is done all the same. */
  readonly runJobs: () => Promise<void>;
  readonly health: () => readonly JobHealth[];
  readonly close: () => Promise<void>;
}

/** An engine that may still be opening. */
export interface OpeningEngine {
  readonly opened: Promise<OpenedEngine>;
  /** A feature of it: each of its functions waits until it is open. */
  readonly feature: <Api extends object>(feature: FeatureRef<Api>) => Api;
}

/** An engine that is open: the core, then each feature, and of all together the console, the routes and the jobs. */
export async function openEngine(options: OpenEngineOptions): Promise<OpenedEngine> {
  const { logger, clock } = options;
  permit(...(options.egress ?? []));
  const migrations = toMigrations(options.features);
  if (Object.keys(migrations).length > 0) await migrate((await options.store).url, migrations);
  const features = createFeatures();
  const opened = await openCore(options, features);
  const { core } = opened;
  await features.open(core, options.features);
  const { all } = features;
  for (const { reaches = [], channels = [] } of all) {
    permit(...reaches);
    for (const channel of channels) core.outbox.serve(channel);
  }
  const pages = all.flatMap(({ pages = [] }) => pages);
  const staff = await openStaff(core, options.staff, pages);
  const { form, work } = opened.files;
  const whole = toWholeSite(
    options.site,
    all.flatMap(({ site = [] }) => site),
  );
  const site = createSiteRoutes(whole, core, { form: form.href, work: work.href });
  const routes = toRoutes({ opened, features, staff, site });
  const watched = watchJobs(
    [
      ...all.flatMap(({ jobs = [] }) => jobs),
      ...opened.jobs,
      { name: "retention", when: "*/10 * * * *", work: () => opened.applyRetention() },
    ],
    clock,
  );
  // Last, so that a failure before it leaves no job running for an engine that was never opened.
  const jobs = options.jobs
    ? await startJobs(watched.jobs, { store: await options.store, site: core.site, logger })
    : undefined;
  if (jobs) {
    core.outbox.start();
    for (const { background } of all) background?.start();
  }

  return {
    core,
    feature: features.feature,
    fetch: (request, info = {}) =>
      respond({ opened, staff, routes, trackerFree: options.trackerFree ?? [] }, request, info),
    setUp: async () => staff?.setUp(),
    applyRetention: async (progress) => {
      await runAll(
        watched.jobs.filter(({ beforeRetention }) => beforeRetention),
        logger,
      );
      return opened.applyRetention(progress);
    },
    runJobs: () => runAll(watched.jobs, logger),
    health: watched.health,
    close: async () => {
      await jobs?.close();
      for (const { background } of all) await background?.close();
      await core.outbox.close();
      await features.close();
      await staff?.close();
      await opened.close();
    },
  };
}

/** The console; undefined where nobody of the company has a role. What signs people in is half of what an engine loads: only then. */
async function openStaff(
  core: OpenedEngine["core"],
  own: OpenEngineOptions["staff"],
  pages: readonly ConsolePage[],
): Promise<Staff | undefined> {
  if (!own) return undefined;
  const { createStaff } = await import("./staff/staff.ts");
  return createStaff(core, own, pages);
}
