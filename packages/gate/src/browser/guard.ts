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

type Realm = Window & typeof globalThis & { [type: string]: { prototype?: object } | undefined };
type Method = (this: unknown, ...values: unknown[]) => unknown;
/** What to do instead: `go` does what the browser does, `that` and `values` are what it was called with. */
type Instead = (go: () => unknown, values: never[], that: never, name: string, letter: string) => unknown;

/** The browser's own object for each storage that the page sees; also marks the types of each guarded window. */
const own = new WeakMap<object, unknown>();
const may = (letter: string, name: unknown): boolean => ALLOWED.test(letter + (name as string));

/** Guards the window that `place` is, or is the document of, where it is of this origin, and returns `place`. */
const reach = (place: unknown): unknown => {
  try {
    const realm = ((place as Document).defaultView ?? place) as Realm;
    // A window stays the same when its frame moves on; its types do not.
    if (!own.has(realm.Node)) {
      own.set(realm.Node, realm);

      /** Replaces methods, setters and, of what has no setter, getters of `types` under each name that `names` matches. */
      const replace = (types: string, names: RegExp, instead: Instead) =>
        types.split(" ").map((type) => {
          const owner = Object(realm[type]?.prototype) as object;
          for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
            if (names.test(name)) {
              const part = property.value ? "value" : property.set ? "set" : "get";
              const method = property[part] as Method;
              property[part] = function (this: object, ...values: never[]) {
                return instead(
                  () => method.apply(own.get(this) ?? this, values),
                  values,
                  this as never,
                  name,
                  type[2]!,
                );
              };
              Object.defineProperty(owner, name, property);
            }
          }
        });
      const reachFrames = () => [].map.call(realm, reach);

      replace("Document", /cookie/, (go, [value]) => may("o", /[^\s=;]+/.exec(value)) && go());
      replace("CookieStore IDBFactory CacheStorage StorageManager", /set|open|Dir/, (go, [first], _, __, letter) =>
        may(letter, (first as { name?: string } | undefined)?.name ?? first) ? go() : Promise.reject(),
      );
      delete realm["RTCPeerConnection"];
      delete realm["webkitRTCPeerConnection"];

      replace("Node Element Document", /pend|insert|repl|fore|after|write|HTML/, (go, values: HTMLLinkElement[]) => {
        // A hint takes effect where it is put into the page.
        values.map((link) => /pre/i.test(link?.rel) && !link.href.startsWith(origin) && (link.rel = ""));
        const result = go();
        reachFrames();
        return result;
      });
      replace("HTMLIFrameElement", /content/, (go) => reach(go()));
      const { open } = realm;
      realm.open = (...values) => reach(open(...values)) as Window;
      new MutationObserver(reachFrames).observe(realm.document, { childList: true, subtree: true });
      realm.addEventListener("load", reachFrames, true);

      // Matches what a storage can do, and not its constructor.
      replace("Storage", /e/, (go, [key, value], that: Storage, name) =>
        name === "setItem" ? (that[key] = value) : go(),
      );
      for (const name of ["localStorage", "sessionStorage"] as const) {
        const storage = realm[name];
        const shown = new Proxy(storage, {
          get: (_, key) => storage[key as never],
          set: (_, key, value) => !may(name[0]!, key) || ((storage[key as string] = value as string), true),
        });
        own.set(shown, storage);
        Object.defineProperty(realm, name, { get: () => shown });
        for (const key of Object.keys(storage)) if (!may(name[0]!, key)) delete storage[key];
      }
    }
  } catch {
    // Another origin's, or none; or one that may store nothing, and so has no storage to hold.
  }
  return place;
};

reach(self);
