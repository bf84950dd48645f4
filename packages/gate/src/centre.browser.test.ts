import { toLaunchOptions } from "@abide/scanner";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { AxeResults } from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { built } from "./built.ts";
import { renderBanner } from "./render/banner.ts";
import { renderCentre } from "./render/centre.ts";
import { renderGuard } from "./render/guard.ts";
import { renderHeaders } from "./render/headers.ts";
import { renderSignal } from "./render/signal.ts";
import { visitOf } from "./render/test-visit.ts";
import { languages, toDirection } from "./texts/to-texts.ts";

/** A site of one page and the centre, which keeps the choice of its only visitor. */
interface Site {
  readonly url: string;
  language: string;
  signals: readonly "gpc"[];
  allowed: readonly string[] | undefined;
  /** What every choice is answered with instead of keeping it. */
  refuses: { status: number; body: string } | undefined;
  /** Choices that arrived, and how. */
  readonly posts: { readonly fields: URLSearchParams; readonly script: boolean }[];
  readonly violations: string[];
  close(): void;
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const prose = "<p>A guide is written once, by somebody who knows the work, and shows up where it helps.</p>".repeat(20);

async function createSite(): Promise<Site> {
  const optional = ["googleAnalytics", "crazyEgg", "metaPixel", "vimeo", "memory"];
  const { css, centre } = await built();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(String(request.url), "http://site");
    const send = (status: number, type: string, body: string, headers = {}): void => {
      response.writeHead(status, { "Content-Type": `${type}; charset=utf-8`, ...headers }).end(body);
    };
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const visit = await visitOf({
      language: site.language,
      signals: site.signals,
      back: searchParams.get("back") ?? "/",
      ...(site.allowed ? { allowed: site.allowed } : {}),
    });
    if (pathname === "/abide/gate.css") return send(200, "text/css", css);
    if (pathname === "/abide/centre.js") return send(200, "text/javascript", centre);
    if (pathname === "/opens.js") {
      // What the gate does with a link to the centre.
      return send(
        200,
        "text/javascript",
        `document.querySelector("#choices").addEventListener("click", async (event) => {
          event.preventDefault();
          (await import("/abide/centre.js")).open(event.target);
        });`,
      );
    }
    if (pathname === "/abide/report") {
      site.violations.push(body);
      return send(204, "text/plain", "");
    }
    if (pathname === "/abide/choice") {
      const fields = new URLSearchParams(body);
      const script = request.headers.accept === "application/json";
      site.posts.push({ fields, script });
      if (site.refuses) return send(site.refuses.status, "application/problem+json", site.refuses.body);
      const before = String(visit.permitted);
      const action = fields.get("do");
      site.allowed = action === "accept" ? optional : action === "save" ? fields.getAll("tracker") : [];
      const reload = before !== String((await visitOf({ allowed: site.allowed })).permitted);
      if (script) {
        return send(200, "application/json", JSON.stringify({ kept: true, reload, receipt: "/abide/receipt/r1" }));
      }
      return send(200, "text/html", "Kept.", { Refresh: `0;url=${fields.get("back")}` });
    }
    const guard = await renderGuard(visit);
    const scripts =
      pathname === "/privacy/choices"
        ? `<script type="module" src="/abide/centre.js"></script>`
        : `<script type="module" src="/opens.js"></script>`;
    const main =
      pathname === "/privacy/choices"
        ? renderCentre(visit)
        : `<h1>Guides</h1><form><label>Name <input id="name"></label></form>${prose}
          <p><a id="choices" href="/privacy/choices">Privacy choices</a></p>${renderSignal(visit)}`;
    send(
      200,
      "text/html",
      `<!doctype html><html lang="${site.language}" dir="${toDirection(site.language)}"><head>${guard.html}
      <title>Guides</title><meta name="viewport" content="width=device-width">
      <link rel="icon" href="data:,"><link rel="stylesheet" href="/abide/gate.css">${scripts}</head>
      <body>${pathname === "/" ? renderBanner(visit) : ""}<main>${main}</main></body></html>`,
      renderHeaders(visit, { guardHash: guard.hash, ownPage: true }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const site: Site = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    language: "en",
    signals: [],
    allowed: undefined,
    refuses: undefined,
    posts: [],
    violations: [],
    close: () => server.close(),
  };
  return site;
}

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await createSite();
});
afterEach(async () => {
  for (const context of browser.contexts()) {
    for (const page of context.pages()) await page.close();
    await context.clearCookies();
  }
  site.close();
});

/** One for each kind of visitor. What a test leaves in it is another origin's to the next: each has a site on a port of its own. */
const contexts = new Map<string, Promise<BrowserContext>>();

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const kind = JSON.stringify(options);
  const context = contexts.get(kind) ?? browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  contexts.set(kind, context);
  const page = await (await context).newPage();
  await page.goto(site.url + path);
  return page;
}

const actions = (): (string | null)[] => site.posts.map(({ fields }) => fields.get("do"));
const noScript = { javaScriptEnabled: false };

/** What makes two buttons look alike: their size and everything that paints them. */
const looks = (page: Page, buttons: string) =>
  page.locator(buttons).evaluateAll((all) =>
    all.map((button) => {
      const style = getComputedStyle(button);
      const { width, height } = button.getBoundingClientRect();
      return {
        width,
        height,
        ...Object.fromEntries(
          ["color", "backgroundColor", "border", "font", "padding", "opacity", "boxShadow", "cursor", "display"].map(
            (name) => [name, style[name as "color"]],
          ),
        ),
      };
    }),
  );

/** The contrast of an element's text with what it stands on (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
const contrastOf = (page: Page, element: string): Promise<number> =>
  page
    .locator(element)
    .first()
    .evaluate((node) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
      const toLight = (color: string): number => {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
          part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const { color, backgroundColor } = getComputedStyle(node);
      const lights = [toLight(color), toLight(backgroundColor)];
      return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
    });

/** Rules that the page breaks, with the elements. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

describe("the banner", () => {
  test("is painted at the foot of the window, takes no focus, and is one press of Tab away", async () => {
    const page = await visit("/", noScript);
    const box = (await page.locator(".abide-banner").boundingBox())!;
    expect(box.y + box.height).toBe(800);
    expect(box.height).toBeLessThan(200);
    // With script disabled nothing can be asked of the page's own script: the focused element is found by its style.
    expect(await page.locator(":focus").count()).toBe(0);
    await page.keyboard.press("Tab");
    expect(await page.locator(".abide-banner :focus").textContent()).toBe("Details and choices");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Accept all");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Reject all");
  });

  test.each(["accept", "reject"])("%s is kept and not asked again, in one press", async (action) => {
    const page = await visit("/", noScript);
    await page.locator(`.abide-banner [value=${action}]`).click();
    await page.waitForURL(`${site.url}/`);
    await page.locator("h1").waitFor();
    expect(actions()).toEqual([action]);
    expect(await page.locator(".abide-banner").count()).toBe(0);
    await page.reload();
    expect(await page.locator(".abide-banner").count()).toBe(0);
  });

  test("accept and reject are equal, and readable, in light and dark, with the mouse over and in a narrow window", async () => {
    const page = await visit("/");
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 390]) {
        await page.mouse.move(0, 0);
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await page.reload();
        const [accept, reject] = await looks(page, ".abide-banner button");
        expect(accept).toEqual(reject);
        expect(accept?.height).toBeGreaterThanOrEqual(44);
        expect(await contrastOf(page, ".abide-banner button")).toBeGreaterThanOrEqual(7);
        await page.locator(".abide-banner [value=accept]").hover();
        await page.waitForTimeout(250);
        expect(await contrastOf(page, ".abide-banner [value=accept]")).toBeGreaterThanOrEqual(7);
      }
    }
  });

  test("the buttons are equal, and nothing is wider than the window, in every language", async () => {
    const { css } = await built();
    const all = await Promise.all(
      Object.keys(languages).map(async (language) => {
        const visit = await visitOf({ language });
        return `<div data-language="${language}">${renderBanner(visit)}${renderCentre(visit)}</div>`;
      }),
    );
    const page = await visit("/abide/gate.css");
    await page.setContent(
      `<!doctype html><meta name="viewport" content="width=device-width"><style>${css}</style>${all.join("")}`,
    );
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      for (const language of Object.keys(languages)) {
        const [accept, reject] = await looks(page, `[data-language=${language}] .abide-banner .abide-button`);
        expect(accept, `${language} ${width}`).toEqual(reject);
        const [save, ...others] = await looks(page, `[data-language=${language}] .abide-bar .abide-button`);
        expect(others, `${language} ${width}`).toEqual([save, save]);
      }
      const wide = await page
        .locator(".abide *")
        .evaluateAll((nodes) =>
          nodes
            .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
            .map((node) => `${node.className} ${node.textContent}`),
        );
      expect(wide).toEqual([]);
    }
  });

  test("Escape, a press beside it, scrolling and leaving never answer", async () => {
    const page = await visit("/");
    await page.keyboard.press("Escape");
    await page.mouse.click(600, 200);
    await page.mouse.wheel(0, 2000);
    await page.goto(`${site.url}/privacy/choices`);
    await page.goBack();
    expect(site.posts).toEqual([]);
    expect(await page.locator(".abide-banner").isVisible()).toBe(true);
  });

  test("at 320×256, which is 400 % zoom, each button and link can be reached and seen whole", async () => {
    for (const path of ["/", "/privacy/choices"]) {
      const page = await visit(path, { viewport: { width: 320, height: 256 } });
      const controls = page.locator(".abide :is(a, button, input:not([type=hidden])):visible");
      for (let i = 0; i < (await controls.count()); i++) {
        const control = controls.nth(i);
        await control.focus();
        const hit = await control.evaluate((node) => {
          node.scrollIntoView({ block: "nearest" });
          const { left, right, top, bottom } = node.getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          // Less than a pixel may be left: pages are scrolled by whole ones.
          return (
            left > -1 &&
            right < innerWidth + 1 &&
            top > -1 &&
            bottom < innerHeight + 1 &&
            (at === node || node.contains(at))
          );
        });
        expect(hit, `${path} ${await control.innerHTML()}`).toBe(true);
      }
    }
  });

  test("the last line of the page can be scrolled free of it", async () => {
    for (const width of [1280, 390]) {
      const page = await visit("/", { viewport: { width, height: 800 } });
      await page.locator("#choices").focus();
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const free = await page.locator("#choices").evaluate((node) => {
        const banner = document.querySelector(".abide-banner")!.getBoundingClientRect();
        return node.getBoundingClientRect().bottom <= banner.top;
      });
      expect(free).toBe(true);
    }
  });

  test("is not printed, and does not move for who wants no motion", async () => {
    const page = await visit("/", { reducedMotion: "reduce" });
    const duration = await page
      .locator(".abide-button")
      .first()
      .evaluate((node) => getComputedStyle(node).transitionDuration);
    expect(duration).toBe("0s");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".abide-banner").isVisible()).toBe(false);
  });

  test("what the page says about plain elements does it little harm", async () => {
    const page = await visit("/");
    const before = await looks(page, ".abide-banner button");
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        `* { letter-spacing: 3px } button { width: 100%; background: red; text-transform: uppercase; float: left }
         p { margin: 3em; display: none } section { padding: 9em; position: relative } a { color: yellow; font-size: 4em }
         form { display: flex; opacity: 0.1 } input { display: block !important }`.replace(
          "input { display: block !important }",
          "",
        ),
      );
      document.adoptedStyleSheets = [sheet];
    });
    expect(await looks(page, ".abide-banner button")).toEqual(before);
    expect(await page.locator("#abide-ask").isVisible()).toBe(true);
  });
});

describe("the centre, without script", () => {
  test("nothing optional is ticked; a box that is, is what is kept; and the page shows it", async () => {
    const page = await visit("/privacy/choices?back=/privacy/choices", noScript);
    expect(await page.locator("[name=tracker]:checked:enabled").count()).toBe(0);
    await page.getByRole("checkbox", { name: "Vimeo" }).check();
    await page.locator("[value=save]").click();
    await page.locator("dt", { hasText: "Chosen on" }).waitFor();
    expect(site.posts.map(({ fields }) => fields.getAll("tracker"))).toEqual([["vimeo"]]);
    expect(await page.getByRole("checkbox", { name: "Vimeo" }).isChecked()).toBe(true);
    expect(await page.locator(".abide-facts").first().textContent()).toContain("1 of 5");
    expect(await page.locator(".abide-close").filter({ visible: true }).count()).toBe(0);
  });

  test("Enter in a box saves what is ticked and nothing more", async () => {
    const page = await visit("/privacy/choices?back=/privacy/choices", noScript);
    await page.getByRole("checkbox", { name: "CrazyEgg" }).press("Space");
    await page.getByRole("checkbox", { name: "CrazyEgg" }).press("Enter");
    await expect.poll(actions).toEqual(["save"]);
    expect(site.posts.map(({ fields }) => fields.getAll("tracker"))).toEqual([["crazyEgg"]]);
  });

  test("save, reject and accept are equal; to take everything back is one press, as to allow it", async () => {
    site.allowed = ["vimeo", "metaPixel"];
    const page = await visit("/privacy/choices?back=/privacy/choices", noScript);
    const [save, reject, accept] = await looks(page, ".abide-bar button");
    expect(save).toEqual(reject);
    expect(reject).toEqual(accept);
    await page.locator("[value=reject]").click();
    await expect.poll(() => site.allowed).toEqual([]);
  });

  test("the buttons stay in view while one reads", async () => {
    const page = await visit("/privacy/choices");
    for (const at of [0, 600, 1200]) {
      await page.evaluate((y) => scrollTo(0, y), at);
      expect(
        await page.locator(".abide-bar [value=reject]").evaluate((node) => node.getBoundingClientRect().bottom),
      ).toBeLessThanOrEqual(800);
    }
  });
});

describe("nothing to object to in axe", () => {
  const looksLike = [
    ["light", "en", 1280, { colorScheme: "light" }],
    ["dark", "en", 1280, { colorScheme: "dark" }],
    ["Arabic", "ar", 1280, {}],
    ["a phone in German", "de", 390, {}],
    ["forced colours", "en", 1280, { forcedColors: "active" }],
  ] as const;
  test("in any look: the banner, the centre, the centre in a dialog, and under a signal", async () => {
    // One page for all of them: a fresh one would have to learn the checker anew.
    const page = await visit("/", { reducedMotion: "reduce" });
    for (const [look, language, width, media] of looksLike) {
      site.language = language;
      site.signals = [];
      site.allowed = undefined;
      await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(site.url);
      expect([look, "banner", await violationsOf(page)]).toEqual([look, "banner", []]);
      site.allowed = ["vimeo"];
      await page.locator("#choices").click();
      await page.locator("dialog[open]").waitFor();
      expect([look, "dialog", await violationsOf(page)]).toEqual([look, "dialog", []]);
      for (const signals of [[], ["gpc"]] as const) {
        site.signals = signals;
        await page.goto(`${site.url}/privacy/choices`);
        expect([look, ...signals, await violationsOf(page)]).toEqual([look, ...signals, []]);
      }
    }
  });
});

describe("the centre in a dialog, under Trusted Types and a strict policy", () => {
  async function opened(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await visit("/", options);
    await page.locator("#choices").focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog[open] .abide-centre").waitFor();
    return page;
  }

  test("opens from the keyboard, begins at its title, keeps Tab inside, and breaks no rule of the page", async () => {
    const page = await opened();
    expect(await page.evaluate(() => document.activeElement!.id)).toBe("abide-centre");
    expect(await page.getByRole("dialog", { name: "Privacy choices" }).count()).toBe(1);
    for (let i = 0; i < 45; i++) {
      await page.keyboard.press("Tab");
      // The browser's own controls are part of the round: they count as the body.
      expect(
        await page.evaluate(
          () => !!document.activeElement!.closest("dialog") || document.activeElement === document.body,
        ),
      ).toBe(true);
    }
    await page.waitForTimeout(100);
    expect(site.violations).toEqual([]);
  });

  test("what has the focus is never left behind its buttons", async () => {
    const page = await opened();
    const toBehind = () =>
      page.evaluate(() => {
        const focused = document.activeElement!;
        const bar = document.querySelector("dialog .abide-bar")!;
        const [one, other] = [focused.getBoundingClientRect(), bar.getBoundingClientRect()];
        const behind = one.bottom > other.top && one.top < other.bottom;
        return behind && focused.closest("dialog") && !bar.contains(focused) ? focused.outerHTML : undefined;
      });
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      await expect.poll(toBehind).toBe(undefined);
    }
  });

  test.each([
    ["Escape", (page: Page) => page.keyboard.press("Escape")],
    ["the backdrop", (page: Page) => page.mouse.click(5, 400)],
    ["its button", (page: Page) => page.locator("dialog .abide-close").click()],
  ])("%s closes it, changes nothing and gives the focus back", async (_, close) => {
    const page = await opened();
    await page.locator("dialog").getByRole("checkbox", { name: "Vimeo" }).check();
    await close(page);
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement!.id)).toBe("choices");
    expect(site.posts).toEqual([]);
    // Opened again it shows what is kept, not what was ticked.
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    expect(await page.locator("dialog").getByRole("checkbox", { name: "Vimeo" }).isChecked()).toBe(false);
  });

  test("the switch over a purpose is on, off or between, as its trackers are", async () => {
    const page = await opened();
    const whole = page.getByRole("checkbox", { name: "Allow all: Analytics" });
    const one = page.getByRole("checkbox", { name: "CrazyEgg", exact: true });
    const other = page.getByRole("checkbox", { name: "Google Analytics", exact: true });
    const between = (): Promise<boolean> => whole.evaluate((box) => (box as HTMLInputElement).indeterminate);
    await one.check();
    expect([await whole.isChecked(), await between()]).toEqual([false, true]);
    await other.check();
    expect([await whole.isChecked(), await between()]).toEqual([true, false]);
    await whole.uncheck();
    expect([await one.isChecked(), await other.isChecked()]).toEqual([false, false]);
    // A purpose of one tracker has none: the tracker's box is the switch.
    expect(await page.getByRole("checkbox", { name: "Allow all: Advertising" }).count()).toBe(0);
  });

  test("a refusal is kept without a reload, said so, and the banner goes", async () => {
    const page = await opened();
    await page.evaluate(() => document.body.setAttribute("data-same", ""));
    await page.locator("dialog [value=reject]").click();
    await page.getByText("Your choice has been saved.").waitFor();
    expect(site.posts.map(({ script }) => script)).toEqual([true]);
    expect(await page.evaluate(() => document.activeElement!.className)).toBe("abide-close");
    await expect.poll(() => page.locator(".abide-banner").count()).toBe(0);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
    expect(await page.locator("[data-same]").count()).toBe(1);
  });

  test("what was not kept is said not to be, in the server's words, nothing changes, and one can try again", async () => {
    site.refuses = { status: 503, body: JSON.stringify({ title: "Store", detail: "The store is not reachable." }) };
    const page = await opened();
    await page.locator("dialog [value=accept]").click();
    await page.getByText("The store is not reachable.").waitFor();
    expect(await page.locator(".abide-banner").count()).toBe(1);
    site.refuses = { status: 200, body: "<p>Signed in!" };
    await page.locator("dialog [value=accept]").click();
    await page.getByText("Your choice could not be saved.").waitFor();
    expect(site.allowed).toBe(undefined);
    site.refuses = undefined;
    await page.locator("dialog [value=accept]").click();
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(site.allowed).toHaveLength(5);
  });

  test("an acceptance loads the page again, at its place", async () => {
    const page = await opened();
    const place = await page.evaluate(() => scrollY);
    expect(place).toBeGreaterThan(0);
    await Promise.all([page.waitForEvent("load"), page.locator("dialog [value=accept]").click()]);
    await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBeGreaterThan(place - 200);
    expect(await page.locator(".abide-banner").count()).toBe(0);
  });

  test("an acceptance waits while a form is filled in, and says so", async () => {
    const page = await visit("/");
    await page.locator("#name").fill("Ada");
    await page.locator("#choices").click();
    await page.locator("dialog [value=accept]").click();
    await page.getByText("we did not reload because a form is filled in").waitFor();
    expect(await page.locator("#name").inputValue()).toBe("Ada");
    await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: "Reload now" }).click()]);
    expect(await page.locator(".abide-banner").count()).toBe(0);
  });

  test("a withdrawal clears what the tracker left, also on a path that this page is not below, and loads the page again at once", async () => {
    site.allowed = ["memory", "vimeo"];
    const page = await visit("/");
    const { hostname } = new URL(site.url);
    await page
      .context()
      .addCookies(["/", "/videos"].map((path) => ({ name: "halden_player", value: "1", domain: hostname, path })));
    await page.evaluate(async () => {
      localStorage.setItem("halden:paused:7", "12s");
      sessionStorage.setItem("halden:now", "7");
      await caches.open("halden-player-1");
      await new Promise((resolve) => (indexedDB.open("halden-player").onsuccess = resolve));
    });
    await page.locator("#name").fill("Ada");
    await page.locator("#choices").click();
    await page.locator("dialog").getByRole("checkbox", { name: "Reading position" }).uncheck();
    await Promise.all([page.waitForEvent("load"), page.locator("dialog [value=save]").click()]);
    expect(site.allowed).toEqual(["vimeo"]);
    const left = await page.evaluate(async () => [
      Object.keys(localStorage),
      Object.keys(sessionStorage),
      await caches.keys(),
      (await indexedDB.databases()).map(({ name }) => name),
    ]);
    expect(left).toEqual([[], [], [], []]);
    expect(await page.context().cookies()).toEqual([]);
  });

  test("where the centre cannot be fetched, the link is followed", async () => {
    const page = await visit("/");
    await page.route("**/privacy/choices?fragment*", (route) => route.abort());
    await page.locator("#choices").click();
    await page.waitForURL("**/privacy/choices");
    expect(await page.locator("h1").textContent()).toBe("Privacy choices");
  });

  test("on its own page it is enhanced where it stands, and shows what is kept after a choice", async () => {
    const page = await visit("/privacy/choices");
    await page.getByRole("checkbox", { name: "Allow all: Videos" }).check();
    await Promise.all([page.waitForEvent("load"), page.locator("[value=save]").click()]);
    await page.locator("dt", { hasText: "Chosen on" }).waitFor();
    expect([...site.allowed!].sort()).toEqual(["memory", "vimeo"]);
    expect(site.violations).toEqual([]);
  });
});
