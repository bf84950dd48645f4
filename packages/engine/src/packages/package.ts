import type { Actor, Policy, Which } from "@abide/policy";
import type { Selectable, Transaction } from "kysely";
import type { Addressee, OpenedWith } from "../archive/age.ts";
import type { Scope } from "../disclosures/scope.ts";
import type { ScopeReason } from "../disclosures/decide-leaving.ts";
import type { RecipientName, ServedPurpose, TakenActivity, TakenField } from "../disclosures/taken.ts";
import type { Tables } from "../store/tables.ts";
import type { PackageTable } from "./tables.ts";

export interface PackageRequest {
  /** The package's id, a UUID, for a caller that may ask twice: the same id makes nothing new. Default: a new one. */
  readonly id?: string | undefined;
  /** A recipient of the policy, such as a professional adviser. Authorities and successors have ways of their own. */
  readonly recipient: string;
  readonly adviser: Addressee;
  readonly purpose: string;
  readonly scope: Scope;
  /** What the adviser opens it with. */
  readonly key: OpenedWith;
  /** From then on the link leads nowhere, the file is gone and its key is destroyed. */
  readonly expires: Date;
  readonly by: Actor;
  /** The site's address as the adviser sees it. */
  readonly origin?: string | undefined;
}

export type PackageReason =
  | ScopeReason
  | "again"
  | "failed"
  | "no-place"
  | "wrong-adviser"
  | "wrong-expiry"
  | "wrong-key";

export interface Made {
  readonly made: true;
  readonly id: string;
  /** It works once. Nobody can be told it again: what is kept of it is a keyed hash. */
  readonly link: `/abide/package/${string}`;
  readonly records: number;
  readonly subjects: number;
  /** SHA-256 of the manifest in the package. */
  readonly manifest: string;
}
export type MadePackage = Made | { readonly made: false; readonly reason: PackageReason };

export type PackageState = "ready" | "downloaded" | "expired" | "revoked" | "outdated";

/** A package as it is known here. Its values are not: nobody here can open it. */
export interface PackageFacts {
  readonly id: string;
  /** `outdated`: before it was fetched somebody in it said no, or something in it was erased or ended. It has to be made anew. */
  readonly state: PackageState;
  readonly way: string;
  /** The request of an authority that it answers. */
  readonly request: string | undefined;
  readonly recipient: string;
  /** Undefined where the data key is gone. */
  readonly adviser: Addressee | undefined;
  readonly purpose: string;
  readonly activity: string;
  readonly fields: readonly string[];
  readonly records: number;
  readonly subjects: number;
  readonly bytes: number;
  readonly manifest: string;
  readonly by: string;
  readonly at: string;
  readonly expires: string;
  readonly downloaded: string | undefined;
  /** How often its key was asked for. */
  readonly opened: number;
  readonly ended: string | undefined;
  /** Names its newest link, without giving it away. */
  readonly edition: string;
}

/** The same, under a policy: only what it declares compiles. */
export type PackageRequestOf<
  P extends Policy,
  Name extends string,
  Activity extends string,
  Use extends string,
  Field,
> = Omit<PackageRequest, "purpose" | "recipient" | "scope"> & {
  readonly recipient: Name;
  readonly purpose: Use;
  readonly scope: {
    readonly activity: Activity;
    readonly fields: readonly Field[];
    readonly subjects?: readonly string[] | undefined;
    readonly which?: Omit<Which<P, Activity, Use>, "subject"> | undefined;
  };
};

/** Sealed packages for people outside: auditors, law firms. */
export interface Packages<P extends Policy = Policy> {
  /**
   * Makes a package, or says why not. It decides as every way out does: a declared recipient, only the fields that it takes and that
   * may serve the purpose, nobody who said no to that. For a purpose that a role holds, only people of that role make one.
   */
  readonly make: <
    const Name extends RecipientName<P>,
    const Activity extends TakenActivity<P, Name>,
    const Use extends ServedPurpose<P, Name>,
    const Field extends TakenField<P, Name, Activity, Use>,
  >(
    asked: PackageRequestOf<P, Name, Activity, Use, Field>,
  ) => Promise<MadePackage>;
  readonly list: () => Promise<readonly PackageFacts[]>;
  /**
   * A new link for a package that is still there; the one before leads nowhere from then on. With `edition`, only where that is still
   * the newest one: asked twice, it makes one.
   */
  readonly renew: (
    id: string,
    by: Actor,
    edition?: string,
  ) => Promise<{ readonly link: `/abide/package/${string}` } | undefined>;
  /** Ends a package before its time. False where there is none, or none any more. */
  readonly revoke: (id: string, by: Actor) => Promise<boolean>;
  /** Ends what is over its time. Returns how many. A job does it every ten minutes. */
  readonly prune: () => Promise<number>;
}

/** Packages as the pages and other features use them. */
export interface PackagesApi extends Omit<Packages, "make"> {
  readonly make: (asked: PackageRequest) => Promise<MadePackage>;
  readonly makeFor: (
    way: "package" | "legal-request",
    asked: PackageRequest,
    answering?: Answering,
  ) => Promise<MadePackage>;
  readonly look: (token: string) => Promise<Selectable<PackageTable> | undefined>;
  readonly download: (token: string) => Promise<Fetched>;
  /** The package's own key, sealed for its addressee; "ended" once it is handed out no more, undefined where there is no package. */
  readonly release: (id: string, proof: string) => Promise<Uint8Array | "ended" | undefined>;
  /** The address below the site's own where the key of a package is to be had. */
  readonly toKeyPath: (id: string) => Promise<`/abide/package/${string}`>;
}

/** The request of an authority that a package answers. */
export interface Answering {
  readonly request: string;
  /** Done in the commit that keeps the package. What it throws keeps nothing. */
  readonly within: (trx: Transaction<Tables>, made: Omit<Made, "link">) => Promise<void>;
}

export type Fetched =
  | { readonly fetched: true; readonly stream: ReadableStream<Uint8Array>; readonly size: number; readonly id: string }
  | { readonly fetched: false; readonly reason: "used" | "ended" | "outdated" | "unknown" };

/** Most records of one package: an adviser sees what is needed, and the commit that writes them all down stays short. */
export const mostRecords = 20_000;
