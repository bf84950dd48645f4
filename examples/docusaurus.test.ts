import { describeExample } from "./run/describe.ts";
import { expectOnce, expectShown, expectText, openEmbed, toOpener } from "./run/expect.ts";

const theme = "button[aria-label*='dark and light mode']";

describeExample({
  name: "docusaurus",
  uses: {
    image: async (page, url) => {
      await page.goto(url);
      await expectShown(page, 'img[alt="The gate"]');
    },
    "client routing": async (page) => {
      await page.evaluate("document.documentElement.dataset.same = 'yes'");
      await page.getByRole("link", { name: "the gates" }).click();
      await expectText(page, "html[data-same] h1", "Gates");
    },
    "theme switch": async (page, url) => {
      await page.goto(url);
      // From the system's to light to dark.
      for (let clicks = 0; clicks < 3; clicks++) {
        await page.locator(theme).click();
        if ((await page.locator("html").getAttribute("data-theme")) === "dark") break;
      }
      await page.reload();
      await page.locator("html[data-theme=dark]").waitFor();
    },
    "page loaded by itself": async (page, url) => {
      await page.goto(`${url}/gates`);
      await page.locator("html[data-has-hydrated=true]").waitFor();
      await expectText(page, "pre", "sluice open");
    },
  },
  afterChoice: {
    embed: async (page, url) => {
      await page.goto(`${url}/gates`);
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
    "embed after client routing": async (page, url) => {
      await page.goto(url);
      await page.getByRole("link", { name: "the gates" }).click();
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
    "analytics, once": async (page, url, asked) => expectOnce(page, url, asked, "www.google-analytics.com"),
  },
  instead: {
    "placeholder after client routing": async (page, url) => {
      await page.goto(url);
      await page.getByRole("link", { name: "the gates" }).click();
      await toOpener(page).waitFor();
    },
    "placeholder of the embed": async (page, url) => {
      await page.goto(`${url}/gates`);
      await openEmbed(page);
    },
  },
  held: ["www.googletagmanager.com", "www.google-analytics.com", "www.youtube-nocookie.com"],
  never: ["cdn.clickcount.example", "hits.clickcount.example"],
});
