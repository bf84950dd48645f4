import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderMail, type MailTemplate, type Promotion } from "@abide/engine";
import { openStore } from "@abide/engine/store";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mail } from "./mails/all.ts";
import { policy } from "./policy.ts";
import { start, type Running } from "./serve.ts";

let axe: string;
let running: Running;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  folder = await mkdtemp(join(tmpdir(), "halden-"));
  running = await start({ port: 0, store: () => openStore({ folder, logger: () => {} }), sample: true });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What axe finds on the page, and whether anything sticks out. */
async function check(page: Page, rules: object = {}): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { resultTypes: ["violations"], ...${JSON.stringify(rules)} })`,
  );
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
    ...(over > 0 ? [`${over} pixels too wide`] : []),
  ];
}

const pictures = fileURLToPath(new URL("mails/pictures/", import.meta.url));

/**
 * What a picture of the page differs by from the one that is kept of it, from 0 to 1: both are looked at from so far away that letters
 * are only grey, so that another browser's edges make little of it. A lost button is 0.01 and more. With PICTURES=new the picture is
 * kept anew.
 */
async function differ(page: Page, name: string): Promise<number> {
  const file = join(pictures, `${name}.png`);
  const shot = (await page.screenshot({ fullPage: true })).toString("base64");
  const kept = process.env["PICTURES"] === "new" ? undefined : (await readFile(file)).toString("base64");
  const { difference, small } = await page.evaluate(
    async ([shot, kept]) => {
      const load = async (source: string) => {
        const image = new Image();
        image.src = `data:image/png;base64,${source}`;
        await image.decode();
        return image;
      };
      const draw = (image: HTMLImageElement, width: number, height: number) => {
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width, height });
        const context = canvas.getContext("2d", { willReadFrequently: true })!;
        context.imageSmoothingQuality = "high";
        context.drawImage(image, 0, 0, width, height);
        return { canvas, pixels: context.getImageData(0, 0, width, height).data };
      };
      const seen = await load(shot);
      const small = draw(seen, 80, Math.round((80 * seen.height) / seen.width)).canvas.toDataURL("image/png");
      if (kept === undefined) return { difference: 0, small };
      const before = await load(kept);
      // The same distance for both: blocks of about a line's height.
      const [width, height] = [20, Math.round(before.height / 4)];
      const [one, other] = [draw(await load(small.split(",")[1]!), width, height), draw(before, width, height)];
      const sum = one.pixels.reduce((sum, value, at) => sum + Math.abs(value - other.pixels[at]!), 0);
      const longer = Math.abs(Math.log((80 * seen.height) / seen.width / before.height));
      return { difference: sum / one.pixels.length / 255 + longer / 4, small };
    },
    [shot, kept] as const,
  );
  if (kept === undefined) await writeFile(file, Buffer.from(small.split(",")[1]!, "base64"));
  return difference;
}

test("every mail as it is seen: nothing sticks out and everything can be read, in light and dark, wide and on a phone, also from right to left", async () => {
  const arabic: MailTemplate = {
    name: "arabic",
    kind: "confirmations",
    for: "confirmation",
    activity: "newsletter",
    title: "Arabic",
    reads: [],
    values: ["link"],
    words: {
      ar: ({ link }: { readonly [name: string]: string }) => ({
        subject: "تأكيد الاشتراك",
        text: `شكرًا لاشتراككم في نشرتنا.\n\nيمكنكم تغيير اختياركم في أي وقت: ${link}`,
      }),
    },
  };
  const shots = process.env["SHOTS"];
  const context = await browser.newContext({ javaScriptEnabled: true });
  const require = createRequire(import.meta.url);
  const faces = [400, 700].map(async (weight) => {
    const file = require.resolve(`@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff2`);
    const font = (await readFile(file)).toString("base64");
    return `@font-face { font-family: "same"; font-weight: ${weight}; src: url(data:font/woff2;base64,${font}); }`;
  });
  const type = `${(await Promise.all(faces)).join("\n")} * { font-family: "same", sans-serif !important; }`;
  const asked: string[] = [];
  context.on("request", (request) => {
    if (/^https?:/.test(request.url())) asked.push(request.url());
  });
  const page = await context.newPage();
  // Those that say the same to people of several activities are looked at once.
  const all = [...new Map([...mail.templates, ...(mail.promotions ?? [])].map((one) => [one.words, one])).values()];
  for (const template of [...all, arabic] as (MailTemplate | Promotion)[]) {
    for (const language of Object.keys(template.words)) {
      const names = [...template.reads, ...template.values];
      const given = names.map((name) => [name, name === "changes" ? "One thing.\nAnother." : `${name} `.repeat(8)]);
      const values = { ...Object.fromEntries(given), link: "https://www.halden.example/x", objection: "/abide/x" };
      const { html, text } = renderMail(template, values as never, language, {
        policy,
        origin: "https://www.halden.example",
        look: mail.look,
        ...(template.promotes ? { unsubscribe: "https://www.halden.example/abide/unsubscribe/x" } : {}),
      });
      const place = `${template.name} ${language}`;
      expect(text, place).not.toMatch(/[<>]|&\w+;|undefined|\[object/);
      await page.setContent(html);
      // In type that is the same on every machine, so that lines break where they did in the picture.
      await page.addStyleTag({ content: type });
      await page.evaluate("document.fonts.ready");
      for (const [colorScheme, width] of [
        ["dark", 320],
        ["light", 720],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        const how = `${place} ${colorScheme} ${width}`;
        // A mail is a table in whatever a program puts around it: it has no landmarks of its own.
        expect(await check(page, { runOnly: ["wcag2a", "wcag2aa"] }), how).toEqual([]);
        const name = how.replaceAll(" ", "-");
        if (shots) await page.screenshot({ path: join(shots, `mail-${name}.png`), fullPage: true });
        if (language === "en") expect(await differ(page, name), how).toBeLessThan(0.008);
      }
      const direction = await page.evaluate(() => getComputedStyle(document.querySelector(".a-body p")!).direction);
      expect(direction, place).toBe(language === "ar" ? "rtl" : "ltr");
    }
  }
  // Whoever opens a mail tells nobody of it.
  expect(asked).toEqual([]);
  await context.close();
});

test("who signed up confirms on a page that everybody can read, ticks what they like, and leaves again, without script", async () => {
  const collected = await running.engine.collect("newsletterRequest", { email: "vera@example.org", name: "Vera" });
  if (!collected.collected) throw new Error("not collected");
  const listed = await running.engine.mail.list("confirmations", "newsletterRequest", collected.id, undefined);
  const link = /http:\S+\/abide\/subscription\/\S+/.exec((listed.allowed && listed.messages[0]?.text) || "")![0];
  const looking = await browser.newPage({ bypassCSP: true, locale: "de" });
  const plain = await browser.newPage({ javaScriptEnabled: false, locale: "en" });
  const look = async () => {
    await looking.goto(link);
    const found = await check(looking);
    await looking.emulateMedia({ colorScheme: "dark" });
    await looking.setViewportSize({ width: 320, height: 720 });
    found.push(...(await check(looking)));
    await looking.emulateMedia({ colorScheme: "light" });
    await looking.setViewportSize({ width: 1280, height: 900 });
    expect(found).toEqual([]);
    return looking.locator("h1").innerText();
  };
  expect(await look()).toBe("Noch ein Schritt");
  await plain.goto(link);
  await plain.getByLabel("see whether our mails").check();
  await plain.getByRole("button", { name: "Confirm" }).click();
  await plain.getByRole("heading", { name: "Confirmed" }).waitFor();
  expect(await look()).toBe("Newsletter");
  await plain.goto(link);
  expect(await plain.getByLabel("see whether our mails").isChecked()).toBe(true);
  await plain.getByRole("button", { name: "Unsubscribe" }).click();
  await plain.getByRole("heading", { name: "You have unsubscribed" }).waitFor();
  expect(await look()).toBe("Dieser Link gilt nicht mehr");
  await looking.close();
  await plain.close();
});

test("somebody of marketing looks at a promotion, counts its audience, tries it, starts it, and sees how far it is, without script", async () => {
  const context = await browser.newContext({ baseURL: running.url, locale: "en", bypassCSP: true });
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send("WebAuthn.enable");
  const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true } as const;
  await protocol.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...device, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto(running.setUp!);
  await page.getByLabel("Name").fill("Mira Halvorsen");
  await page.getByLabel("E-mail address").fill("mira@halden.example");
  await page.getByLabel("Password").fill("a sentence that is long enough");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Where you are signed in").waitFor();
  await page.goto("/console/staff");
  await page.locator("main summary").first().click();
  await page.getByLabel("Marketing").first().check();
  await page.getByRole("button", { name: "Save the roles: Mira Halvorsen" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("link", { name: "Campaigns" }).first().waitFor();
  // The rest is for a browser without script.
  const plain = await browser.newContext({
    baseURL: running.url,
    locale: "en",
    javaScriptEnabled: false,
    storageState: await context.storageState(),
  });
  const shots = process.env["SHOTS"];
  const look = async (path: string) => {
    await page.goto(path);
    const found = await check(page);
    const shot = async (how: string) => {
      const name = `${path.replace(/[0-9a-f-]{36}/g, "id").replace(/\W+/g, "-")}-${how}.png`;
      if (shots) await page.screenshot({ path: join(shots, name), fullPage: true });
    };
    await shot("light");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 320, height: 720 });
    await shot("phone");
    await page.evaluate(() => {
      for (const part of document.querySelectorAll<HTMLElement>("html, .console")) part.dir = "rtl";
    });
    found.push(...(await check(page)));
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(found, path).toEqual([]);
  };
  await look("/console/campaigns");
  await look("/console/campaigns/mails");
  await look("/console/campaigns/mails/winter-issue?scheme=dark");
  const hand = await plain.newPage();
  await hand.goto("/console/campaigns");
  await hand.getByRole("link", { name: /Choose an audience/ }).click();
  await hand.getByRole("button", { name: "Count them" }).click();
  await hand.getByRole("heading", { name: "12 people" }).waitFor();
  await look(hand.url().slice(running.url.length));
  const shown = hand.frames().find((frame) => frame.url().includes("in=de"))!;
  await expect.poll(() => shown.locator("body").innerText()).toContain("Vierzig Bildschirme für einen Urlaubsantrag");
  await hand.getByRole("button", { name: "Send it to me" }).click();
  await hand.getByText("It is on its way to you").waitFor();
  const tested = hand.url().slice(running.url.length);
  await hand.getByRole("button", { name: "Start", exact: true }).click();
  await hand.waitForURL(/campaigns\/[0-9a-f-]{36}/);
  await hand.getByText("Started").waitFor();
  const { pathname } = new URL(hand.url());
  await expect
    .poll(async () => (await hand.goto(pathname)) && hand.locator("main").innerText())
    .toContain("12 of 12 have left");
  await look(`${pathname}?still`);
  // Who goes back finds that it was begun; who prepares it once more, that everybody has it.
  await look(tested);
  await page.goto("/console/campaigns/new/winter-issue");
  await page.getByRole("button", { name: "Count them" }).click();
  await page.getByText("Nobody would get it").waitFor();
  await page.getByLabel("Send it to those too").check();
  await page.getByRole("button", { name: "Count them" }).click();
  await page.getByRole("heading", { name: "12 people" }).waitFor();
  await look(page.url().slice(running.url.length));
  await look("/console/campaigns/unsubscribe");
  await plain.close();
  await context.close();
});
