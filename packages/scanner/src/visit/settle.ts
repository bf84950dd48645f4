import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";

/** How long to wait for what, in milliseconds. */
export interface Patience {
  /** For the first byte of a page. */
  readonly answer: number;
  /** For the `load` event: some pages never get there. */
  readonly load: number;
  /** After that at least, */
  readonly least: number;
  /** and on while something happened less than this long ago, */
  readonly quiet: number;
  /** but never longer than this. */
  readonly most: number;
}

export const patience: Patience = { answer: 15_000, load: 8_000, least: 1_500, quiet: 500, most: 4_000 };

/**
 * Waits until the page has done what it does by itself. Never for an idle network: one answer that nobody reads keeps a page from
 * that for ever, and one page in four never got there (see the limits in the documentation).
 */
export async function settle(page: Page, { load, least, quiet, most }: Patience, stirred: () => number): Promise<void> {
  await page.waitForLoadState("load", { timeout: load }).catch(() => {});
  const from = Date.now();
  await scroll(page);
  for (;;) {
    const now = Date.now();
    if (now - from >= most || (now - from >= least && now - stirred() >= quiet)) return;
    await wait(Math.min(100, most));
  }
}

/** Down to the end and up again, in steps, so that what waits to be seen is seen. */
async function scroll(page: Page): Promise<void> {
  for (let step = 0; step < 6; step += 1) {
    const more = await within(
      page.evaluate("(window.scrollBy(0, innerHeight), scrollY + innerHeight < document.documentElement.scrollHeight)"),
      1_000,
    );
    if (more !== true) break;
    await wait(60);
  }
  await within(page.evaluate("window.scrollTo(0, 0)"), 1_000);
}

/** What `promise` gives, or undefined: a page whose script never yields must not keep us. */
export async function within(promise: Promise<unknown>, most: number): Promise<unknown> {
  return Promise.race([promise.catch(() => undefined), wait(most, undefined, { ref: false })]);
}
