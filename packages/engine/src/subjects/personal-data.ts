import { CompiledQuery, type Kysely, type Transaction } from "kysely";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey } from "../vault/vault.ts";

/**
 * What a feature holds about people: the one list that an erasure, an export, the retention and a restore walk. A table that refers to
 * a subject and that nobody claims fails a test.
 *
 * It is data for the most part, and known before anything is opened: a restore has no engine. `Api` is what the feature is once it is
 * open.
 */
export interface PersonalData<Api = unknown> {
  readonly tables: { readonly [Table in keyof Tables]?: Claim };
  /**
   * SQL for why somebody stays although no record of them is left: a legal hold, an open booking. A person who asks to be erased is
   * erased all the same, unless a legal hold is on them.
   */
  readonly keeps?: (site: string, subject: string, at: string) => string;
  /** What has to be made before an erasure; undefined where there is nothing, and nobody needs to wait for it. */
  readonly before?: (api: Api) => BeforeErasure | undefined;
  /** What the person gets of it (GDPR 15, 20). */
  readonly export: (trx: Transaction<Tables>, subject: OpenedSubject, api: Api) => Promise<Section>;
}

/**
 * Statements to be written after the erasure and in its commit, made while the keys of `subjects` are there. Not all of them may be
 * erased in the end: each statement looks for itself.
 */
export type BeforeErasure = (
  trx: Kysely<Tables>,
  subjects: readonly string[],
  at: Date,
) => Promise<readonly CompiledQuery[]>;

/** A table that holds something about people. */
export interface Claim {
  /**
   * What an erasure does to the rows of those in `gone (subject, at)`, as one statement in which `$1` is the site; or why it leaves
   * them as they are. All claims make one statement, so each looks at the store as it was before: no two may change the same row.
   */
  readonly erase: string | { readonly stays: string };
  /** Why nothing of it is exported. Default: it is. */
  readonly unexported?: string;
  /** What the rows that `erase` returns are: records that are counted, or ids of files that nothing names any more. */
  readonly returns?: "records" | "files";
}

/** Somebody whose data is exported, with the key that opens it. */
export interface OpenedSubject {
  readonly site: string;
  readonly id: string;
  readonly key: SubjectKey;
}

/** A part of an export. */
export interface Section {
  /** Members of the export. */
  readonly members?: { readonly [Member in keyof Exported]?: unknown };
  /** Members of single records in it, by the ids of the records. */
  readonly ofRecords?: ReadonlyMap<string, { readonly [member: string]: unknown }>;
}

/** Everything that is held about one person, as plain JSON (GDPR 15, 20). Each room adds what it exports. */
export interface Exported {
  readonly subject: string;
  readonly since: string;
}

/** The statement of a claim that deletes the rows of a table with a column `subject`. */
export const deletesRows = (table: string): string =>
  `delete from ${table} using gone where ${table}.site = $1 and ${table}.subject = gone.subject`;

/** What an erasure did. */
export interface ErasedRows {
  readonly subjects: readonly string[];
  readonly records: number;
  readonly files: readonly string[];
}

/** What an erasure is made of, in SQL: a statement has the site as `$1`, and those who are erased as `gone (subject, at)`. */
export interface ErasureSql {
  /** Whether the row `subject` has to stay at the time `at`, whatever is asked for. */
  readonly isKept: (at: string) => string;
  /** What each claim does, as members of the statement's `with`. */
  readonly claims: readonly string[];
  /** How many records the claims erased, and an array of the ids of the files that nothing names any more. */
  readonly records: string;
  readonly files: string;
}

export function toErasureSql(personal: readonly PersonalData<never>[]): ErasureSql {
  const claims = personal.flatMap(({ tables }) => Object.entries<Claim | undefined>(tables));
  const parts = claims.flatMap(([table, claim]) =>
    typeof claim?.erase === "string" ? [{ name: `of_${table}`, returns: claim.returns, text: claim.erase }] : [],
  );
  const count = parts
    .filter(({ returns }) => returns === "records")
    .map(({ name }) => `(select count(*) from ${name})`);
  const files = parts.filter(({ returns }) => returns === "files").map(({ name }) => `array(select id from ${name})`);
  return {
    isKept: (at) =>
      `(${personal.flatMap(({ keeps }) => keeps?.("$1", "subject.id", at) ?? []).join(" or ") || "false"})`,
    claims: parts.map(({ name, text }) => `${name} as (${text})`),
    records: count.join(" + ") || "0",
    files: files.join(" || ") || "array[]::uuid[]",
  };
}

/**
 * The statement that erases `subjects` with all that is held about them: their keys, and what each claim says. With `unlessKept` it
 * leaves alone people about whom anything is held, or has to be. Somebody whose key is gone and who does not count as erased, as after a
 * restore, is erased again.
 */
export function toErasure(
  personal: readonly PersonalData<never>[],
  { site, subjects, at, unlessKept = false }: Erasing,
): CompiledQuery<ErasedRows> {
  const { isKept, claims, records, files } = toErasureSql(personal);
  const gone = `gone as (
    select id as subject, $3::timestamptz as at from subject
    where site = $1 and id = any ($2::uuid[]) and erased_at is null and not ${unlessKept ? isKept("$3") : "false"}
    for update
  )`;
  return CompiledQuery.raw(
    `with ${[gone, ...claims].join(", ")}
    select array(select subject from gone) as subjects, ${records} as records, ${files} as files`,
    [site, subjects, at],
  );
}

export interface Erasing {
  readonly site: string;
  readonly subjects: readonly string[];
  readonly at: Date;
  readonly unlessKept?: boolean;
}

/** What all features hold about people, once they are open. */
export interface Personal {
  /** The statement that erases `subjects`, in a transaction that says that it erases. */
  readonly toErasure: (
    subjects: readonly string[],
    at: Date,
    how?: { readonly unlessKept: boolean },
  ) => CompiledQuery<ErasedRows>;
  /** What that statement is made of, without the claims of `except`: for a statement that deletes those rows itself. */
  readonly toErasureSql: (except: PersonalData) => ErasureSql;
  /** What is to be written after that statement; undefined where nothing ever is. */
  readonly before: () => BeforeErasure | undefined;
  readonly sections: (trx: Transaction<Tables>, subject: OpenedSubject) => Promise<readonly Section[]>;
}

/** What a feature holds about people, bound to the open feature. */
export type OpenedPersonalData = PersonalData<void>;

export function bindPersonalData<Api>(
  { before, export: toSection, ...data }: PersonalData<Api>,
  api: Api,
): OpenedPersonalData {
  return {
    ...data,
    export: (trx, subject) => toSection(trx, subject, api),
    ...(before ? { before: () => before(api) } : {}),
  };
}

export function createPersonal(site: string, personal: () => readonly OpenedPersonalData[]): Personal {
  // Made once for each: making it anew took a hundredth of a mix of small changes. Until all features are open, the list grows.
  const known = new Map<PersonalData, { readonly of: number; readonly sql: ErasureSql }>();
  return {
    toErasure: (subjects, at, how) => toErasure(personal(), { site, subjects, at, ...how }),
    toErasureSql: (except) => {
      const all = personal();
      let made = known.get(except);
      if (made?.of !== all.length) {
        made = { of: all.length, sql: toErasureSql(all.filter(({ tables }) => tables !== except.tables)) };
        known.set(except, made);
      }
      return made.sql;
    },
    before: () => {
      const all = personal().flatMap(({ before }) => before?.() ?? []);
      if (all.length === 0) return undefined;
      return async (trx, subjects, at) => {
        const statements: CompiledQuery[] = [];
        for (const one of all) statements.push(...(await one(trx, subjects, at)));
        return statements;
      };
    },
    sections: (trx, subject) => Promise.all(personal().map((data) => data.export(trx, subject))),
  };
}
