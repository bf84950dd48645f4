import { describeExample } from "./run/describe.ts";
import { expectShown, expectText, openEmbed, toOpener, until } from "./run/expect.ts";

describeExample({
  name: "astro",
  uses: {
    image: async (page, url) => {
      await page.goto(url);
      await expectShown(page, "#cup");
    },
    "custom element": async (page) => {
      await page.getByRole("button", { name: "Put one aside" }).click();
      await expectText(page, "output", "6 left");
    },
    "theme switch": async (page) => {
      await page.locator("#theme").click();
      await page.reload();
      await page.locator("html.dark").waitFor();
    },
    "client routing": async (page, url) => {
      await page.goto(url);
      await page.evaluate("window.same = true");
      await page.getByRole("link", { name: "Firing" }).click();
      await expectText(page, "h1", "Firing, twice");
      await until(page, () => "same" in window && document.documentElement.classList.contains("dark"));
    },
  },
  afterChoice: {
    embed: async (page, url) => {
      await page.goto(`${url}/firing/`);
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
    "embed after client routing": async (page, url) => {
      await page.goto(url);
      await page.getByRole("link", { name: "Firing" }).click();
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
  },
  instead: {
    "placeholder after client routing": async (page, url) => {
      await page.goto(url);
      await page.getByRole("link", { name: "Firing" }).click();
      await toOpener(page).waitFor();
    },
    "placeholder of the embed": async (page, url) => {
      await page.goto(`${url}/firing/`);
      await openEmbed(page);
    },
  },
  held: ["www.youtube-nocookie.com"],
  never: ["cdn.clickcount.example", "hits.clickcount.example"],
});
