import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { compile, definePolicy, fromStandIn, toStandIn, type Version } from "@abide/policy";

/** One tracker of each sort that the scanner has to tell apart. */
export const trackers = {
  choice: {
    name: "Your choice",
    purpose: "operation",
    says: "remembers what you chose",
    party: "first",
    duration: "P180D",
    stores: [
      { kind: "cookie", name: "__Host-abide", life: "P180D", party: "first", httpOnly: true },
      { kind: "cookie", name: "abide", life: "P180D", party: "first", httpOnly: true },
    ],
    hosts: {},
    load: [],
    necessary: "Without it you would be asked on every page.",
  },
  metrics: {
    name: "Metrics",
    purpose: "analytics",
    says: "counts visits",
    party: "third",
    recipient: "metrics",
    duration: "P2Y",
    stores: [
      { kind: "cookie", name: "_m", life: "P2Y", party: "first" },
      { kind: "cookie", name: "_m_*", life: "P1D", party: "first", path: "/about" },
      { kind: "local", name: "m.queue", life: "until-deleted", party: "first" },
      { kind: "session", name: "m.visit", life: "session", party: "first" },
      { kind: "indexeddb", name: "metrics", life: "until-deleted", party: "first" },
      { kind: "cache", name: "m-cache", life: "until-deleted", party: "first" },
    ],
    hosts: { script: ["cdn.metrics.example"], connect: ["*.metrics.example"], image: ["px.metrics.example"] },
    load: [{ script: "https://cdn.metrics.example/m.js" }],
  },
  adverts: {
    name: "Adverts",
    purpose: "advertising",
    says: "shows adverts elsewhere",
    party: "third",
    recipient: "adverts",
    duration: "P180D",
    stores: [
      { kind: "cookie", name: "aid", life: "P180D", party: "third", domain: "adverts.example" },
      { kind: "cookie", name: "chip", life: "P30D", party: "third", domain: "adverts.example" },
    ],
    hosts: { image: ["px.adverts.example"], connect: ["px.adverts.example"] },
    load: [{ image: "https://px.adverts.example/i.gif" }],
  },
  film: {
    name: "Film",
    purpose: "advertising",
    says: "plays a film",
    party: "third",
    recipient: "adverts",
    duration: "P30D",
    stores: [{ kind: "local", name: "volume", life: "until-deleted", party: "third" }],
    hosts: { frame: ["player.film.example"] },
    load: [],
    embed: true,
  },
} as const;

/** What the test site declares. */
export const declared = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "NL" },
  purposes: {
    operation: { basis: "legitimate-interest", term: "ServiceProvision", says: "run the site" },
    analytics: { basis: "consent", term: "ServiceUsageAnalytics", says: "see what is read" },
    advertising: { basis: "consent", term: "Advertising", says: "show adverts elsewhere" },
  },
  activities: {},
  recipients: {
    metrics: {
      name: "Metrics Ltd",
      category: "analytics-provider",
      role: "processor",
      country: "NL",
      for: ["analytics"],
    },
    adverts: {
      name: "Adverts Inc",
      category: "advertising-partner",
      role: "controller",
      country: "NL",
      for: ["advertising"],
    },
  },
  trackers,
  signals: { gpc: "refuse" },
});

/** How a copy of the site differs from what it declares. */
export type Lie =
  | "undeclared-cookie"
  | "undeclared-storage"
  | "undeclared-host"
  | "undeclared-socket"
  | "undeclared-worker"
  | "held-back"
  | "too-early"
  | "refused-but-runs"
  | "not-stopped"
  | "left-behind"
  | "signal-ignored"
  | "signal-denied"
  | "too-long"
  | "wrong-party"
  | "not-loaded";

export interface TestSite {
  readonly url: string;
  readonly version: Version;
  /** What arrived at which host, as the server saw it. */
  readonly hits: string[];
  close(): Promise<void>;
}

/**
 * A small website with a banner and a choice centre like Abide's, and the hosts of its trackers, on one loopback port. It does
 * what it declares, but for its lies.
 */
export async function startTestSite(...lies: readonly Lie[]): Promise<TestSite> {
  const version = await compile(declared);
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const host = fromStandIn((request.headers.host ?? "").split(":")[0]!);
    const { port } = server.address() as AddressInfo;
    hits.push(`${request.method} ${host}${request.url}`);
    if (host === "localhost") answerSite(request, response, port, version, lies);
    else answerTracker(host, request, response, port, lies);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    version,
    hits,
    close: () => close(server),
  };
}

type State = "none" | "accepted" | "refused" | "withdrawn";

function answerSite(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  version: Version,
  lies: readonly Lie[],
): void {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const before = (/(?:^|; )abide=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "none") as State;
  const signal = request.headers["sec-gpc"] === "1";
  if (pathname === "/privacy/policy.json")
    return void response.setHeader("content-type", "application/json").end(version.json);
  if (pathname === "/.well-known/gpc.json") {
    return void response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ gpc: !lies.includes("signal-denied") }));
  }
  if (pathname === "/sw.js")
    return void response.setHeader("content-type", "text/javascript").end("// It only has to be there.");
  if (pathname === "/abide/choice") return choose(request, response, before, lies);
  if (!["/", "/about", "/privacy", "/privacy/choices"].includes(pathname))
    return void response.writeHead(404).end("Not found");

  const allowed = allows(before, signal, lies);
  response.setHeader("content-type", "text/html; charset=utf-8");
  if (!allowed && before === "accepted") response.setHeader("set-cookie", toRemovals(lies));
  const at = (host: string, path: string): string => `http://${toStandIn(host)}:${port}${path}`;
  if (lies.includes("held-back")) {
    const hosts = ["px.metrics.example", "px.adverts.example"].map((host) => at(host, "")).join(" ");
    response.setHeader("content-security-policy", `img-src 'self' ${hosts}; connect-src 'self' ${hosts}`);
  }
  const parts = [
    `<h1>${pathname}</h1><a href="/about">About</a> <a href="/privacy/choices">Choices</a> <a href="/logout">Log out</a>`,
    before === "none" || pathname === "/privacy/choices" ? form() : "",
    allowed && !lies.includes("not-loaded") && pathname !== "/privacy/choices"
      ? `<script src="${at("cdn.metrics.example", "/m.js")}"></script>`
      : "",
    allowed
      ? `<script>new Image().src = "${at("px.adverts.example", "/i.gif")}"; addEventListener("pagehide", () => navigator.sendBeacon("${at("px.adverts.example", "/bye")}"))</script>`
      : "",
    allowed && pathname === "/about" ? `<iframe src="${at("player.film.example", "/film")}"></iframe>` : "",
    before === "withdrawn" && !lies.includes("left-behind") ? `<script>${sweep}</script>` : "",
    pathname === "/about" ? toLies(lies, at) : "",
  ];
  response.end(`<!doctype html><title>Halden</title>${parts.join("\n")}`);
}

/** Whether trackers run for this visitor, and what the lies of that sort make of it. */
function allows(state: State, signal: boolean, lies: readonly Lie[]): boolean {
  if (signal) return lies.includes("signal-ignored") && state === "accepted";
  if (state === "accepted") return true;
  return (
    (lies.includes("too-early") && state === "none") ||
    (lies.includes("refused-but-runs") && state === "refused") ||
    (lies.includes("not-stopped") && state === "withdrawn")
  );
}

function choose(request: IncomingMessage, response: ServerResponse, before: State, lies: readonly Lie[]): void {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    const accepts = new URLSearchParams(body).get("do") === "accept";
    const state: State = accepts ? "accepted" : before === "accepted" ? "withdrawn" : "refused";
    const cookies = [`abide=${state}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${180 * 86_400}`];
    response.setHeader("set-cookie", accepts ? cookies : [...cookies, ...toRemovals(lies)]);
    response.setHeader("content-type", "text/html");
    response.setHeader("refresh", "0;url=/");
    response.end("<p>Kept.</p>");
  });
}

function toRemovals(lies: readonly Lie[]): string[] {
  return lies.includes("left-behind") ? [] : ["_m=; Path=/; Max-Age=0", "_m_a=; Path=/about; Max-Age=0"];
}

const sweep = `localStorage.removeItem("m.queue"); sessionStorage.removeItem("m.visit"); indexedDB.deleteDatabase("metrics"); caches.delete("m-cache");`;

function form(): string {
  return `<form method="post" action="/abide/choice"><button name="do" value="accept">Accept</button><button name="do" value="reject">Reject</button></form>`;
}

/** What a careless owner has written into a page. */
function toLies(lies: readonly Lie[], at: (host: string, path: string) => string): string {
  const image = `<img src="${at("px.spy.example", "/i.gif")}" alt="">`;
  const tags: { readonly [lie in Lie]?: string } = {
    "undeclared-cookie": `<script>document.cookie = "spy=1; Path=/; Max-Age=60000"</script>`,
    "undeclared-storage": `<script>localStorage.setItem("fingerprint", "1")</script>`,
    "undeclared-host": image,
    "held-back": image,
    "undeclared-socket": `<script>new WebSocket("${at("live.spy.example", "/s").replace("http", "ws")}")</script>`,
    "undeclared-worker": `<script>navigator.serviceWorker.register("/sw.js")</script>`,
  };
  return lies.map((lie) => tags[lie] ?? "").join("");
}

function answerTracker(
  host: string,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  lies: readonly Lie[],
): void {
  const day = 86_400;
  if (host === "cdn.metrics.example") {
    const life = (lies.includes("too-long") ? 5 : 2) * 365 * day;
    const pixel = `http://${toStandIn("px.metrics.example")}:${port}/p.gif`;
    response.setHeader("content-type", "text/javascript");
    return void response.end(`
      document.cookie = "_m=1; Path=/; Max-Age=${life}";
      if (location.pathname === "/about") document.cookie = "_m_a=1; Path=/about; Max-Age=${day}";
      localStorage.setItem("m.queue", "1"); sessionStorage.setItem("m.visit", "1");
      indexedDB.open("metrics"); caches.open("m-cache");
      new Image().src = "${pixel}";`);
  }
  if (host === "px.adverts.example" && request.url === "/i.gif") {
    response.setHeader("set-cookie", [
      `aid=1; Path=/; SameSite=None; Secure; Max-Age=${180 * day}`,
      `chip=1; Path=/; SameSite=None; Secure; Partitioned; Max-Age=${30 * day}`,
      "elsewhere=1; Domain=bank.example",
    ]);
  }
  if (host === "px.metrics.example" && lies.includes("wrong-party"))
    response.setHeader("set-cookie", `_m=1; Path=/; SameSite=None; Secure`);
  if (host === "player.film.example") {
    response.setHeader("content-type", "text/html");
    return void response.end(`<script>localStorage.setItem("volume", "1")</script>`);
  }
  response.end();
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
