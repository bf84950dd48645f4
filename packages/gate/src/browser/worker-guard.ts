/**
 * The guard of workers. It stands before the code of each worker that the site's server or a page hands out, since the guard of a page does
 * not reach into workers; and behind that of each page whose policy declares workers, since only the page can put it before code that
 * it makes itself. It is one function, so that a worker which starts another can hand on its text.
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

type Method = (this: unknown, ...values: unknown[]) => unknown;
type Type = { prototype: { [member: string]: unknown } };
/** A window, or a worker of any kind: members that it may not have are looked for. */
interface Scope {
  [mark: symbol]: true;
  readonly document?: Document;
  readonly clients?: {
    matchAll(of: { type: "window" }): Promise<{ url: string; navigate(url: string): Promise<unknown> }[]>;
  };
  readonly registration: ServiceWorkerRegistration;
  readonly onconnect?: unknown;
  name: string;
  addEventListener(type: string, listener: (event: never) => void): void;
  skipWaiting(): Promise<void>;
}
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(answer: unknown): void;
}

(function guard() {
  const scope = self as unknown as Scope;
  const types = self as unknown as { [type: string]: Type | undefined };
  const mark = Symbol.for("abide");
  // Each file that a module worker imports has the guard, since they run before the worker's own.
  if (scope[mark]) return;
  scope[mark] = true;

  /** Has `instead` called for a method that the browser has; `go` is the browser's own. */
  const replace = (
    type: string,
    name: string,
    instead: (go: (...values: unknown[]) => unknown, values: readonly unknown[]) => unknown,
  ): void => {
    const of = types[type]?.prototype;
    const method = of?.[name] as Method | undefined;
    if (of && method)
      of[name] = function (this: unknown, ...values: unknown[]) {
        return instead((...others) => method.apply(this, others), values);
      };
  };

  // Code that a page or a worker makes itself. The guard goes before it, which takes its text: the browser's blob has it, by its address.
  const { createObjectURL, revokeObjectURL } = URL;
  const made = new Map<string, Blob>();
  const guarded = new Map<string, string>();
  let heard: BroadcastChannel | undefined;
  const toUrl = (text: BlobPart[]): string => createObjectURL.call(URL, new Blob(text, { type: "text/javascript" }));
  const toGuarded = (address: unknown, isModule: boolean): unknown => {
    const base = scope.document ? scope.document.baseURI : location.href;
    const url = URL.canParse(`${address as string}`, base) ? new URL(`${address as string}`, base) : undefined;
    if (url?.protocol !== "blob:") return address;
    url.hash = "";
    const code = made.get(url.href);
    // The code of another window, or of nobody: it cannot be told, so it does not run.
    if (!code) throw new DOMException("The code of this worker was not made here.", "SecurityError");
    const key = `${isModule} ${url.href}`;
    let found = guarded.get(key);
    if (found === undefined) {
      const text = `(${guard as unknown as string})();`;
      // What a module imports runs before it, so the guard is what it imports first.
      found = toUrl(isModule ? [`import "${toUrl([text])}";`, code] : [text, code]);
      guarded.set(key, found);
    }
    return found;
  };
  if (createObjectURL) {
    URL.createObjectURL = (of) => {
      const url = createObjectURL.call(URL, of);
      made.set(url, of as Blob);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      made.delete(url);
      for (const isModule of [true, false]) {
        const found = guarded.get(`${isModule} ${url}`);
        if (found !== undefined) revokeObjectURL.call(URL, found);
        guarded.delete(`${isModule} ${url}`);
      }
      revokeObjectURL.call(URL, url);
    };
  }
  for (const type of ["Worker", "SharedWorker"]) {
    const original = types[type];
    if (!original) continue;
    const construct = (of: never, [address, given]: unknown[], target: never): object => {
      let options = given as (WorkerOptions & { type?: string }) | undefined;
      // One that is shared goes on while a page of another choice is open, so pages of this choice ask for another one.
      if (type[0] === "S") {
        if (typeof given === "string") options = { name: given };
        options = { ...options, name: `${options?.name ?? ""}${CHOICE}` };
      }
      if (scope.document && !heard) {
        heard = new BroadcastChannel("abide");
        // A withdrawal in another window of the site: a worker ends with its page.
        heard.onmessage = ({ data }) => data === performance.timeOrigin || location.reload();
      }
      return Reflect.construct(of, [toGuarded(address, options?.type === "module"), options], target) as object;
    };
    types[type] = original.prototype["constructor"] = new Proxy(original, { construct: construct as never });
  }

  /** Whether a service worker may do no more than is permitted here. One that does not say may do anything. */
  const isWithin = (worker: ServiceWorker): Promise<boolean> =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve((data as string[]).every((right) => RIGHTS.includes(right)));
      setTimeout(resolve, 5_000, false);
      worker.postMessage("abide", [port2]);
    });

  if (scope.document) {
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
        (all) => all.forEach(end),
        () => undefined,
      );
    } catch {
      // A frame that may store nothing has none.
    }
    return;
  }

  if ("onconnect" in scope && scope.name.endsWith(CHOICE)) scope.name = scope.name.slice(0, -CHOICE.length);

  const refuse = (): Promise<never> =>
    Promise.reject(new DOMException("Nothing permits this storage.", "SecurityError"));
  const may = (letter: string, name: unknown): boolean => ALLOWED.test(letter + (name as string));
  replace("CacheStorage", "open", (go, [name]) => (may("c", name) ? go(name) : refuse()));
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
  // The file system that browsers had before, which holds no names.
  for (let of: object = scope; of; of = Object.getPrototypeOf(of) as object) {
    for (const name of Object.getOwnPropertyNames(of)) {
      if (name.startsWith("webkitRe")) delete (of as { [name: string]: unknown })[name];
    }
  }

  const { clients } = scope;
  if (!clients) return;
  scope.addEventListener("message", (event: MessageEvent) => {
    if (event.data !== "abide") return;
    event.stopImmediatePropagation();
    event.ports[0]!.postMessage(RIGHTS);
  });
  // The one before: from before the gate, or of a choice that permits more.
  let replaces = false;
  scope.addEventListener("install", (event: Extendable) => {
    const { active } = scope.registration;
    if (active)
      event.waitUntil(
        isWithin(active).then((is) => {
          replaces = !is;
          return replaces ? scope.skipWaiting() : undefined;
        }),
      );
  });
  scope.addEventListener("activate", (event: Extendable) => {
    // Its pages may be ones that it kept.
    if (replaces)
      event.waitUntil(
        clients
          .matchAll({ type: "window" })
          .then((all) => all.forEach((one) => void one.navigate(one.url).catch(() => 0))),
      );
  });
  scope.addEventListener("fetch", (event: Fetched) => {
    const { mode, destination, url } = event.request;
    const isPage = mode === "navigate" || destination.endsWith("worker");
    if (isPage && !navigator.onLine) {
      const { respondWith } = event;
      event.respondWith = (answer) =>
        respondWith.call(
          event,
          Promise.resolve(answer).then((kept) =>
            (kept as Response | undefined)?.headers.get("abide-choice") === CHOICE ? kept : Response.error(),
          ),
        );
    } else if (isPage || url.startsWith(`${location.origin}/abide/`)) event.stopImmediatePropagation();
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
})();
