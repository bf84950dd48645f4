import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import type { CDPSession, Page } from "playwright-core";
import { site } from "../../packages/gate/src/vectors/test-server.ts";
import type { World } from "../../packages/gate/src/vectors/test-world.ts";
import { compress, type Manager } from "./candidate.ts";

export interface Bytes {
  readonly files: number;
  readonly raw: number;
  readonly brotli: number;
  /** Script that has to have come, compressed, before the banner can show. */
  readonly script: number;
}

export interface Sample {
  /** Milliseconds from the start of the navigation to the first frame that has the banner in view. */
  readonly banner: number | undefined;
  readonly script: number;
  readonly task: number;
  readonly shift: number;
}

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What a page with `manager` loads beyond the same page without one. */
export async function measureBytes(world: World, manager: Manager, plain: string, refused = false): Promise<Bytes> {
  const loaded: { path: string; raw: string }[] = [];
  world.serve(async (request) => {
    const response = await manager.fetch(request);
    const { pathname } = new URL(request.url);
    const body = Buffer.from(await response.clone().arrayBuffer());
    const raw = response.headers.get("content-encoding") === "br" ? brotliDecompressSync(body) : body;
    if (request.method === "GET" && response.ok) loaded.push({ path: pathname, raw: raw.toString() });
    return response;
  });
  const session = await forget(world);
  const page = await world.context.newPage();
  await page.goto(`${site}/page`);
  if (refused) {
    await page.waitForTimeout(1_500);
    await manager.refuse!(page);
    await clearCache(session);
    loaded.length = 0;
    await page.goto(`${site}/page`);
  }
  await page.waitForTimeout(2_500);
  await page.close();
  await session.detach();

  const html = loaded.find(({ path }) => path === "/page")!.raw;
  const files = [...new Map(loaded.filter(({ path }) => path !== "/page").map((file) => [file.path, file.raw]))];
  const size = (text: string): number => compress(text).length;
  const inline = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
  const scripts = files.filter(([path]) => path.endsWith(".js") && !manager.afterBanner?.test(path));
  return {
    files: files.length,
    raw: Buffer.byteLength(html) - Buffer.byteLength(plain) + sum(files.map(([, raw]) => Buffer.byteLength(raw))),
    brotli: size(html) - size(plain) + sum(files.map(([, raw]) => size(raw))),
    script: sum([...inline, ...scripts.map(([, raw]) => raw)].map(size)),
  };
}

/** One visit on a slow phone (a quarter of this processor, and slow 4G: 150 ms, 1.6 Mbit/s), with an empty cache. */
export async function visit(world: World, manager: Manager, returning = false): Promise<Sample> {
  world.serve(manager.fetch);
  const session = await forget(world);
  const page = await world.context.newPage();
  if (returning && manager.refuse) {
    await page.goto(`${site}/page`);
    await page.waitForTimeout(500);
    await manager.refuse(page);
  }
  await page.addInitScript(watch, manager.banner);
  const own = await world.context.newCDPSession(page);
  await own.send("Network.enable");
  await own.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  });
  await own.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await own.send("Performance.enable");
  await page.goto(`${site}/page`);
  const shown = async (): Promise<number | undefined> => (await page.evaluate("window.bannerAt")) as number | undefined;
  const tries = manager.banner === undefined || returning ? 0 : 40;
  for (let i = 0; i < tries; i++) {
    if ((await shown()) !== undefined) break;
    await page.waitForTimeout(100);
  }
  await page.waitForTimeout(1_500);
  const { metrics } = await own.send("Performance.getMetrics");
  const metric = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000;
  const sample = {
    banner: await shown(),
    script: metric("ScriptDuration"),
    task: metric("TaskDuration"),
    shift: (await page.evaluate("window.shift")) as number,
  };
  await page.close();
  await session.detach();
  return sample;
}

/** Rules of WCAG 2.2 AA, and axe's own best practices, that the banner breaks, with the number of elements. */
export async function measureAxe(world: World, manager: Manager): Promise<string[]> {
  world.serve(manager.fetch);
  const session = await forget(world);
  const page = await world.context.newPage();
  await page.goto(`${site}/page`);
  await page.waitForSelector(manager.banner!, { state: "visible" });
  await page.waitForTimeout(1_500);
  await page.evaluate(axe);
  const broken = (await page.evaluate(
    `axe.run(${JSON.stringify(manager.banner)}, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + " (" + nodes.length + ")"))`,
  )) as string[];
  await page.close();
  await session.detach();
  return broken;
}

/** Runs in the page, as text, before anything else. */
function watch(banner: string | undefined): void {
  const page = globalThis as unknown as {
    bannerAt?: number;
    shift: number;
    innerHeight: number;
    requestAnimationFrame: (then: () => void) => void;
    document: {
      querySelector: (selector: string) => {
        checkVisibility: (options: object) => boolean;
        getBoundingClientRect: () => { top: number; bottom: number; height: number };
      } | null;
    };
    PerformanceObserver: new (
      seen: (list: { getEntries: () => { value: number; hadRecentInput: boolean }[] }) => void,
    ) => {
      observe: (options: object) => void;
    };
  };
  page.shift = 0;
  new page.PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) page.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  if (banner === undefined) return;
  const look = (): void => {
    const box = page.document.querySelector(banner);
    const place = box?.getBoundingClientRect();
    const visible = box?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (place && visible && place.height > 20 && place.top < page.innerHeight - 20 && place.bottom > 20) {
      // Looked at before the frame is painted: the next one is when it has been.
      page.requestAnimationFrame(() => (page.bannerAt = performance.now()));
    } else page.requestAnimationFrame(look);
  };
  page.requestAnimationFrame(look);
}

/** Forgets everything that an earlier visit left in the browser. */
async function forget(world: World): Promise<CDPSession> {
  const [page] = world.context.pages();
  const session = await world.context.newCDPSession(page as Page);
  await world.context.clearCookies();
  await session.send("Storage.clearDataForOrigin", { origin: site, storageTypes: "all" });
  await clearCache(session);
  return session;
}

async function clearCache(session: CDPSession): Promise<void> {
  await session.send("Network.clearBrowserCache");
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
