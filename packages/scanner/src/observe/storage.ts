import { fromStandIn } from "@abide/policy";
import { toParty } from "../site.ts";
import type { Wire } from "../wire.ts";
import type { Left, Post } from "./observation.ts";

export interface Storages {
  /** Databases and caches are only seen by asking for their names: asks in every frame of the pages that are open. */
  flush(): Promise<void>;
  left(): Promise<Left[]>;
}

interface Item {
  readonly kind: "local" | "session" | "indexeddb" | "cache";
  readonly origin: string;
  readonly name: string;
}

/** Local and session storage as they are written, databases and caches by name, of every origin that the page has in it. */
export function observeStorage(wire: Wire, post: Post, frames: () => readonly string[]): Storages {
  const known = new Set<string>();
  const keep = (item: Item): void => {
    const { phase, page, siteHost } = post.place();
    const host = toHostOf(item.origin);
    if (!phase || host === undefined) return;
    post.keep({ kind: item.kind, name: item.name, phase, page, host, party: toParty(host, siteHost) });
  };

  type Change = { storageId: { securityOrigin?: string; storageKey?: string; isLocalStorage: boolean }; key: string };
  const changed = ({ storageId, key }: Change): void => {
    post.stir();
    const origin = storageId.storageKey ?? storageId.securityOrigin ?? "";
    keep({ kind: storageId.isLocalStorage ? "local" : "session", origin, name: key });
  };
  wire.on<Change>("DOMStorage.domStorageItemAdded", changed);
  wire.on<Change>("DOMStorage.domStorageItemUpdated", changed);

  /** Everything of the frames that are open, by kind, storage key and name. */
  const read = async (): Promise<Item[]> =>
    (await Promise.all(frames().map((session) => readSession(wire, session)))).flat();

  return {
    async flush() {
      for (const item of await read()) {
        if (item.kind === "local" || item.kind === "session") continue;
        // One that an earlier phase of the visit has left is told by `left`, and is no news.
        const key = `${item.kind} ${item.origin} ${item.name}`;
        if (known.has(key)) continue;
        known.add(key);
        keep(item);
      }
    },
    async left() {
      const { siteHost } = post.place();
      return (await read()).flatMap(({ kind, origin, name }) => {
        const host = toHostOf(origin);
        return host === undefined ? [] : [{ kind, name, host, party: toParty(host, siteHost) }];
      });
    },
  };
}

interface FrameTree {
  readonly frame: { readonly id: string; readonly url: string };
  readonly childFrames?: readonly FrameTree[];
}

async function readSession(wire: Wire, session: string): Promise<Item[]> {
  const ask = <Answer>(method: string, params: object): Promise<Answer | undefined> =>
    wire.send<Answer>(method, params, session).catch(() => undefined);
  const tree = await ask<{ frameTree: FrameTree }>("Page.getFrameTree", {});
  const ids = tree ? toIds(tree.frameTree) : [];
  const keys = await Promise.all(
    ids.map((frameId) =>
      ask<{ storageKey: string }>("Storage.getStorageKey", { frameId }).then((answer) => answer?.storageKey),
    ),
  );
  const found = await Promise.all(
    [...new Set(keys)].map(async (storageKey): Promise<Item[]> => {
      if (storageKey === undefined) return [];
      const items = (isLocalStorage: boolean): Promise<{ entries: [string, string][] } | undefined> =>
        ask("DOMStorage.getDOMStorageItems", { storageId: { storageKey, isLocalStorage } });
      const [local, kept, databases, caches] = await Promise.all([
        items(true),
        items(false),
        ask<{ databaseNames: string[] }>("IndexedDB.requestDatabaseNames", { storageKey }),
        ask<{ caches: { cacheName: string }[] }>("CacheStorage.requestCacheNames", { storageKey }),
      ]);
      const as =
        (kind: Item["kind"]) =>
        (name: string): Item => ({ kind, origin: storageKey, name });
      return [
        ...(local?.entries ?? []).map(([name]) => name).map(as("local")),
        ...(kept?.entries ?? []).map(([name]) => name).map(as("session")),
        ...(databases?.databaseNames ?? []).map(as("indexeddb")),
        ...(caches?.caches ?? []).map(({ cacheName }) => cacheName).map(as("cache")),
      ];
    }),
  );
  return found.flat();
}

function toIds({ frame, childFrames }: FrameTree): string[] {
  return [frame.id, ...(childFrames ?? []).flatMap(toIds)];
}

/** The host of a storage key: the origin, and behind `^` the site that it is partitioned by. */
function toHostOf(storageKey: string): string | undefined {
  const origin = storageKey.split("^")[0]!;
  return URL.canParse(origin) && /^https?:/.test(origin) ? fromStandIn(new URL(origin).hostname) : undefined;
}
