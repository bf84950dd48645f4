import { describeExample } from "./run/describe.ts";
import { expectOnce, expectShown, expectText, openEmbed, toOpener } from "./run/expect.ts";

/** Marks the page: the mark goes where the browser loads another one. */
const mark = "document.documentElement.dataset.same = 'yes'";

describeExample({
  name: "next",
  uses: {
    image: async (page, url) => {
      await page.goto(url);
      await expectShown(page, "#mast");
    },
    hydration: async (page) => {
      await page.locator("#counter").click();
      await page.locator("#counter").click();
      await expectText(page, "#counter", "2 listeners");
    },
    "client routing": async (page) => {
      await page.evaluate(mark);
      await page.getByRole("link", { name: "Programme" }).click();
      await expectText(page, "#tonight", "sea shanties");
      await page.goBack();
      await page.locator("html[data-same] #counter").waitFor();
    },
    streaming: async (page, url) => {
      await page.goto(`${url}/programme`, { waitUntil: "commit" });
      await page.locator("#waiting").waitFor();
      await page.locator("#tonight").waitFor();
    },
    "theme switch": async (page, url) => {
      await page.goto(url);
      await page.locator("#theme").click();
      await page.locator("html.dark").waitFor();
      await page.reload();
      await page.locator("html.dark").waitFor();
    },
    "refused log-in": async (page, url) => {
      await page.goto(`${url}/studio`);
      await page.getByLabel("Name").fill("Odile");
      await page.getByLabel("Password").fill("aerial");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expectText(page, "#problem", "Name and password do not fit.");
    },
    "log-in": async (page) => {
      await page.getByLabel("Name").fill("Odile");
      await page.getByLabel("Password").fill("antenna");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expectText(page, "h1", "Hello Odile");
    },
    upload: async (page) => {
      const file = { name: "jingle.mp3", mimeType: "audio/mpeg", buffer: Buffer.alloc(3000) };
      await page.locator("[name=jingle]").setInputFiles(file);
      await page.getByRole("button", { name: "Send the jingle" }).click();
      await expectText(page, "#answer", "jingle.mp3 has 3000 bytes");
    },
  },
  afterChoice: {
    embed: async (page, url) => {
      await page.goto(`${url}/watch`);
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
    "embed after client routing": async (page, url) => {
      await page.goto(url);
      await page.getByRole("link", { name: "Watch" }).click();
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
    "analytics, once": async (page, url, asked) => expectOnce(page, url, asked, "www.google-analytics.com"),
  },
  instead: {
    "placeholder after client routing": async (page, url) => {
      await page.goto(url);
      await page.getByRole("link", { name: "Watch" }).click();
      await toOpener(page).waitFor();
    },
    "placeholder of the embed": async (page, url) => {
      await page.goto(`${url}/watch`);
      await openEmbed(page);
    },
  },
  held: ["www.googletagmanager.com", "www.google-analytics.com", "www.youtube-nocookie.com"],
  never: ["cdn.clickcount.example", "hits.clickcount.example"],
});
