import type { StoredFile } from "@abide/policy";
import type { Attempted } from "../outbox.ts";

/** What one person's record becomes at a recipient: the declared fields and no other. */
export interface Outgoing {
  /** The same for every attempt: what the recipient tells a repetition by. */
  readonly id: string;
  readonly activity: string;
  readonly purpose: string;
  /** When the record was collected, in ISO 8601. */
  readonly at: string;
  readonly language: string;
  /** Who it is about, to the recipient: random, another one at each recipient, and leads nowhere outside. */
  readonly pseudonym: string;
  readonly fields: { readonly [field: string]: unknown };
  /** Opens the file in a field. */
  readonly file: (field: string) => Promise<StoredFile>;
}

/** Whom a recipient is asked about: by what it called them, or by what we sent. */
export interface Known {
  readonly id: string;
  readonly pseudonym: string;
  readonly remote: string | undefined;
  readonly email: string | undefined;
}

/** What a connector opens connections with: `fetch`, held to the hosts that it declares. */
export type Send = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Speaks to one recipient's system. It sends what it is given and decides nothing: what may leave, to whom and for what was decided
 * before it is called.
 */
export interface Connector {
  /** Names the system: `lever`, `webhook`. */
  readonly system: string;
  /** Hosts that it speaks to. No other can be reached. */
  readonly hosts: readonly string[];
  /** What it can do there. Whatever is false is asked of people: the console lists it. */
  readonly can: { readonly delete: boolean; readonly export: boolean };
  /** Creates or updates one person there. Done again with the same id it changes nothing more. */
  readonly deliver: (outgoing: Outgoing, send: Send, signal: AbortSignal) => Promise<Attempted>;
  /** Deletes the person there. Somebody who is not there is deleted. */
  readonly delete?: (known: Known, send: Send, signal: AbortSignal) => Promise<Attempted>;
  /** Everything that is held about the person there, as JSON; undefined where nothing is. */
  readonly export?: (known: Known, send: Send, signal: AbortSignal) => Promise<unknown>;
}
