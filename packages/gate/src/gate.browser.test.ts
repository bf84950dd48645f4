import { compile, definePolicy, type Version } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSite } from "./vectors/test-site.ts";
import type { Vector } from "./vectors/test-vectors.ts";
import { site } from "./vectors/test-server.ts";
import { createWorld, type World } from "./vectors/test-world.ts";
import { renderGuard } from "./render/guard.ts";
import { renderHeaders } from "./render/headers.ts";
import { policy as declared, visitOf } from "./render/test-visit.ts";

/** A tracker that uses everything which it declares, in each way that one can. */
const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    analytics: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which pages help" },
  },
  activities: {},
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    busy: {
      name: "Busy",
      purpose: "analytics",
      says: "Uses everything.",
      party: "third",
      duration: "P1D",
      stores: [
        ...["busy", "busy_store", "busy_frame", "busy_*"].map(
          (name) => ({ kind: "cookie", name, life: "P1D", party: "first" }) as const,
        ),
        ...["busy", "busy.part", "busy prototype"].map(
          (name) => ({ kind: "local", name, life: "until-deleted", party: "first" }) as const,
        ),
        { kind: "session", name: "busy", life: "session", party: "first" },
        { kind: "indexeddb", name: "busy-db", life: "until-deleted", party: "first" },
        { kind: "cache", name: "busy/cache", life: "until-deleted", party: "first" },
      ],
      hosts: {
        script: ["script.busy.test"],
        connect: ["connect.busy.test"],
        image: ["image.busy.test"],
        frame: ["frame.busy.test"],
      },
      load: [
        { set: "busyId", value: "B-1" },
        { queue: "busyq", into: ".queue" },
        { queue: "busytag", into: "busyLayer" },
        { call: "busyq", args: ["init", { id: 1 }] },
        { call: "busytag", args: ["js", "{now}"] },
        { push: "busyList", args: ["a", "b"] },
        { push: "busyList", args: ["c", "d"], spread: true },
        { script: "https://script.busy.test/busy.js" },
        { make: "Busy", into: "busyq2", options: { ti: 7 }, queue: "q" },
        { image: "https://image.busy.test/step.gif?page={page}&from={referrer}" },
      ],
    },
  },
});

const busy = `
  window.seen = { id: busyId, queue: busyq.queue.map((call) => [...call]), layer: busyLayer.map((call) => [call[0], call[1] instanceof Date, Array.isArray(call)]), list: busyList };
  busyq.callMethod = (...call) => seen.queue.push(["late", ...call]);
  busyq("more");
  window.Busy = class { constructor(options) { seen.made = options; } };
  document.cookie = "busy=1; path=/; max-age=1000";
  document.cookie = " busy_x = 2 ";
  const f = document.createElement("iframe"); document.body.append(f);
  f.contentDocument.cookie = "busy_frame=1; path=/";
  localStorage.busy = "1";
  localStorage.setItem("busy.part", "2");
  Storage.prototype.setItem.call(localStorage, "busy prototype", 3);
  f.contentWindow.sessionStorage.setItem("busy", "4");
  navigator.sendBeacon("https://connect.busy.test/beacon", "x");
  fetch("https://connect.busy.test/fetch", { mode: "no-cors" });
  new Image().src = "https://image.busy.test/pixel.gif";
  const embed = document.createElement("iframe"); embed.src = "https://frame.busy.test/embed"; document.body.append(embed);
  window.done = Promise.all([
    cookieStore.set("busy_store", "1"),
    new Promise((ok, no) => { const r = indexedDB.open("busy-db"); r.onsuccess = () => { r.result.close(); ok(); }; r.onerror = no; }),
    caches.open("busy/cache").then((cache) => cache.put("/x", new Response("1"))),
  ]).then(() => "all");
`;

const content: Vector[] = [
  {
    id: "form",
    says: "a form of the site",
    when: "html",
    html: `<form><label>Message <textarea id="message"></textarea></label></form><div style="height:3000px"></div>`,
  },
  { id: "menu", says: "a link to the centre", when: "html", html: `<a id="menu" href="/privacy/choices">Choices</a>` },
];

let version: Version;
let world: World;
let page: Page;
/** Answers a choice instead of the site. */
let instead: (() => Response) | undefined;

const hosts = ["script.busy.test", "connect.busy.test", "image.busy.test", "frame.busy.test", "else.tracker.test"];

beforeAll(async () => {
  version = await compile(policy);
  world = await createWorld(hosts, (_, path) =>
    path === "/busy.js" ? new Response(busy, { headers: { "Content-Type": "text/javascript" } }) : undefined,
  );
});
afterAll(() => world.close());

beforeEach(async () => {
  instead = undefined;
  const ours = createSite(version, { all: content });
  world.serve((request) =>
    instead && new URL(request.url).pathname === "/abide/choice" ? instead() : ours.fetch(request),
  );
  await world.context.clearCookies();
  world.requests.length = 0;
  page = await world.context.newPage();
  return () => page.close();
});

/** Asks from outside, again and again. Playwright's `waitForFunction` asks by `eval` in the page, whose policy refuses it. */
const until = (asked: Page, expression: string): Promise<void> =>
  expect.poll(() => asked.evaluate(`Boolean(${expression})`)).toBe(true);

const accept = async (): Promise<void> => {
  await page.goto(`${site}/page`);
  await Promise.all([page.waitForEvent("load"), page.click("[value=accept]")]);
  await until(page, "window.done");
};
const names = async (): Promise<string[]> =>
  (await world.context.cookies()).map(({ name }) => name).filter((name) => name !== "allowed");

describe("a tracker that was allowed", () => {
  test("does everything that it declares, in every way that one can", async () => {
    await accept();
    expect(await page.evaluate("done")).toBe("all");
    await expect
      .poll(() => world.requests.map((request) => request.replace(/\?.*/, "")).sort())
      .toEqual([
        "connect.busy.test/beacon",
        "connect.busy.test/fetch",
        "frame.busy.test/embed",
        "image.busy.test/pixel.gif",
        "image.busy.test/step.gif",
        "script.busy.test/busy.js",
      ]);
    expect((await names()).sort()).toEqual(["busy", "busy_frame", "busy_store", "busy_x"]);
    expect(
      await page.evaluate(`(async () => ({
        local: { ...localStorage },
        session: sessionStorage.getItem("busy"),
        databases: (await indexedDB.databases()).map(({ name }) => name),
        caches: await caches.keys(),
      }))()`),
    ).toEqual({
      local: { busy: "1", "busy.part": "2", "busy prototype": "3" },
      session: "4",
      databases: ["busy-db"],
      caches: ["busy/cache"],
    });
  });

  test("finds on the next page what it kept in databases and caches, also once the gate has cleared the others", async () => {
    await accept();
    await page.evaluate("done");
    await page.goto(`${site}/page`);
    await until(page, "window.done");
    await page.evaluate("done");
    await page.waitForTimeout(1_500);
    expect(await page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")).toEqual([
      "busy-db",
    ]);
    expect(await page.evaluate("caches.keys()")).toEqual(["busy/cache"]);
  });

  test("is started as its vendor's snippet would: calls kept in order, then taken over by the script", async () => {
    await accept();
    await until(page, "seen.made");
    expect(await page.evaluate("seen")).toEqual({
      id: "B-1",
      queue: [
        ["init", { id: 1 }],
        ["late", "more"],
      ],
      layer: [["js", true, false]],
      list: [["a", "b"], "c", "d"],
      made: { ti: 7 },
    });
    const step = world.requests.find((request) => request.includes("/step.gif"));
    expect(new URLSearchParams(step?.split("?")[1]).get("page")).toBe(`${site}/page`);
  });

  test("loads nothing before it was allowed, and nothing after a refusal", async () => {
    await page.goto(`${site}/page`);
    await page.click("[value=reject]");
    await page.waitForSelector("[data-state=kept]");
    await page.goto(`${site}/page`);
    await page.waitForTimeout(500);
    expect(world.requests).toEqual([]);
    expect(await page.locator("#abide-gate, [src*='/abide/gate.js']").count(), "a refuser has the guard alone").toBe(0);
  });

  test("is stopped in other windows of the site as well when it is withdrawn in one", async () => {
    await accept();
    const other = await world.context.newPage();
    await other.goto(`${site}/page`);
    await until(other, "window.done");
    await page.evaluate(() => fetch("/abide/choice", { method: "POST", body: "do=reject" }).then(() => undefined));
    const again = other.waitForEvent("load");
    await page.evaluate("new BroadcastChannel('abide').postMessage(performance.timeOrigin)");
    await again;
    expect(await other.evaluate("typeof seen")).toBe("undefined");
    expect(await other.evaluate("Object.keys(localStorage).length"), "what it left is cleared on load").toBe(0);
    await other.close();
  });
});

describe("the form", () => {
  test("a choice that was not kept is not shown as kept: the banner stays with the server's sentence", async () => {
    instead = () => Response.json({ detail: "The choice did not reach the store. Try again." }, { status: 503 });
    await page.goto(`${site}/page`);
    await page.click("[value=accept]");
    await page.waitForSelector("[data-state=failed]");
    expect(await page.textContent("[data-abide=banner] [role=status]")).toContain("did not reach the store");
    expect(world.requests).toEqual([]);
  });

  test("an acceptance loads the page again at its place, or waits while a form is filled in", async () => {
    await page.goto(`${site}/page?id=form`);
    await page.evaluate("scrollTo(0, 900)");
    await Promise.all([page.waitForEvent("load"), page.click("[value=accept]")]);
    await expect.poll(() => page.evaluate("scrollY")).toBe(900);

    await world.context.clearCookies();
    await page.goto(`${site}/page?id=form`);
    await page.fill("#message", "Half a sentence");
    await page.click("[value=accept]");
    await page.waitForSelector("[data-state=waits]");
    expect(await page.inputValue("#message")).toBe("Half a sentence");
  });

  test("works without the gate's script, in the way that the headers leave open", async () => {
    const ours = createSite(version, { all: content });
    world.serve((request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/abide/gate.js") return new Response("", { status: 404 });
      if (pathname !== "/abide/choice") return ours.fetch(request);
      return new Response("Kept.", {
        headers: { "Content-Type": "text/html", Refresh: "0;url=/page?kept", "Set-Cookie": "allowed=; Path=/" },
      });
    });
    await page.goto(`${site}/page`);
    await page.click("[value=reject]");
    await page.waitForURL(`${site}/page?kept`);
    expect(await page.locator("[data-abide=banner]").count()).toBe(0);
  });
});

test("a link to the centre is followed where the centre cannot be shown over the page", async () => {
  await page.goto(`${site}/page?id=menu`);
  await page.click("#menu");
  await page.waitForURL("**/privacy/choices");
});

describe("what is allowed behaves as without the guard", () => {
  test("storage reads as it is, and takes what is declared", async () => {
    await accept();
    expect(
      await page.evaluate(`(() => {
        localStorage.other = "no";
        localStorage.setItem("other", "no");
        localStorage["busy"] = "yes";
        return {
          length: localStorage.length,
          keys: Object.keys(localStorage).sort(),
          key: Object.keys(localStorage).includes(localStorage.key(0)),
          held: [localStorage.other, localStorage.getItem("other"), "other" in localStorage],
          get: [localStorage.busy, localStorage.getItem("busy"), Storage.prototype.getItem.call(localStorage, "busy")],
          same: localStorage === window.localStorage,
          type: [localStorage instanceof Storage, String(localStorage), localStorage.constructor === Storage],
          removed: (localStorage.removeItem("busy"), delete localStorage["busy.part"], Object.keys(localStorage)),
          cleared: (localStorage.clear(), localStorage.length),
        };
      })()`),
    ).toEqual({
      length: 4,
      keys: ["busy", "busy prototype", "busy.part", "other"],
      key: true,
      held: ["no", "no", true],
      get: ["yes", "yes", "yes"],
      same: true,
      type: [true, "[object Storage]", true],
      removed: ["busy prototype", "other"],
      cleared: 0,
    });
  });

  test("a page puts its own content in as ever", async () => {
    await page.goto(`${site}/page`);
    expect(
      await page.evaluate(`(() => {
        const list = document.createElement("ul");
        const item = list.appendChild(document.createElement("li"));
        list.insertBefore(document.createElement("li"), item).textContent = "first";
        item.innerHTML = "<b>second</b>";
        item.insertAdjacentHTML("beforeend", "!");
        item.before("between");
        list.append("end", document.createElement("i"));
        const link = document.createElement("link");
        link.setAttribute("rel", "prefetch");
        link.setAttribute("href", "/next");
        document.head.append(link);
        return [list.outerHTML, link.rel, item === list.lastElementChild.previousElementSibling];
      })()`),
    ).toEqual(["<ul><li>first</li>between<li><b>second</b>!</li>end<i></i></ul>", "prefetch", true]);
  });
});

test("what still gets past the guard is gone with the next page: a frame with an address and a script that are put in at once", async () => {
  const ours = createSite(version, { all: content });
  const outer = `<script>addEventListener("load", () => {
    const frame = Object.assign(document.createElement("iframe"), { src: "/robots.txt" });
    const script = document.createElement("script");
    // A window that the guard has reached has a storage of the guard's, as a value.
    script.text = 'frames[0].localStorage.past = 1; window.past = "get" in Object.getOwnPropertyDescriptor(frames[0], "localStorage")';
    document.body.append(frame, script);
  });</script>`;
  world.serve(async (request) => {
    const response = await ours.fetch(request);
    if (!new URL(request.url).searchParams.has("past")) return response;
    const html = (await response.text()).replace("</body>", `${outer}</body>`);
    return new Response(html, { headers: response.headers });
  });
  const session = await world.context.newCDPSession(page);
  const toKeys = async () => {
    const storageId = { securityOrigin: site, isLocalStorage: true };
    return (await session.send("DOMStorage.getDOMStorageItems", { storageId })).entries.map(([key]) => key);
  };
  await page.goto(`${site}/page?past`);
  await until(page, "window.past");
  await page.goto(`${site}/page`);
  expect(await toKeys()).toEqual([]);
});

describe("the headers", () => {
  const show = async (html: string, outbound: readonly string[] = [], ownPage = false): Promise<void> => {
    const visit = await visitOf({ version: await compile({ ...declared, outbound }) });
    const guard = await renderGuard(visit);
    world.serve((request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/moved") return new Response(null, { status: 302, headers: { Location: "/here" } });
      if (pathname === "/try.js") {
        return new Response(decodeURIComponent(search.slice(1)), { headers: { "Content-Type": "text/javascript" } });
      }
      return new Response(`<!doctype html><head>${guard.html}</head><body>${html}`, {
        headers: { "Content-Type": "text/html", ...renderHeaders(visit, { guardHash: guard.hash, ownPage }) },
      });
    });
    await page.goto(`${site}/page`);
  };

  test("a link leads to a listed host, which is closed to everything that the page loads", async () => {
    const link = "https://else.tracker.test/a(1)/b?c=1&d=*#part";
    const script = `fetch("${link}").catch(() => {}); new Image().src = "${link}"; const l = document.createElement("link"); l.rel = "preconnect"; l.href = "${link}"; document.head.append(l);`;
    const html = `<a href="${link}">Out</a><script src="/try.js?${encodeURIComponent(script)}"></script>`;
    await show(html, ["else.tracker.test"]);
    await page.waitForTimeout(500);
    expect(world.requests).toEqual([]);
    await page.click("a");
    await page.waitForURL(link);
    expect(world.requests[0]).toBe("else.tracker.test/a(1)/b?c=1&d=*");
  });

  test("a link to a host that is not listed leads nowhere", async () => {
    await show(`<a href="https://else.tracker.test/x">Out</a>`, ["other.tracker.test"]);
    await page.click("a", { noWaitAfter: true });
    await page.waitForURL("chrome-error://**");
    expect(world.requests).toEqual([]);
  });

  test("a redirect of the site itself is followed", async () => {
    await show(`<a href="/moved">Moved</a>`);
    await page.click("a");
    await page.waitForURL(`${site}/here`);
  });

  test("a mail program may be opened where a link does it", async () => {
    await show(`<a href="mailto:privacy@halden.example">Write</a>`);
    await page.click("a", { noWaitAfter: true });
    await page.waitForTimeout(300);
    expect(page.url()).toBe(`${site}/page`);
  });

  test("on Abide's own pages no text becomes a script, and no style is inline", async () => {
    const script = `try { document.body.innerHTML = "<b>x</b>"; window.result = "put in"; } catch (error) { window.result = error.name; }`;
    await show(
      `<p style="color: rgb(1, 2, 3)">Text</p><script src="/try.js?${encodeURIComponent(script)}"></script>`,
      [],
      true,
    );
    expect(await page.evaluate("result")).toBe("TypeError");
    expect(await page.evaluate(`getComputedStyle(document.querySelector("p")).color`)).not.toBe("rgb(1, 2, 3)");
  });
});
