import { toLaunchOptions } from "@abide/scanner";
import { chromium, type Browser, type Page } from "playwright-core";
import { install } from "./install.ts";
import { openOutside, type Outside } from "./outside.ts";
import { start, startSite, type Running } from "./start.ts";

/** Without the gate, and behind it before a choice, after a refusal, after an acceptance, and after its withdrawal. */
export const states = ["bare", "before", "refused", "accepted", "withdrawn"] as const;
export type State = (typeof states)[number];

/** One thing that a visitor does. It throws where that does not work. `asked`: how often each host of others was asked so far. */
export type Use = (page: Page, url: string, asked: ReadonlyMap<string, number>) => Promise<unknown>;

export interface Example {
  /** Its folder. */
  readonly name: string;
  /** How long a step may take, in milliseconds. Default: 4,000. */
  readonly patience?: number;
  /** What works in every state as it does without the gate. */
  readonly uses: { readonly [use: string]: Use };
  /** What works once the visitor has accepted, and not before: what leads to somebody else. */
  readonly afterChoice?: { readonly [use: string]: Use };
  /** What stands in place of something of others until the visitor accepts: it works before that, and not after. Done last. */
  readonly instead?: { readonly [use: string]: Use };
  /** Hosts that are contacted without the gate, and behind it after an acceptance alone. */
  readonly held: readonly string[];
  /** Hosts that nobody declares: they are contacted without the gate, and never behind it. */
  readonly never: readonly string[];
}

/** What was seen of an example in one state. */
export interface Seen {
  /** Of each use why it did not work; "" where it did. */
  readonly uses: { readonly [use: string]: string };
  /** How often each host of others was asked. */
  readonly asked: ReadonlyMap<string, number>;
  /** Cookies that are there in the end, by name. */
  readonly cookies: readonly string[];
  /** Errors of the console and of scripts, without those that say that somebody else's host is held. */
  readonly errors: readonly string[];
}

/** Installs the example and looks at it in all states. */
export async function look(example: Example): Promise<{ readonly [state in State]: Seen }> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const outside = await openOutside();
    ends.push(outside.close);
    const { folder, remove } = await install(example.name);
    ends.push(remove);
    const own = await startSite(folder);
    ends.push(own.stop);
    const browser = await chromium.launch(
      await toLaunchOptions(["--ignore-certificate-errors", `--host-resolver-rules=${outside.rules}`]),
    );
    ends.push(() => browser.close());
    const seen: Partial<Record<State, Seen>> = {};
    let running: Running | undefined;
    for (const state of states) {
      process.stderr.write(`examples  ${example.name}: ${state}\n`);
      if (state === "bare" || state === "before") {
        running = await start(folder, state === "bare" ? "bare" : "gate", own.env);
        ends.push(running.stop);
      }
      seen[state] = await lookOnce(example, state, { browser, outside, url: running!.url });
    }
    return seen as { [state in State]: Seen };
  } finally {
    for (const end of ends.toReversed()) await end().catch((error: unknown) => console.error(error));
  }
}

interface Place {
  readonly browser: Browser;
  readonly outside: Outside;
  readonly url: string;
}

async function lookOnce(example: Example, state: State, { browser, outside, url }: Place): Promise<Seen> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1200, height: 900 } });
  context.setDefaultTimeout(example.patience ?? 4_000);
  context.setDefaultNavigationTimeout(30_000);
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    // Where everything is strictly necessary, nobody is asked.
    const asks = example.held.length > 0;
    if (asks && state === "refused") await choose(page, url, "reject");
    if (asks && (state === "accepted" || state === "withdrawn")) await choose(page, url, "accept");
    if (asks && state === "withdrawn") {
      // What was accepted runs, and leaves what it leaves: the withdrawal has something to end.
      for (const use of Object.values(example.afterChoice ?? {})) await use(page, url, outside.asked).catch(() => {});
      await withdraw(page, url);
    }
    page.on("console", (line) => {
      if (line.type() === "error") errors.push(`${line.text()} (${new URL(line.location().url || url).pathname})`);
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    outside.forget();
    const uses: { [use: string]: string } = {};
    const tryAll = async (all: Example["uses"] = {}) => {
      for (const [name, use] of Object.entries(all)) {
        uses[name] = await use(page, url, outside.asked).then(
          () => "",
          (error: unknown) => String(error).split("\n").slice(0, 3).join(" ").slice(0, 300),
        );
      }
    };
    await tryAll({ ...example.uses, ...example.afterChoice });
    const asked = new Map(outside.asked);
    await tryAll(example.instead);
    const others = [...example.held, ...example.never];
    return {
      uses,
      asked,
      cookies: (await context.cookies()).map(({ name }) => name),
      errors: errors.filter((line) => !others.some((host) => line.includes(`//${host}`))),
    };
  } finally {
    await context.close();
  }
}

async function choose(page: Page, url: string, choice: "accept" | "reject"): Promise<void> {
  await page.goto(url);
  await page.locator(`[data-abide="banner"] button[value="${choice}"]`).click();
  await page.locator('[data-abide="banner"]').waitFor({ state: "hidden", timeout: 30_000 });
}

/** Rejects everything in the choice centre, which then shows itself anew without what was running. */
async function withdraw(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/privacy/choices`);
  const again = page.waitForEvent("load");
  await page.locator('button[name="do"][value="reject"]:visible').first().click();
  await again;
}
