import { sql, type Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import type { PackageTable } from "../packages/tables.ts";

/** The package that answers a request, as far as it bears on the request. */
export type Answer = Pick<Selectable<PackageTable>, "downloaded_at" | "expires_at" | "id" | "state">;

export const answerColumns = ["id", "state", "downloaded_at", "expires_at"] as const;

/** The packages `ids`, by their ids. */
export async function readAnswers({ site, db }: Core, ids: readonly string[]): Promise<ReadonlyMap<string, Answer>> {
  const rows = await db
    .selectFrom("package")
    .select(answerColumns)
    .where("site", "=", site)
    .where(sql<boolean>`id = any (${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether a package ended before anybody fetched it. The job that ends it may not have come by yet. */
export const hasLapsed = ({ state, downloaded_at, expires_at }: Answer, now: Date): boolean =>
  downloaded_at === null && (state !== "ready" || expires_at.getTime() <= now.getTime());
