import { describeExample } from "./run/describe.ts";
import { expectFont, expectOnce, expectShown, expectText, openEmbed, until } from "./run/expect.ts";

describeExample({
  name: "static-export",
  uses: {
    image: async (page, url) => {
      await page.goto(url);
      await expectShown(page, "#slider img:first-child");
    },
    "menu by onclick": async (page) => {
      await page.locator("#menu").click();
      await page.locator("#items").waitFor();
    },
    "inline script": async (page) => {
      await page.locator("#hours").click();
      await expectText(page, "#hours", "Open until six");
    },
    "slider started by onload": async (page) => {
      await page.locator('img[alt="Rolls"]').waitFor();
      await page.locator('img[alt="A loaf"]').waitFor();
    },
    "script made by script": async (page) => expectText(page, "#late", "Today: spelt rolls"),
    "form checked by script": async (page, url) => {
      await page.goto(`${url}/visit.html`);
      await page.getByRole("button", { name: "Ask" }).click();
      await expectText(page, "#wrong", "A number, please");
    },
    "form sent": async (page) => {
      await page.getByLabel("How many rolls?").fill("4");
      await page.getByRole("button", { name: "Ask" }).click();
      await expectText(page, "h1", "We bake them for you");
    },
  },
  afterChoice: {
    "outside font": async (page, url) => {
      await page.goto(url);
      await expectFont(page, "Outside");
    },
    embed: async (page) => page.frameLocator("iframe").getByText("The video plays").waitFor(),
    "analytics, once": async (page, url, asked) => {
      await expectOnce(page, url, asked, "www.google-analytics.com");
      await until(page, () => document.cookie.includes("_ga="));
    },
    "pixel, once": async (page, url, asked) => {
      await expectOnce(page, url, asked, "www.facebook.com");
      await until(page, () => document.cookie.includes("_fbp="));
    },
  },
  instead: {
    "placeholder of the embed": async (page, url) => {
      await page.goto(`${url}/`);
      await openEmbed(page);
    },
  },
  held: [
    "www.googletagmanager.com",
    "www.google-analytics.com",
    "connect.facebook.net",
    "www.facebook.com",
    "fonts.googleapis.com",
    "fonts.gstatic.com",
    "www.youtube-nocookie.com",
  ],
  never: ["cdn.clickcount.example", "hits.clickcount.example"],
});
