import { compile, definePolicy, type Hosts, type PageNeeds, type Version } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleFonts } from "@abide/policy/catalogue/google-fonts";
import { hotjar } from "@abide/policy/catalogue/hotjar";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { renderGuard } from "./render/guard.ts";
import { renderHeaders } from "./render/headers.ts";
import { visitOf } from "./render/test-visit.ts";
import { createSite } from "./vectors/test-site.ts";
import { site } from "./vectors/test-server.ts";
import { createWorld, type World } from "./vectors/test-world.ts";

/** What a page does with a host of each kind. The host is asked for `/<kind>` where it may be. */
const uses: { readonly [kind in keyof Required<Hosts>]?: string } = {
  script: `put("script", { src: "https://vendor.test/script" })`,
  connect: `fetch("https://vendor.test/connect").catch(() => {})`,
  image: `new Image().src = "https://vendor.test/image"`,
  frame: `put("iframe", { src: "https://vendor.test/frame" })`,
  style: `put("link", { rel: "stylesheet", href: "https://vendor.test/style" })`,
  font: `new FontFace("Vendor", "url(https://vendor.test/font)").load().catch(() => {})`,
  media: `put("video", { src: "https://vendor.test/media", preload: "auto" })`,
  form: `put("form", { action: "https://vendor.test/form", method: "post" }).submit()`,
};
const put = `const put = (tag, members) => document.body.appendChild(Object.assign(document.createElement(tag), members));`;

/** `hosts` are those of a tracker that needs no choice, `needs` those of the pages. */
function toVersion(hosts: Hosts, needs?: PageNeeds): Promise<Version> {
  const policy = definePolicy({
    controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
    purposes: { operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" } },
    activities: {},
    trackers: {
      vendor: {
        name: "Vendor",
        purpose: "operation",
        says: "Delivers what the pages show.",
        party: "first",
        duration: "P1D",
        stores: [],
        hosts,
        load: [],
        necessary: "The pages would be empty without it.",
      },
    },
    ...(needs === undefined ? {} : { page: needs }),
  });
  return compile(policy);
}

let world: World;
let page: Page;

beforeAll(async () => {
  const catalogued = ["fonts.googleapis.com", "fonts.gstatic.com", "static.hotjar.com"];
  world = await createWorld(["vendor.test", "partner.test", "shop.vendor.test", ...catalogued], (host, path) =>
    host === "fonts.googleapis.com"
      ? new Response(
          `@font-face { font-family: Inter; src: url(https://fonts.gstatic.com/inter.woff2); } h1 { font-family: Inter; }`,
          {
            headers: { "Content-Type": "text/css" },
          },
        )
      : host === "partner.test"
        ? new Response(`<!doctype html><iframe src="${site}/page"></iframe>`, {
            headers: { "Content-Type": "text/html" },
          })
        : path === "/style"
          ? new Response("p{}", { headers: { "Content-Type": "text/css" } })
          : undefined,
  );
});
afterAll(() => world.close());

beforeEach(async () => {
  world.requests.length = 0;
  await world.context.clearCookies();
  page = await world.context.newPage();
  return () => page.close();
});

function serve(version: Version): void {
  const ours = createSite(version, { all: [] });
  world.serve((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/own.svg") {
      return new Response(`<svg xmlns="http://www.w3.org/2000/svg"/>`, {
        headers: { "Content-Type": "image/svg+xml" },
      });
    }
    if (pathname === "/pay") {
      return new Response(null, { status: 303, headers: { Location: "https://shop.vendor.test/checkout" } });
    }
    return ours.fetch(request);
  });
}

/** Serves the page under `version`, and runs `code` in it. */
async function run(version: Version, code: string): Promise<unknown> {
  serve(version);
  await page.goto(`${site}/page`);
  return page.evaluate(`(async () => { ${put} ${code} })()`);
}

const settle = (): Promise<void> => page.waitForTimeout(600);

describe("a host of a permitted tracker", () => {
  test.each(Object.entries(uses))("works where it is declared as %s", async (kind, code) => {
    await run(await toVersion({ [kind]: ["vendor.test"] }), code);
    await expect.poll(() => world.requests).toContain(`vendor.test/${kind}`);
  });

  test.each(Object.entries(uses))("is not contacted where it is declared as anything but %s", async (kind, code) => {
    const others = Object.keys(uses).filter((other) => other !== kind);
    await run(await toVersion(Object.fromEntries(others.map((other) => [other, ["vendor.test"]]))), code);
    await settle();
    expect(world.requests).toEqual([]);
  });

  test("takes a WebSocket where it is declared as connect", async () => {
    const code = `new WebSocket("wss://vendor.test/socket")`;
    await run(await toVersion({ connect: ["vendor.test"] }), code);
    await expect.poll(() => world.requests).toEqual(["vendor.test/socket"]);
  });

  test("takes no WebSocket where it is declared as anything else", async () => {
    const code = `try { new WebSocket("wss://vendor.test/socket") } catch {}`;
    await run(await toVersion({ script: ["vendor.test"], image: ["vendor.test"] }), code);
    await settle();
    expect(world.requests).toEqual([]);
  });
});

/** Whether a call's connection asks the server that it names, under the guard and the headers. */
async function reachByWebrtc(needs?: PageNeeds): Promise<boolean> {
  const visit = { ...(await visitOf()), version: await toVersion({}, needs) };
  const guard = await renderGuard(visit);
  const headers = renderHeaders(visit, { guardHash: guard.hash, ownPage: false });
  const other = await createWorld(["stun.test"]);
  const html = `<!doctype html><head>${guard.html}</head>`;
  other.serve(() => new Response(html, { headers: { ...headers, "Content-Type": "text/html" } }));
  const call = await other.context.newPage();
  await call.goto(`${site}/page`);
  await call.evaluate(`(async () => {
    if (!self.RTCPeerConnection) return;
    const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:stun.test:3478" }] });
    peer.createDataChannel("call");
    await peer.setLocalDescription();
  })()`);
  await call.waitForTimeout(1_500);
  return (await other.close()).has("stun.test");
}

const blobWorker = `
  return await new Promise((done) => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage('ran')"], { type: "text/javascript" })));
    worker.onmessage = () => done(true);
    worker.onerror = () => done(false);
  });`;

test("a worker that a script makes runs where a tracker declares it, and not otherwise", async () => {
  expect(await run(await toVersion({ worker: ["blob:"] }), blobWorker)).toBe(true);
  expect(await run(await toVersion({ script: ["vendor.test"], worker: ["vendor.test"] }), blobWorker)).toBe(false);
});

describe("what the pages need", () => {
  const loaded = `return await new Promise((done) => { element.onload = () => done(true); element.onerror = () => done(false); setTimeout(() => done(false), 1500); });`;
  const needs: readonly (readonly [name: string, needs: PageNeeds, code: string])[] = [
    ["a worker made of a blob", { workers: ["blob:"] }, blobWorker],
    [
      "WebAssembly",
      { wasm: true },
      `return await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => true, () => false);`,
    ],
    [
      "an own file in an object",
      { objects: "own" },
      `const element = put("object", { type: "image/svg+xml", data: "/own.svg" }); ${loaded}`,
    ],
    [
      "an own file in an embed",
      { objects: "own" },
      `const element = put("embed", { type: "image/svg+xml", src: "/own.svg" });
       return await new Promise((done) => setTimeout(() => done(element.getSVGDocument?.()?.documentElement?.localName === "svg"), 800));`,
    ],
    [
      "a frame made of a blob",
      { frames: ["blob:"] },
      `const element = put("iframe", { src: URL.createObjectURL(new Blob(["<p>preview"], { type: "text/html" })) });
       return await new Promise((done) => setTimeout(() => { try { done(element.contentDocument.body.textContent === "preview"); } catch { done(false); } }, 800));`,
    ],
  ];

  test.each(needs)("%s works where it is declared, and not otherwise", async (_, declared, code) => {
    expect(await run(await toVersion({}, declared), code)).toBe(true);
    expect(await run(await toVersion({}), code)).toBe(false);
  });

  const pay = `put("form", { action: "/pay", method: "post" }).submit()`;

  test("a form of the site's own leads on to a declared payment page", async () => {
    await run(await toVersion({}, { forms: ["shop.vendor.test"] }), pay);
    await expect.poll(() => world.requests).toContain("shop.vendor.test/checkout");
  });

  test("a form of the site's own leads on to nobody else", async () => {
    await run(await toVersion({}, { forms: ["vendor.test"] }), pay);
    await settle();
    expect(world.requests).toEqual([]);
  });

  test("WebRTC connects where it is declared, and not otherwise", async () => {
    expect(await reachByWebrtc({ webrtc: true })).toBe(true);
    expect(await reachByWebrtc()).toBe(false);
  }, 60_000);

  const shown = async (): Promise<boolean> => {
    await page.goto("https://partner.test/");
    await settle();
    return page.frames()[1]?.url() === `${site}/page` && (await page.frames()[1]!.title()) === "A shop";
  };

  test("a declared partner shows the page in a frame, and nobody else", async () => {
    serve(await toVersion({}, { framedBy: ["partner.test"] }));
    expect(await shown()).toBe(true);
    serve(await toVersion({}, { framedBy: ["vendor.test"] }));
    expect(await shown()).toBe(false);
  });
});

const services = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which pages help" },
  },
  activities: {},
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    fonts: googleFonts({ purpose: "audience", recipient: "google" }),
    hotjar: hotjar({ purpose: "audience", recipient: "hotjar", siteId: 42 }),
  },
});

test("services of the catalogue, carried by the page or loaded by the gate, work once they are allowed and not before", async () => {
  const link = `<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Inter">`;
  const ours = createSite(await compile(services), {
    all: [{ id: "fonts", says: "a style sheet of fonts", when: "html", html: link }],
  });
  world.serve((request) => ours.fetch(request));
  await page.goto(`${site}/page?id=fonts`);
  await settle();
  expect(world.requests).toEqual([]);
  await Promise.all([page.waitForEvent("load"), page.click("[value=accept]")]);
  await expect
    .poll(() => [...world.requests].sort())
    .toEqual([
      "fonts.googleapis.com/css2?family=Inter",
      "fonts.gstatic.com/inter.woff2",
      "static.hotjar.com/c/hotjar-42.js?sv=6",
    ]);
  expect(await page.evaluate("_hjSettings")).toEqual({ hjid: 42, hjsv: 6 });
});

test("a declared tracker that the page carries itself is not loaded a second time", async () => {
  const address = "https://static.hotjar.com/c/hotjar-42.js";
  const put = `const tag = document.createElement("script"); tag.async = 1; tag.src = "${address}?sv=own"; document.head.append(tag);`;
  const ours = createSite(await compile(services), {
    all: [{ id: "own", says: "the vendor's snippet", when: "html", html: `<script>${put}</script>` }],
  });
  world.serve((request) => ours.fetch(request));
  await page.goto(`${site}/page?id=own`);
  await settle();
  expect(world.requests).toEqual([]);
  await Promise.all([page.waitForEvent("load"), page.click("[value=accept]")]);
  await expect.poll(() => world.requests).toEqual(["static.hotjar.com/c/hotjar-42.js?sv=own"]);
  await settle();
  expect(world.requests).toEqual(["static.hotjar.com/c/hotjar-42.js?sv=own"]);
});
