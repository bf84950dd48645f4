import { CompiledQuery } from "kysely";
import { settleAll, type Send } from "../store/transact.ts";

/** Deletes records with their values, indexes and rows of files. Returns the ids of the files. */
export async function deleteRecords(
  send: Send,
  site: string,
  records: readonly { readonly activity: string; readonly id: string }[],
): Promise<string[]> {
  if (records.length === 0) return [];
  const those = [site, records.map(({ activity }) => activity), records.map(({ id }) => id)];
  const given = "unnest($2::text[], $3::uuid[]) as given (activity, record)";
  const ofRecords = (table: string, id: string): string =>
    `delete from ${table} using ${given}
    where ${table}.site = $1 and ${table}.activity = given.activity and ${table}.${id} = given.record`;
  const [, , files] = await settleAll([
    send(CompiledQuery.raw(ofRecords("record_value", "record"), those)),
    send(CompiledQuery.raw(ofRecords("record_index", "record"), those)),
    send<{ id: string }>(CompiledQuery.raw(`${ofRecords("file", "record")} returning file.id`, those)),
    send(CompiledQuery.raw(ofRecords("record", "id"), those)),
  ]);
  return files.rows.map(({ id }) => id);
}
