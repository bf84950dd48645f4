import type { StoredFile } from "@abide/policy";
import type { Attempted } from "../outbox/message.ts";

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
 *
 * A new one is a new file beside this one, and ten lines of a test:
 *
 * 1. Its first comment names the address of the vendor's documentation that it was written from.
 * 2. A function makes it from what it is configured with: a credential, `map` from declared fields to the vendor's names (what is
 *    not in it is not sent), and `endpoint`, which leads to a stand-in.
 * 3. It asks through `createService` (answer.ts), which says of every answer what becomes of the attempt, and names no value and no
 *    secret in doing so. `attempt` and `give` turn what was refused into what `deliver` and `export` return.
 * 4. The same `outgoing.id` twice makes nothing twice, also when the first answer was lost after the vendor had acted: by the
 *    vendor's idempotency key, by an id of ours that the vendor keeps and can be asked for, or by an address that is the same.
 * 5. `can` is what the vendor's documented HTTP does. What it only offers on a screen is false.
 * 6. `stand-in/<system>.ts` speaks as the vendor does, and `testConnector(name, open)` (test-connector.ts) compares the two.
 */
export interface Connector {
  /** Names the system: `lever`, `webhook`. */
  readonly system: string;
  /** Hosts that it speaks to. No other can be reached. */
  readonly hosts: readonly string[];
  /** Whether those hosts stand in the company's own network, so that private addresses are connected to. Default: not. */
  readonly inside?: boolean;
  /** Declared fields that it is configured to send. One that the recipient does not take is a mistake, told at the start. */
  readonly sends?: readonly string[];
  /** What it can do there. Whatever is false is asked of people: the console lists it. */
  readonly can: { readonly delete: boolean; readonly export: boolean };
  /** Creates or updates one person there. Done again with the same id it changes nothing more. */
  readonly deliver: (outgoing: Outgoing, send: Send, signal: AbortSignal) => Promise<Attempted>;
  /** Deletes the person there. Somebody who is not there is deleted. */
  readonly delete?: (known: Known, send: Send, signal: AbortSignal) => Promise<Attempted>;
  /** Everything that is held about the person there, as JSON; undefined where nothing is. */
  readonly export?: (known: Known, send: Send, signal: AbortSignal) => Promise<unknown>;
}
