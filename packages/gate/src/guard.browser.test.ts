import { compile, definePolicy } from "@abide/policy";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Leaks } from "./vectors/test-observe.ts";
import { toPage } from "./vectors/test-page.ts";
import { site } from "./vectors/test-server.ts";
import { createSite } from "./vectors/test-site.ts";
import type { Vector } from "./vectors/test-vectors.ts";
import { createWorld, observe, type World } from "./vectors/test-world.ts";

const day = 86_400;
const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  purposes: { operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" } },
  activities: {},
  trackers: {
    shop: {
      name: "Shop",
      purpose: "operation",
      says: "Remembers the basket.",
      party: "first",
      duration: "P30D",
      stores: [
        { kind: "cookie", name: "basket", life: "P1D", party: "first" },
        { kind: "cookie", name: "visit", life: "session", party: "first" },
        { kind: "cookie", name: "_shop_*", life: "P30D", party: "first" },
        { kind: "cookie", name: "_shop_short", life: "P1D", party: "first" },
      ],
      hosts: {},
      load: [],
      necessary: "The basket would be empty on the next page.",
    },
  },
});

let world: World;
let page: Page;
beforeAll(async () => {
  world = await createWorld([]);
  world.serve(createSite(await compile(policy)).fetch);
  page = await world.context.newPage();
  await page.goto(`${site}/page`);
});
afterAll(() => world.close());

describe("a declared cookie that script sets", () => {
  /** How many days cookie `name` lives that `script` sets, in tenths; "session" or "none" otherwise. */
  const toLife = async (name: string, script: string): Promise<number | "session" | "none"> => {
    await world.context.clearCookies();
    await page.evaluate(`(async () => { ${script} })()`);
    const cookie = (await world.context.cookies()).find((cookie) => cookie.name === name);
    if (!cookie) return "none";
    return cookie.expires === -1 ? "session" : Math.round(((cookie.expires - Date.now() / 1000) / day) * 10) / 10;
  };
  const inDays = (days: number) => `new Date(Date.now() + ${days} * 864e5)`;

  test.each<[says: string, name: string, script: string, life: number | "session" | "none"]>([
    ["too long by its age", "basket", `document.cookie = "basket=1; max-age=99999999; path=/";`, 1],
    ["too long by a date", "basket", `document.cookie = "basket=1; expires=" + ${inDays(300)}.toUTCString();`, 1],
    [
      "too long by a date with a year of two digits",
      "basket",
      `document.cookie = "basket=1; Expires=Wed, 09-Jun-60 10:10:10 GMT";`,
      1,
    ],
    [
      "too long by its age, whatever its date",
      "basket",
      `document.cookie = "basket=1; expires=" + ${inDays(0.5)}.toUTCString() + "; Max-Age = 99999999";`,
      1,
    ],
    ["for less than declared", "basket", `document.cookie = "basket=1; max-age=43200";`, 0.5],
    ["for the session", "basket", `document.cookie = "basket=1; path=/";`, "session"],
    ["with a life, and declared for the session", "visit", `document.cookie = "visit=1; max-age=9999";`, "session"],
    ["under a pattern of names", "_shop_x", `document.cookie = "_shop_x=1; max-age=99999999";`, 30],
    ["under two declarations", "_shop_short", `document.cookie = "_shop_short=1; max-age=99999999";`, 30],
    [
      "in a frame",
      "basket",
      `const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.cookie = "basket=1; max-age=99999999"; f.remove();`,
      1,
    ],
    ["and removes", "basket", `document.cookie = "basket=1"; document.cookie = "basket=; max-age=0";`, "none"],
    [
      "and removes by a date",
      "basket",
      `document.cookie = "basket=1"; document.cookie = "basket=; expires=Thu, 01-Jan-70 00:00:01 GMT";`,
      "none",
    ],
    ["in the store", "basket", `await cookieStore.set({ name: "basket", value: "1", expires: +${inDays(300)} });`, 1],
    [
      "in the store, by a date",
      "basket",
      `await cookieStore.set({ name: "basket", value: "1", expires: ${inDays(300)} });`,
      1,
    ],
    ["in the store, by its age", "basket", `await cookieStore.set({ name: "basket", value: "1", maxAge: 9e6 });`, 1],
    [
      "in the store, for less",
      "basket",
      `await cookieStore.set({ name: "basket", value: "1", expires: +${inDays(0.5)} });`,
      0.5,
    ],
    [
      "in the store, and declared for the session",
      "visit",
      `await cookieStore.set({ name: "visit", value: "1", expires: +${inDays(1)} });`,
      "session",
    ],
    ["in the store, for the session", "basket", `await cookieStore.set("basket", "1");`, "session"],
    [
      "and removes in the store",
      "basket",
      `await cookieStore.set("basket", "1"); await cookieStore.delete("basket");`,
      "none",
    ],
  ])("%s lives as long as it asks, and no longer than is declared", async (_, name, script, life) => {
    expect(await toLife(name, script)).toBe(life);
  });

  test("reads as it was written", async () => {
    await page.evaluate(`document.cookie = "basket=a=1 b; max-age=99999999; path=/; secure"`);
    expect(await page.evaluate(`document.cookie`)).toContain("basket=a=1 b");
  });
});

/** The page that has these ways in it, behind a protection or without. Where pages may lead is free: no allowlist helps the guard. */
async function look(ways: readonly Vector[], isProtected: boolean): Promise<Leaks> {
  const open = {
    name: "no protection",
    fetch: (request: Request) => {
      const ids = new URL(request.url).searchParams.getAll("id");
      const html = toPage(
        ways.filter(({ id }) => ids.includes(id)),
        "",
        "",
        true,
      );
      return new Response(html, { headers: { "Content-Type": "text/html" } });
    },
  };
  const version = await compile({ ...policy, outbound: "any" });
  const guarded = createSite(version, { all: ways, inline: true });
  return observe(isProtected ? guarded : open, "before", { some: ways, batch: 4 });
}

/** Ways by what they are, as the code of a page's own inline script. */
function toWays(name: string, codes: { readonly [says: string]: string }, alone = false): Vector[] {
  return Object.entries(codes).map(([says, script], i) => ({ id: `${name}-${i}`, says, when: "parse", script, alone }));
}

function testEach(ways: readonly Vector[]): void {
  let control: Leaks;
  let seen: Leaks;
  beforeAll(async () => {
    control = await look(ways, false);
    seen = await look(ways, true);
  }, 600_000);
  for (const { id, says } of ways) {
    test(`${says}: is seen without the guard, and not with it`, () => {
      expect(control.get(id), "without protection").toBeDefined();
      expect(seen.get(id)).toBeUndefined();
    });
  }
}

/** Makes a link that leads elsewhere and puts it into the page, before it is a hint. */
const late = `const l = document.createElement("link"); l.rel = "x"; l.href = "https://{host}"; document.head.append(l);`;
const tag = "<link rel='preconnect' href='https://{host}'>";

describe("a hint of a host that may not be contacted", () => {
  testEach(
    toWays("hint", {
      "a list of relations that grows": `${late} l.relList.add("preconnect");`,
      "a list of relations that is set": `${late} l.relList.value = "preconnect";`,
      "a list of relations that is assigned": `${late} l.relList = "preconnect";`,
      "a relation that is replaced": `${late} l.relList.replace("x", "preconnect");`,
      "an attribute in capitals": `${late} l.setAttribute("REL", "PreConnect");`,
      "an attribute of a namespace": `${late} l.setAttributeNS(null, "rel", "preconnect");`,
      "an attribute node": `${late} const a = document.createAttribute("rel"); a.value = "preconnect"; l.setAttributeNode(a);`,
      "an attribute node put among the others": `${late} const a = document.createAttribute("rel"); a.value = "preconnect"; l.attributes.setNamedItem(a);`,
      "an attribute node that changes": `${late} l.getAttributeNode("rel").value = "preconnect";`,
      "an attribute node whose text changes": `${late} l.attributes.rel.textContent = "preconnect";`,
      "an address by its attribute node": `const l = document.createElement("link"); l.href = "/x"; l.rel = "preconnect"; document.head.append(l); l.attributes.href.value = "https://{host}";`,
      "a shadow root's HTML": `const d = document.createElement("div"); document.body.append(d); d.attachShadow({ mode: "open" }).innerHTML = "${tag}";`,
      "a shadow root that is put in later": `const d = document.createElement("div"); const t = document.createElement("template"); t.innerHTML = "${tag}"; d.attachShadow({ mode: "closed" }).append(t.content.cloneNode(true)); document.body.append(d);`,
      "a shadow root in HTML": `const d = document.createElement("div"); document.body.append(d); d.setHTMLUnsafe("<p><template shadowrootmode=open>${tag}</template></p>");`,
      "a node of a document that was parsed": `document.head.append(new DOMParser().parseFromString("${tag}", "text/html").querySelector("link"));`,
      "the head of a document that was parsed": `document.head.append(document.adoptNode(new DOMParser().parseFromString("${tag}", "text/html").head));`,
      "a copy from a document that was parsed": `document.body.append(document.importNode(new DOMParser().parseFromString("<p>${tag}", "text/html").body, true));`,
      "a node of XML": `document.head.append(new DOMParser().parseFromString("<link xmlns='http://www.w3.org/1999/xhtml' rel='preconnect' href='https://{host}'/>", "application/xml").documentElement);`,
      "a node of a document that was made": `const d = document.implementation.createHTMLDocument(""); d.body.innerHTML = "${tag}"; document.body.append(d.querySelector("link"));`,
      "HTML with a reference in it": `document.body.insertAdjacentHTML("beforeend", "<link rel='&#112;reconnect' href='https://{host}'>");`,
      "HTML with blanks and a sign in a value": `document.body.insertAdjacentHTML("beforeend", "<link title='>' href='https://{host}' rel = 'preconnect' >");`,
      "HTML in capitals": `document.body.insertAdjacentHTML("beforeend", "<LINK REL='PRECONNECT' HREF='https://{host}'>");`,
      "HTML written in two texts": `document.write("<link rel=preconn", "ect href=https://{host}>");`,
      "HTML in place of an element": `const d = document.createElement("div"); document.body.append(d); d.outerHTML = "<p><link rel =dns-prefetch href='https://{host}'></p>";`,
    }),
  );

  test("is no other link: those of the site, and those that only name another host, stay as they are", async () => {
    const html: string = await page.evaluate(`(() => {
      const div = document.body.appendChild(document.createElement("div"));
      div.innerHTML = "<link rel=icon href='/a.png'><link rel=prefetch href='/next.js'><link rel=canonical href='https://else.test/'>";
      div.firstChild.relList.add("x");
      div.firstChild.attributes.href.value = "/b.png";
      const link = document.createElement("link");
      link.href = "https://else.test/";
      link.rel = "alternate";
      div.append(link);
      return div.innerHTML;
    })()`);
    expect(html).toBe(
      `<link rel="icon x" href="/b.png"><link rel="prefetch" href="/next.js"><link rel="canonical" href="https://else.test/"><link href="https://else.test/" rel="alternate">`,
    );
  });
});

describe("a frame of a host that may not be contacted", () => {
  testEach(
    toWays(
      "frame",
      {
        "HTML with a reference in it": `const d = document.createElement("div"); document.body.append(d); d.innerHTML = "<iframe src = '&#104;ttps://{host}/f'></iframe>";`,
        "a template's copy": `const t = document.createElement("template"); t.innerHTML = "<iframe src='https://{host}/f'></iframe>"; document.body.append(t.content.cloneNode(true));`,
        "a node of a document that was parsed": `document.body.append(new DOMParser().parseFromString("<iframe src='https://{host}/f'></iframe>", "text/html").querySelector("iframe"));`,
      },
      true,
    ),
  );
});

/** Takes the newest frame by its number, and stores. */
const taking = `window[frames.length - 1].localStorage.{name} = 1`;
const element = `const f = document.createElement("iframe"); const s = document.createElement("script"); s.text = "${taking}";`;
const script = `<script>${taking}</scr" + "ipt>`;

describe("a script that comes into the page with a frame, and takes it by its number", () => {
  testEach(
    toWays(
      "taken",
      {
        "both written": `document.write("<iframe></iframe>${script}");`,
        "both written, the frame with a file of the site": `document.write("<iframe src=/robots.txt></iframe>${script}");`,
        "both written in lines": `document.writeln("<iframe src=/robots.txt></iframe>${script}");`,
        "both written over the page": `addEventListener("load", () => setTimeout(() => { document.open(); document.write("<iframe src=/robots.txt></iframe>${script}"); document.close(); }));`,
        "both written into a fresh frame": `const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; d.write("<iframe></iframe><script>frames[0].localStorage.{name} = 1</scr" + "ipt>"); d.close();`,
        "both put in at once": `${element} document.body.append(f, s);`,
        "both in an element": `${element} const d = document.createElement("div"); d.append(f, s); document.body.append(d);`,
        "both in a fragment": `document.body.append(document.createRange().createContextualFragment("<p><iframe></iframe></p>${script}"));`,
        "an element of its own behind a frame": `customElements.define("x-taking", class extends HTMLElement { connectedCallback() { ${taking}; } }); document.body.insertAdjacentHTML("beforeend", "<iframe></iframe><x-taking></x-taking>");`,
      },
      true,
    ),
  );
});

test("HTML of a page's own trusted types goes in as it is", async () => {
  world.serve(async (request) => {
    const response = await createSite(await compile(policy)).fetch(request);
    response.headers.append("Content-Security-Policy", "require-trusted-types-for 'script'");
    return response;
  });
  const strict = await world.context.newPage();
  await strict.goto(`${site}/page`);
  expect(
    await strict.evaluate(`(() => {
      const { createHTML } = { createHTML: (html) => html };
      document.body.innerHTML = trustedTypes.createPolicy("own", { createHTML }).createHTML("<link rel=icon href=/a.png>");
      return document.body.innerHTML;
    })()`),
  ).toBe(`<link rel="icon" href="/a.png">`);
  await strict.close();
});
