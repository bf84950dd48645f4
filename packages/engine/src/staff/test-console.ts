import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * A page on which Mira, the first of the company's people, has signed in with a passkey. She gives roles, and so opens no page of a
 * feature; `assign` gives her a role that does.
 */
export async function signIn(
  browser: Browser,
  url: string,
  setUp: string,
): Promise<{ readonly page: Page; readonly assign: (role: string) => Promise<void> }> {
  const context = await browser.newContext({ baseURL: url, locale: "en", viewport: desktop });
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send("WebAuthn.enable");
  const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true } as const;
  await protocol.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...device, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto(setUp);
  await page.getByLabel("Name").fill("Mira Halvorsen");
  await page.getByLabel("E-mail address").fill("mira@halden.example");
  await page.getByLabel("Password").fill("a sentence that is long enough");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Where you are signed in").waitFor();
  const assign = async (role: string) => {
    await page.goto("/console/staff");
    await page.locator("main summary").first().click();
    await page.getByLabel(role).first().check();
    await page.getByRole("button", { name: "Save the roles: Mira Halvorsen" }).click();
    // Who gets another role signs in again.
    await page.getByText("Sign in again").waitFor();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  };
  return { page, assign };
}

const desktop = { width: 1280, height: 900 };

/** What axe finds on a page, and where it is too wide: in the light, on a dark phone, and there from right to left. */
export async function look(page: Page, name: string): Promise<string[]> {
  const find = async (how: string) => {
    // What somebody else wrote, a mail in its frame, is not the page's.
    const found = (await page.evaluate(
      `${axe}; axe.run({ resultTypes: ["violations"], iframes: false })`,
    )) as AxeResults;
    const wide = (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) as boolean;
    const folder = process.env["SHOTS"];
    if (folder) await page.screenshot({ path: `${folder}/${name}-${how}.png`, fullPage: true });
    return [
      ...found.violations.map(({ id, nodes }) => `${name} ${how} ${id}: ${nodes[0]?.html.slice(0, 160)}`),
      ...(wide ? [`${name} ${how} is too wide`] : []),
    ];
  };
  const found = await find("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 320, height: 720 });
  found.push(...(await find("phone")));
  await page.evaluate(`document.documentElement.dir = "rtl"`);
  found.push(...(await find("rtl")));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(desktop);
  return found;
}
