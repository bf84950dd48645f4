import type { Locator, Page } from "playwright-core";

/**
 * Waits until `holds` is true in the page, which is asked from outside. Playwright's `waitForFunction` asks by `eval` in the page, and a
 * site's policy may refuse that.
 */
export async function until<Value = undefined>(
  page: Page,
  holds: (value: Value) => boolean,
  ...value: Value extends undefined ? [] : [Value]
): Promise<void> {
  const end = Date.now() + 8_000;
  while (!(await page.evaluate(holds as (value: unknown) => boolean, value[0]).catch(() => false))) {
    if (Date.now() > end) throw new Error(`Never true in the page: ${String(holds)}`);
    await page.waitForTimeout(100);
  }
}

/** Waits until an element says `text`. */
export async function expectText(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector, { hasText: text }).first().waitFor();
}

/** Waits until an image has been loaded and can be drawn. */
export async function expectShown(page: Page, selector: string): Promise<void> {
  await until<string>(
    page,
    (selector) => {
      const image = document.querySelector<HTMLImageElement>(selector);
      return image?.complete === true && image.naturalWidth > 0;
    },
    selector,
  );
}

/** Waits until a font of the page has been loaded from its file. */
export async function expectFont(page: Page, family: string): Promise<void> {
  await until<string>(
    page,
    (family) =>
      [...document.fonts].some((font) => font.family.replaceAll('"', "") === family && font.status === "loaded"),
    family,
  );
}

/** The one button of an embed's placeholder. */
export function toOpener(page: Page): Locator {
  return page.frameLocator("iframe").locator('[data-abide="placeholder"] button');
}

/** Takes it, and waits for what it opens. */
export async function openEmbed(page: Page): Promise<void> {
  await toOpener(page).click();
  await page.frameLocator("iframe").getByText("The video plays").waitFor();
}

/** Loads the page, and throws unless `host` is asked exactly once for it. */
export async function expectOnce(
  page: Page,
  url: string,
  asked: ReadonlyMap<string, number>,
  host: string,
): Promise<void> {
  const before = asked.get(host) ?? 0;
  await page.goto(url, { waitUntil: "load" });
  // What a script of the page sends once it runs.
  await page.waitForTimeout(1_000);
  const times = (asked.get(host) ?? 0) - before;
  if (times !== 1) throw new Error(`${host} was asked ${times} times for one page`);
}
