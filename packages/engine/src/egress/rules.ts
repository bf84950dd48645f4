import { isLoopback, isPrivateAddress, toPlain } from "./address.ts";

/** Something outside of this process that it may reach, and what for. Whatever no rule names is refused. */
export type Rule = HostRule | SocketRule | ProgramRule | AddonRule;

export interface HostRule {
  /** A name, or an address. It stands for itself alone: there are no patterns. */
  readonly host: string;
  readonly port: number;
  /** Whether it may lie in a private network. Loopback counts as private. Default: not. */
  readonly private?: boolean;
  /** Who needs it: `recipient lever`, `store`. */
  readonly of: string;
}

export interface SocketRule {
  /** Path of a unix socket. */
  readonly socket: string;
  readonly of: string;
}

export interface ProgramRule {
  /** Path of a program that may be started, with an environment of nothing but place and language. */
  readonly program: string;
  /** What its arguments have to begin with. */
  readonly args?: readonly string[];
  readonly of: string;
}

export interface AddonRule {
  /** Path of a native addon, which the guard cannot see into. */
  readonly addon: string;
  readonly of: string;
}

const rules = new Map<string, Rule>();

/**
 * Adds to what this process may reach. Each part that speaks to something outside says so where it is configured: the store, the
 * bucket, the connectors. Without a guard (see guard.ts) nothing comes of it.
 */
export function permit(...added: readonly Rule[]): void {
  for (const rule of added) {
    // Nothing is inherited: a member that somebody put on every object would widen it.
    rules.set(JSON.stringify(rule), Object.freeze(Object.assign(Object.create(null) as Rule, rule)));
  }
}

/** Everything that this process may reach. */
export function permitted(): readonly Rule[] {
  return [...rules.values()];
}

/**
 * The rules for a host as a connector or an address names it: `api.vendor.example`, `127.0.0.1:4602`, `https://kms.example/`. Port 443
 * where it says none. Loopback that is written out is meant; another private address has to be declared as one.
 */
export function toHostRule(place: string, of: string, options: { readonly private?: boolean } = {}): HostRule {
  const url = new URL(place.includes("://") ? place : `https://${place}`);
  const host = toName(url.hostname);
  const port = url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port);
  return { host, port, of, ...(options.private || isHere(host) ? { private: true } : {}) };
}

/** A name or an address in the one form that it is compared by. */
export function toName(host: string): string {
  const bare = host.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  return toPlain(bare) ?? bare.toLowerCase();
}

/** Whether `name` says of itself that it is this machine: it is answered without asking anybody. */
export function isHere(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || (toPlain(name) !== undefined && isLoopback(name));
}

/** How long an address counts as one of the name that led to it, in milliseconds. Libraries keep what they found for minutes. */
const pinned = 3_600_000;

/** What is decided by the rules that `list` gives at the moment of asking. */
export function createDecisions(list: () => readonly Rule[], now: () => number) {
  /** Addresses that a declared name led to, and until when each counts, by name. */
  const pins = new Map<string, Map<string, number>>();
  const hosts = () => list().filter((rule) => "host" in rule);

  return {
    /** Whether `name` may be looked up, or named in a handshake. */
    mayName: (name: string): boolean => isHere(toName(name)) || hosts().some(({ host }) => host === toName(name)),

    /** Notes where a declared name leads; what is given back is the part that may be connected to. */
    pin: (name: string, addresses: readonly string[]): string[] => {
      const named = hosts().filter(({ host }) => host === toName(name));
      const open = addresses.filter((address) => !isPrivateAddress(address) || named.some((rule) => rule.private));
      for (const address of named.length > 0 ? open : []) {
        const names = pins.get(toName(address)) ?? new Map<string, number>();
        pins.set(toName(address), names.set(toName(name), now() + pinned));
      }
      for (const [address, names] of pins) {
        for (const [held, until] of names) if (until < now()) names.delete(held);
        if (names.size === 0) pins.delete(address);
      }
      // Loopback that nobody declared is still where "localhost" leads: connecting to it is decided by address and port.
      return named.length > 0 ? open : [...addresses];
    },

    /** Whether a connection to this very address may be opened. */
    mayConnect: (address: string, port: number): boolean => {
      const plain = toPlain(address);
      if (plain === undefined) return false;
      const names = pins.get(plain);
      return hosts().some(
        (rule) =>
          rule.port === port &&
          (rule.host === plain || (names?.get(rule.host) ?? 0) > now()) &&
          (rule.private === true || !isPrivateAddress(plain)),
      );
    },

    mayOpenSocket: (path: string): boolean => list().some((rule) => "socket" in rule && rule.socket === path),

    mayStart: (program: string, args: readonly string[], env: readonly string[]): boolean =>
      list().some(
        (rule) =>
          "program" in rule && rule.program === program && (rule.args ?? []).every((arg, index) => args[index] === arg),
      ) && env.every((pair) => harmless.test(pair)),

    mayLoad: (path: string): boolean => list().some((rule) => "addon" in rule && rule.addon === path),
  };
}

export type Decisions = ReturnType<typeof createDecisions>;

/**
 * What a program may be told by its environment. By others it could be made to run something else: LD_PRELOAD, BASH_ENV and their
 * like grow in number.
 */
const harmless = /^(?:HOME|LANG|LC_\w+|LOGNAME|NODE_V8_COVERAGE|PATH|TMPDIR|TZ|USER)=/;
