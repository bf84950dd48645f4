import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fontFiles } from "../page/fonts.ts";
import { showPolicy } from "./test-publish.ts";
import { toPageTexts } from "../page/texts/all.ts";

const { fetch, current, before } = await showPolicy();

async function toHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("hex");
}

test("the policy is a page in the language asked for by name, else in the browser's, else in its own", async () => {
  const titles = async (path: string, accept?: string) => {
    const response = await fetch(path, accept === undefined ? {} : { "accept-language": accept });
    expect(response.status).toBe(200);
    return [response.headers.get("content-language"), /<html lang="(\w+)"/.exec(await response.text())?.[1]];
  };
  expect(await titles("/privacy")).toEqual(["en", "en"]);
  expect(await titles("/privacy", "de-CH, en;q=0.5")).toEqual(["de", "de"]);
  expect(await titles("/privacy?lang=en", "de")).toEqual(["en", "en"]);
  expect(await titles("/privacy?lang=xx", "fi")).toEqual(["en", "en"]);
});

test("the page points to itself in other languages and to its forms for machines", async () => {
  const page = await (await fetch("/privacy")).text();
  expect(page).toMatch(/<link\s+rel="alternate"\s+hreflang="de"\s+href="\/privacy\?lang=de"/);
  expect(page).toMatch(/<link\s+rel="alternate"\s+type="application\/ld\+json"\s+href="\/privacy\/policy\.jsonld"/);
  expect(page).toMatch(/<link\s+rel="canonical"\s+href="\/privacy"/);
});

test("a language asked for by name is kept on the way to the other pages", async () => {
  const page = await (await fetch("/privacy?lang=de")).text();
  expect(page).toContain('href="/privacy/versions?lang=de"');
  expect(page).toContain('href="/privacy/choices?lang=de"');
});

test("the JSON is canonical: its SHA-256 is the version, and its entity tag", async () => {
  const response = await fetch("/privacy/policy.json");
  expect(response.headers.get("etag")).toBe(`"${current.hash}"`);
  expect(await toHash(await response.text())).toBe(current.hash);
  const again = await fetch("/privacy/policy.json", { "if-none-match": `W/"x", "${current.hash}"` });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe("");
});

test("the other forms are served with their types, readable from anywhere", async () => {
  const types: { [path: string]: string } = {
    "/privacy/policy.jsonld": "application/ld+json",
    "/privacy/tilt.json": "application/json",
    "/privacy/article-30.json": "application/json",
    "/privacy/article-30.csv": "text/csv; charset=utf-8",
  };
  for (const [path, type] of Object.entries(types)) {
    const response = await fetch(path);
    expect([path, response.status, response.headers.get("content-type")]).toEqual([path, 200, type]);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const body = await response.text();
    if (type.endsWith("json")) expect(() => JSON.parse(body)).not.toThrow();
  }
  const german = await fetch("/privacy/article-30.json?lang=de");
  expect(await german.json()).toMatchObject({ language: "de" });
  expect(german.headers.get("etag")).not.toBe((await fetch("/privacy/article-30.json")).headers.get("etag"));
});

test("every version is listed with its day, its fingerprint, what changed and what that means", async () => {
  const page = await (await fetch("/privacy/versions")).text();
  expect(page).toContain(current.hash.slice(0, 12));
  expect(page).toContain(before.hash.slice(0, 12));
  expect(page).toContain("1 November 2026");
  expect(page).toContain("1 March 2026");
  expect(page).toContain("Analytics is new.");
  expect(page).toContain("asks for consent again");
  expect(page).toContain("in effect now");
  expect(page).toContain("The first version");
});

test("an earlier version is readable as it was, says that it is earlier, and keeps search engines away", async () => {
  const page = await (await fetch(`/privacy/versions/${before.hash}`)).text();
  expect(page).toContain("It was in effect from 1 March 2026 until 1 November 2026.");
  expect(page).toContain('<meta name="robots" content="noindex"');
  expect(page).toContain(`/privacy/versions/${before.hash}/${current.hash}`);
  expect(page).not.toContain("tracker-analytics");
  const json = await (await fetch(`/privacy/versions/${before.hash}.json`)).text();
  expect(await toHash(json)).toBe(before.hash);
});

test("the difference between any two is shown in both directions, and by a form without script", async () => {
  const forth = await (await fetch(`/privacy/versions/${before.hash}/${current.hash}`)).text();
  expect(forth).toContain("Google Analytics");
  expect(forth).toContain("so consent is asked for again");
  // By their titles, and not by the keys of the declaration.
  expect(forth).not.toMatch(/<(?:del|ins)>[a-z]+[A-Z]\w*</);
  expect(forth).not.toMatch(/<code>(?:activities|purposes|recipients|trackers)\./);
  const back = await (await fetch(`/privacy/versions/${current.hash}/${before.hash}`)).text();
  expect(back).toContain("removed");
  const byForm = await fetch(`/privacy/versions?from=${before.hash}&to=${current.hash}`);
  expect(byForm.status).toBe(200);
  expect(await byForm.text()).toContain("so consent is asked for again");
  const same = await (await fetch(`/privacy/versions/${current.hash}/${current.hash}`)).text();
  expect(same).toContain("These two versions declare the same.");
});

test("an unknown version is a page with a next step, whatever was asked for", async () => {
  for (const asked of ["0".repeat(64), "x", "..%2f..%2fetc", "%3Cscript%3E", `${current.hash}x`]) {
    for (const path of [`/privacy/versions/${asked}`, `/privacy/versions/${asked}/${current.hash}`]) {
      const response = await fetch(path);
      const page = await response.text();
      expect([path, response.status]).toEqual([path, 404]);
      expect(page).toContain("See all published versions");
      expect(page).not.toContain("<script");
    }
  }
});

test("while the archive does not answer, the policy is served and earlier versions say when to come back", async () => {
  const { fetch } = await showPolicy({ down: true });
  expect((await fetch("/privacy")).status).toBe(200);
  expect((await fetch("/privacy/policy.json")).status).toBe(200);
  expect((await fetch(`/privacy/versions/${current.hash}`)).status).toBe(200);
  for (const path of ["/privacy/versions", `/privacy/versions/${before.hash}`]) {
    const response = await fetch(path);
    expect([path, response.status, response.headers.get("retry-after")]).toEqual([path, 503, "60"]);
    expect(await response.text()).toContain("The archive does not answer.");
  }
});

test("a signal that is sent is shown as honoured", async () => {
  const { fetch } = await showPolicy({ signals: ["gpc"] });
  expect(await (await fetch("/privacy")).text()).toContain("Your browser sends Global Privacy Control right now");
});

test("no page of Abide's own has a script or a style in it", async () => {
  for (const path of [
    "/privacy",
    "/privacy/versions",
    "/privacy/article-30",
    `/privacy/versions/${before.hash}/${current.hash}`,
    "/privacy/versions/x",
  ]) {
    const page = await (await fetch(path)).text();
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
  }
});

test("style sheet and fonts are served with entity tags, and nothing else of the disk", async () => {
  const css = await fetch("/abide/page.css");
  expect(css.headers.get("content-type")).toBe("text/css; charset=utf-8");
  const sheet = await css.text();
  for (const { file } of fontFiles) {
    // A fact stated twice: the style sheet asks for what the list has.
    expect(sheet).toContain(`/abide/fonts/${file}`);
    const font = await fetch(`/abide/fonts/${file}`);
    expect([file, font.status, font.headers.get("content-type")]).toEqual([file, 200, "font/woff2"]);
    const again = await fetch(`/abide/fonts/${file}`, { "if-none-match": font.headers.get("etag")! });
    expect(again.status).toBe(304);
  }
  expect(sheet.match(/\/abide\/fonts\//g)).toHaveLength(fontFiles.length);
  for (const path of ["/abide/fonts/package.json", "/abide/fonts/..%2fpage.css", "/abide/fonts/"]) {
    expect((await fetch(path)).status).toBe(404);
  }
});

test("the style sheet knows no left and no right", () => {
  const sheet = readFileSync(new URL("../page/page.css", import.meta.url), "utf8").replace(/\/\*[^]*?\*\//g, "");
  expect(sheet).not.toMatch(/\b(?:margin|padding|border|inset)?-?(?:left|right)\s*:/);
  expect(sheet).not.toMatch(/text-align:\s*(?:left|right)/);
});

test("every language's file is in the list", () => {
  const files = readdirSync(new URL("../page/texts/", import.meta.url))
    .map((name) => name.replace(/\.ts$/, ""))
    .filter((name) => name !== "all" && name !== "texts");
  expect(files.map((name) => toPageTexts(name).language)).toEqual(files);
});
