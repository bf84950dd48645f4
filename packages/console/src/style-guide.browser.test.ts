import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import pixelmatch from "pixelmatch";
import { chromium, type Browser, type Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderGuide } from "./test-page.tsx";

/**
 * The style guide as it is seen, beside the pictures that somebody looked at. Where a change is meant, look at the new ones and keep them:
 *
 *     ABIDE_PICTURES=keep npx vitest run --project browser packages/console
 *
 * ABIDE_PICTURES=/tmp/pictures writes them elsewhere as well, with what differs in red.
 */
const keeps = process.env["ABIDE_PICTURES"];
const pictures = fileURLToPath(new URL("../pictures/", import.meta.url));
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const origin = "https://console.halden.example";
const own = fileURLToPath(new URL("console.css", import.meta.url));
/** It brings the fonts and the colours. */
const fromEngine = require.resolve("@abide/engine/page.css");

/** From which difference on a pixel counts, and how many may in one place: another Chromium smooths a letter otherwise. */
const threshold = 0.06;
const allowed = 16;

/** The strictest policy that the console's pages are served under. */
const policy =
  "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const views = [
  { name: "light", direction: "ltr", width: 1280, dark: false },
  { name: "dark", direction: "ltr", width: 1280, dark: true },
  { name: "phone", direction: "ltr", width: 390, dark: false },
  { name: "rtl", direction: "rtl", width: 1280, dark: false },
] as const;

let browser: Browser;
beforeAll(async () => {
  // Letters of the same shape on every machine.
  const same = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"];
  browser = await chromium.launch(await toLaunchOptions(same));
});
afterAll(() => browser?.close());

const complaints: string[] = [];

interface View {
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  readonly width: number;
  readonly dark: boolean;
}

async function open(view: View): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.dark ? "dark" : "light",
    reducedMotion: "reduce",
    locale: "en",
  });
  const page = await context.newPage();
  page.on("console", (message) => void complaints.push(message.text()));
  await page.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    const [, font, family] = /^\/abide\/fonts\/((.+?)-latin[\w-]+)\.woff2$/.exec(pathname) ?? [];
    const css = { "/abide/page.css": fromEngine, "/abide/console.css": own }[pathname];
    if (pathname === "/console/style-guide") {
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
      await route.fulfill({ body: await renderGuide(view.direction), headers });
    } else if (css !== undefined) await route.fulfill({ path: css });
    else if (font !== undefined)
      await route.fulfill({ path: require.resolve(`@fontsource/${family}/files/${font}.woff2`) });
    // Where there is no icon, a browser complains of it.
    else await route.fulfill({ status: 204 });
  });
  await page.goto(`${origin}/console/style-guide`);
  await page.evaluate("document.fonts.ready");
  return page;
}

async function shoot(page: Page): Promise<PNG> {
  // As long as the page is: what is fixed at the foot of a phone lies below everything else then.
  const { width } = page.viewportSize()!;
  await page.setViewportSize({ width, height: 900 });
  const height = (await page.evaluate("document.documentElement.scrollHeight")) as number;
  await page.setViewportSize({ width, height });
  return PNG.sync.read(await page.screenshot({ animations: "disabled", caret: "hide" }));
}

/** How much a part of the picture differs: most pixels of any square of 24 by 24. Infinite where it has another size. */
function compare(kept: PNG, shot: PNG): { readonly most: number; readonly difference: PNG } {
  const { width, height } = kept;
  const difference = new PNG({ width, height });
  if (shot.width !== width || shot.height !== height) return { most: Infinity, difference };
  const marked: [number, number, number] = [255, 0, 0];
  pixelmatch(kept.data, shot.data, difference.data, width, height, { threshold, diffMask: true, diffColor: marked });
  const squares = new Map<number, number>();
  for (let at = 0; at < width * height; at += 1) {
    if (difference.data[at * 4 + 3] === 0) continue;
    const square = Math.floor(Math.floor(at / width) / 24) * 1_000 + Math.floor((at % width) / 24);
    squares.set(square, (squares.get(square) ?? 0) + 1);
  }
  return { most: Math.max(0, ...squares.values()), difference };
}

/** The picture in fewer bytes: what covers little, the smooth edges of letters, has 16 steps a colour, which is too little to be seen. */
function toSmall({ width, height, data }: PNG): Buffer {
  const small = new PNG({ width, height });
  const toColour = (at: number) => (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
  const covers = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) covers.set(toColour(at), (covers.get(toColour(at)) ?? 0) + 1);
  for (let at = 0; at < data.length; at += 4) {
    const keeps = covers.get(toColour(at))! > 1_000;
    for (let part = 0; part < 4; part += 1) {
      const value = data[at + part]!;
      small.data[at + part] = keeps || part === 3 ? value : Math.round(value / 17) * 17;
    }
  }
  return PNG.sync.write(small, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 });
}

async function look(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(`${axe}; axe.run({ resultTypes: ["violations"] })`)) as AxeResults;
  const wide = (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) as boolean;
  const width = page.viewportSize()!.width;
  return [
    ...violations.map(({ id, nodes }) => `${width} ${id}: ${nodes[0]?.html.slice(0, 160)}`),
    ...(wide ? [`too wide at ${width}`] : []),
  ];
}

describe.each(views)("$name", (view) => {
  test("looks as it did when somebody looked at it", async () => {
    const file = `${pictures}${view.name}.png`;
    const page = await open(view);
    const shot = await shoot(page);
    await page.context().close();
    if (keeps === "keep") {
      mkdirSync(pictures, { recursive: true });
      writeFileSync(file, toSmall(shot));
    }
    const kept = PNG.sync.read(readFileSync(file));
    const { most, difference } = compare(kept, shot);
    if (keeps !== undefined && keeps !== "keep") {
      writeFileSync(`${keeps}/${view.name}.png`, PNG.sync.write(shot));
      writeFileSync(`${keeps}/${view.name}-differs.png`, PNG.sync.write(difference));
    }
    expect(most).toBeLessThanOrEqual(allowed);
  });

  test("axe finds nothing, and nothing is too wide, also at 320", async () => {
    const page = await open(view);
    const found = await look(page);
    await page.setViewportSize({ width: 320, height: 720 });
    found.push(...(await look(page)));
    await page.context().close();
    expect(found).toEqual([]);
  });
});

test("a picture differs where a word, a colour, a size or a shape does, and in nothing else", async () => {
  const kept = PNG.sync.read(readFileSync(`${pictures}light.png`));
  const page = await open(views[0]);
  const set = (name: string, value: string) => `document.documentElement.style.setProperty("${name}", "${value}")`;
  const changes = {
    "a word": `document.querySelector("legend").textContent = "How it moves"`,
    "the accent": set("--abide-accent", "#2f6a40"),
    "the size of small type": set("--step--2", "0.84rem"),
    "the colour of an edge": `document.querySelector(".outcome.refused").classList.replace("refused", "waits")`,
    "a shape": `document.querySelector(".row .waits").classList.replace("waits", "plain")`,
  };
  const found: string[] = [];
  for (const [name, change] of Object.entries(changes)) {
    await page.evaluate(change);
    if (compare(kept, await shoot(page)).most > allowed) found.push(name);
    await page.reload();
    await page.evaluate("document.fonts.ready");
  }
  expect(found).toEqual(Object.keys(changes));
  expect(compare(kept, await shoot(page)).most).toBeLessThanOrEqual(allowed);
  await page.context().close();
});

test("everything is reached by keyboard, in the order in which it stands, and the navigation of a phone opens without a script", async () => {
  const page = await open(views[2]);
  const reached: string[] = [];
  for (let press = 0; press < 90; press += 1) {
    await page.keyboard.press("Tab");
    const at = (await page.evaluate(
      `(() => { const e = document.activeElement; const r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.x + Math.min(r.width, 20) / 2, r.y + r.height / 2);
        const seen = e.tagName === "BODY" || e.contains(top) || top?.contains(e) || r.height === 0;
        return (seen ? "" : "hidden: ") + (e.tagName === "BODY" ? "end" : (e.getAttribute("aria-label") || e.textContent || e.name).trim()); })()`,
    )) as string;
    if (at === "end") break;
    reached.push(at);
  }
  expect(reached.slice(0, 9)).toEqual([
    "Skip to the content",
    "Halden Software",
    "English",
    "Deutsch",
    "Sign out",
    "Overview",
    "Account",
    "All pages",
    "Overview",
  ]);
  expect(reached.at(-1)).toBe("From: hello@mail.halden.example\nSubject: You are on the list");
  expect(reached.filter((at) => at.startsWith("hidden"))).toEqual([]);
  const menu = page.getByRole("button", { name: "All pages" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Disclosures" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe("Disclosures 3");
  expect(await look(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(await page.getByRole("link", { name: "Disclosures" }).count()).toBe(0);
  await page.context().close();
});

test("what cannot be taken back is asked for once more, without a script", async () => {
  const page = await open(views[0]);
  const last = page.getByRole("button", { name: "Cancel for good" });
  expect(await last.isVisible()).toBe(false);
  await page.getByText("Cancel for good …").click();
  await page.getByText("Everything else is dropped.").waitFor();
  expect(await last.isVisible()).toBe(true);
  await page.context().close();
});

test("the policy of the page refused nothing of it", () => {
  expect(complaints).toEqual([]);
});
