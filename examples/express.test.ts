import { describeExample } from "./run/describe.ts";
import { expectFont, expectShown, expectText, openEmbed } from "./run/expect.ts";

const photo = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

describeExample({
  name: "express",
  uses: {
    "inline script": async (page, url) => {
      await page.goto(url);
      await expectText(page, "#waiting", "12 names long");
    },
    image: async (page) => expectShown(page, 'img[src="/plots.svg"]'),
    font: async (page) => expectFont(page, "Source Sans 3"),
    "theme switch": async (page) => {
      await page.locator("#theme").click();
      await page.reload();
      await page.locator("html.dark").waitFor();
    },
    "refused log-in": async (page, url) => {
      await page.goto(`${url}/sign-in`);
      await page.getByLabel("Name").fill("Mairead");
      await page.getByLabel("Password").fill("turnip");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expectText(page, "[role=alert]", "Name and password do not fit.");
    },
    "log-in": async (page, url) => {
      await page.goto(`${url}/sign-in`);
      await page.getByLabel("Name").fill("Mairead");
      await page.getByLabel("Password").fill("marrow");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expectText(page, "h1", "The plot of Mairead");
    },
    "request by script": async (page) => {
      await page.locator("#water").click();
      await expectText(page, "#water", "Watered 1 times");
    },
    "preview of a file": async (page) => {
      await page.locator("[name=photo]").setInputFiles({ name: "plot.gif", mimeType: "image/gif", buffer: photo });
      await expectShown(page, "#preview");
    },
    upload: async (page) => {
      await page.locator("[name=photo]").setInputFiles({ name: "plot.gif", mimeType: "image/gif", buffer: photo });
      await page.getByRole("button", { name: "Send the photo" }).click();
      await page.waitForLoadState();
      await expectShown(page, "#photo");
    },
  },
  afterChoice: {
    embed: async (page, url) => {
      await page.goto(url);
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
  },
  instead: {
    "placeholder of the embed": async (page, url) => {
      await page.goto(`${url}/`);
      await openEmbed(page);
    },
  },
  held: ["www.youtube-nocookie.com"],
  never: ["cdn.clickcount.example", "hits.clickcount.example"],
});
