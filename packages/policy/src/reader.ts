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
  readonly for: <Use extends PurposeName<P, Activity>>(purpose: NotAny<Use>) => Reader<P, Activity, Use>;
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
   * A page of records, the newest first. Records that may not serve the purpose now (a withdrawal, an objection, a
   * restriction) are left out. `next` is the `after` of the next page, and absent on the last one.
   */
  readonly list: <Field extends Readable<P, Activity, Use>>(query: {
    readonly fields: readonly Field[];
    /** Only records in which these fields have exactly these values. They have to serve the purpose as well. */
    readonly where?: { readonly [Name in FieldName<P, Activity, Use>]?: string };
    readonly limit?: number;
    readonly after?: string;
  }) => Promise<ListResult<FieldValues<P, Activity, Use, Field>>>;
}

/** Why a read was denied: what the declaration or the person says, or what happened to the record or the store. */
export type ReadReason = FieldReason | "not-found" | "expired" | "erased" | "failed";

export type ReadResult<Fields> =
  | { readonly allowed: true; readonly fields: Fields }
  | { readonly allowed: false; readonly reason: ReadReason };

export type ListResult<Fields> =
  | { readonly allowed: true; readonly records: readonly Listed<Fields>[]; readonly next?: string }
  | { readonly allowed: false; readonly reason: ReadReason };

export interface Listed<Fields> {
  readonly id: string;
  /** When it was collected, in ISO 8601. */
  readonly at: string;
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

/** A string, as Abide's shapes give, or what a foreign Standard Schema says that it gives. */
type ValueOf<Field> = Field extends {
  readonly shape: { readonly "~standard": { readonly types?: { readonly output: infer Output } | undefined } };
}
  ? unknown extends Output
    ? string
    : Output
  : string;
