import type { Page } from "playwright-core";
import { describeExample } from "./run/describe.ts";
import { expectOnce, expectShown, expectText, openEmbed, until } from "./run/expect.ts";

const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const photo = { name: "anchor.gif", mimeType: "image/gif", buffer: gif };

/** A name that no run before has given to anything: the site keeps what it is told. */
const toNew = (name: string) => `${name} ${Date.now()}`;

/** The exhibit that was added last. */
let exhibit = "";

async function signIn(page: Page, url: string, password: string): Promise<void> {
  await page.goto(`${url}/admin/`);
  await page.getByLabel("Username").fill("ruadh");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

describeExample({
  name: "django",
  patience: 10_000,
  uses: {
    image: async (page, url) => {
      await page.goto(url);
      await expectShown(page, "#anchor");
    },
    "form with a file": async (page, url) => {
      const text = toNew("The anchor is my grandfather's.");
      await page.goto(`${url}/write/`);
      await page.getByLabel("Name").fill("Siobhan");
      await page.getByLabel("Text").fill(text);
      await page.getByLabel("Picture").setInputFiles(photo);
      await page.getByRole("button", { name: "Send" }).click();
      await expectText(page, "[role=status]", "Thank you, Siobhan.");
      await expectText(page, "q", text);
      await expectShown(page, "#mine");
    },
    "session without a log-in": async (page, url) => {
      await page.goto(`${url}/write/`);
      await expectShown(page, "#mine");
    },
    "refused log-in": async (page, url) => {
      await signIn(page, url, "windlass");
      await expectText(page, ".errornote", "Please enter the correct username and password");
    },
    "log-in": async (page, url) => {
      await signIn(page, url, "capstan");
      await expectText(page, "h1", "Site administration");
    },
    "window that adds a room": async (page, url) => {
      exhibit = toNew("Anchor");
      await page.goto(`${url}/admin/museum/exhibit/add/`);
      await page.getByLabel("Name").fill(exhibit);
      const [room] = await Promise.all([page.waitForEvent("popup"), page.locator("#add_id_room").click()]);
      await room.getByLabel("Name").fill("Quay");
      await Promise.all([room.waitForEvent("close"), room.getByRole("button", { name: "Save" }).click()]);
      await expectText(page, "#select2-id_room-container", "Quay");
    },
    "address filled in by script": async (page) => {
      await until(page, () => /^anchor-\d+$/.test(document.querySelector<HTMLInputElement>("#id_slug")!.value));
    },
    "date and time pickers": async (page) => {
      await page.locator("#calendarlink0").click();
      await page.locator("#calendarin0").getByText("15", { exact: true }).click();
      await page.locator("#clocklink0").click();
      await page.locator("#clockbox0").getByText("Noon").click();
      await until(
        page,
        () =>
          document.querySelector<HTMLInputElement>("#id_shown_from_0")!.value.endsWith("-15") &&
          document.querySelector<HTMLInputElement>("#id_shown_from_1")!.value === "12:00:00",
      );
    },
    "one more row": async (page) => {
      await page.getByRole("link", { name: "Add another Label" }).click();
      await page.locator("#id_label_set-0-text").fill("Iron, found in 1911");
    },
    "form of the administration, with an upload": async (page, url) => {
      await page.getByLabel("Photo").setInputFiles(photo);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expectText(page, ".messagelist .success", "was added successfully");
      await page.goto(url);
      await expectText(page, "li", `${exhibit}, Quay`);
      await expectShown(page, "li img");
    },
    "search for a room": async (page, url) => {
      await page.goto(`${url}/admin/museum/exhibit/`);
      await page.getByRole("link", { name: exhibit }).click();
      await page.locator(".select2-selection").click();
      await page.locator(".select2-search__field").fill("Qua");
      await expectText(page, ".select2-results__option", "Quay");
      await page.keyboard.press("Escape");
    },
    "menu that stays closed": async (page) => {
      await page.locator("#toggle-nav-sidebar").click();
      await page.reload();
      await page.locator(".main:not(.shifted)").waitFor();
      await page.locator("#toggle-nav-sidebar").click();
    },
    "several deleted, once confirmed": async (page, url) => {
      await page.goto(`${url}/admin/museum/exhibit/`);
      await page.locator("tr", { hasText: exhibit }).locator(".action-select").check();
      await page.getByLabel("Action:").selectOption("delete_selected");
      await page.getByRole("button", { name: "Go", exact: true }).click();
      await page.getByRole("button", { name: "Yes, I’m sure" }).click();
      await expectText(page, ".messagelist .success", "Successfully deleted 1 exhibit.");
    },
    "log-out": async (page) => {
      await page.getByRole("link", { name: "Log out" }).click();
      await expectText(page, "h1", "Logged out");
    },
  },
  afterChoice: {
    embed: async (page, url) => {
      await page.goto(url);
      await page.frameLocator("iframe").getByText("The video plays").waitFor();
    },
    "analytics, once": async (page, url, asked) => expectOnce(page, url, asked, "www.google-analytics.com"),
  },
  instead: {
    "placeholder of the embed": async (page, url) => {
      await page.goto(`${url}/`);
      await openEmbed(page);
    },
  },
  held: ["www.googletagmanager.com", "www.google-analytics.com", "www.youtube-nocookie.com"],
  never: ["cdn.clickcount.example", "hits.clickcount.example"],
});
