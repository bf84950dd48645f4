import { createCollector, type Collector } from "./collect/collect.ts";
import type { Core } from "./core/core.ts";
import type { OpenedFeatures } from "./open-features.ts";
import { createRecordWriter, type RecordWriter } from "./records/write.ts";

/** How records come in: with what each feature checks before, and what each writes in the same commit. */
export function openCollecting(
  { site, db, log, vault, versions, files, clock, outbox }: CollectingCore,
  features: OpenedFeatures,
): { readonly writer: RecordWriter; readonly collector: Collector } {
  const writer = createRecordWriter({
    db,
    site,
    log,
    vault,
    onCollected: async (created) => {
      const written = await Promise.all(features.all.flatMap(({ onCollected }) => onCollected?.(created) ?? []));
      return {
        statements: written.flatMap(({ statements }) => statements),
        events: written.flatMap(({ events }) => events),
        after: () => Promise.all(written.flatMap(({ after }) => after?.() ?? [])),
      };
    },
  });
  const collector = createCollector(versions, writer, files, clock, async (...given) => {
    const problems = await Promise.all(features.all.map(async ({ checks }) => (await checks?.(...given)) ?? []));
    return problems.flat();
  });
  return {
    writer,
    collector: {
      ...collector,
      collect: async (...given) => {
        const result = await collector.collect(...given);
        // A mail or a disclosure may have been written in its commit: without this it would wait for the outbox's next look.
        if (result.collected && features.all.some(({ onCollected }) => onCollected)) outbox.wake();
        return result;
      },
    },
  };
}

type CollectingCore = Pick<Core, "site" | "db" | "log" | "vault" | "versions" | "files" | "clock" | "outbox">;
