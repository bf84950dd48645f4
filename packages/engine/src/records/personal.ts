import { openPart } from "../vault/parts.ts";
import type { PersonalData } from "../subjects/personal-data.ts";

declare module "../subjects/personal-data.ts" {
  interface Exported {
    readonly records: readonly ExportedRecord[];
  }
}

export interface ExportedRecord {
  readonly activity: string;
  readonly id: string;
  readonly at: string;
  readonly version: string;
  readonly source: string;
  readonly status: string | undefined;
  readonly purposes: readonly string[];
  readonly due: string | undefined;
  /** Of a file its name, type and size. */
  readonly values: { readonly [field: string]: unknown };
}

const ofRecords = (table: string): string =>
  `delete from ${table} using record, gone
  where record.site = $1 and record.subject = gone.subject
  and ${table}.site = record.site and ${table}.activity = record.activity and ${table}.record = record.id`;

/** What was collected, and the files in it. */
export const personal: PersonalData = {
  tables: {
    record: {
      erase:
        "delete from record using gone where record.site = $1 and record.subject = gone.subject returning record.id",
      returns: "records",
    },
    record_value: { erase: ofRecords("record_value") },
    record_index: { erase: ofRecords("record_index"), unexported: "blind indexes of values that are exported" },
    file: { erase: `${ofRecords("file")} returning file.id`, returns: "files" },
  },
  keeps: (site, subject) => `exists (select from record r where r.site = ${site} and r.subject = ${subject})`,
  export: async (trx, { site, id, key }) => {
    const records = await trx
      .selectFrom("record")
      .selectAll()
      .where("site", "=", site)
      .where("subject", "=", id)
      .orderBy("at")
      .orderBy("activity")
      .execute();
    const values = new Map<string, { [field: string]: unknown }>(records.map((record) => [record.id, {}]));
    for (const activity of new Set(records.map((record) => record.activity))) {
      const rows = await trx
        .selectFrom("record_value")
        .select(["record", "part", "sealed"])
        .where("site", "=", site)
        .where("activity", "=", activity)
        .where(
          "record",
          "in",
          records.flatMap((record) => (record.activity === activity ? record.id : [])),
        )
        .execute();
      for (const { record, ...part } of rows) {
        for (const [field, value] of Object.entries(openPart(key, { activity, record }, part))) {
          values.get(record)![field] = toPlain(value);
        }
      }
    }
    return {
      members: {
        records: records.map((record): Omit<ExportedRecord, "mails"> => {
          const { activity, id, at, version, source, status, purposes, due_at } = record;
          const facts = { activity, id, at: at.toISOString(), version, source, purposes };
          return { ...facts, status: status ?? undefined, due: due_at?.toISOString(), values: values.get(id)! };
        }),
      },
    };
  },
};

/** A value as it is handed out. Of a file what can be read: its key opens nothing outside. */
function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("key" in value)) return value;
  const { key: _, id: __, ...facts } = value as { readonly [member: string]: unknown };
  return facts;
}
