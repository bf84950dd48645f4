import type { FieldReason } from "./decide.ts";
import type { Policy } from "./policy.ts";

/**
 * Types of what reads records. `engine.records("contact").for("support")` is a `Reader`: it was made for one purpose, and it
 * hands out the fields that may serve this purpose and no other.
 *
 * They prevent mistakes, not intent: a cast gets past them, and `Limited` is lost by `.toLowerCase()`. Behind them stand the
 * decision at run time, which asks the declaration again, and the log.
 */

/** What `engine.records` is, for a policy or for a union of several. */
export type Records<P extends Policy> = <Activity extends ActivityName<P>>(
  activity: Activity,
) => RecordsOf<P, Activity>;

/** The records of one activity. They cannot be read before a purpose is named. */
export interface RecordsOf<P extends Policy, Activity extends ActivityName<P>> {
  readonly activity: Activity;
  /** `as` names who of the company asks; a purpose that a role holds is denied without. */
  readonly for: <Use extends PurposeName<P, Activity>>(
    purpose: NotAny<Use>,
    as?: { readonly by: Actor },
  ) => Reader<P, Activity, Use>;
}

/** Somebody of the company: the id goes into the log, the roles say which purposes they work for. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[];
}

/**
 * Reads records of `Activity` for `Use`.
 *
 * Its members are properties of function type, and `purpose` is literal: TypeScript compares methods loosely, and a reader
 * for one purpose would pass as a reader for another.
 */
export interface Reader<P extends Policy, Activity extends ActivityName<P>, Use extends string> {
  readonly activity: Activity;
  readonly purpose: Use;
  /** The fields of one record, exactly those asked for, or the reason why not. */
  readonly read: <Field extends Readable<P, Activity, Use>>(
    id: string,
    fields: readonly Field[],
  ) => Promise<ReadResult<FieldValues<P, Activity, Use, Field>>>;
  /**
   * A page of records. Those that may not serve the purpose now (a withdrawal, an objection, a restriction) are left out. `next` is
   * the `after` of the next page, and absent on the last one.
   */
  readonly list: <Field extends Readable<P, Activity, Use>>(
    query: ListQuery<P, Activity, Use, Field>,
  ) => Promise<ListResult<FieldValues<P, Activity, Use, Field>>>;
  /** How many records there are in each status, or in all where the activity has none (`""`), of those that `which` finds. */
  readonly count: (which?: Pick<Which<P, Activity, Use>, "where">) => Promise<CountResult>;
  /**
   * Sets the status of a record, or what staff write about it: fields whose source is "staff", where they serve the purpose.
   * `revision` is the one that was read: somebody else's change meanwhile is not overwritten.
   */
  readonly update: (id: string, change: RecordChange<P, Activity, Use>) => Promise<UpdateResult>;
  /**
   * Makes the same change to every record that `which` finds and that may serve the purpose, in commits of at most 500. One that fails
   * half-way leaves the commits before it; done again, it does the rest.
   */
  readonly updateAll: (
    which: Which<P, Activity, Use>,
    change: Omit<RecordChange<P, Activity, Use>, "revision">,
  ) => Promise<ManyResult>;
  /**
   * Erases a record, or all that `which` finds, before their time; with the last record of a person, the person. What a legal hold
   * is on stays. Without any condition it is refused.
   */
  readonly erase: (which: Which<P, Activity, Use>) => Promise<EraseResult>;
  /** The file in a field of one record. */
  readonly download: (id: string, field: FileName<P, Activity, Use>) => Promise<DownloadResult>;
}

/** Which records: those that meet every condition. */
export interface Which<P extends Policy, Activity extends string, Use extends string> {
  readonly id?: string;
  /** Only records in which these fields have exactly these values. They are look-up fields, and have to serve the purpose as well. */
  readonly where?: Named<LookupName<P, Activity, Use>>;
  readonly status?: StatusName<P, Activity>;
  /** Only records collected at this time or later, in ISO 8601. */
  readonly since?: string;
  /** Only records collected before this time. */
  readonly until?: string;
  /** Only records about this person. */
  readonly subject?: string;
}

export interface ListQuery<P extends Policy, Activity extends string, Use extends string, Field> extends Which<
  P,
  Activity,
  Use
> {
  readonly fields: readonly Field[];
  /** "newest" first where it is left out. */
  readonly sort?: "newest" | "oldest";
  /** 50 where it is left out, at most 1,000. */
  readonly limit?: number;
  readonly after?: string;
}

export interface RecordChange<P extends Policy, Activity extends string, Use extends string> {
  readonly status?: StatusName<P, Activity>;
  readonly fields?: Named<StaffName<P, Activity, Use>>;
  readonly revision: number;
}

/** A string by each of these names, where one is given. By no name where there are none: TypeScript would take any in `{}`. */
type Named<Names extends string> = [Names] extends [never]
  ? { readonly [name: string]: never }
  : { readonly [Name in Names]?: string };

/** Why a read was denied: what the declaration or the person says, or what happened to the record or the store. */
export type ReadReason =
  | FieldReason
  | "bad-cursor"
  | "changed"
  | "erased"
  | "expired"
  | "failed"
  | "not-found"
  | "not-lookup"
  | "not-staff"
  | "wrong-value";

export type ReadResult<Fields> =
  | ({ readonly allowed: true } & Listed<Fields>)
  | { readonly allowed: false; readonly reason: ReadReason };

export type ListResult<Fields> =
  | { readonly allowed: true; readonly records: readonly Listed<Fields>[]; readonly next?: string }
  | { readonly allowed: false; readonly reason: ReadReason };

export type CountResult =
  | { readonly allowed: true; readonly counts: { readonly [status: string]: number } }
  | { readonly allowed: false; readonly reason: ReadReason };

export type UpdateResult =
  | { readonly allowed: true; readonly revision: number }
  | { readonly allowed: false; readonly reason: ReadReason };

/** How many records it was. */
export type ManyResult =
  | { readonly allowed: true; readonly records: number }
  | { readonly allowed: false; readonly reason: ReadReason };

export type EraseResult =
  | { readonly allowed: true; readonly records: number; /** Records that a legal hold is on. */ readonly held: number }
  | { readonly allowed: false; readonly reason: ReadReason };

export type DownloadResult =
  | { readonly allowed: true; readonly file: StoredFile }
  | { readonly allowed: false; readonly reason: ReadReason };

/** What a read says of a file: enough to show it. `download` opens it. */
export interface FileFacts {
  /** Safe to show and to save under. */
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** A file that was collected, opened as it is read. */
export interface StoredFile extends FileFacts {
  readonly stream: ReadableStream<Uint8Array>;
}

/** One record: what was asked for, and what is not personal about it. */
export interface Listed<Fields> {
  readonly id: string;
  /** When it was collected, in ISO 8601. */
  readonly at: string;
  readonly status: string | undefined;
  /** When it is erased or anonymised; undefined while the event that starts the clock has not come. */
  readonly due: string | undefined;
  readonly revision: number;
  readonly language: string;
  readonly fields: Fields;
}

declare const limited: unique symbol;

/**
 * A value that may be used for `Use`. A door that takes `Limited<string, "support">` refuses a plain string and a value that
 * was read for another purpose. One that may serve several purposes passes wherever one of them is asked for.
 */
export type Limited<Value, Use extends string> = Value & { readonly [limited]: (purpose: Use) => void };

/** Names of the activities that a policy declares. */
export type ActivityName<P extends Policy> = P extends Policy ? keyof P["activities"] & string : never;

/** Names of the purposes that at least one field of the activity may serve. */
export type PurposeName<P extends Policy, Activity extends string> =
  FieldsOf<P, Activity> extends infer Fields ? AllowedOf<Fields[keyof Fields]> & string : never;

/** Names of the fields that may serve `Use`; of a union of purposes, those that every one of them may use. */
export type FieldName<P extends Policy, Activity extends string, Use extends string> =
  FieldsOf<P, Activity> extends infer Fields
    ? // In a tuple: bare, the comparison distributes over a union, which would then unlock what any of its members may use.
      { [Field in keyof Fields]: [Use] extends [AllowedOf<Fields[Field]>] ? Field : never }[keyof Fields] & string
    : never;

/** `FieldName`, or a sentence where there is none: "not assignable to never" would tell nobody what to do. */
export type Readable<P extends Policy, Activity extends string, Use extends string> = [
  FieldName<P, Activity, Use>,
] extends [never]
  ? { readonly refused: `no field of "${Activity}" may serve this purpose, or all of these purposes: name one purpose` }
  : FieldName<P, Activity, Use>;

/** What is read: each field asked for. One that a form may be sent without can be undefined. */
export type FieldValues<P extends Policy, Activity extends string, Use extends string, Field> = {
  readonly [Name in Field & keyof FieldsOf<P, Activity>]:
    | Limited<ValueOf<FieldsOf<P, Activity>[Name]>, Use>
    | AbsenceOf<FieldsOf<P, Activity>[Name]>;
};

/** Names of the fields by which records are found: those that say so, and e-mail addresses. */
export type LookupName<P extends Policy, Activity extends string, Use extends string> = Extract<
  FieldName<P, Activity, Use>,
  FieldsOf<P, Activity> extends infer Fields
    ? {
        [Field in keyof Fields]: Fields[Field] extends
          | { readonly lookup: true }
          | { readonly shape: { readonly kind: "email" } }
          ? Field
          : never;
      }[keyof Fields]
    : never
>;

/** Names of the fields that staff write, of those that may serve `Use`. */
export type StaffName<P extends Policy, Activity extends string, Use extends string> = Extract<
  FieldName<P, Activity, Use>,
  FieldsOf<P, Activity> extends infer Fields
    ? { [Field in keyof Fields]: Fields[Field] extends { readonly source: "staff" } ? Field : never }[keyof Fields]
    : never
>;

/** Names of the fields that are files, of those that may serve `Use`. */
export type FileName<P extends Policy, Activity extends string, Use extends string> = Extract<
  FieldName<P, Activity, Use>,
  FieldsOf<P, Activity> extends infer Fields
    ? {
        [Field in keyof Fields]: Fields[Field] extends { readonly shape: { readonly kind: "file" } } ? Field : never;
      }[keyof Fields]
    : never
>;

/** Ids of the stages that records of the activity can be in. */
export type StatusName<P extends Policy, Activity extends string> = P extends { readonly activities: infer Activities }
  ? Activity extends keyof Activities
    ? Activities[Activity] extends { readonly statuses: readonly { readonly id: infer Id }[] }
      ? Id & string
      : never
    : never
  : never;

/** `any` is assignable to everything but never: without this, a purpose of type any would unlock every field. */
type NotAny<Use> = 0 extends 1 & Use ? never : Use;

type FieldsOf<P extends Policy, Activity extends string> = P extends { readonly activities: infer Activities }
  ? Activity extends keyof Activities
    ? Activities[Activity] extends { readonly fields: infer Fields }
      ? Fields
      : never
    : never
  : never;

type AllowedOf<Field> = Field extends { readonly for: readonly (infer Purpose)[] } ? Purpose : never;

type AbsenceOf<Field> = Field extends { readonly optional: true } ? undefined : never;

/** A string, as Abide's shapes give, what is known of a file, or what a foreign Standard Schema says that it gives. */
type ValueOf<Field> = Field extends { readonly shape: { readonly kind: "file" } }
  ? FileFacts
  : Field extends {
        readonly shape: { readonly "~standard": { readonly types?: { readonly output: infer Output } | undefined } };
      }
    ? unknown extends Output
      ? string
      : Output
    : string;
