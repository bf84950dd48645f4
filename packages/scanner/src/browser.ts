import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { ScanError } from "./error.ts";
import { readNetworkLog, type LoggedRequest } from "./observe/network-log.ts";
import { openWire, type Wire } from "./wire.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Third-party cookies are let in; nothing is fetched for an account that nobody has. */
const preferences = { profile: { cookie_controls_mode: 0 }, signin: { allowed: false } };

/** Switches of every browser that Abide or its tests start: it contacts nobody of its own accord. */
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
] as const;

/** What Playwright's `launch` needs to start the browser of this machine for a test, in which it contacts nobody of its own accord. */
export async function toLaunchOptions(
  more: readonly string[] = [],
): Promise<{ readonly executablePath: string; readonly args: string[] }> {
  const { path } = await findBrowser();
  // In containers without user namespaces it cannot start a sandbox; what it opens there is the project's own.
  return { executablePath: path, args: ["--no-sandbox", ...quiet, ...more] };
}

/** One run of the browser with a profile of its own, which `close` removes. */
export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly wire: Wire;
  /** Ends the browser and gives what its network stack wrote down. */
  close(): Promise<LoggedRequest[]>;
}

export interface FoundBrowser {
  readonly path: string;
  /** As it introduces itself: "Chromium 156.0.8078.79". */
  readonly version: string;
}

/** The Chromium on this machine: the one that ABIDE_BROWSER names, else one on the path, else Playwright's own. */
export async function findBrowser(
  env: { readonly [name: string]: string | undefined } = process.env,
): Promise<FoundBrowser> {
  const named = env["ABIDE_BROWSER"];
  if (named !== undefined && named !== "") {
    if (await isRunnable(named)) return { path: named, version: await toVersionOf(named) };
    throw new ScanError(
      "no-browser",
      `ABIDE_BROWSER names ${named}, and no program is there. Correct it, or unset it to look elsewhere.`,
    );
  }
  const onPath = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => onPath.map((folder) => join(folder, name)));
  for (const path of [...candidates, chromium.executablePath()]) {
    if (await isRunnable(path)) return { path, version: await toVersionOf(path) };
  }
  throw new ScanError(
    "no-browser",
    "No Chromium was found on this machine. Install one (Debian: apt-get install chromium; elsewhere: npx playwright-core install chromium), or name one in ABIDE_BROWSER.",
  );
}

/**
 * Starts `found` with a fresh profile. The switches are our own instead of Playwright's, which turn off storage partitioning and
 * more that a visitor's browser has; third-party cookies are let in by the profile, because a stock Chromium refuses them
 * (and would so report a tracker's cookie as absent that other visitors' browsers keep).
 */
export async function openBrowser(found: FoundBrowser): Promise<Browser> {
  try {
    return await start(found, process.getuid?.() !== 0);
  } catch (first) {
    // Containers without user namespaces cannot start the sandbox. The site under check is the owner's own.
    try {
      return await start(found, false);
    } catch {
      throw new ScanError(
        "browser-failed",
        `${found.path} does not start (${toFirstLine(first)}). Start it by hand to see why, or name another one in ABIDE_BROWSER.`,
        { cause: first },
      );
    }
  }
}

async function start(found: FoundBrowser, sandbox: boolean): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "abide-visit-"));
  const log = join(profile, "network.json");
  let context: BrowserContext | undefined;
  let wire: Wire | undefined;
  const close = async (): Promise<LoggedRequest[]> => {
    wire?.close();
    await context?.close().catch(() => {});
    const logged = await readNetworkLog(log);
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});
    return logged;
  };
  try {
    await mkdir(join(profile, "Default"));
    await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
    context = await chromium.launchPersistentContext(profile, {
      executablePath: found.path,
      ignoreDefaultArgs: true,
      timeout: 60_000,
      args: [
        "--headless",
        ...(sandbox ? [] : ["--no-sandbox"]),
        `--user-data-dir=${profile}`,
        `--log-net-log=${log}`,
        "--remote-debugging-pipe",
        "--remote-debugging-port=0",
        "--window-size=1280,900",
        // A site that treats programs otherwise than people would show us a page that nobody else sees.
        "--disable-blink-features=AutomationControlled",
        `--user-agent=${toUserAgent(found.version)}`,
        // Two things that Chromium asks its maker at every start, whatever else is turned off: nobody is there.
        "--gaia-url=http://127.0.0.1:9",
        "--component-updater=url-source=http://127.0.0.1:9",
        ...quiet,
        "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,CertificateTransparencyComponentUpdater",
        "--disable-default-apps",
        "--disable-dev-shm-usage",
        "--mute-audio",
        "--no-default-browser-check",
        "--password-store=basic",
        "--use-mock-keychain",
        "about:blank",
      ],
    });
    wire = await openWire(await readAddress(profile));
    return { context, wire, page: context.pages()[0] ?? (await context.newPage()), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The browser writes where its debugging port is into its profile, a moment after it starts. */
async function readAddress(profile: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [port, path] = (await readFile(join(profile, "DevToolsActivePort"), "utf8").catch(() => "")).split("\n");
    if (port && path) return `ws://127.0.0.1:${port}${path}`;
    await wait(50);
  }
  throw new Error("it did not say where it listens");
}

async function isRunnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function toVersionOf(path: string): Promise<string> {
  const output = await promisify(execFile)(path, ["--version"], { timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    () => "",
  );
  return /[A-Z][A-Za-z ]* \d[\d.]+/.exec(output)?.[0].replace(/^Google /, "") ?? "Chromium";
}

function toUserAgent(version: string): string {
  const major = / (\d+)/.exec(version)?.[1] ?? "150";
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}

function toFirstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!.replace(/^[\w.]+: |[.:]$/g, "");
}
