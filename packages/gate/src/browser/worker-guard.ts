/**
 * The guard of workers. It stands before the code of each worker that the site's server or a page hands out, since the guard of a page does
 * not reach into workers; and behind that of each page whose policy declares workers, since only the page can put it before code that
 * it makes itself. Its parts know nothing but what they are given, so that a worker which starts another can hand on their text.
 *
 * What a worker may contact is in the headers of its file, or for a blob in those of its page. What it may store is decided here, as the
 * guard of pages does it: what is not permitted fails as it does where a browser stores nothing.
 *
 * A service worker outlives the page, and the choice that it was started under. It answers no page while there is a network, so that each page
 * is the server's; and one that may do more than the visitor now permits is ended.
 */
/**
 * Put in place by the server for each visitor: matches the letter of a kind of storage with a name behind it, where a permitted tracker
 * declares it. The letter is the third of the types `CookieStore`, `IDBFactory` and `CacheStorage`.
 */
declare const ALLOWED: RegExp;
/** Put in place as well: all that permitted trackers store and contact. A worker that has one more may do more. */
declare const RIGHTS: readonly string[];
/** Put in place as well: stands for the choice. Answers of the server carry it in the header `Abide-Choice`. */
declare const CHOICE: string;

type Methods = { [name: string]: (this: unknown, ...values: unknown[]) => unknown };
type Types = { [type: string]: { prototype: Methods } | undefined };
type Replace = (
  type: string,
  name: string,
  instead: (go: (...values: unknown[]) => unknown, values: readonly unknown[]) => unknown,
) => void;
type IsWithin = (worker: ServiceWorker) => Promise<boolean>;
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Event {
  readonly request: Request;
  respondWith(answer: unknown): void;
}
interface Shown {
  readonly url: string;
  navigate(url: string): Promise<unknown>;
}
/** A window, or a worker of any kind: it is asked which. */
interface Scope {
  [mark: symbol]: true;
  readonly document?: Document;
  readonly clients?: { matchAll(of: { type: "window" }): Promise<Shown[]> };
  readonly registration: ServiceWorkerRegistration;
  name: string;
  addEventListener(type: string, listener: (event: never) => void): void;
  skipWaiting(): Promise<void>;
}

/** Has `instead` called for a method, where the browser has it; `go` is the browser's own. */
function replace(...[type, name, instead]: Parameters<Replace>): void {
  const of = (self as unknown as Types)[type]?.prototype;
  const method = of?.[name];
  if (of && method)
    of[name] = function (...values) {
      return instead((...others) => method.apply(this, others), values);
    };
}

/** Whether a service worker may do no more than is permitted here. One that does not say may do anything. */
function isWithin(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve((data as string[]).every((right) => RIGHTS.includes(right)));
    setTimeout(resolve, 10_000, false);
    worker.postMessage("abide", [port2]);
  });
}

/** Puts the guard before the code that a page or a worker makes itself. The browser has that by its address, and no script can read it. */
function guardCode(text: string): void {
  const make = URL.createObjectURL?.bind(URL);
  const revoke = URL.revokeObjectURL?.bind(URL);
  const made = new Map<string, Blob>();
  const guarded = new Map<string, string>();
  const toUrl = (parts: BlobPart[]): string => make(new Blob(parts, { type: "text/javascript" }));
  if (make) {
    URL.createObjectURL = (of) => {
      const url = make(of);
      made.set(url, of as Blob);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      made.delete(url);
      for (const key of [`true ${url}`, `false ${url}`]) {
        const found = guarded.get(key);
        if (found !== undefined) revoke(found);
        guarded.delete(key);
      }
      revoke(url);
    };
  }
  const toGuarded = (address: unknown, isModule: boolean): unknown => {
    const base = (self as unknown as Scope).document?.baseURI ?? location.href;
    let url: URL;
    try {
      url = new URL(address as string, base);
    } catch {
      return address;
    }
    if (url.protocol !== "blob:") return address;
    url.hash = "";
    const code = made.get(url.href);
    // That of another window, or of nobody: the guard cannot be put before it, so it does not run.
    if (!code) throw new DOMException("The code of this worker was not made here.", "SecurityError");
    const key = `${isModule} ${url.href}`;
    let found = guarded.get(key);
    if (found === undefined) {
      // What a module imports runs before it, so the guard is what it imports first.
      found = toUrl(isModule ? [`import "${toUrl([text])}";`, code] : [text, code]);
      guarded.set(key, found);
    }
    return found;
  };
  let heard: BroadcastChannel | undefined;
  for (const type of ["Worker", "SharedWorker"]) {
    const types = self as unknown as { [type: string]: { prototype: { constructor: unknown } } | undefined };
    const original = types[type];
    if (!original) continue;
    const construct = (of: never, [address, given]: unknown[], target: never): object => {
      let options = given as WorkerOptions | undefined;
      // A shared one goes on while a page of another choice is open, so those of this choice share another.
      if (type === "SharedWorker") {
        if (typeof given === "string") options = { name: given };
        options = { ...options, name: (options?.name ?? "") + CHOICE };
      }
      if ("document" in self && !heard) {
        heard = new BroadcastChannel("abide");
        // A withdrawal in another window of the site: a worker ends with its page.
        heard.onmessage = ({ data }) => data === performance.timeOrigin || location.reload();
      }
      return Reflect.construct(of, [toGuarded(address, options?.type === "module"), options], target) as object;
    };
    types[type] = original.prototype.constructor = new Proxy(original, { construct: construct as never });
  }
}

/** Ends the service workers that may do more than is permitted on this page. */
function endBeyond(isWithin: IsWithin): void {
  const end = async (registration: ServiceWorkerRegistration): Promise<void> => {
    for (const worker of [registration.active, registration.waiting]) {
      if (!worker || (await isWithin(worker)) || worker.state === "redundant") continue;
      await registration.unregister();
      // It is let go of with the last page that it answers.
      if (navigator.serviceWorker.controller) location.reload();
    }
  };
  try {
    navigator.serviceWorker?.getRegistrations().then(
      (all) => all.forEach((one) => void end(one)),
      () => undefined,
    );
  } catch {
    // A frame that may store nothing has none.
  }
}

/** Lets a worker store what is permitted, and nothing else. */
function guardStorage(replace: Replace): void {
  const refuse = () => Promise.reject(new DOMException("Nothing permits this storage.", "SecurityError"));
  const may = (letter: string, name: unknown): boolean => ALLOWED.test(letter + (name as string));
  replace("CacheStorage", "open", (go, [name]) => (may("c", name) ? go(name) : refuse()));
  // What has no name is nothing that could be declared.
  replace("StorageManager", "getDirectory", refuse);
  replace("StorageBucketManager", "open", refuse);
  replace("CookieStore", "set", (go, values) =>
    may("o", (values[0] as { name?: string })?.name ?? values[0]) ? go(...values) : Promise.resolve(),
  );
  replace("IDBFactory", "open", (go, [name, ...version]) => {
    if (may("B", name)) return go(name, ...version);
    // A database of a version that none has, whose making is called off: nothing is made, and the worker's request fails.
    const request = go(name, 9e15) as IDBOpenDBRequest;
    request.addEventListener("upgradeneeded", (event) => {
      event.stopImmediatePropagation();
      request.transaction!.abort();
    });
    return request;
  });
  // The file system that browsers had before.
  for (let of: object = self; of; of = Object.getPrototypeOf(of) as object) {
    for (const name of Object.getOwnPropertyNames(of)) {
      if (name.startsWith("webkitRe")) delete (of as { [name: string]: unknown })[name];
    }
  }
}

/** Has a service worker say what it may do, take the place of one that may do more, and leave pages to the server. */
function guardService(replace: Replace, isWithin: IsWithin): void {
  const scope = self as unknown as Scope;
  scope.addEventListener("message", (event: MessageEvent) => {
    if (event.data !== "abide") return;
    event.stopImmediatePropagation();
    event.ports[0]?.postMessage(RIGHTS);
  });
  let replaces = false;
  scope.addEventListener("install", (event: Extendable) => {
    const { active } = scope.registration;
    const take = async (): Promise<void> => {
      // From before the gate, or of a choice that permits more.
      replaces = !(await isWithin(active!));
      if (replaces) await scope.skipWaiting();
    };
    if (active) event.waitUntil(take());
  });
  scope.addEventListener("activate", (event: Extendable) => {
    // Its pages may be some that it kept.
    const renew = async (): Promise<void> => {
      for (const page of await scope.clients!.matchAll({ type: "window" }))
        page.navigate(page.url).catch(() => undefined);
    };
    if (replaces) event.waitUntil(renew());
  });
  scope.addEventListener("fetch", (event: Fetched) => {
    const { mode, destination, url } = event.request;
    const isGuarded = mode === "navigate" || destination.endsWith("worker");
    if (isGuarded && !navigator.onLine) {
      const respond = event.respondWith.bind(event);
      const toKept = async (answer: unknown): Promise<Response> => {
        const kept = (await answer) as Response | undefined;
        return kept?.headers.get("abide-choice") === CHOICE ? kept : Response.error();
      };
      event.respondWith = (answer) => respond(toKept(answer));
    } else if (isGuarded || url.startsWith(`${location.origin}/abide/`)) event.stopImmediatePropagation();
  });
  // Rules that a browser goes by before it asks the worker.
  replace("InstallEvent", "addRoutes", (go, [rules]) => {
    const conditions = [
      { requestMode: "navigate" },
      { requestDestination: "worker" },
      { requestDestination: "sharedworker" },
      { urlPattern: "/abide/*" },
    ];
    return go([{ condition: { or: conditions }, source: "network" }, ...[rules].flat()]);
  });
}

const parts = [replace, isWithin, guardCode, endBeyond, guardStorage, guardService] as const;

function start(all: typeof parts): void {
  const [replace, isWithin, guardCode, endBeyond, guardStorage, guardService] = all;
  const scope = self as unknown as Scope;
  const mark = Symbol.for("abide");
  // Each file that a module worker imports has the guard, since they run before the worker's own.
  if (scope[mark]) return;
  scope[mark] = true;
  guardCode(`(${String(start)})([${all.join()}]);`);
  if (scope.document) return endBeyond(isWithin);
  // As its code knows it.
  if ("onconnect" in scope && scope.name.endsWith(CHOICE)) scope.name = scope.name.slice(0, -CHOICE.length);
  guardStorage(replace);
  if (scope.clients) guardService(replace, isWithin);
}

start(parts);
