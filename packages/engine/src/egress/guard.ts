import { Socket } from "node:net";
import * as loading from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import threads from "node:worker_threads";
import { AbideError, type AbideErrorCode } from "../http/error.ts";
import { isLoopback } from "./address.ts";
import { isIntact } from "./intact.ts";
import { createDecisions, toName, type Decisions, type Rule } from "./rules.ts";

/** An attempt that was refused. */
export interface Refusal {
  readonly way: "connection" | "socket" | "datagram" | "name" | "program" | "thread" | "addon";
  /** `evil.example:443`, `/run/docker.sock`, `/usr/bin/curl`. */
  readonly what: string;
  /** File and line of whoever tried, where that can be told. */
  readonly by: string | undefined;
}

export interface Guarding {
  /** What may be reached, asked at each attempt. */
  readonly list: () => readonly Rule[];
  /** Told of every attempt that was refused. */
  readonly refused: (refusal: Refusal, error: AbideError) => void;
  /** The module that guards a thread, which gets the rules of the moment. It awaits nothing, so that it can be required. */
  readonly thread: URL;
}

/** Under which name a thread finds its rules. */
export const threadRules = "abide egress";

type Call = (this: object, ...given: never[]) => unknown;
type Class = { readonly prototype: object };
type Binding = { readonly [name: string]: object | Call };

/** libuv's number for "permission denied". */
const denied = -13;

// Kept from before anybody could replace them: a method that is looked up later hands what it is called on to whoever did.
const { apply, construct } = Reflect;
const { stringify } = JSON;
const { fromEntries, entries, setPrototypeOf, create, defineProperty } = Object;
const { setEnvironmentData } = threads;
// oxlint-disable-next-line typescript/unbound-method -- called by `apply` alone
const { get: getWeak, set: setWeak } = WeakMap.prototype;

let guarded = false;

/** Whether this thread is guarded. */
export const isGuarded = (): boolean => guarded;

/**
 * Refuses, from here on and until the process ends, every connection, datagram, name look-up, program and unguarded thread that no rule
 * allows. The refusal is the socket's error, the callback's or the promise's: an AbideError that says which host and what to do.
 *
 * It replaces the methods of the objects that node's own modules call into libuv with, one layer below `net`, `dns`, `dgram` and
 * `child_process`. What `fetch`, an HTTP agent or a library kept from before is therefore held as well.
 */
export function guardEgress({ list, refused, thread }: Guarding): void {
  if (guarded) throw new AbideError("closed", "This process is guarded already.");
  guarded = true;
  const decisions = createDecisions(list, Date.now);

  /** Errors by what was attempted, until the socket that they are for takes them. */
  const errors = new Map<string, AbideError>();
  const refuse = (way: Refusal["way"], what: string, error = toError(way, what)): AbideError => {
    refused({ way, what, by: findCaller() }, error);
    errors.delete(what);
    errors.set(what, error);
    for (const oldest of errors.keys()) if (errors.size > 100) errors.delete(oldest);
    return error;
  };

  // Connections: TCP, and TLS, HTTP, HTTP/2, fetch and WebSocket above it.
  const { TCP } = bind("tcp_wrap") as { TCP: Class };
  const own = createOwnServers(TCP);
  for (const name of ["connect", "connect6"]) {
    replace(TCP.prototype, name, (connect) => {
      return function (this: object, request: object, address: string, port: number, ...rest: never[]) {
        // What is no text could say one thing here and another to libuv.
        if (typeof address !== "string") return denied;
        // IPv6 may name the interface.
        const plain = toName(address.replace(/%.*$/, ""));
        if (own.has(plain, port) || decisions.mayConnect(plain, port))
          return apply(connect, this, [request, address, port, ...rest]);
        refuse("connection", toPlace(address, port));
        return denied;
      };
    });
  }
  const { Pipe } = bind("pipe_wrap") as { Pipe: Class };
  replace(Pipe.prototype, "connect", (connect) => {
    return function (this: object, request: object, path: string, ...rest: never[]) {
      if (decisions.mayOpenSocket(path)) return apply(connect, this, [request, path, ...rest]);
      refuse("socket", path);
      return denied;
    };
  });
  // The error that a socket shows says what was refused and what to do, where libuv's says "EACCES".
  const sockets = Socket.prototype as { destroy: (this: Socket, error?: Error) => Socket };
  const { destroy } = sockets;
  sockets.destroy = function (error) {
    return destroy.call(this, error && (toRefusal(error, errors) ?? error));
  };
  // A host that shares its address with a declared one, as those of a content network do.
  const { TLSWrap } = bind("tls_wrap") as { TLSWrap: Class };
  replace(TLSWrap.prototype, "setServername", (setServername) => {
    return function (this: object, name: string) {
      if (decisions.mayName(name)) return apply(setServername, this, [name]);
      const error = refuse("connection", name);
      process.nextTick(() => toOwner(this)?.destroy?.(error));
      return undefined;
    };
  });

  // Datagrams, QUIC among them one day.
  const { UDP } = bind("udp_wrap") as { UDP: Class };
  for (const name of ["send", "send6"]) {
    replace(UDP.prototype, name, (send) => {
      return function (this: object, ...given: never[]) {
        const [request, , , port, address] = given as unknown as [SendRequest, unknown, unknown, unknown, unknown];
        // A socket that is connected already was asked about when it was.
        if (typeof address !== "string" || decisions.mayConnect(address, Number(port))) return apply(send, this, given);
        const error = refuse("datagram", toPlace(address, Number(port)));
        const { callback } = request;
        if (callback) process.nextTick(callback, error);
        else process.nextTick(() => toOwner(this)?.emit?.("error", error));
        return 0;
      };
    });
  }
  for (const name of ["connect", "connect6"]) {
    replace(UDP.prototype, name, (connect) => {
      return function (this: object, address: string, port: number) {
        if (typeof address !== "string") return denied;
        if (decisions.mayConnect(address, port)) return apply(connect, this, [address, port]);
        refuse("datagram", toPlace(address, port));
        return denied;
      };
    });
  }

  guardNames(decisions, refuse);
  guardPrograms(decisions, refuse);
  guardThreads(list, thread, refuse);
  loading.syncBuiltinESMExports();
}

type Refuse = (way: Refusal["way"], what: string, error?: AbideError) => AbideError;
type SendRequest = { readonly callback?: (error: Error) => void };

/** A question to a name server, as node's modules make one: with a callback, or with a promise's two ends. */
interface Question {
  hostname?: string;
  oncomplete?: (error: unknown, found?: unknown, ...more: unknown[]) => void;
  readonly callback?: (error: Error) => void;
  readonly reject?: (error: Error) => void;
}

/** Look-ups carry words out: `secret.evil.example` reaches whoever runs `evil.example`, whatever is answered. */
function guardNames(decisions: Decisions, refuse: Refuse): void {
  const cares = bind("cares_wrap") as Binding & {
    ChannelWrap: Class;
    GetAddrInfoReqWrap: Class;
    GetNameInfoReqWrap: Class;
  };
  const answer = (question: Question, error: Error): number => {
    const tell = question.callback ?? question.reject;
    if (tell) process.nextTick(() => tell(error));
    return tell ? 0 : denied;
  };
  /** Keeps of the addresses that were found what may be connected to. */
  const pin = (question: Question, complete: NonNullable<Question["oncomplete"]>) =>
    function (this: Question, error: unknown, found?: unknown, ...more: unknown[]) {
      const name = question.hostname;
      if (error || !Array.isArray(found) || name === undefined) return complete.call(this, error, found, ...more);
      const open = isIntact() ? decisions.pin(name, found as string[]) : [];
      if (open.length > 0 || found.length === 0) return complete.call(this, error, open, ...more);
      answer(question, refuse("name", name, toPrivate(name, String(found[0]))));
    };

  replace(cares, "getaddrinfo", (getaddrinfo) => {
    return function (this: object, question: Question, name: string, ...rest: never[]) {
      if (decisions.mayName(name)) return apply(getaddrinfo, this, [question, name, ...rest]);
      return answer(question, refuse("name", name));
    };
  });
  // `dns.promises` kept `getaddrinfo` from before anybody could replace it. What it cannot have kept is the question's own members.
  for (const { prototype } of [cares.GetAddrInfoReqWrap, cares.GetNameInfoReqWrap]) {
    const isReverse = prototype === cares.GetNameInfoReqWrap.prototype;
    intercept(prototype, "hostname", (question, name) => {
      const late = question.callback !== undefined;
      if (!late && (isReverse || !decisions.mayName(String(name)))) throw refuse("name", String(name));
      return name;
    });
  }
  intercept(cares.GetAddrInfoReqWrap.prototype, "oncomplete", (question, complete) =>
    pin(question, complete as NonNullable<Question["oncomplete"]>),
  );
  replace(cares, "getnameinfo", () => {
    return (question: Question, address: string) => answer(question, refuse("name", address));
  });

  const { prototype } = cares.ChannelWrap;
  for (const name of Object.getOwnPropertyNames(prototype).filter((one) => /^query|^getHostByAddr$/.test(one))) {
    replace(prototype, name, (query) => {
      return function (this: object, question: Question, host: string, ...rest: never[]) {
        if (name === "getHostByAddr" || !decisions.mayName(host)) return answer(question, refuse("name", host));
        if (/^query(?:A|Aaaa)$/.test(name) && question.oncomplete)
          question.oncomplete = pin(question, question.oncomplete);
        return apply(query, this, [question, host, ...rest]);
      };
    });
  }
  // Another name server would be a host like any other.
  const usual = new Set(new (cares.ChannelWrap as unknown as ChannelClass)(-1, 4, 0).getServers().map(String));
  replace(
    prototype,
    "setServers",
    (setServers) => {
      return function (this: object, servers: readonly (readonly unknown[])[]) {
        const copy = [...servers].map(
          ([family, address, port]) => [Number(family), String(address), Number(port)] as const,
        );
        if (!isIntact()) throw toReplaced();
        const other = copy.find(
          ([, address, port]) => !usual.has(String([address, port])) && !decisions.mayConnect(address, port),
        );
        if (other) throw refuse("name", toPlace(other[1], other[2]));
        return apply(setServers, this, [copy]);
      };
    },
    "throws",
  );
}

type ChannelClass = new (
  timeout: number,
  tries: number,
  most: number,
) => {
  readonly getServers: () => readonly (readonly [string, number])[];
};

/** What another program does is out of sight. */
function guardPrograms(decisions: Decisions, refuse: Refuse): void {
  const { Process } = bind("process_wrap") as { Process: Class };
  replace(Process.prototype, "spawn", (spawn) => {
    return function (this: object, ...given: never[]) {
      // Copied, so that nothing of it changes between the question and the start.
      const [program, args, folder, env, ...rest] = given as unknown as [string, string[]?, unknown?, string[]?];
      const [ownArgs, ownEnv] = [toTexts(args ?? []), toTexts(env ?? [])];
      if (!decisions.mayStart(program, ownArgs.slice(1), ownEnv)) throw refuse("program", program);
      return apply(spawn, this, [program, args && ownArgs, folder, env && ownEnv, ...rest]);
    };
  });
  replace(
    bind("spawn_sync"),
    "spawn",
    (spawn) => {
      return function (this: object, options: { file: string; args?: string[]; envPairs?: string[] }) {
        const { file, args = [], envPairs = [] } = options;
        const copy = { ...options, file, args: toTexts(args), envPairs: toTexts(envPairs) };
        if (!decisions.mayStart(copy.file, copy.args.slice(1), copy.envPairs)) throw refuse("program", copy.file);
        return apply(spawn, this, [copy]);
      };
    },
    "throws",
  );
  replace(process, "execve", () => (program: string) => {
    throw refuse("program", program);
  });
  replace(
    process,
    "dlopen",
    (dlopen) => {
      return function (this: object, module: object, path: string, ...rest: never[]) {
        if (!decisions.mayLoad(path)) throw refuse("addon", path);
        return apply(dlopen, this, [module, path, ...rest]);
      };
    },
    "throws",
  );
}

/** A copy of `list` as it is now. Making it runs what is not text in it, which may have replaced something. */
function toTexts(list: readonly unknown[]): string[] {
  const texts = [...list].map(String);
  if (!isIntact()) throw toReplaced();
  return texts;
}

/**
 * A thread has modules of its own, so it is guarded from its first line on, whatever its options are. One that cannot be, such as
 * the thread of module hooks (`module.register`), is not started.
 */
function guardThreads(list: () => readonly Rule[], thread: URL, refuse: Refuse): void {
  const { Worker } = threads;
  const { handle, member } = findThreadHandle();
  const file = fileURLToPath(thread);
  /** Whether threads that are being made here have come to their start, by their handles. */
  const starting = new WeakMap<object, { begun: boolean }>();
  const { startThread } = handle as { readonly startThread: Call };
  replace(
    handle,
    "startThread",
    () => {
      return function (this: object) {
        const mine = apply(getWeak, starting, [this]) as { begun: boolean } | undefined;
        if (!mine) throw refuse("thread", "it is not one of node:worker_threads as it is now");
        mine.begun = true;
      };
    },
    "throws",
  );
  /**
   * A Worker that starts once it is made. What it is given can hold getters, which run meanwhile and may make another one or touch this
   * one: so it has the handle that it got first, or none.
   */
  const make = (given: unknown, options: object, target: Class): object => {
    const mine = { begun: false };
    let [own, made]: [object | null, boolean] = [null, false];
    const change = (value: object | null): void => {
      if (own && !made) throw refuse("thread", "somebody took part in making it");
      own = value;
      if (value && !made) apply(setWeak, starting, [value, mine]);
    };
    function Ours(): void {}
    Ours.prototype = create(target.prototype, {
      [member]: {
        set(this: object, value: object) {
          change(value);
          defineProperty(this, member, { get: () => own, set: change });
        },
      },
    }) as object;
    const worker = setPrototypeOf(construct(Worker, [given, options], Ours) as object, target.prototype) as object;
    made = true;
    if (own && mine.begun) apply(startThread, own, []);
    return worker;
  };
  const guarded = new Proxy(Worker, {
    construct: (_, [given, options]: unknown[], target) => {
      const { execArgv = process.execArgv, env = process.env, ...others } = { ...(options as threads.WorkerOptions) };
      if (!isIntact()) throw refuse("thread", "what it would be guarded with was replaced");
      // `--require` comes before `--import`, and this one before another's. NODE_OPTIONS would come before all of them.
      const first = ["--require", file, ...execArgv.filter((part) => typeof part === "string")];
      const own = typeof env === "object" ? fromEntries(entries(env).filter(([name]) => name !== "NODE_OPTIONS")) : env;
      setEnvironmentData(threadRules, stringify(list()));
      const { NODE_OPTIONS: held } = process.env;
      delete process.env["NODE_OPTIONS"];
      try {
        return make(given, { ...others, execArgv: first, env: own }, target);
      } finally {
        if (held !== undefined) process.env["NODE_OPTIONS"] = held;
      }
    },
  });
  lock(threads, "Worker", guarded);
}

/** The prototype of what starts threads, and where a Worker keeps its own. Node shows it to nobody, but hands it to the setter of an object that a Worker inherits from. */
function findThreadHandle(): { readonly handle: object; readonly member: PropertyKey } {
  const found: { handle?: object; member?: PropertyKey } = {};
  const stop = new Error();
  const prototype = new Proxy<object>(threads.Worker.prototype, {
    set: (target, name, value: unknown, receiver) => {
      if (typeof (value as { startThread?: unknown } | null)?.startThread !== "function")
        return Reflect.set(target, name, value, receiver);
      found.handle = Object.getPrototypeOf(value) as object;
      found.member = name;
      throw stop;
    },
  });
  function Probe(): void {}
  Probe.prototype = prototype;
  try {
    Reflect.construct(threads.Worker, ["", { eval: true }], Probe);
  } catch (error) {
    if (error !== stop) throw error;
  }
  const { handle, member } = found;
  return handle && member !== undefined ? { handle, member } : cannot("threads");
}

/** Addresses and ports on which this very process listens: a server of its own is not outside. */
function createOwnServers(TCP: Class): { readonly has: (address: string, port: number) => boolean } {
  const listening = new Set<WeakRef<object>>();
  /** Servers whose "::" does not stand for IPv4 as well. */
  const only6 = new WeakSet<object>();
  const { getsockname } = TCP.prototype as { readonly getsockname: Call };
  replace(TCP.prototype, "bind6", (bind6) => {
    return function (this: object, ...given: never[]) {
      const [, , flags] = given as unknown as [string, number, number];
      if ((flags & 1) !== 0) only6.add(this);
      return apply(bind6, this, given);
    };
  });
  replace(TCP.prototype, "listen", (listen) => {
    return function (this: object, ...given: never[]) {
      const status = apply(listen, this, given);
      if (status === 0) listening.add(new WeakRef(this));
      return status;
    };
  });
  return {
    has: (address, port) => {
      if (!isLoopback(address)) return false;
      for (const held of listening) {
        const server = held.deref();
        const into: { address?: string; port?: number } = {};
        // One that was closed has no name any more.
        if (!server || apply(getsockname, server, [into]) !== 0) listening.delete(held);
        else if (into.port === port) {
          const at = toName(into.address ?? "");
          // Another process may listen on the same port of another address of this machine.
          const all =
            at === "::" ? !only6.has(server) || address.includes(":") : at === "0.0.0.0" && !address.includes(":");
          if (all || at === address) return true;
        }
      }
      return false;
    },
  };
}

/** What was refused and what to do, by the way it was tried. */
const words: { readonly [way in Refusal["way"]]: readonly [code: AbideErrorCode, says: string, next: string] } =
  (() => {
    const host = [
      "undeclared-host",
      "No declared recipient has the host {}, so nothing is sent there.",
      "Declare it as a recipient in the policy and give the engine its connector. What belongs to the deployment itself is named in the engine's `egress`.",
    ] as const;
    return {
      connection: host,
      datagram: host,
      name: host,
      socket: [
        "undeclared-host",
        "Nothing that is declared listens on {}, so it is not connected to.",
        "If the deployment needs it, name it in the engine's `egress`: { socket }.",
      ],
      program: [
        "undeclared-program",
        "{} is not started: nobody could see where it sends what it gets.",
        "Start it outside of this process; or name it in the engine's `egress`, and give it an environment of nothing but place and language.",
      ],
      thread: [
        "undeclared-program",
        "A thread is not started that could not be guarded: {}.",
        "Take Worker from node:worker_threads when it is needed; register module hooks with registerHooks, or before the guard.",
      ],
      addon: [
        "undeclared-program",
        "The native addon {} is not loaded: nobody could see what it does.",
        "If the deployment needs it, name it in the engine's `egress`: { addon }.",
      ],
    };
  })();

function toError(way: Refusal["way"], what: string): AbideError {
  const [code, says, next] = words[way];
  return new AbideError(
    code,
    says.replace("{}", () => what),
    { next },
  );
}

function toPrivate(name: string, address: string): AbideError {
  return new AbideError(
    "undeclared-host",
    `${name} leads to the private address ${address}, so nothing is sent there.`,
    {
      next: "Give a host that everybody can reach. One inside your own network has to be declared as such: `inside` of its connector, or `private: true` in the engine's `egress`.",
    },
  );
}

/** The refusal behind what a socket is about to show; with several addresses it is one of several. */
function toRefusal(error: Error, errors: ReadonlyMap<string, AbideError>): AbideError | undefined {
  const {
    code,
    syscall,
    address,
    port,
    errors: several,
  } = error as Error & {
    readonly [member in "code" | "syscall" | "address" | "port" | "errors"]?: unknown;
  };
  if (Array.isArray(several)) return (several as Error[]).map((one) => toRefusal(one, errors)).find((one) => one);
  if (code !== "EACCES" || syscall !== "connect" || typeof address !== "string") return undefined;
  return errors.get(port === undefined ? address : toPlace(address, Number(port)));
}

function toPlace(address: string, port: number): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** The socket that a handle belongs to. */
function toOwner(
  handle: object,
): { destroy?: (error: Error) => void; emit?: (name: string, error: Error) => void } | undefined {
  const symbol = Object.getOwnPropertySymbols(handle).find(({ description }) => description === "owner_symbol");
  return symbol && (handle as { [key: symbol]: object })[symbol];
}

/** File and line of the first caller that is neither node's nor this guard. */
function findCaller(): string | undefined {
  const lines = new Error().stack?.split("\n") ?? [];
  const place = lines.map((line) => /(?:\(|at (?:async )?)((?:file:\/\/|\/)[^()]*:\d+):\d+\)?$/.exec(line)?.[1]);
  const found = place.find((one) => one !== undefined && !one.includes("/egress/guard."));
  if (found === undefined) return undefined;
  const path = found.startsWith("file:") ? fileURLToPath(found.replace(/:\d+$/, "")) : found.replace(/:\d+$/, "");
  return `${relative(process.cwd(), path)}:${/\d+$/.exec(found)![0]}`;
}

/** The objects that node's own modules call libuv with. */
function bind(name: string): Binding {
  const { binding } = process as unknown as { binding?: (name: string) => Binding };
  return binding?.(name) ?? cannot(name);
}

/**
 * Puts `make(original)` in its place for good: neither can whoever comes later put the original back. It is not asked where what it
 * decides with is no longer what it was: then the answer is no.
 */
function replace(
  target: object,
  name: string,
  make: (original: Call) => Call,
  no: "status" | "throws" = "status",
): void {
  const original = (target as { readonly [name: string]: unknown })[name];
  if (typeof original !== "function") cannot(name);
  const made = make(original as Call);
  lock(target, name, function (this: object, ...given: never[]) {
    if (isIntact()) return apply(made, this, given);
    if (no === "throws") throw toReplaced();
    return denied;
  });
}

function lock(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: true });
}

function toReplaced(): AbideError {
  return new AbideError(
    "undeclared-host",
    "A method that the guard decides with was replaced, so nothing is reached.",
    {
      next: "Look for what changes Array, Map, String, RegExp or Object in this process, and take it out.",
    },
  );
}

/** Has `change` look at what is assigned to a member of the objects that inherit from `prototype`. */
function intercept(prototype: object, name: string, change: (of: Question, value: unknown) => unknown): void {
  Object.defineProperty(prototype, name, {
    configurable: false,
    set(this: Question, value: unknown) {
      if (!isIntact()) throw toReplaced();
      defineProperty(this, name, {
        value: change(this, value),
        writable: true,
        configurable: true,
        enumerable: true,
      });
    },
  });
}

function cannot(what: string): never {
  throw new AbideError("internal", `This Node (${process.version}) cannot be guarded: it has no ${what}.`, {
    next: "Use the Node that Abide was released with, or start without --import @abide/engine/egress and close the network outside of the process.",
  });
}
