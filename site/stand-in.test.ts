import { runInNewContext } from "node:vm";
import { compile, toStandIn } from "@abide/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policy } from "./policy.ts";
import { startStandIn, type StandIn } from "./stand-in.ts";

const { policy: compiled } = await compile(policy);
let standIn: StandIn;

beforeAll(async () => {
  standIn = await startStandIn({ policy: compiled, port: 0 });
});
afterAll(() => standIn.close());

/** Node does not resolve names below .localhost, so the name travels in the Host header alone. */
async function ask(
  address: string,
  method = "GET",
): Promise<{ status: number; type: string; text: string; cookies: string[] }> {
  const { request } = await import("node:http");
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: standIn.port,
        method,
        path: url.pathname + url.search,
        headers: { host: `${toStandIn(url.hostname)}:${standIn.port}` },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? "",
            text,
            cookies: response.headers["set-cookie"] ?? [],
          }),
        );
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

const scripts = Object.entries(compiled.trackers).flatMap(([key, tracker]) =>
  tracker.load.flatMap((step) =>
    "script" in step && step.script.startsWith("https:") ? [[key, step.script] as const] : [],
  ),
);

test("plays thirteen scripts, one for each third party of the table", () => {
  expect(scripts).toHaveLength(13);
});

test.each(scripts)("the script of %s stores and sends what is declared, and nothing else", async (key, script) => {
  const tracker = compiled.trackers[key]!;
  const { status, type, text } = await ask(script);
  expect([status, type]).toEqual([200, "text/javascript; charset=utf-8"]);

  const written: string[] = [];
  const addresses: string[] = [];
  const page: Record<string, unknown> = {
    crypto,
    URLSearchParams,
    setInterval: () => 0,
    location: { href: "http://localhost/" },
    document: {
      referrer: "",
      get cookie() {
        return "";
      },
      set cookie(value: string) {
        written.push(value);
      },
    },
    localStorage: {},
    sessionStorage: {},
    navigator: { sendBeacon: (address: string) => addresses.push(address) },
    fetch: (address: string) => Promise.resolve(addresses.push(address)),
    Image: class {
      set src(address: string) {
        addresses.push(address);
      }
    },
  };
  runInNewContext(text, page);

  const own = tracker.stores.filter((stored) => stored.party === "first");
  expect(written.map((cookie) => cookie.split("=")[0])).toEqual(
    own.filter(({ kind }) => kind === "cookie").map(({ name }) => name.replace("*", "1")),
  );
  expect(Object.keys(page["localStorage"] as object)).toEqual(
    own.filter(({ kind }) => kind === "local").map(({ name }) => name),
  );
  const hosts = [...(tracker.hosts.image ?? []), ...(tracker.hosts.connect ?? [])].map(toStandIn);
  expect(addresses.map((address) => new URL(address).hostname).toSorted()).toEqual(hosts.toSorted());
});

test("a cookie is asked to live as long as it is declared to", async () => {
  const { text } = await ask("https://www.googletagmanager.com/gtag/js?id=G-1");
  expect(text).toContain(`["_ga","; Max-Age=${2 * 365 * 86_400}; Path=/; SameSite=Lax"]`);
});

test("a hit is answered with a pixel and the cookies of its domain", async () => {
  const { status, type, cookies } = await ask("https://px.ads.linkedin.com/hit.gif?tracker=linkedinInsight");
  expect([status, type]).toEqual([200, "image/gif"]);
  expect(cookies).toHaveLength(7);
  for (const cookie of cookies) expect(cookie).toMatch(/; Secure; SameSite=None$/);
  expect((await ask("https://snap.licdn.com/other")).cookies).toEqual([]);
});

test("a collected hit is answered without content, and remembered", async () => {
  const { status } = await ask("https://region1.google-analytics.com/g/collect?v=2", "POST");
  expect(status).toBe(204);
  expect(standIn.requests.at(-1)).toMatchObject({
    host: "region1.google-analytics.com",
    path: "/g/collect",
    query: { v: "2" },
    tracker: "googleAnalytics",
  });
});

test("any subdomain of a declared wildcard is played", async () => {
  expect((await ask("https://id.company-target.com/sync")).status).toBe(200);
  expect(standIn.requests.at(-1)).toMatchObject({ host: "id.company-target.com", tracker: "demandbase" });
});

test("the embed's host answers a page for the frame", async () => {
  const { type, text, cookies } = await ask("https://player.vimeo.com/video/1?dnt=1");
  expect(type).toBe("text/html; charset=utf-8");
  expect(text).toContain("Vimeo, played by the loopback stand-in");
  expect(cookies.map((cookie) => cookie.split("=")[0])).toEqual(["__cf_bm", "_cfuvid"]);
});

test("a host that nobody declares is refused, and remembered", async () => {
  const { status, cookies } = await ask("https://tracker.undeclared.example/t.js");
  expect([status, cookies]).toEqual([404, []]);
  expect(standIn.requests.at(-1)).toMatchObject({ host: "tracker.undeclared.example", tracker: undefined });
});
