import { toLaunchOptions } from "@abide/scanner";
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createSSRApp } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { serve, type Served } from "../node.ts";
import { page as toPage, testEngine, type TestEngine } from "../test-engine.ts";
import { Page as ReactPage } from "./test-pages-react.ts";
import { Page as VuePage } from "./test-pages-vue.ts";

// Frames of others, however they come into a page: the tracker that declares their host is "vimeo", which nobody has allowed yet.

const film = "https://player.vimeo.com/video/1";
const frame = (more = "") => `<iframe src="${film}" title="The film" width="480" height="270"${more}></iframe>`;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const placeholder = '[data-abide="placeholder"]';

/** How each framework takes over in the browser what it rendered on the server. */
const entries = {
  react: `
    import { createElement } from "react";
    import { hydrateRoot } from "react-dom/client";
    import { Page } from "./test-pages-react.ts";
    hydrateRoot(document.getElementById("root"), createElement(Page), {
      onRecoverableError: (error) => console.error("Hydration: " + error),
    });`,
  vue: `
    import { createSSRApp } from "vue";
    import { Page } from "./test-pages-vue.ts";
    createSSRApp(Page).mount("#root");`,
};
/** The same bundled, as for visitors. */
const scripts: { [path: string]: string } = {};
const bodies: { [path: string]: () => string | Promise<string> } = {
  "/plain": () => `<main><h1>Films</h1>${frame()}</main>`,
  "/look": () =>
    `<style>:root { --abide-paper: rgb(10, 20, 30); --abide-radius: 9px }</style>
    <main data-theme="dark"><iframe src="${film}"></iframe></main>`,
  "/several": () =>
    `${frame()}<iframe src="https://player.vimeo.com/video/2" title="Another"></iframe>
    <iframe src="https://other.example/" title="Undeclared"></iframe>
    <iframe src="https://player.vimeo.com/pixel" title="A pixel" width="1" height="1"></iframe>`,
  "/sandboxed": () => frame(' sandbox="allow-scripts"'),
  "/mute": () => frame(' sandbox=""'),
  "/guest": () => `<iframe src="/written" title="What somebody wrote" sandbox="allow-scripts"></iframe>`,
  "/written": () => "<p>Hello",
  "/empty": () => `<h1>Films</h1><div id="place"></div>`,
  "/react": () => `<div id="root">${renderReact(createElement(ReactPage))}</div><script src="/react.js"></script>`,
  "/vue": async () => `<div id="root">${await renderVue(createSSRApp(VuePage))}</div><script src="/vue.js"></script>`,
};

let browser: Browser;
let it: TestEngine;
let served: Served;

beforeAll(async () => {
  for (const [name, contents] of Object.entries(entries)) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      define: {
        "process.env.NODE_ENV": '"production"',
        __VUE_OPTIONS_API__: "false",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
      },
    });
    scripts[`/${name}.js`] = outputFiles[0]!.text;
  }
  it = await testEngine({
    clock: () => new Date(),
    site: async ({ url }) => {
      const { pathname } = new URL(url);
      const script = scripts[pathname];
      if (script !== undefined) return new Response(script, { headers: { "content-type": "text/javascript" } });
      return toPage((await bodies[pathname]?.()) ?? "");
    },
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

interface Visited {
  readonly page: Page;
  /** Addresses of others that were asked. */
  readonly asked: string[];
  /** What the browser complained of, but for the frames that it refused. */
  readonly errors: string[];
}

/** A visitor of their own. The company whose player is framed is played: nothing leaves this machine. */
async function visit(path: string, options: BrowserContextOptions = {}): Promise<Visited> {
  const context = await browser.newContext({ baseURL: served.url, ...options });
  onTestFinished(() => context.close());
  const asked: string[] = [];
  await context.route(
    ({ origin }) => origin !== served.url,
    async (route) => {
      asked.push(route.request().url());
      await route.fulfill({ contentType: "text/html", body: "<title>Player</title><p>The film plays" });
    },
  );
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (line) => {
    if (["error", "warning"].includes(line.type()) && !line.text().includes("frame-src")) errors.push(line.text());
  });
  await page.goto(path);
  return { page, asked, errors };
}

const held = (page: Page, selector = "iframe") => page.frameLocator(selector).locator(placeholder);

async function open({ page, asked }: Visited): Promise<void> {
  await held(page).getByRole("button", { name: "Allow and show" }).click();
  await page.frameLocator("iframe").getByText("The film plays").waitFor();
  expect(asked).toEqual([film]);
}

describe("a frame in the server's HTML", () => {
  test("shows a placeholder in its place, of its size, and one press opens it and is remembered", async () => {
    const visited = await visit("/plain");
    const { page, asked, errors } = visited;
    await held(page).getByText("Not loaded: The film").waitFor();
    expect(await page.locator("iframe").boundingBox()).toMatchObject({ width: 484, height: 274 });
    expect(asked).toEqual([]);
    await open(visited);
    await page.reload();
    await page.frameLocator("iframe").getByText("The film plays").waitFor();
    expect(errors).toEqual([]);
  });

  test("is opened without JavaScript as well, and leads back to the page", async () => {
    const visited = await visit("/plain?a=1", { javaScriptEnabled: false });
    await open(visited);
    expect(visited.page.url()).toBe(`${served.url}/plain?a=1`);
  });

  test("is held again once the choice is withdrawn", async () => {
    const visited = await visit("/plain");
    await open(visited);
    const { page } = visited;
    await page.goto("/privacy/choices");
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reject all" }).click()]);
    await page.goto("/plain");
    await held(page).getByRole("button").waitFor();
  });
});

describe("a placeholder", () => {
  test("is reached and pressed by keyboard, and says what it does to who listens to it, without a fault that axe finds", async () => {
    const { page, asked } = await visit("/plain");
    await held(page).waitFor();
    await page.locator('[data-abide="banner"]').evaluate((banner) => banner.remove());
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("title"))).toBe("The film");
    const inner = page.frames()[1]!;
    expect(await inner.evaluate(() => document.activeElement?.textContent)).toBe("Allow and show");
    expect(await held(page).ariaSnapshot()).toMatchInlineSnapshot(`
      "- 'group "Not loaded: The film"':
        - paragraph: "Not loaded: The film"
        - paragraph: "If you show this, your IP address and the address of this page are sent to: Vimeo.com, Inc. (United States)."
        - button "Allow and show"
        - paragraph:
          - link "Open at the source":
            - /url: https://player.vimeo.com/video/1"
    `);
    for (const one of page.frames()) await one.evaluate(axe);
    const found = await page.evaluate(
      `axe.run().then(({ passes, violations }) => ({ passes: passes.length > 5, violations: violations.map(({ id }) => id) }))`,
    );
    expect(found).toEqual({ passes: true, violations: [] });
    await page.keyboard.press("Enter");
    await page.frameLocator("iframe").getByText("The film plays").waitFor();
    expect(asked).toEqual([film]);
  });

  test("is read from right to left in a language that is", async () => {
    const { page } = await visit("/plain", { locale: "ar" });
    await held(page).getByRole("button").waitFor();
    expect(await page.frames()[1]!.evaluate(() => getComputedStyle(document.body).direction)).toBe("rtl");
  });

  test("looks as the page has Abide's elements look, and gives a frame without a title one", async () => {
    const { page } = await visit("/look");
    await held(page).waitFor();
    await page.locator('iframe[title="Not loaded: Vimeo"]').waitFor();
    const style = await held(page).evaluate((element) => {
      const { backgroundColor, colorScheme } = getComputedStyle(element);
      return { backgroundColor, colorScheme, radius: getComputedStyle(element.querySelector("button")!).borderRadius };
    });
    expect(style).toEqual({ backgroundColor: "rgb(10, 20, 30)", colorScheme: "dark", radius: "9px" });
  });

  test("stands in each frame; one press opens all that the tracker has, and an undeclared one has no button", async () => {
    const { page, asked } = await visit("/several");
    for (const title of ["The film", "Another"]) {
      await held(page, `[title="${title}"]`).getByRole("button").waitFor();
    }
    await held(page, '[title="Undeclared"]').getByText("Not loaded: Undeclared").waitFor();
    expect(await held(page, '[title="Undeclared"]').getByRole("button").count()).toBe(0);
    // Nobody can see it, and the keyboard does not stop at it.
    await held(page, '[title="A pixel"]').waitFor({ state: "hidden" });
    await held(page, '[title="The film"]').getByRole("button").click();
    await page.frameLocator('[title="Another"]').getByText("The film plays").waitFor();
    expect(asked.toSorted()).toEqual(["pixel", "video/1", "video/2"].map((path) => `https://player.vimeo.com/${path}`));
  });

  test("opens the embed out of a sandbox that lets scripts run, and has no button in one that lets nothing", async () => {
    await open(await visit("/sandboxed"));
    const { page } = await visit("/mute");
    await held(page).getByText("Not loaded: The film").waitFor();
    expect(await held(page).getByRole("button").count()).toBe(0);
  });

  test("waits with loading the page again while a form of it is half filled in, and says so", async () => {
    const { page } = await visit("/react");
    await held(page).getByRole("button").waitFor();
    await page.fill("#typed", "Half a sentence");
    await held(page).getByRole("button").click();
    await held(page).getByRole("link", { name: "Reload now" }).waitFor();
    expect(await page.inputValue("#typed")).toBe("Half a sentence");
  });

  test("alone has the page send a choice: what else is in a sandbox gets no answer", async () => {
    const { page } = await visit("/guest");
    await page.frameLocator("iframe").getByText("Hello").waitFor();
    const heard = `globalThis.heard = []; addEventListener("message", ({ data }) => heard.push(data)); parent.postMessage("abide?", "*")`;
    await page.frames()[1]!.evaluate(heard);
    await page.waitForTimeout(500);
    expect(await page.frames()[1]!.evaluate("heard")).toEqual([]);
  });
});

describe.each(["react", "vue"])("a page that %s renders", (name) => {
  test("is hydrated whole: what was typed before stays, handlers work, and the placeholder stands in the frame", async () => {
    const visited = await visit(`/${name}`);
    const { page, asked, errors } = visited;
    await held(page).getByText("Not loaded: Film 1").waitFor();
    await page.locator("#press").click();
    await page.locator("#press", { hasText: "Pressed 1" }).waitFor();
    await held(page).getByRole("button").waitFor();
    expect(errors).toEqual([]);
    expect(asked).toEqual([]);
    await open(visited);
  });

  test("shows a placeholder after client-side navigation, and going back is not led into the frame", async () => {
    const { page, asked, errors } = await visit(`/${name}`);
    await page.fill("#typed", "Half a sentence");
    const entries = await page.evaluate(() => history.length);
    await page.locator("#next").click();
    await held(page, "section iframe").getByText("Not loaded: Film 2").waitFor();
    await held(page, "section iframe").getByRole("button").waitFor();
    expect(await page.evaluate(() => history.length)).toBe(entries);
    expect(await page.inputValue("#typed")).toBe("Half a sentence");
    expect(errors).toEqual([]);
    expect(asked).toEqual([]);
  });
});

/** Ways in which a script puts a frame into a page. */
const ways: { readonly [way: string]: string } = {
  "as an element": `const frame = document.createElement("iframe"); frame.title = "The film"; frame.src = film; place.append(frame);`,
  "with its address last": `const frame = document.createElement("iframe"); frame.title = "The film"; place.append(frame); frame.setAttribute("src", film);`,
  "as HTML": `place.innerHTML = '<iframe title="The film" src="' + film + '"></iframe>';`,
  "out of a document that it has read": `place.append(new DOMParser().parseFromString('<iframe title="The film" src="' + film + '"></iframe>', "text/html").querySelector("iframe"));`,
  "in a shadow tree": `place.attachShadow({ mode: "open" }).innerHTML = '<iframe title="The film" src="' + film + '"></iframe>';`,
  "once it is scrolled to": `place.style.marginBlockStart = "5000px"; place.innerHTML = '<iframe title="The film" loading="lazy" src="' + film + '"></iframe>'; requestAnimationFrame(() => requestAnimationFrame(() => place.scrollIntoView()));`,
  "in a sandbox": `const frame = document.createElement("iframe"); frame.sandbox = "allow-scripts"; frame.title = "The film"; frame.src = film; place.append(frame);`,
};

describe.each(Object.entries(ways))("a frame that script puts in %s", (_, way) => {
  const run = `{ const film = ${JSON.stringify(film)}; const place = document.getElementById("place"); ${way} }`;

  test("shows a placeholder, and one press opens it", async () => {
    const visited = await visit("/empty");
    const { page, asked } = visited;
    await page.evaluate(run);
    await held(page).getByText("Not loaded: The film").waitFor();
    expect(asked).toEqual([]);
    await Promise.all([page.waitForEvent("load"), held(page).getByRole("button").click()]);
    await page.evaluate(run);
    await page.frameLocator("iframe").getByText("The film plays").waitFor();
    expect(asked).toEqual([film]);
  });
});
