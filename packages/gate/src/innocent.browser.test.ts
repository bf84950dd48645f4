import { compile } from "@abide/policy";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy } from "./render/test-visit.ts";
import { createSite } from "./vectors/test-site.ts";
import { site } from "./vectors/test-server.ts";
import { createWorld, type World } from "./vectors/test-world.ts";

/**
 * What pages do that mean no harm, each as the body of a function that returns true where it works. Nothing of it is declared but
 * names that begin with `halden`: the rest may not stay on the device, and the page may not notice.
 */
const uses: { readonly [says: string]: string } = {
  "a key is read back": `localStorage.setItem("t", "1"); return localStorage.getItem("t") === "1";`,
  "a key is removed": `localStorage.setItem("t", "1"); localStorage.removeItem("t"); return localStorage.getItem("t") === null;`,
  "a key is a property": `localStorage.theme = "dark"; return localStorage.theme === "dark" && localStorage["theme"] === "dark";`,
  "an object is written as JSON and read again": `localStorage.setItem("state", JSON.stringify({ a: 1 })); return JSON.parse(localStorage.getItem("state")).a === 1;`,
  "keys are counted and numbered, declared or not": `localStorage.clear(); localStorage.setItem("a", 1); localStorage.setItem("halden.volume", 2); return localStorage.length === 2 && [localStorage.key(0), localStorage.key(1)].sort().join() === "a,halden.volume" && localStorage.key(2) === null;`,
  "keys are listed, looked for, deleted and spread": `localStorage.clear(); localStorage.a = 1; const seen = Object.keys(localStorage).join() === "a" && "a" in localStorage && !("b" in localStorage) && ({ ...localStorage }).a === "1" && JSON.stringify(localStorage) === '{"a":"1"}'; delete localStorage.a; return seen && !("a" in localStorage) && localStorage.a === undefined;`,
  "keys are gone through": `localStorage.clear(); localStorage.a = 1; const own = []; for (const key in localStorage) if (Object.hasOwn(localStorage, key)) own.push(key); return own.join() === "a";`,
  "a key that is not there is null, also under the name of a method": `return localStorage.getItem("none") === null && localStorage.none === undefined && localStorage.getItem("toString") === null && typeof localStorage.toString === "function";`,
  "storage is of its type": `return localStorage instanceof Storage && String(localStorage) === "[object Storage]" && Object.getPrototypeOf(localStorage) === Storage.prototype;`,
  "the prototype's methods work": `Storage.prototype.setItem.call(localStorage, "p", "1"); return Storage.prototype.getItem.call(localStorage, "p") === "1";`,
  "session storage is read back": `sessionStorage.setItem("router", "x"); return sessionStorage.getItem("router") === "x";`,
  "values become strings": `localStorage.setItem("n", 5); localStorage.setItem("u", undefined); localStorage.m = 6; return localStorage.getItem("n") === "5" && localStorage.getItem("u") === "undefined" && localStorage.m === "6";`,
  "a declared key stays": `localStorage["halden.volume"] = "2"; return localStorage.getItem("halden.volume") === "2";`,
  "a storage event names its storage": `let seen; addEventListener("storage", (e) => { seen = e.storageArea === localStorage && e.key === "k"; }, { once: true }); dispatchEvent(new StorageEvent("storage", { key: "k", storageArea: localStorage })); return seen;`,
  "a storage event is made the old way": `let seen; addEventListener("storage", (e) => { seen = e.storageArea === localStorage && e.key === "k"; }, { once: true }); const e = document.createEvent("StorageEvent"); e.initStorageEvent("storage", false, false, "k", null, "v", location.href, localStorage); dispatchEvent(e); return seen;`,
  "a cookie is read back": `document.cookie = "lang=en; path=/"; return document.cookie.split("; ").every((pair) => pair.includes("=")) && /(^|; )lang=en(;|$)/.test(document.cookie);`,
  "a cookie is overwritten": `document.cookie = "lang=de; path=/"; return document.cookie.match(/lang=/g).length === 1 && /lang=de/.test(document.cookie);`,
  "a cookie is removed by a date": `document.cookie = "lang=x"; document.cookie = "lang=; expires=" + new Date(Date.now() - 864e5).toUTCString() + "; path=/"; return !/lang=/.test(document.cookie);`,
  "a cookie is removed by its age": `document.cookie = "lang=x"; document.cookie = "lang=; Max-Age=0; path=/"; return !/lang=/.test(document.cookie);`,
  "cookies are found to work": `document.cookie = "cookietest=1"; const seen = document.cookie.indexOf("cookietest=") !== -1; document.cookie = "cookietest=1; expires=Thu, 01-Jan-1970 00:00:01 GMT"; return seen && document.cookie.indexOf("cookietest=") === -1;`,
  "a declared cookie stays": `document.cookie = "halden_player=1; path=/; max-age=999"; return /halden_player=1/.test(document.cookie);`,
  "a database answers, with itself and an error": `return new Promise((done) => { const request = indexedDB.open("mine", 1); request.onupgradeneeded = () => done("upgraded"); request.onsuccess = () => done("opened"); request.onerror = (event) => done(event.target === request && request.error instanceof DOMException); });`,
  "a database answers to listeners": `return new Promise((done) => { const request = indexedDB.open("mine too", 1); if (!(request instanceof IDBOpenDBRequest)) return done("no request"); request.addEventListener("upgradeneeded", () => done("upgraded")); request.addEventListener("success", () => done("opened")); request.addEventListener("error", () => done(request.error.name === "AbortError")); });`,
  "a declared database opens": `return new Promise((done) => { const request = indexedDB.open("halden-player", 1); request.onsuccess = () => { request.result.close(); done(true); }; request.onerror = () => done(false); });`,
  "a cache fails with an exception": `try { await caches.open("c"); return false; } catch (error) { return error instanceof DOMException; }`,
  "the cookie store settles": `await cookieStore.set("cs", "1"); return true;`,
  "a frame shares what the page keeps": `localStorage.setItem("shared", "1"); const frame = document.createElement("iframe"); document.body.append(frame); const seen = frame.contentWindow.localStorage.getItem("shared"); frame.remove(); return seen === "1" && localStorage instanceof Storage;`,
  "a frame with a page of its own keeps things": `return new Promise((done) => { const frame = document.createElement("iframe"); frame.src = "/page"; frame.onload = () => { frame.contentWindow.localStorage.setItem("q", "1"); done(frame.contentWindow.localStorage.getItem("q") === "1"); }; document.body.append(frame); });`,
};

const left = `(async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split("; ").map((pair) => pair.split("=")[0]),
  ...(await indexedDB.databases()).map(({ name }) => name), ...(await caches.keys()),
])()`;

describe("innocent code", () => {
  let world: World;
  let page: Page;
  const unhandled: string[] = [];
  beforeAll(async () => {
    world = await createWorld([]);
    const ours = createSite(await compile(policy));
    world.serve((request) =>
      new URL(request.url).pathname === "/bare"
        ? new Response("<!doctype html>", { headers: { "Content-Type": "text/html" } })
        : ours.fetch(request),
    );
    page = await world.context.newPage();
    page.on("pageerror", ({ message }) => unhandled.push(message));
    await page.goto(`${site}/page`);
    await page.evaluate(`fetch("/abide/choice", { method: "POST", body: "do=accept" }).then(() => undefined)`);
    await page.goto(`${site}/page`);
  });
  afterAll(() => world.close());

  for (const [says, code] of Object.entries(uses)) {
    test(says, async () => {
      expect(await page.evaluate(`(async () => { ${code} })()`)).toBe(true);
    });
  }

  test("leaves nothing on the device but what is declared, and no error behind", async () => {
    expect(unhandled).toEqual([]);
    await page.goto(`${site}/bare`);
    const names: string[] = await page.evaluate(left);
    expect(names.filter((name) => !name.startsWith("halden"))).toEqual([]);
    expect(names).toContain("halden-player");
  });
});
