import type { Duration } from "./storage.ts";
import type { Text } from "./text.ts";

/** Something that a tracker leaves on the device. */
export interface Stored {
  readonly kind: "cookie" | "local" | "session" | "indexeddb" | "cache";
  /**
   * Its exact name; a `*` stands for any run of characters: `_ga_*`. Of kind "cache", a name that begins with a slash is the path of a
   * service worker's file, which the browser keeps: `/sw.js`.
   */
  readonly name: string;
  /** How long it lives: "session" ends with the browser's session, "script" storage stays until it is deleted. */
  readonly life: Duration | "session" | "until-deleted";
  /** Whose it is: the site's own, or the recipient's. */
  readonly party: "first" | "third";
  /** The recipient's domain, for a third-party cookie. */
  readonly domain?: string;
  /** The path of a cookie, where it is not "/". */
  readonly path?: `/${string}`;
  /** Script cannot see it: only the server can set and delete it. */
  readonly httpOnly?: boolean;
}

/** What a tracker fetches or sends, each with the hosts that it may go to. */
export const hostKinds = ["script", "connect", "image", "frame", "style", "font", "media", "form", "worker"] as const;
export type HostKind = (typeof hostKinds)[number];

/**
 * Hosts that a tracker talks to, by what is fetched. `*.` in front stands for any subdomain. `connect` is also for WebSockets, `form`
 * for where its forms are sent. Among `worker`, `"blob:"` stands for workers whose code its script makes.
 */
export type Hosts = { readonly [kind in HostKind]?: readonly string[] };

/**
 * One step of loading a tracker, as data: the gate carries them out in order.
 * - `set`: `window[name] = value`
 * - `queue`: a function `window[name]` that keeps its calls in the array `into` until the script comes (`window[into]`, or
 *   `window[name][into]` when it starts with a dot), as vendor snippets do
 * - `call`: `window[name](...args)`
 * - `push`: `(window[name] ??= []).push(args)`, or each of `args` as its own entry with `spread`
 * - `script`: a script element with this address
 * - `make`: `window[into] = new window[make]({ ...options, [queue]: window[into] })`, as the tag of Microsoft Advertising wants it
 * - `image`: a pixel with this address
 * What follows a `script` waits until it has run. `{page}` and `{referrer}` in an address stand for the page's address and
 * referrer, `{now}` for the time in milliseconds; `"{now}"` among `args` stands for the time as a Date.
 */
export type LoadStep =
  | { readonly set: string; readonly value: unknown }
  | { readonly queue: string; readonly into: string }
  | { readonly call: string; readonly args: readonly unknown[] }
  | { readonly push: string; readonly args: readonly unknown[]; readonly spread?: true }
  | { readonly script: `https://${string}` | `/${string}` }
  | { readonly make: string; readonly into: string; readonly options: object; readonly queue: string }
  | { readonly image: `https://${string}` | `/${string}` };

/** What stores, reads or sends on a device: a cookie, a tag, a pixel, an embed. */
export interface Tracker<Purposes extends string = string> {
  readonly name: string;
  readonly purpose: Purposes;
  /** What it does, as the table of trackers says it. */
  readonly says: Text;
  readonly party: "first" | "third";
  /** What it learns and sends, each as a person would say it: "IP address", "pages seen". */
  readonly sends?: readonly [Text, ...Text[]];
  /** Key of the recipient that runs it, for a third party. */
  readonly recipient?: string;
  /** The policy of who runs it. */
  readonly policy?: `https://${string}`;
  /** The longest that anything of it lives, as the table states it. */
  readonly duration: Duration;
  readonly stores: readonly Stored[];
  readonly hosts: Hosts;
  /** How the gate starts it. Empty for what the server sets and for embeds. */
  readonly load: readonly LoadStep[];
  /** Why it cannot be switched off. Only a strictly necessary tracker has this. */
  readonly necessary?: Text;
  /** A frame or widget that stands in the page's content: a placeholder is shown until it is allowed. */
  readonly embed?: boolean;
  /** Where the vendor offers an opt-out of its own. */
  readonly optOut?: `https://${string}`;
}
