import type { Core } from "./core/core.ts";
import type { Job } from "./jobs/jobs.ts";
import { applyStaffRetention } from "./staff/retention.ts";

/** The jobs of the core, beside the retention. */
export function toCoreJobs(core: Omit<Core, "feature">): readonly Job[] {
  const { outbox } = core;
  return [
    { name: "staff", when: "*/10 * * * *", work: () => applyStaffRetention(core), beforeRetention: true },
    // It looks at every message: once a day is often enough.
    { name: "outbox", when: "17 3 * * *", work: () => outbox.prune() },
    { name: "files", when: "*/10 * * * *", work: () => sweepFiles(core) },
  ];
}

/** Deletes files that nothing names any more. */
async function sweepFiles({ db, files, logger }: Pick<Core, "db" | "files" | "logger">): Promise<void> {
  const named = async (ids: readonly string[]) => {
    // Files of every site of the store are looked for: they share the folder, and a file of another would be deleted.
    const rows = await db.selectFrom("file").select("id").where("id", "in", ids).execute();
    return new Set(rows.map(({ id }) => id));
  };
  // An upload of this moment lies there before anything names it.
  const swept = await files?.sweep(named, new Date(Date.now() - 3_600_000));
  if (swept?.moved) logger(`Files moved out of the data folder, to where files lie now: ${swept.moved}.`);
}
