import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type Page } from "puppeteer-core";
import { createTestNetwork } from "./test-network.ts";
import { createObserver, type Tab, type WatchedBrowser } from "./test-observe.ts";
import { endProgram, readLine, startProgram } from "./test-program.ts";

/** What a visitor's Firefox has, and a driven one has not, unless it is said here; and it keeps to itself. */
const preferences = {
  // The driver would turn look-ups and connections ahead of time off.
  "remote.prefs.recommended": false,
  // A page may open windows, as it may once the visitor has clicked somewhere.
  "dom.disable_open_during_load": false,
  // The resolver of the system, and each look-up asked of it.
  "network.trr.mode": 5,
  "network.dnsCacheExpiration": 0,
  "network.dnsCacheExpirationGracePeriod": 0,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.disabledForTesting": true,
  "app.normandy.enabled": false,
  "services.settings.server": "data:,",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

async function createFirefox(hosts: readonly string[]): Promise<WatchedBrowser> {
  const network = await createTestNetwork(hosts);
  const profile = join(network.folder, "profile");
  await mkdir(profile);
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, "user.js"), lines.join(""));
  const child = startProgram(
    await network.toProgram("firefox-esr"),
    ["--headless", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: network.folder } },
  );
  const close = async () => {
    await endProgram(child);
    return network.close();
  };
  try {
    const browser = await connect({
      browserWSEndpoint: `${await readLine(child.stderr!, /WebDriver BiDi listening on (ws:\S+)/)}/session`,
      protocol: "webDriverBiDi",
      acceptInsecureCerts: true,
      defaultViewport: null,
    });
    return {
      serve: network.serve,
      open: async () => {
        // A tab that is opened while another one closes may go with it.
        const again = () => browser.newPage();
        return toTab(await again().catch(again).catch(again));
      },
      cookies: async () => (await browser.cookies()).map(({ name }) => name),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const toTab = (page: Page): Tab => ({
  goto: (url, { timeout = 30_000 } = {}) => page.goto(url, { timeout }),
  evaluate: (code) => page.evaluate(code),
  close: () => page.close(),
});

/** What leaks in Firefox. */
export const observeInFirefox = createObserver(createFirefox, { together: 6, longest: 600_000 });
