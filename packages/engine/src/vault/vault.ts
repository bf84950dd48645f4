import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import type { Kysely } from "kysely";
import { AbideError } from "../http/error.ts";
import type { Tables } from "../store/tables.ts";
import type { Master } from "./master.ts";
import { mac, seal, unseal, type Place } from "./seal.ts";

/** A subject's key as the store has it: wrapped by one of the vault's own keys. */
export interface WrappedKey {
  readonly kek: string;
  readonly wrapped: Uint8Array;
}

/** The key of one subject, opened. It seals and opens the values of that person and of nobody else. */
export interface SubjectKey {
  readonly seal: (place: Place, value: unknown) => Buffer;
  /** The value, or undefined where it was sealed under another key or for another place. */
  readonly unseal: (place: Place, sealed: Uint8Array) => unknown;
}

/**
 * What personal values are encrypted with. Every subject has a key, wrapped by a key of the vault, which the master key wraps:
 * deleting a subject's key erases the person wherever a copy of their values lies, and rotating the master key rewrites a handful
 * of rows.
 */
export interface Vault {
  /** What signers and the log's key are derived from. The same after the master key was rotated. */
  readonly root: Uint8Array;
  /** A fresh key for `subject`, and the row that keeps it. */
  readonly create: (subject: string) => { readonly key: SubjectKey; readonly row: WrappedKey };
  /** The key of `subject`, or undefined where it cannot be opened. */
  readonly open: (subject: string, row: WrappedKey) => SubjectKey | undefined;
  /** The blind index of `value`: equal for equal values of one `kind`, however an address is capitalised. */
  readonly index: (kind: string, value: string) => Buffer;
}

type Kind = "subject" | "index" | "root";

export interface VaultOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly master: Master;
  /** What the root begins as. Default: random. */
  readonly root?: Uint8Array | undefined;
  readonly clock: () => Date;
}

/** The vault of `site`: its keys, made the first time, and opened by the master key that wraps them. */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const { site, master } = options;
  const keks = new Map<string, KeyObject>();
  const keys: { [kind in Kind]?: Uint8Array } = {};
  let newest = "";
  for (const { id, kind, wrapped, master: wrapper, retired_at } of await readKeys(options)) {
    if (wrapper !== master.id) throw otherKey(site);
    const key = await master.unwrap(wrapped, toContext(site, kind, id)).catch((cause: unknown) => {
      if (cause instanceof AbideError) throw cause;
      throw otherKey(site, cause);
    });
    if (kind === "subject") {
      keks.set(id, createSecretKey(key));
      if (retired_at === null) newest = id;
    } else keys[kind as Kind] = key;
  }
  const { root } = keys;
  const index = keys.index && createSecretKey(keys.index);
  if (!index || !root || newest === "") {
    throw new AbideError("store-unreadable", `Keys of the vault of ${site} are missing from the store.`, {
      next: "Put back the newest back-up of the keys: abide restore",
    });
  }
  const toSubjectKey = (subject: string, key: KeyObject): SubjectKey => ({
    seal: (place, value) => seal(key, toAddress(site, subject, place), Buffer.from(JSON.stringify(value))),
    unseal: (place, sealed) => {
      const plain = unseal(key, toAddress(site, subject, place), sealed);
      return plain === undefined ? undefined : (JSON.parse(plain.toString()) as unknown);
    },
  });
  const opened = createMemory<{ readonly kek: string; readonly wrapped: Buffer; readonly key: SubjectKey }>();
  return {
    root,
    create: (subject) => {
      const key = randomBytes(32);
      const wrapped = seal(keks.get(newest)!, toContext(site, "key", subject), key);
      return { key: toSubjectKey(subject, createSecretKey(key)), row: { kek: newest, wrapped } };
    },
    open: (subject, { kek, wrapped }) => {
      const known = opened.get(subject);
      if (known?.kek === kek && known.wrapped.equals(wrapped)) return known.key;
      const wrapper = keks.get(kek);
      const bytes = wrapper && unseal(wrapper, toContext(site, "key", subject), wrapped);
      if (!bytes) return undefined;
      const key = toSubjectKey(subject, createSecretKey(bytes));
      opened.set(subject, { kek, wrapped: Buffer.from(wrapped), key });
      return key;
    },
    index: (kind, value) => mac(index, `${site}\n${kind}\n${value.normalize("NFKC").trim().toLowerCase()}`),
  };
}

/** Keys that were opened stay open for a minute or two, and no more than these: unwrapping takes as long as opening a value. */
const remembered = { most: 10_000, milliseconds: 60_000 };

interface Memory<Value> {
  readonly get: (name: string) => Value | undefined;
  readonly set: (name: string, value: Value) => void;
}

/**
 * Remembers what was used within the last minute or two. For keys this does not stand in the way of an erasure: a key is given out
 * only for the wrapped one, byte for byte, that was just read from the store, and of who is erased there is none. It saves making the
 * same out of the same. What is left here is forgotten in time, so that the key of somebody erased is soon in no memory either.
 */
function createMemory<Value>(): Memory<Value> {
  // Two generations: what is asked for moves to the younger, and the older is forgotten as a whole.
  let [young, old] = [new Map<string, Value>(), new Map<string, Value>()];
  let timer: NodeJS.Timeout | undefined;
  const age = (): void => {
    clearTimeout(timer);
    [young, old] = [new Map(), young];
    timer = old.size > 0 ? setTimeout(age, remembered.milliseconds).unref() : undefined;
  };
  const set = (name: string, value: Value): void => {
    if (young.size >= remembered.most) age();
    young.set(name, value);
    timer ??= setTimeout(age, remembered.milliseconds).unref();
  };
  return {
    get: (name) => {
      const known = young.get(name);
      if (known !== undefined) return known;
      const older = old.get(name);
      if (older !== undefined) set(name, older);
      return older;
    },
    set,
  };
}

/** The rows of the vault's keys. Made where there are none: by one process, while others wait. */
async function readKeys({ db, site, master, root, clock }: VaultOptions) {
  const read = () => db.selectFrom("vault_key").selectAll().where("site", "=", site).orderBy("created_at").execute();
  const found = await read();
  if (found.length > 0) return found;
  const fresh: { readonly [kind in Kind]: Uint8Array } = {
    subject: randomBytes(32),
    index: randomBytes(32),
    root: root ?? randomBytes(32),
  };
  const rows = await Promise.all(
    Object.entries(fresh).map(async ([kind, key]) => {
      const id = crypto.randomUUID();
      const wrapped = await master.wrap(key, toContext(site, kind, id));
      return { site, id, kind, wrapped, master: master.id, created_at: clock(), retired_at: null };
    }),
  );
  // Of two processes that start on an empty store, the second finds the first one's keys: one of a kind is in use at a time.
  await db
    .insertInto("vault_key")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return read();
}

/** The root of `site`, from its row: what a back-up is signed with, before there is a vault to open. */
export async function openRoot(
  { id, wrapped, master: wrapper }: { readonly id: string; readonly wrapped: Uint8Array; readonly master: string },
  site: string,
  master: Master,
): Promise<Uint8Array> {
  if (wrapper !== master.id) throw otherKey(site);
  return master.unwrap(wrapped, toContext(site, "root", id));
}

/** The vault is locked with a key that was not given. */
export function otherKey(site: string, cause?: unknown): AbideError {
  return new AbideError("key-changed", `The vault of ${site} was locked with another master key than the one given.`, {
    next: "Give the key it was locked with: ABIDE_KEY, ABIDE_MASTER, or the file key in the data folder. Where a rotation was broken off, go on with it: abide rotate",
    cause,
  });
}

/** What a key is wrapped for: in another place it does not open. */
export const toContext = (site: string, kind: string, id: string) => `abide vault\n${site}\n${kind}\n${id}`;
const toAddress = (site: string, subject: string, { activity, record, field }: Place) =>
  `abide value\n${site}\n${subject}\n${activity}\n${record}\n${field}`;
