import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { careers, withStaff } from "../test-policy.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const policy = withStaff(careers);
const password = "a sentence that is long enough";

let it: TestEngine<typeof policy>;
let served: Served;
let browser: Browser;
const complaints: string[] = [];
/** For the second of the company's people, from the first. */
let link: string;

beforeAll(async () => {
  it = await testEngine({
    policy,
    clock: () => new Date(),
    staff: { roles: { recruiter: { title: "Recruiter", purposes: ["recruitment"] } } },
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** A page whose device makes passkeys, and makes sure who holds them, or does not. */
async function openPage(verifies = true): Promise<Page> {
  const context = await browser.newContext({
    baseURL: served.url,
    locale: "en",
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  const protocol = await context.newCDPSession(page);
  await protocol.send("WebAuthn.enable");
  await protocol.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return page;
}

/** What axe finds on the page as it is, light and dark, on a phone, and from right to left. */
async function look(page: Page): Promise<string[]> {
  // The policy of the page forbids scripts in it; the checker comes from outside of it.
  const find = async (how: string) => {
    const found = (await page.evaluate(`${axe}; axe.run({ resultTypes: ["violations"] })`)) as AxeResults;
    const wide = (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) as boolean;
    return [
      ...found.violations.map(({ id, nodes }) => `${page.url()} ${how} ${id}: ${nodes[0]?.html.slice(0, 120)}`),
      ...(wide ? [`${page.url()} ${how} is too wide`] : []),
    ];
  };
  const found = await find("light");
  await page.emulateMedia({ colorScheme: "dark" });
  found.push(...(await find("dark")));
  await page.setViewportSize({ width: 320, height: 720 });
  await page.evaluate(`document.documentElement.dir = "rtl"`);
  found.push(...(await find("phone, rtl")));
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(`document.documentElement.dir = "ltr"`);
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test("a passkey is both steps: it completes the account, and signs in by itself", async () => {
  const page = await openPage();
  const found: string[] = [];
  await page.goto((await it.engine.setUp())!);
  await shoot(page, "join");
  found.push(...(await look(page)));
  await page.getByLabel("Name").fill("Mira Halvorsen");
  await page.getByLabel("E-mail address").fill("mira@halden.example");
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/account");
  await shoot(page, "account-incomplete");
  found.push(...(await look(page)));

  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Where you are signed in").waitFor();
  await shoot(page, "account");
  found.push(...(await look(page)));
  await page.getByRole("button", { name: "Set up an app" }).click();
  await page.getByRole("img", { name: "QR code with the key" }).waitFor();
  await shoot(page, "app");
  found.push(...(await look(page)));
  await page.getByRole("button", { name: "Cancel" }).click();

  await page.goto("/console/staff");
  await page.getByLabel("E-mail address").fill("rita@halden.example");
  await page.getByLabel("Recruiter").last().check();
  await page.getByRole("button", { name: "Make the link" }).click();
  link = (await page.locator(".console-link").textContent())!;
  await page.locator("details > summary").first().click();
  await shoot(page, "staff");
  found.push(...(await look(page)));

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/console/sign-in");
  await shoot(page, "sign-in");
  found.push(...(await look(page)));
  // The password alone leads nowhere: whoever has only that could set up a step of their own.
  await page.getByLabel("E-mail address").fill("mira@halden.example");
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByText("Your second step is your passkey").waitFor();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL("**/console");
  await page.getByText("Good to see you, Mira Halvorsen.").waitFor();
  await shoot(page, "home");
  found.push(...(await look(page)));
  expect(found).toEqual([]);
  await page.context().close();
});

test("a passkey that did not make sure who holds it is refused, whatever the page was made to ask for", async () => {
  const page = await openPage(false);
  await page.goto(link);
  await page.getByLabel("Name").fill("Rita Vogel");
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/account");
  // Somebody between the server and the device takes out what the server asks for.
  await page.route("**/console/passkey", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replaceAll('"userVerification":"required"', '"userVerification":"discouraged"');
    await route.fulfill({ response: answer, body });
  });
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was not accepted").waitFor();
  await page.reload();
  expect(await page.getByText("A second step is missing").count()).toBe(1);
  await page.context().close();
  // 422 is what refused forms are answered with; nothing else complained, the policy of the page least of all.
  expect(complaints.filter((text) => !text.includes("422"))).toEqual([]);
});
