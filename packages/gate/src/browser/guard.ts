/**
 * The guard: the first script of every page, inline, so that nothing runs before it. The page's headers decide what may be
 * contacted; the guard decides what may be stored, which no header governs. It also takes away look-ups that browsers without
 * `Connection-Allowlist` make on their own.
 *
 * A cookie or key that is held back is dropped without a sound, as browsers drop a refused cookie; a database or cache fails.
 * What is allowed is left to the browser's own code. This holds careless code, in the page and in every frame and window that it
 * makes; what keeps an attacker's out is the policy.
 *
 * Every page carries it, so it is written for few bytes.
 */

/**
 * Put in place by the server for each visitor: matches the letter of a kind of storage with a name behind it, where a permitted
 * tracker declares it. The letter is the first of `localStorage` and `sessionStorage`, and the third of the types `CookieStore`,
 * `IDBFactory` and `CacheStorage`.
 */
declare const ALLOWED: RegExp;

type Method = (this: unknown, ...values: unknown[]) => unknown;
type Realm = Window & typeof globalThis & { [type: string | symbol]: { prototype: object } };
/** What to do instead: `go` does what the browser does, `that` and `values` are what it was called with. */
type Instead = (go: () => unknown, values: never[], that: never, name: string, letter: string) => unknown;

/** Marks a window that is guarded, and leads from a storage as the page sees it to the browser's own. */
const mark: unique symbol = Symbol();
const may = (letter: string, name: unknown): boolean => ALLOWED.test(letter + (name as string));

/** Guards the window that `place` is, or is the document of, where it is of this origin, and returns `place`. */
const reach = (place: unknown): unknown => {
  try {
    const realm = ((place as Document).defaultView || place) as unknown as Realm;
    // A window loses its mark when it moves on to another page.
    if (!realm[mark]) {
      realm[mark] = realm as never;

      /** Replaces methods, setters and, of what has no setter, getters of `types` under each name that `names` matches. */
      const replace = (types: string, names: RegExp, instead: Instead) => {
        for (const type of types.split(" ")) {
          // Only what is asked for is looked at: each member that is takes the browser time to make.
          for (const name of Object.keys(realm[type]!.prototype)) {
            if (names.test(name)) {
              const property = Object.getOwnPropertyDescriptor(realm[type]!.prototype, name)!;
              const part = property.get ? (property.set ? "set" : "get") : "value";
              const method = property[part] as Method;
              property[part] = function (this: { [mark]?: object }, ...values: never[]) {
                return instead(() => method.apply(this[mark] || this, values), values, this as never, name, type[2]!);
              };
              Object.defineProperty(realm[type]!.prototype, name, property);
            }
          }
        }
      };
      const reachFrames = () => [].map.call(realm, reach);

      replace("Document", /cookie/, (go, [value]) => may("o", /[^\s=]+/.exec(value!)) && go());
      delete (realm as { RTCPeerConnection?: unknown }).RTCPeerConnection;

      // Matches whatever puts something into a page: append, prepend, insert, replace, before, after, write, innerHTML. A script
      // that runs next must find no frame that is not guarded.
      replace("Element Node Document", /pen|rt|lac|fo|ft|wr|HTML/, (go, values: HTMLLinkElement[]) => {
        // A hint takes effect where it is put into the page.
        values.map((link) => /pre/.test(link?.rel) && link.href.search(origin) && (link.rel = ""));
        return [go(), reachFrames()][0];
      });
      // A frame's own HTML starts with the guard: its scripts run before this page hears of them.
      replace("HTMLIFrameElement", /srcd|cont/, (go, values: string[]) => {
        values[0] = document.scripts[0]!.outerHTML + values[0];
        return reach(go());
      });
      const open = realm.open;
      realm.open = (...values) => reach(open(...values)) as Window;
      new MutationObserver(reachFrames).observe(realm.document, { childList: 1, subtree: 1 } as never);
      realm.addEventListener("load", reachFrames, 1 as never);

      replace("Storage", /./, (go, [key, value], that: Storage, name) =>
        name == "setItem" ? (that[key!] = value!) : go(),
      );
      for (const name of ["localStorage", "sessionStorage"] as const) {
        const storage = realm[name];
        Object.defineProperty(realm, name, {
          value: new Proxy(storage, {
            get: (_, key) => (key == mark ? storage : storage[key as string]),
            // Setting defines as well. An array counts as true: a key that is held back is no error.
            defineProperty: (_, key, property) =>
              [may(name[0]!, key) && (storage[key as string] = property.value as string)] as never,
          }),
        });
        // What is there and may not be: left from before the site had a guard, or from what may no longer run.
        for (const key in storage) may(name[0]!, key) || delete storage[key];
      }

      // Last, since it ends here where a browser has not all of them.
      replace(
        "IDBFactory CacheStorage StorageManager CookieStore StorageBucketManager",
        /set|open|Dir/,
        (go, [first], _, __, letter) =>
          may(letter, (first as unknown as { name?: string }).name || first) ? go() : Promise.reject(),
      );
    }
  } catch {
    // Another origin's, or none; or one that may store nothing, and so has no storage to hold.
  }
  return place;
};

reach(self);
