import type { Policy } from "@abide/policy";
import { toFeatures, toStandardApis } from "./features.ts";
import { toProblem, toProblemResponse } from "./http/error.ts";
import { logToStandardError } from "./http/logger.ts";
import { openEngine } from "./open-engine.ts";
import type { Engine, EngineOptions } from "./options.ts";
import { toRoute } from "./page/problem.ts";
import { createRecords } from "./records/records.ts";
import { toKnown } from "./store/index.ts";
import { whenOpened } from "./when-opened.ts";

export type { Engine, EngineOptions, RequestInfo } from "./options.ts";

/**
 * The server of a site that lives under its policy: a `Request` in, a `Response` out.
 *
 * @example
 * const engine = createEngine({ policies: [policy], store: openStore(), key, site });
 * await engine.ready;
 * export default { fetch: engine.fetch };
 */
export function createEngine<P extends Policy>(options: EngineOptions<P>): Engine<P> {
  const { clock = () => new Date(), logger = logToStandardError } = options;
  const opened = openEngine({ ...options, clock, logger, features: toFeatures(options) });
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
        return toProblemResponse(toProblem(toKnown(error)), { "retry-after": "60" });
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
