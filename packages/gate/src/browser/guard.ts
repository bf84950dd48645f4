/**
 * The guard: the first script of every page, inline, so that nothing runs before it. The page's headers decide what may be
 * contacted; the guard decides what may be stored, which no header governs. It also takes away look-ups and connections that a
 * browser makes on its own, before it asks the page's policy.
 *
 * A cookie or key that is not permitted lives in memory, for as long as the page, so that code which reads back what it wrote goes
 * on working and nothing stays on the device. A database fails as databases do. What is permitted is left to the browser's own code.
 * This holds careless code, in the page and in every frame and window that it makes; what keeps an attacker's out is the policy.
 *
 * Every page carries it, so it is written for few bytes.
 */
/**
 * Put in place by the server for each visitor: matches the letter of a kind of storage with a name behind it, where a permitted
 * tracker declares it. The letter is the first of `localStorage` and `sessionStorage`, and the third of the types `CookieStore`,
 * `IDBFactory` and `CacheStorage`.
 */
declare const ALLOWED: RegExp;
/** Put in place as well: matches the hosts, with a port where they have one, that permitted trackers declare for anything. */
declare const HOSTS: RegExp;

type Method = (this: unknown, ...values: unknown[]) => unknown;
type Realm = Window & typeof globalThis & { [type: string | symbol]: { prototype: object } };
/** What to do instead: `go` does what the browser does, on `that` or something else; `values` are what it was called with. */
type Instead = (go: (on?: unknown) => unknown, values: never[], that: never, name: string, letter: string) => unknown;
/** Where a key is kept: in the browser's storage, or in memory. */
type Place = { [key: string | symbol]: string };
/** A storage as the page sees it. */
type Shown = Place & { [mark]?: (key?: string) => Place };
type Changing = HTMLLinkElement & HTMLIFrameElement;

/** Marks a window that is guarded. Leads from the browser's storage to the one that the page sees, and from that to a key's place. It is the same in every
 * frame: one with a guard of its own is not guarded twice. */
const mark: unique symbol = (Symbol.for as () => never)();
/** What may not be stored, by the letter of its kind: it lasts as long as the page. */
const held: { readonly [letter: string]: Place } = {
  o: {},
  l: Object.create(Storage.prototype) as Place,
  s: Object.create(Storage.prototype) as Place,
};
const may = (letter: string, name: unknown): boolean => ALLOWED.test(letter + (name as string));

const guard = document.currentScript!.outerHTML;
const anchor = document.createElement("a");
/**
 * An address at a host that nobody declares, with a port that no browser connects to (https://fetch.spec.whatwg.org/#port-blocking):
 * the page's policy refuses and reports it, and nobody looks the host up before. Nothing for any other address.
 */
const toRefused = (address: string): string => {
  anchor.href = address;
  return anchor.origin == origin || HOSTS.test(anchor.host) ? "" : ((anchor.port = "1"), anchor.href);
};

const cookie = (go: () => unknown, [value]: string[]): unknown => {
  if (!value) return [...Object.values(held.o!), go()].filter(String).join("; ");
  const pair = value.split(";")[0]!.trim();
  const name = pair.split(/\s*=/)[0]!;
  return may("o", name)
    ? go()
    : /age=[0-]/i.test(value) || new Date(value.split(/res=/i)[1]?.split(";")[0] as never) < new Date()
      ? delete held.o![name]
      : (held.o![name] = pair);
};

/** Guards the window that `place` is, or is the document of, where it is of this origin, and returns `place`. */
const reach = (place: unknown): unknown => {
  try {
    const realm = ((place as Document).defaultView || place) as unknown as Realm;
    // A window loses its mark when it moves on to another page.
    if ((realm[mark] as never) ^ (realm[mark] = 1 as never)) {
      /** Replaces methods, getters and setters of `types`, of those that the browser has, under each name that `names` matches. */
      const replace = (types: string, names: RegExp, instead: Instead) =>
        types.split(" ").map((type) => {
          const of = realm[type]?.prototype || {};
          // Only what is asked for is looked at: each member that is takes the browser time to make.
          for (const name of Object.keys(of))
            if (names.test(name)) {
              const property = Object.getOwnPropertyDescriptor(of, name)!;
              for (const part in property) {
                const method = property[part as "value"] as Method;
                if (method?.call as unknown)
                  property[part as "value"] = function (this: unknown, ...values: never[]) {
                    return instead((on = this) => method.apply(on, values), values, this as never, name, type[2]!);
                  };
              }
              Object.defineProperty(of, name, property);
            }
        });
      const reachFrames = () => [].map.call(realm, reach);
      const open = realm.open;

      replace("Document", /cookie/, cookie as Instead);
      delete realm["RTCPeerConnection" as string];
      delete realm["webkitRTCPeerConnection"];

      // Whatever puts something into a page (append, insert, replace, before, after, write, execCommand, innerHTML, fragments), and
      // whatever has an element contact a host.
      replace(
        "Document Element Range Node CharacterData HTMLLinkElement HTMLIFrameElement HTMLFormElement HTMLScriptElement",
        /fo|ins|wr|lac|aft|xe|pen|HTML|agm|^(rel|href|type|content[DW]|src|act|setA.{8}$)/,
        (go, values: string[], that: Changing, name) => {
          const last = values.length - 1;
          const what = last > 0 ? values[0]! : name;
          let value = values[last]!;
          // Hints, and rules to fetch ahead by, take effect before the page's policy is asked: an element that is in no page takes them.
          if (last + 1 && /^(rel|href|type)/.test(what)) {
            const { rel, href, type }: { [name: string]: string } = { rel: that.rel, href: that.href, [what]: value };
            if ((/pre[cfr]/.test(rel!) && toRefused(href!)) || /spec/.test(type!)) that = that.cloneNode() as Changing;
          }
          // A frame's own HTML starts with the guard: its scripts run before this page hears of them.
          if (/fr|form/.test(that.localName))
            values[last] = what == "srcdoc" ? guard + value : (/^(src|act)/.test(what) && toRefused(value)) || value;
          if (/HTML|w|xe|g/.test(name)) {
            value = ("" + (value as unknown as number))
              .replace(/(<\w[^>]* (rel|type)=["']?)(dns-pref|pre[cfr]|spec)/gi, "$1")
              .replace(
                /(<i?frame[^>]* src=["']?)([^"' >]+)/gi,
                (_, tag, address) => tag + (toRefused(address) || address),
              );
            // A trusted value stays one where nothing is to be changed.
            if (value != values[last]) values[last] = value;
          }
          // A script that runs next must find no frame that is not guarded.
          return ((value = reach(go(that)) as never), reachFrames(), value);
        },
      );
      realm.open = (...values) => reach(open(...values)) as Window;
      new MutationObserver(reachFrames).observe(realm.document, { childList: 1, subtree: 1 } as never);
      // On the document: a frame's load event never reaches the window.
      realm.document.addEventListener("load", reachFrames, 1 as never);

      replace(
        "CacheStorage StorageBucketManager CookieStore StorageManager IDBFactory",
        /set|open|Dir/,
        (go, values: { name?: string }[], _, __, letter) => {
          if (may(letter, values[0]?.name || values[0])) return go();
          if (letter > "B") return Promise[letter == "o" ? "resolve" : "reject"](new DOMException());
          // A database of a version that none has, whose making is called off: nothing is made, and the page's request fails.
          values[1] = 9e15 as never;
          const request = go() as IDBOpenDBRequest;
          request.addEventListener("upgradeneeded", (event) =>
            (request.transaction as { abort(_: unknown): void }).abort(event.stopImmediatePropagation() as unknown),
          );
          return request;
        },
      );

      replace("Storage", /./, (go, [key, value]: string[], that: Shown, name) => {
        const place = that[mark]!("" + (key as unknown as number));
        const keys = /[kl]e/.test(name) && Object.keys(that);
        return keys
          ? name == "key"
            ? (keys[key as never] ?? null)
            : name == "clear"
              ? keys.map((key) => delete that[key])
              : keys.length
          : place[mark]
            ? go(place)
            : name == "getItem"
              ? Object.hasOwn(place, key!)
                ? place[key!]
                : null
              : name == "setItem"
                ? (place[key!] = "" + (value as unknown as number))
                : delete place[key!];
      });
      replace("StorageEvent", /Area|^init/, (go, values: (Shown | undefined)[]) => {
        values[7] = values[7]?.[mark]!();
        const area = go() as Shown;
        return area?.[mark] ?? area;
      });
      realm.StorageEvent = new Proxy(realm.StorageEvent, {
        construct: (of, [type, init]) => new of(type, { ...init, storageArea: init?.storageArea?.[mark]() }),
      });
      for (const name of ["localStorage", "sessionStorage"] as const) {
        const storage = realm[name] as unknown as Place;
        const letter = name[0]!;
        // What is no string is no key: it stands for the browser's storage.
        const of = (key?: string): Place => (key?.at && !may(letter, key) ? held[letter]! : storage);
        // What is there and may not be: left from before the site had a guard, or from what may no longer run.
        for (const key in storage) may(letter, key) || delete storage[key];
        const handler = (_: unknown, trap: string) => (_: unknown, key: string, v: never, x: never) =>
          key == (mark as never)
            ? of
            : trap == "ownKeys"
              ? Object.keys({ ...storage, ...held[letter] })
              : trap == "set"
                ? [(of(key)[key] = "" + v)]
                : (Reflect[trap as "get"] as Method)(of(key), key, v, x);
        storage[mark] = new Proxy(storage, new Proxy({}, { get: handler as never })) as never;
        Object.defineProperty(realm, name, { value: storage[mark] });
      }
    }
  } catch {
    // Another origin's, or none; or one that may store nothing, and so has no storage to hold.
  }
  return place;
};

reach(self);
