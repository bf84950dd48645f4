/** What the visitor had decided, as far as the site knows, when something was seen. */
export const phases = ["no-choice", "refused", "accepted", "withdrawn", "signal"] as const;
export type Phase = (typeof phases)[number];

/** What every observation carries. */
export interface Seen {
  readonly phase: Phase;
  /** Address of the page that was open. */
  readonly page: string;
  /** Its host, as the declaration knows it: a stand-in's name is turned back. */
  readonly host: string;
  readonly party: "first" | "third";
  /** The script or request behind it, where it is known. */
  readonly by?: string;
}

export interface SeenCookie extends Seen {
  readonly kind: "cookie";
  readonly name: string;
  readonly path: string;
  readonly via: "header" | "script" | "jar";
  /** Seconds that were asked for, which can be more than the browser grants. A jar only shows what was granted. */
  readonly life: number | "session";
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
  /** Why the browser did not take it, where it did not. */
  readonly refused?: string;
}

export interface SeenStorage extends Seen {
  readonly kind: "local" | "session" | "indexeddb" | "cache";
  readonly name: string;
}

export interface SeenRequest extends Seen {
  readonly kind: "request";
  readonly url: string;
  /** When it was sent, in milliseconds since 1970, by the browser's clock. */
  readonly at: number;
  /** As the browser names it ("Script", "Ping"), or "WebSocket", "WebTransport". */
  readonly type: string;
  readonly channel: "request" | "beacon" | "socket" | "connection";
  /** Why the browser held it back, where it did: then nothing left the machine. */
  readonly held?: string;
}

export interface SeenWorker extends Seen {
  readonly kind: "worker";
  readonly url: string;
}

export type Observation = SeenCookie | SeenStorage | SeenRequest | SeenWorker;

/** Something that was still on the device when a visit ended. */
export interface Left {
  readonly kind: "cookie" | "local" | "session" | "indexeddb" | "cache";
  readonly name: string;
  readonly host: string;
  readonly party: "first" | "third";
}

/** What a visit came back with. */
export interface Observed {
  readonly seen: readonly Observation[];
  readonly left: readonly Left[];
}

/** Where an observation was made. Undefined between the click on a choice and the page that follows it. */
export interface Place {
  readonly phase: Phase | undefined;
  /** The phase that a choice on its way leads to. */
  readonly coming?: Phase | undefined;
  readonly page: string;
  readonly siteHost: string;
}

/** What the observers are given: where to listen, where they are, and where to put what they see. */
export interface Post {
  /** The place of a document by its loader, or the present one. */
  place(loader?: string): Place;
  keep(observation: Observation): void;
  /** Something is still going on: the page is not settled yet. */
  stir(): void;
}
