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
import { toHeldInit, toHeldLine, type Lives } from "./lives.ts";

/**
 * Put in place by the server for each visitor: matches the letter of a kind of storage with a name behind it, where a permitted
 * tracker declares it. The letter is the first of `localStorage` and `sessionStorage`, and the third of the types `CookieStore`,
 * `IDBFactory` and `CacheStorage`.
 */
declare const ALLOWED: RegExp;
/** Put in place as well: matches the hosts, with a port where they have one, that permitted trackers declare for anything. */
declare const HOSTS: RegExp;
/** Put in place as well, in the guard of who permits cookies; 0 in that of everybody else, which then has no code for it. */
declare const LIVES: Lives | 0;

type Method = (this: unknown, ...values: unknown[]) => unknown;
type Realm = Window & typeof globalThis & { [type: string | symbol]: { prototype: object } };
/** What to do instead: `go` does what the browser does, on `that` or something else; `values` are what it was called with. */
type Instead = (go: (on?: unknown) => unknown, values: never[], that: never, name: string, letter: string) => unknown;
/** Where a key is kept: in the browser's storage, or in memory. */
type Place = { [key: string | symbol]: string };
/** A storage as the page sees it. */
type Shown = Place & { [mark]?: (key?: string) => Place };
type Changing = HTMLLinkElement & HTMLIFrameElement & HTMLFormElement;

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
const template = document.createElement("template");
/**
 * An address at a host that nobody declares, with a port that no browser connects to (https://fetch.spec.whatwg.org/#port-blocking):
 * the page's policy refuses and reports it, and nobody looks the host up before. Nothing for any other address.
 */
const toRefused = (address: string): string => {
  anchor.href = address;
  return anchor.origin == origin || HOSTS.test(anchor.host) ? "" : ((anchor.port = "1"), anchor.href);
};
/** Whether a link, or rules to fetch ahead by, have the browser contact a host before it asks the page's policy. */
const isHint = ({ rel, href, type }: { [name: string]: string }): unknown =>
  (/pre[cfr]/i.test(rel!) && toRefused(href!)) || /spec/i.test(type!);
/** Has `element` contact no host before that. Says whether it would have. */
const defuse = (element: Changing): unknown => {
  const refused = /fr/.test(element.localName) && toRefused(element.src);
  return refused
    ? (element.src = refused)
    : isHint(element as never) && [element.removeAttribute("href"), (element.type = "-")];
};
/** Does so for `node` and all in it. */
const defuseAll = (node: Element | null): unknown =>
  node?.nodeType && [node, ...(node.querySelectorAll?.("link,script,iframe") || [])].filter(defuse as never)[0];

const cookie = (go: () => string, values: string[]): unknown => {
  const value = values[0];
  if (!value)
    return Object.values(held.o!)
      .concat(go() || [])
      .join("; ");
  const name = /[^;=]*/.exec(value)![0].trim();
  if (may("o", name)) {
    if (LIVES) values[0] = toHeldLine(LIVES, name, value);
    return go();
  }
  return /age=[0-]/i.test(value) || new Date(value.split(/res=/i)[1]?.split(";")[0] as never) < new Date()
    ? delete held.o![name]
    : (held.o![name] = value.split(";")[0]!.trim());
};

/** HTML without hints, and with frames that contact nobody before the page's policy is asked: each tag is read as the browser reads it. */
const toDefused = (html: string): string =>
  ("" + (html as unknown as number)).replace(/<(link|ifr|scr)("[^"]*"?|'[^']*'?|[^'">])*>?/gi, (tag) => {
    try {
      template.innerHTML = tag;
      if (defuseAll(template.content as never)) return template.innerHTML.replace(/<\/\w+>$/, "");
    } catch {
      // A site's own policy may let only its own code make HTML of text.
    }
    return tag;
  });

/** Changes an attribute, where that contacts nobody. */
const change = (go: (on?: unknown) => unknown, values: string[], that: Changing, name: string): unknown => {
  const last = values.length - 1;
  const what = values[last - 1] || name;
  const value = values[last]!;
  if (/^(link|scr)/.test(that.localName)) {
    // A link that becomes a hint contacts the host at once.
    const [key] = /^(rel|href|type)/i.exec(what) || [];
    if (last + 1 && key && isHint({ rel: that.rel, href: that.href, type: that.type, [key.toLowerCase()]: value }))
      return undefined;
    // Attribute nodes and the list of relations change a link past all this: those of what may become a hint are a copy's.
    if (/lL|attri|teNo/.test(name) && (/pre/i.test(that.rel) || toRefused(that.href)))
      that = that.cloneNode() as Changing;
  }
  // A frame's own HTML starts with the guard: its scripts run before this page hears of them.
  if (/fr|form/.test(that.localName))
    values[last] = /^srcd/i.test(what) ? guard + value : (/^(src|act)/i.test(what) && toRefused(value)) || value;
  return go(that);
};

/** Opens a database, a cache or a file, or sets a cookie, where the name is permitted; else it fails as it does where a browser stores nothing. */
const openStored = (
  go: () => unknown,
  values: { name?: string }[],
  _: unknown,
  __: unknown,
  letter: string,
): unknown => {
  if (may(letter, values[0]?.name || values[0])) {
    if (LIVES && letter == "o" && values[0]?.name) values[0] = toHeldInit(LIVES, values[0] as never);
    return go();
  }
  if (letter > "B") return Promise[letter == "o" ? "resolve" : "reject"](new DOMException());
  // A database of a version that none has, whose making is called off: nothing is made, and the page's request fails.
  values[1] = 9e15 as never;
  const request = go() as IDBOpenDBRequest;
  request.addEventListener("upgradeneeded", (event) =>
    (request.transaction as { abort(_: unknown): void }).abort(event.stopImmediatePropagation() as unknown),
  );
  return request;
};

/** Guards the window that `place` is, or is the document of, where it is of this origin, and returns `place`. */
const reach = (place: unknown): unknown => {
  try {
    const realm = ((place as Window)?.window || (place as Document)?.defaultView) as unknown as Realm;
    // A window loses its mark when it moves on to another page.
    if (realm && (realm[mark] as never) ^ (realm[mark] = 1 as never)) {
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
      const reachFrames = () => {
        // On the document: a frame's load event never reaches the window. A document that is written anew has lost it.
        realm.document.addEventListener("load", reachFrames, 1 as never);
        [].map.call(realm, reach);
      };
      /**
       * The frame that was made last. Whether others may be reached takes the browser long to say, so they are asked when there is a new
       * one. Without any, nothing and not 0: what is compared with a number is read, which another origin's window refuses.
       */
      const toLatest = (): unknown => realm[realm.length - 1];
      const open = realm.open;

      replace("Document", /cookie/, cookie as never);
      delete realm["RTCPeerConnection" as string];
      delete realm["webkitRTCPeerConnection"];

      // Whatever has an element contact a host once it is in the page.
      replace(
        "Element HTMLLinkElement HTMLScriptElement HTMLIFrameElement HTMLFormElement",
        /^(rel|href|type|src|act|setA|attri)|teNo/,
        change as never,
      );
      // Whatever puts something into a page: append, insert, replace, before, after, write, execCommand, innerHTML, fragments.
      replace(
        "Document DocumentFragment ShadowRoot Range Node CharacterData Element HTMLIFrameElement",
        /fo|ins|wr|lac|aft|xe|pen|HTML|agm|content[DW]/,
        (go, values: string[], that, name) => {
          // Several texts that are written are one: a tag may begin in one and end in the next.
          if (name[0] == "w" && values[1]) values.splice(0, 99, values.join(""));
          const last = values.length - 1;
          let value = values[last]!;
          values.map(defuseAll as never);
          if (that != (template as never) && /HTML|w|xe|g/.test(name)) {
            const text = toDefused(value);
            // A trusted value stays one where nothing is to be changed.
            if (text != value) value = text;
          }
          const latest = toLatest();
          // What is written runs at once: a script behind a frame must find it guarded.
          const parts = name[0] == "w" && ("" + (value as unknown as number)).split(/(?=<\/ifr)/i);
          return ((parts as string[])[1] ? (parts as string[]) : [value])
            .map(
              (part) => (
                (values[last] = part),
                (part = reach(go()) as never),
                toLatest() != latest && reachFrames(),
                part
              ),
            )
            .pop();
        },
      );
      realm.open = (...values) => reach(open(...values)) as Window;
      new MutationObserver(reachFrames).observe(realm.document, { childList: 1, subtree: 1 } as never);
      reachFrames();

      replace(
        "CacheStorage StorageBucketManager CookieStore StorageManager IDBFactory",
        /set|open|Dir/,
        openStored as never,
      );

      replace("Storage", /./, (go, [key, value]: string[], that: Shown, name) => {
        const place = that[mark]!("" + (key as unknown as number));
        if (place[mark]) return go(place);
        const keys = /[kl]e/.test(name) && Object.keys(that);
        return keys
          ? name == "key"
            ? (keys[key as never] ?? null)
            : name == "clear"
              ? keys.map((key) => delete that[key])
              : keys.length
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
        const handler: { [trap: string]: Method } = {};
        for (const trap of Object.getOwnPropertyNames(Reflect))
          handler[trap] = (_, key, value) =>
            key == mark
              ? of
              : trap == "ownKeys"
                ? Object.keys({ ...storage, ...held[letter] })
                : trap == "set"
                  ? [(of(key as string)[key as string] = "" + (value as number))]
                  : (Reflect[trap as "get"] as Method)(of(key as string), key, value);
        storage[mark] = new Proxy(storage, handler) as never;
        Object.defineProperty(realm, name, { value: storage[mark] });
      }
    }
  } catch {
    // Another origin's, or none; or one that may store nothing, and so has no storage to hold.
  }
  return place;
};

reach(self);
