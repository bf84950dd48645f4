import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@abide/engine/store";
import { toLaunchOptions } from "@abide/scanner";
import { compile } from "@abide/policy";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy } from "./policy.ts";
import { posts } from "./posts/all.ts";
import { start, type Running } from "./serve.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let running: Running;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "halden-"));
  running = await start({ port: 0, store: () => openStore({ folder, logger: () => {} }) });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page of a visitor of its own. Whatever leaves for another host than the site or the stand-in fails the test. */
async function visit(options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: running.url, locale: "en", ...options });
  const strangers: string[] = [];
  context.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== "localhost" && !hostname.endsWith(".localhost")) strangers.push(request.url());
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await act(page);
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}

const paths = [
  "/",
  "/product",
  "/blog",
  ...posts.map(({ slug }) => `/blog/${slug}`),
  "/contact",
  "/contact?topic=demo",
  "/contact?sent=contact",
  "/newsletter",
  "/newsletter?sent=newsletterRequest",
  "/trust",
  "/terms",
  "/no-such-page",
];

test("axe finds nothing on any page and nothing sticks out, in light and dark, on a desk and on a phone", async () => {
  const looks = [
    ["light", 1280],
    ["light", 360],
    ["dark", 1280],
  ] as const;
  // One page for all of them: a fresh one would have to learn the checker anew. Without motion, no colour is on its way.
  await visit({ bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
    for (const path of paths) {
      await page.goto(path);
      await page.evaluate(axe);
      for (const [colorScheme, width] of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        const { violations } = await page.evaluate<AxeResults>(
          `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
        );
        expect(
          violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join(" ")}`),
          `${path} ${colorScheme} ${width}`,
        ).toEqual([]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(over, `${path} ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });
});

describe("who reads every page and chooses nothing", () => {
  const feet = new Map<string, string[]>();
  const links: { href: string; rel: string }[] = [];

  let reached: unknown[];
  let kept: unknown[];

  beforeAll(async () => {
    const before = running.standIn.requests.length;
    await visit({}, async (page) => {
      for (const path of paths) {
        await page.goto(path);
        const [foot, main] = await page.evaluate(() =>
          [".site-foot a", "main a[href]"].map((selector) =>
            [...document.querySelectorAll(selector)].map((link) => ({
              href: link.getAttribute("href") ?? "",
              rel: link.getAttribute("rel") ?? "",
            })),
          ),
        );
        feet.set(
          path,
          foot!.map(({ href }) => href),
        );
        links.push(...main!);
      }
      kept = await page.context().cookies();
    });
    reached = running.standIn.requests.slice(before);
  });

  test("reaches no tracker and keeps no cookie", () => {
    expect(reached).toEqual([]);
    expect(kept).toEqual([]);
  });

  test("finds the same at every page's foot, and each link there leads to a page", async () => {
    expect([...feet.keys()]).toEqual(paths);
    for (const [path, foot] of feet) {
      expect(foot, path).toEqual(expect.arrayContaining(["/privacy/choices", "/privacy", "/privacy/services"]));
    }
    await visit({}, async (page) => {
      for (const link of new Set([...feet.values()].flat())) {
        if (!paths.includes(link)) expect((await page.goto(link))?.status(), link).toBe(200);
      }
    });
  });

  test("is led somewhere by the links inside the pages; those that lead away carry no referrer", async () => {
    expect(links.length).toBeGreaterThan(paths.length);
    for (const { href, rel } of links) if (href.startsWith("http")) expect(rel, href).toContain("noreferrer");
    for (const href of new Set(links.map(({ href }) => href).filter((href) => href.startsWith("/")))) {
      const response = await fetch(new URL(href, running.url));
      expect(response.status, href).toBe(200);
      const { hash } = new URL(href, running.url);
      const text = await response.text();
      if (hash) expect(text, href).toContain(` id="${decodeURIComponent(hash.slice(1))}"`);
    }
  });
});

describe("without JavaScript", () => {
  const plain = { javaScriptEnabled: false };

  test("a contact form that is wrong comes back with what was written and what is wrong; corrected, it is taken", async () => {
    await visit(plain, async (page) => {
      await page.goto("/contact?topic=demo");
      const form = page.locator("#contact");
      expect(await form.getByLabel("What it is about").inputValue()).toBe("demo");
      await form.getByLabel("E-mail address").fill("nobody");
      await form.getByLabel("Telephone number").fill("044 000");
      await form.getByLabel("Your message").fill("An expense form <b>with</b> & forty fields");
      await form.getByRole("button", { name: "Ask for a demo" }).click();

      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").innerText()).toMatch(/Name:[^]*E-mail address:[^]*Telephone number:/);
      expect(await page.title()).toBe("Ask for a demo · Halden");
      for (const name of ["Name", "E-mail address", "Telephone number"]) {
        const field = form.getByLabel(name, { exact: name === "Name" });
        expect(await field.getAttribute("aria-invalid")).toBe("true");
        expect(await field.getAttribute("aria-describedby")).toContain("problem");
      }
      expect(await form.getByLabel("Your message").inputValue()).toBe("An expense form <b>with</b> & forty fields");

      await form.getByLabel("Name", { exact: true }).fill("Vera Lindqvist");
      await form.getByLabel("E-mail address").fill("vera@example.org");
      await form.getByLabel("Telephone number").fill("");
      await form.getByRole("button", { name: "Ask for a demo" }).click();
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/contact");
    });
  });

  test("a comment form says that the post is public before it is sent; the comment appears as text, the address does not", async () => {
    await visit(plain, async (page) => {
      await page.goto("/blog/forty-screens-one-holiday-request");
      expect(await page.locator(".comments").innerText()).toContain("Nobody has written yet");
      const notice = page.getByText("This is public.");
      const button = page.getByRole("button", { name: "Post in public" });
      expect((await notice.boundingBox())!.y).toBeLessThan((await button.boundingBox())!.y);

      await page.locator("#comments-name").fill("Jonas <script>");
      await page.locator("#comments-email").fill("jonas@example.org");
      await page.locator("#comments-comment").fill("How many of the six are left?\n\n<img src=x onerror=alert(1)>");
      await button.click();
      await page.getByRole("status").waitFor();
      const comment = page.locator(".comment-list li");
      expect(await comment.innerText()).toContain("Jonas <script>");
      expect(await comment.innerText()).toContain("<img src=x onerror=alert(1)>");
      expect(await page.content()).not.toContain("jonas@example.org");
    });
    await visit(plain, async (page) => {
      await page.goto("/blog/where-people-give-up");
      expect(await page.locator(".comment-list li").count()).toBe(0);
    });
  });

  test("a comment that is wrong comes back and is not shown", async () => {
    await visit(plain, async (page) => {
      await page.goto("/blog/a-guide-is-not-a-manual");
      await page.locator("#comments-comment").fill("Without a name");
      await page.getByRole("button", { name: "Post in public" }).click();
      await page.getByRole("alert").waitFor();
      expect(await page.locator("#comments-comment").inputValue()).toBe("Without a name");
      await page.goto("/blog/a-guide-is-not-a-manual");
      expect(await page.locator(".comment-list li").count()).toBe(0);
    });
  });
});

test("a field that is not declared is refused by its name, and nothing is collected", async () => {
  const response = await fetch(`${running.url}/abide/collect/comments`, {
    method: "POST",
    headers: {
      Origin: running.url,
      "Sec-Fetch-Site": "same-origin",
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      post: "your-first-guide-in-six-minutes",
      name: "Vera",
      email: "vera@example.org",
      comment: "Hello",
      birthday: "1990-01-01",
    }).toString(),
  });
  expect(response.status).toBe(422);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(JSON.stringify(await response.json())).toContain("birthday");
  expect(await (await fetch(`${running.url}/blog/your-first-guide-in-six-minutes`)).text()).toContain(
    "Nobody has written yet",
  );
});

test("with the keyboard: the first stops are the question and the skip link, which leads to the content", async () => {
  await visit({}, async (page) => {
    await page.goto("/product");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    const stops: (string | undefined)[] = [];
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press("Tab");
      stops.push(await focused());
      if (stops.at(-1) === "Skip to the content") break;
    }
    expect(stops).toContain("Reject all");
    expect(stops.at(-1)).toBe("Skip to the content");
    expect(await page.locator(".skip").boundingBox()).toMatchObject({ y: 0 });
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  });
});

test("a film stands behind a placeholder until it is allowed, also without JavaScript", async () => {
  await visit({ javaScriptEnabled: false }, async (page) => {
    const before = running.standIn.requests.length;
    await page.goto("/blog/your-first-guide-in-six-minutes");
    const placeholder = page.frameLocator(".film iframe").locator('[data-abide="placeholder"]');
    await placeholder.waitFor();
    expect(running.standIn.requests.length).toBe(before);
    await placeholder.getByRole("button").click();
    await expect
      .poll(() => running.standIn.requests.at(-1))
      .toMatchObject({ host: "player.vimeo.com", query: { dnt: "1" } });
  });
});

test("after an acceptance every tracker of the table runs, and stores what it declares; after a refusal none does", async () => {
  await visit({}, async (page) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Accept all" }).click();
    const hits = () =>
      new Set(running.standIn.requests.flatMap(({ query, tracker }) => (query["tracker"] && tracker ? [tracker] : [])));
    const third = Object.entries((await compile(policy)).policy.trackers).filter(
      ([, { party, embed }]) => party === "third" && !embed,
    );
    await expect.poll(() => [...hits()].toSorted()).toEqual(third.map(([key]) => key).toSorted());
    const cookies = await page.context().cookies(running.url);
    const names = cookies.map(({ name }) => name);
    for (const name of ["abide", "halden_audience", "_fbp", "_ga", "_uetsid", "visitor_id1", "trd_cid", "_cq_duid"])
      expect(names).toContain(name);
    expect(await page.evaluate(() => localStorage.getItem("taboola global:user-id"))).not.toBeNull();

    await page.goto("/privacy/choices");
    // The withdrawal reloads the page by itself, which stops what runs in it.
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reject all" }).first().click()]);
    expect((await page.context().cookies(running.url)).map(({ name }) => name)).toEqual(["abide"]);
    await page.goto("/");
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    const quiet = running.standIn.requests.length;
    await page.goto("/product");
    await page.goto("/blog");
    expect(running.standIn.requests.length).toBe(quiet);
  });
});
