import type { Page } from "playwright-core";
import { describeExample } from "./run/describe.ts";
import { expectShown, expectText, openEmbed, until } from "./run/expect.ts";

const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const film = '<iframe src="https://www.youtube-nocookie.com/embed/kestrel01" title="A bowline"></iframe>';

/** A name that no run before has given to anything: the site keeps what it is told. */
const toNew = (name: string) => `${name}-${Date.now()}`;
const toPhoto = (name: string) => ({ name: `${name}.gif`, mimeType: "image/gif", buffer: gif });

/** The path of the post that was written last. */
let post = "/";

async function signIn(page: Page, url: string, password: string): Promise<void> {
  await page.goto(`${url}/wp-login.php`);
  // The page moves the focus there by itself, a moment after it was loaded; what is filled in meanwhile lands in the wrong field.
  await page.locator("#user_login:focus").waitFor();
  await page.getByLabel("Username or Email Address").fill("isolde");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log In" }).click();
}

async function addBlock(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Toggle block inserter" }).click();
  await page.getByPlaceholder("Search", { exact: true }).fill(name);
  await page.getByRole("option", { name, exact: true }).click();
  await page.getByRole("button", { name: "Toggle block inserter" }).click();
}

async function activate(page: Page, url: string, theme: string): Promise<void> {
  await page.goto(`${url}/wp-admin/themes.php`);
  await page.getByRole("link", { name: `Activate ${theme}`, exact: true }).click({ force: true });
  await expectText(page, ".theme.active", theme);
}

describeExample(
  {
    name: "wordpress",
    patience: 20_000,
    uses: {
      "dark mode": async (page, url) => {
        await page.goto(url);
        // By the keyboard: it stands at the foot of the window, where the banner lies over it.
        await page.locator("#dark-mode-toggler").press("Enter");
        await page.reload();
        await page.locator("html.is-dark-theme").waitFor();
      },
      comment: async (page, url) => {
        const text = toNew("It held");
        await page.goto(`${url}/hello-world/`);
        await page.getByRole("textbox", { name: "Comment" }).fill(text);
        await page.getByRole("textbox", { name: "Name" }).fill("Tamsin");
        await page.getByRole("textbox", { name: "Email" }).fill("tamsin@kestrel.example");
        await page.getByLabel("Save my name").check();
        await page.getByRole("button", { name: "Post Comment" }).click();
        await expectText(page, ".comment-content", text);
      },
      "name of who comments is remembered": async (page, url) => {
        await page.goto(`${url}/hello-world/`);
        await until(page, () => document.querySelector<HTMLInputElement>("#author")?.value === "Tamsin");
      },
      "refused log-in": async (page, url) => {
        await signIn(page, url, "bowline");
        await expectText(page, "#login_error", "is incorrect");
      },
      "log-in": async (page, url) => {
        await signIn(page, url, "halyard");
        await expectText(page, "h1", "Dashboard");
      },
      "form of the settings": async (page, url) => {
        const tagline = toNew("Rope by the metre");
        await page.goto(`${url}/wp-admin/options-general.php`);
        await page.getByLabel("Tagline").fill(tagline);
        await page.getByRole("button", { name: "Save Changes" }).click();
        await expectText(page, ".notice-success", "Settings saved.");
        await page.goto(url);
        await expectText(page, ".site-description", tagline);
      },
      upload: async (page, url) => {
        const name = toNew("rope");
        await page.goto(`${url}/wp-admin/upload.php?mode=grid`);
        await page.locator("input[type=file]").first().setInputFiles(toPhoto(name));
        await expectShown(page, `.attachment img[src*="${name}"]`);
      },
      "block editor": async (page, url) => {
        const [title, name] = [toNew("Splicing"), toNew("splice")];
        await page.goto(`${url}/wp-admin/post-new.php`);
        await page.locator(".editor-styles-wrapper").waitFor();
        const welcome = page.getByRole("dialog", { name: "Welcome to the block editor" });
        if (await welcome.isVisible()) await page.keyboard.press("Escape");
        await page.getByRole("textbox", { name: "Add title" }).fill(title);
        await addBlock(page, "Image");
        await page.locator('.wp-block-image input[type="file"]').setInputFiles(toPhoto(name));
        await expectShown(page, `.wp-block-image img[src*="${name}"]`);
        await addBlock(page, "Custom HTML");
        await page.locator(".wp-block-html textarea").fill(film);
        await page.getByRole("button", { name: "Publish", exact: true }).click();
        await page.locator(".editor-post-publish-panel").getByRole("button", { name: "Publish", exact: true }).click();
        await page.locator(".post-publish-panel__postpublish-buttons").getByRole("link", { name: "View Post" }).click();
        await expectText(page, "h1", title);
        await expectShown(page, `.wp-block-image img[src*="${name}"]`);
        post = new URL(page.url()).pathname;
      },
      customizer: async (page, url) => {
        const title = toNew("Kestrel");
        await page.goto(`${url}/wp-admin/customize.php?autofocus[section]=title_tagline`);
        await page.getByLabel("Site Title", { exact: true }).fill(title);
        await page
          .frameLocator("#customize-preview iframe")
          .last()
          .locator(".site-title", { hasText: title })
          .waitFor();
        await page.locator("#save").click();
        await page.locator("#save[value=Published]").waitFor();
        await page.goto(url);
        await expectText(page, ".site-title", title);
      },
      "switch of the theme": async (page, url) => {
        await activate(page, url, "Twenty Twenty-Three");
        await page.goto(url);
        await page.locator(".wp-site-blocks").waitFor();
        await activate(page, url, "Kestrel");
        await page.goto(url);
        await page.locator(".site-header").waitFor();
      },
      "log-out": async (page, url) => {
        await page.goto(`${url}/wp-login.php?action=logout`);
        await page.getByRole("link", { name: "log out" }).click();
        await expectText(page, "#login .message", "You are now logged out.");
      },
    },
    afterChoice: {
      embed: async (page, url) => {
        await page.goto(url + post);
        await page.frameLocator("iframe").getByText("The video plays").waitFor();
      },
    },
    instead: {
      "placeholder of the embed": async (page, url) => {
        await page.goto(url + post);
        await openEmbed(page);
      },
    },
    held: [
      "www.googletagmanager.com",
      "www.google-analytics.com",
      "connect.facebook.net",
      "www.facebook.com",
      "0.gravatar.com",
      "1.gravatar.com",
      "2.gravatar.com",
      "www.youtube-nocookie.com",
    ],
    never: ["s.w.org", "cdn.clickcount.example", "hits.clickcount.example"],
  },
  [
    {
      uses: ["form of the settings"],
      states: ["before"],
      because:
        "the page is as high as the window and its content is not: the room for the banner is not at the end of the content, whose last button stays below it",
    },
  ],
);
