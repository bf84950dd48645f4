import type { ActivityName, FieldName, Policy, Receives, Recipient } from "@abide/policy";

// The recipients of a policy as types: only what one of them takes compiles.

/** Recipients of a policy as they were declared. */
type RecipientsOf<P extends Policy> =
  P extends Receives<infer R> ? (unknown extends R ? { readonly [recipient: string]: Recipient } : R) : never;
type RecipientOf<P extends Policy, Name> =
  RecipientsOf<P> extends infer R ? (Name extends keyof R ? R[Name] : never) : never;
type TakesOf<P extends Policy, Name> =
  RecipientOf<P, Name> extends { readonly takes: infer T }
    ? T
    : // Of a policy that is not known in particular anything may be asked: what it declares is looked at when it runs.
      string extends keyof RecipientsOf<P>
      ? { readonly [activity: string]: readonly string[] }
      : { readonly [none in never]: never };

/** Names of the recipients that a policy declares. */
export type RecipientName<P extends Policy> = P extends Policy ? keyof RecipientsOf<P> & string : never;

/** Names of the activities that the recipient takes something of. */
export type TakenActivity<P extends Policy, Name extends string> = keyof TakesOf<P, Name> & ActivityName<P>;

/** Names of the purposes that the recipient serves. */
export type ServedPurpose<P extends Policy, Name extends string> =
  RecipientOf<P, Name> extends { readonly for: readonly (infer Use)[] } ? Use & string : never;

/** Names of the fields that the recipient takes and that may serve the purpose. */
export type TakenField<P extends Policy, Name extends string, Activity extends string, Use extends string> =
  TakesOf<P, Name> extends infer Takes
    ? Activity extends keyof Takes
      ? NonNullable<Takes[Activity]> extends readonly (infer Field)[]
        ? Field & FieldName<P, Activity, Use>
        : never
      : never
    : never;
