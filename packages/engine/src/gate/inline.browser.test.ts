import { toLaunchOptions } from "@abide/scanner";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { website, withChanges } from "../test-policy.ts";

// A site that lets only the inline scripts run that its own server wrote into the page.

let browser: Browser;
let page: Page;
let it: TestEngine;
let served: Served;
let policy: string | undefined;

const put = `const script = document.createElement("script"); script.text = "window.injected = 1"; document.head.append(script);`;
const html = (nonce: string) => `<!doctype html><html><head>
  <script${nonce}>window.own = 1</script>
  <script type="module"${nonce}>window.module = 1</script>
  <script src="/put.js"></script></head>
  <body><button onclick="window.clicked = 1">Press</button><p>x</p></body></html>`;

beforeAll(async () => {
  browser = await chromium.launch(await toLaunchOptions());
  page = await browser.newPage();
  it = await testEngine({
    policy: withChanges(website, { scripts: { inline: "page" } }),
    clock: () => new Date(),
    site: (request) => {
      if (new URL(request.url).pathname === "/put.js") {
        return new Response(put, { headers: { "content-type": "text/javascript" } });
      }
      const headers = new Headers({ "content-type": "text/html; charset=utf-8", etag: '"one"' });
      if (policy !== undefined) headers.set("content-security-policy", policy);
      return new Response(html(policy === undefined ? "" : ' nonce="c2l0ZQ=="'), { headers });
    },
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
});
afterAll(async () => {
  await served?.close();
  await browser?.close();
});

const look = async () => {
  const response = (await page.goto(served.url))!;
  await page.click("text=Press");
  const ran = await page.evaluate(() => {
    const { own, module, injected, clicked } = window as unknown as { readonly [name: string]: unknown };
    return { own, module, injected, clicked };
  });
  return { ran, headers: response.headers() };
};

test.each([
  ["has no policy of its own", undefined],
  ["has a nonce of its own", "script-src 'self' 'nonce-c2l0ZQ=='"],
])(
  "where the site %s, what is in the page runs, and what script puts in or an attribute holds does not",
  async (_, own) => {
    policy = own;
    const { ran, headers } = await look();
    expect(ran).toEqual({ own: 1, module: 1, injected: undefined, clicked: undefined });
    // A page that is "not modified" would have the nonce of another answer.
    expect(headers["etag"]).toBeUndefined();
    await page.evaluate(() => localStorage.setItem("undeclared", "1"));
    await page.goto(`${served.url}/again`);
    expect(await page.evaluate(() => localStorage.getItem("undeclared"))).toBeNull();
  },
);

test("each answer has a nonce of its own, and beside it a policy that names the hosts", async () => {
  policy = undefined;
  const read = async () => (await it.get("/")).headers.get("content-security-policy")!;
  const [first, second] = [await read(), await read()];
  const toNonce = (header: string) => /'nonce-([^']+)'/.exec(header)?.[1];
  expect(toNonce(first)).toMatch(/^[\w+/]{22}==$/);
  expect(toNonce(first)).not.toBe(toNonce(second));
  expect(first.split(", ").at(-1)).toBe("script-src 'self' 'unsafe-inline'");
});
