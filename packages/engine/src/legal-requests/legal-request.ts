import type { Actor } from "@abide/policy";
import type { Addressee } from "../archive/age.ts";
import type { Scope, ScopedRecord } from "../disclosures/scope.ts";
import type { PackageReason } from "../packages/package.ts";
import type { LegalGround } from "./ground.ts";

/** The page of the console that requests belong to. */
export const pageName = "legal-requests";

export interface Registration {
  /** The request's id, a UUID: registered twice under the same id it is one request. Default: a new id. */
  readonly id?: string | undefined;
  /** A recipient of the policy that is an authority. */
  readonly recipient: string;
  /** The office that asks. */
  readonly authority: string;
  /** Who receives the package there. */
  readonly contact: Addressee;
  readonly ground: LegalGround;
  /** The provision and the file number, as the request names them. */
  readonly reference: string;
  readonly received: Date;
  /** When it has to be answered at the latest. */
  readonly due: Date;
  readonly purpose: string;
  readonly scope: Scope;
  /** The notice to the people concerned is forbidden, until then. */
  readonly delayed?: NoticeDelay | undefined;
  readonly by: Actor;
}

/** Why and until when the notice to the people concerned is forbidden. */
export interface NoticeDelay {
  readonly reason: string;
  readonly until: Date;
}

export type LegalReason =
  | PackageReason
  | "no-reason"
  | "not-approved"
  | "same-person"
  | "settled"
  | "wrong-delay"
  | "wrong-ground"
  | "wrong-time";
/** Whether a step was taken, or why not. */
export type Stepped = { readonly done: true } | { readonly done: false; readonly reason: LegalReason };

export type LegalState = "registered" | "approved" | "disclosed" | "refused";

/** A request as its pages in the console show it. */
export interface LegalRequest {
  readonly id: string;
  readonly state: LegalState;
  readonly recipient: string;
  readonly ground: LegalGround;
  readonly received: string;
  readonly due: string;
  readonly purpose: string;
  readonly activity: string;
  readonly fields: readonly string[];
  /** Undefined where its data key is gone. */
  readonly details: LegalDetails | undefined;
  /** Ids of people of the company. */
  readonly registeredBy: string;
  readonly approvedBy: string | undefined;
  readonly disclosedBy: string | undefined;
  readonly refusedBy: string | undefined;
  /** When each of these was. */
  readonly registeredAt: string;
  readonly approvedAt: string | undefined;
  readonly disclosedAt: string | undefined;
  readonly refusedAt: string | undefined;
  /** When its package was fetched first: until then the authority has nothing. */
  readonly fetched: string | undefined;
  /** Its package ended before anybody fetched it. It can be made again. */
  readonly lapsed: boolean;
  /** How many people it concerns. */
  readonly subjects: number | undefined;
  readonly package: string | undefined;
  /** The people concerned are told once it was fetched: `due` until the job has written to all. */
  readonly notice: "not-yet" | "delayed" | "due" | "sent";
  readonly delayedUntil: string | undefined;
  /** The person of the company who named that day. */
  readonly delayedBy: string | undefined;
  /** How many people were written to, and how many could not be. */
  readonly noticed: number | undefined;
  readonly unnoticed: number | undefined;
}

/** Who asks and why, and what was said about it: sealed under the request's data key. */
export interface LegalDetails {
  readonly authority: string;
  readonly contact: Addressee;
  readonly reference: string;
  readonly subjects?: readonly string[] | undefined;
  readonly which?: Scope["which"];
  /** Why the notice to the people concerned is forbidden. */
  readonly delay?: string | undefined;
  /** Why it was refused. */
  readonly refusal?: string | undefined;
}

export type Registered =
  | { readonly registered: true; readonly id: string }
  | { readonly registered: false; readonly reason: LegalReason };

/** What would leave, or why it may not be seen. */
export type Preview =
  | {
      readonly allowed: true;
      readonly records: number;
      readonly subjects: number;
      readonly fields: readonly string[];
      /** The first of them, where values were asked for. */
      readonly sample: readonly ScopedRecord[];
    }
  | { readonly allowed: false; readonly reason: LegalReason };
