import { setTimeout as sleep } from "node:timers/promises";
import { playFiles, toHost, toStored } from "./test-page.ts";
import { type Fetch, type Leak, site } from "./test-server.ts";
import { type Vector, vectors } from "./test-vectors.ts";

/** A page of the site that nothing protects, from which a look sees what is stored. */
export const probeUrl = `${site}/probe`;

/** Vectors that reached a tracker or stored something, with how. */
export type Leaks = ReadonlyMap<string, readonly Leak[]>;

/** As much of a tab as a look needs. */
export interface Tab {
  goto(url: string, options?: { readonly timeout?: number }): Promise<unknown>;
  /** The value of an expression, or what its promise resolves to. */
  evaluate(code: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A browser all of whose contacts are seen. */
export interface WatchedBrowser<Own extends Tab = Tab> {
  /** Lets `fetch` play the site from here on. */
  serve(fetch: Fetch): void;
  open(): Promise<Own>;
  /** Names of all cookies of the site. */
  cookies(): Promise<readonly string[]>;
  /** Ends everything and resolves to what reached each host, look-ups included. */
  close(): Promise<ReadonlyMap<string, ReadonlySet<Leak>>>;
}

/** One way to protect a page, or not to: what is asked of each consent manager is the same. */
export interface Candidate<Own extends Tab = Tab> {
  readonly name: string;
  /** Plays the site. `/page?id=…&id=…` is the page with these vectors. */
  readonly fetch: Fetch;
  /** It answers for the files of the vectors as well. Default: they are played beside it, without protection. */
  readonly playsFiles?: boolean;
  /** Refuses, on the page that is open. Resolves when the refusal is kept. */
  readonly refuse?: (tab: Own) => Promise<void>;
  readonly accept?: (tab: Own) => Promise<void>;
}

/** What the visitor has done before the page is visited. "withdrawn" is a refusal after an acceptance. */
export const phases = ["before", "refused", "accepted", "withdrawn"] as const;
export type Phase = (typeof phases)[number];

export interface ObserveOptions {
  readonly some?: readonly Vector[];
  /** How many scripts share a page, unless one needs a page to itself. Default: 1. */
  readonly batch?: number;
}

export interface ObserverOptions {
  /** How many pages are open at a time. */
  readonly together: number;
  /** Longest that one look may take, in milliseconds: about ten times what it takes on a quiet machine. */
  readonly longest: number;
}

/**
 * Looks with the browsers that `open` starts, each in a world of `hosts`. The function that it returns visits pages with `some` vectors
 * under a candidate's protection, before a choice or after one, and resolves to what leaked. The elements of the HTML share a page.
 */
export function createObserver<Own extends Tab>(
  open: (hosts: readonly string[]) => Promise<WatchedBrowser<Own>>,
  { together, longest }: ObserverOptions,
): (candidate: Candidate<Own>, phase: Phase, options?: ObserveOptions) => Promise<Leaks> {
  return async (candidate, phase, { some = vectors, batch = 1 } = {}) => {
    // A browser that hangs has shown nothing, so it is started once more; one that answers has the last word.
    for (let start = 1; start <= 2; start++) {
      const browser = await open(some.map(({ id }) => toHost(id)));
      const controller = new AbortController();
      const looking = look(browser, candidate, phase, { some, batch, together });
      const seen = await Promise.race([looking, sleep(longest, undefined, { signal: controller.signal })]);
      controller.abort();
      if (seen) return seen;
      await browser.close();
      await looking.catch(() => {});
    }
    throw new Error(`The browser hung twice while it looked at "${candidate.name}".`);
  };
}

async function look<Own extends Tab>(
  browser: WatchedBrowser<Own>,
  candidate: Candidate<Own>,
  phase: Phase,
  { some, batch, together }: { some: readonly Vector[]; batch: number; together: number },
): Promise<Leaks> {
  const stored = new Set<string>();
  const asked = new Set<string>();
  browser.serve((request) => {
    const url = new URL(request.url);
    asked.add(url.search);
    if (url.href === probeUrl) return new Response(probePage, { headers: { "Content-Type": "text/html" } });
    return (candidate.playsFiles ? undefined : playFiles(url, some)) ?? candidate.fetch(request);
  });
  try {
    const probe = await browser.open();
    await probe.goto(probeUrl);
    if (phase !== "before") {
      const tab = await browser.open();
      await tab.goto(`${site}/page`);
      if (phase !== "refused") await candidate.accept?.(tab);
      if (phase !== "accepted") await candidate.refuse?.(tab);
      await tab.close();
    }
    const visit = async (group: readonly Vector[]): Promise<void> => {
      const search = `?${group.map(({ id }) => `id=${id}`).join("&")}`;
      const left = await visitPage(browser, search, group[0]!.when === "late" ? 2_300 : 1_000);
      if (!asked.has(search)) throw new Error(`The browser never asked for the page with ${search}.`);
      for (const { id } of group) if (left.includes(toStored(id))) stored.add(id);
    };
    // Alone and in front: Chromium prefetches for the visible page only.
    const elements = some.filter(({ when }) => when === "html");
    if (elements.length > 0) await visit(elements);
    const queue = (["parse", "late"] as const).flatMap((when) => {
      const group = some.filter((vector) => vector.when === when);
      const shared = group.filter(({ alone }) => !alone);
      return [
        ...Array.from({ length: Math.ceil(shared.length / batch) }, (_, i) => shared.slice(i * batch, (i + 1) * batch)),
        ...group.filter(({ alone }) => alone).map((vector) => [vector]),
      ];
    });
    const work = async (): Promise<void> => {
      for (let group = queue.shift(); group !== undefined; group = queue.shift()) await visit(group);
    };
    await Promise.all(Array.from({ length: together }, work));
    const held = [...(await browser.cookies()), ...((await probe.evaluate(readStored)) as string[])];
    for (const { id } of some) if (held.includes(toStored(id))) stored.add(id);
  } catch (error) {
    await browser.close();
    throw error;
  }
  const reached = await browser.close();
  const leaks = new Map<string, Leak[]>();
  for (const { id } of some) {
    const found = [...(reached.get(toHost(id)) ?? []), ...(stored.has(id) ? (["stored"] as const) : [])];
    if (found.length > 0) leaks.set(id, found.sort());
  }
  return leaks;
}

/** Visits the page with some vectors, stays for `time`, and resolves to the keys of its tab's session storage. */
async function visitPage(browser: WatchedBrowser, search: string, time: number): Promise<readonly string[]> {
  const tab = await browser.open();
  // One that leads away before it has loaded was visited all the same, and has no end to wait for.
  await tab.goto(`${site}/page${search}`, { timeout: 15_000 }).catch(() => undefined);
  await sleep(time);
  // From a page without protection in the same tab: what a guarded page shows of its storage may be in memory only. A page that was led
  // away has another site's.
  await tab.goto(probeUrl, { timeout: 5_000 }).catch(() => undefined);
  const keys = await Promise.race([
    tab.evaluate("Object.keys(sessionStorage)").catch(() => []) as Promise<string[]>,
    sleep(2_000).then((): string[] => []),
  ]);
  await tab.close();
  return keys;
}

/** It has no protection, and hears of each key and cookie, also of one that a page clears at once, or that an answer of the site expires. */
const probePage = `<!doctype html><script>
  var names = [];
  addEventListener("storage", ({ key }) => names.push(key));
  globalThis.cookieStore?.addEventListener("change", ({ changed }) => changed.forEach(({ name }) => names.push(name)));
</script>`;

/**
 * Names of everything that is stored on the device for the site but cookies, and of what was there for a moment only. As text: it
 * runs in the browser, whose types are not those of this file; a browser may lack files and buckets.
 */
const readStored = `(async () => {
  const buckets = (await navigator.storageBuckets?.keys()) ?? [];
  const toNames = async ({ indexedDB, getDirectory }) => [
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(getDirectory ? await Array.fromAsync((await getDirectory()).keys()) : []),
  ];
  return [
    ...names,
    ...Object.keys(localStorage),
    ...(await toNames({ indexedDB, getDirectory: navigator.storage?.getDirectory?.bind(navigator.storage) })),
    ...(await caches.keys()),
    ...buckets,
    ...(await Promise.all(buckets.map(async (key) => {
      const bucket = await navigator.storageBuckets.open(key);
      return toNames({ indexedDB: bucket.indexedDB, getDirectory: bucket.getDirectory.bind(bucket) });
    }))).flat(),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => /scope-(.+)\\//.exec(scope)?.[1] ?? scope),
  ];
})()`;
