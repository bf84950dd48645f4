import type { CompiledActivity, CountResult, DownloadResult, FileFacts, Listed, ReadResult } from "@abide/policy";
import { isId } from "../http/id.ts";
import type { Taken } from "../vault/files.ts";
import {
  decideConditions,
  decideRows,
  denied,
  readLogged,
  toReading,
  type Fields,
  type ReaderContext,
} from "./access.ts";
import { toConditions, toFilters, type Conditions } from "./query.ts";
import { countRows, readRows, type Row } from "./rows.ts";

/** One record by its id. */
export function readRecord(reader: ReaderContext, id: string, fields: readonly string[]): Promise<ReadResult<Fields>> {
  return readLogged(reader, fields, async () => {
    const got = await readOne(reader, id, fields);
    const result = got.allowed ? ({ allowed: true, ...toListed(reader, got.row, got.values) } as const) : got;
    return { result, subjects: 1 };
  });
}

/** How many records there are in each status. */
export function countRecords(reader: ReaderContext, which: Pick<Conditions, "where"> = {}): Promise<CountResult> {
  const { core, activity } = reader;
  const names = toFilters(which).map(([field]) => field);
  return readLogged<CountResult>(reader, names, async () => {
    const wrong = decideConditions(reader, which);
    if (wrong !== undefined) return { result: denied(wrong), subjects: 0 };
    const rows = await countRows(toReading(reader), { activity, ...toConditions(which), keptAt: core.clock() });
    const counts = Object.fromEntries(rows.map(({ status, count }) => [status ?? "", count]));
    return { result: { allowed: true, counts }, subjects: 0 };
  });
}

/** The file in a field of a record, as a stream. */
export async function downloadFile(reader: ReaderContext, id: string, field: string): Promise<DownloadResult> {
  const { core, declared } = reader;
  const got = await readLogged(reader, [field], async () => {
    if (declared?.fields[field]?.kind !== "file") return { result: denied("undeclared"), subjects: 0 };
    return { result: await readOne(reader, id, [field]), subjects: 1 };
  });
  if (!got.allowed) return got;
  const taken = got.values[field] as Taken | undefined;
  if (!taken || !core.files) return denied("not-found");
  try {
    const stream = await core.files.open(taken);
    return { allowed: true, file: { ...toFileFacts(taken), stream } };
  } catch {
    return denied("failed");
  }
}

/** A record's row and its opened values, or why it may not serve the purpose. */
async function readOne(reader: ReaderContext, id: string, fields: readonly string[]) {
  if (!isId(id)) return denied("not-found");
  const selection = { activity: reader.activity, id };
  const [row] = await readRows(toReading(reader), selection, fields, { order: "asc", limit: 1 });
  if (!row) return denied("not-found");
  const reason = (await decideRows(reader, [row]))(row);
  if (reason !== undefined) return denied(reason);
  const values = row.open();
  return values ? ({ allowed: true, row, values } as const) : denied("erased");
}

/** A record as readers get it. */
export const toListed = ({ declared }: ReaderContext, row: Row, values: Fields): Listed<Fields> => ({
  id: row.id,
  at: row.at,
  status: row.status ?? undefined,
  due: row.due,
  revision: row.revision,
  language: row.language,
  fields: toShown(declared!, values),
});

/** Values as readers get them: of a file its facts. Its key stays here. */
function toShown({ fields }: CompiledActivity, values: Fields): Fields {
  const files = Object.keys(values).filter((name) => fields[name]!.kind === "file" && values[name] !== undefined);
  if (files.length === 0) return values;
  return { ...values, ...Object.fromEntries(files.map((name) => [name, toFileFacts(values[name] as Taken)])) };
}

function toFileFacts({ name, type, size }: Taken): FileFacts {
  return { name, type, size };
}
