import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createCertificate } from "../../packages/gate/src/vectors/test-certificate.ts";
import { root } from "./install.ts";

/** What a host of others answers, by path: [type, body]. */
export type Play = (path: string) => readonly [type: string, body: string | Uint8Array];

/** The hosts of others, as one server of this machine plays them. */
export interface Outside {
  /** For Chromium: every host leads here, and what nobody plays leads nowhere. */
  readonly rules: string;
  /** How often each host was asked since the last `forget`. */
  readonly asked: Map<string, number>;
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const script = (text: string) => ["text/javascript", text] as const;
const pixel = () => ["image/gif", gif] as const;

/** Hosts that ordinary sites load from, each with a stand-in for what it answers. */
const hosts: { readonly [host: string]: Play } = {
  // Sets its cookie, and sends a hit for each `config` of the queue, and of what is pushed later.
  "www.googletagmanager.com": () =>
    script(`document.cookie = "_ga=GA1.1.1.1; max-age=63072000; path=/";
      window.dataLayer ??= [];
      if (!window.tagged) {
        window.tagged = true;
        const hit = ([name, id]) =>
          name === "config" && fetch("https://www.google-analytics.com/g/collect?tid=" + id, { method: "POST", mode: "no-cors" });
        dataLayer.forEach(hit);
        dataLayer.push = (command) => (hit(command), Array.prototype.push.call(dataLayer, command));
      }`),
  "www.google-analytics.com": pixel,
  "connect.facebook.net": () =>
    script(`document.cookie = "_fbp=fb.1.1.1; max-age=7776000; path=/";
      for (const [name, event] of fbq.queue)
        if (name === "track") new Image().src = "https://www.facebook.com/tr?ev=" + event;`),
  "www.facebook.com": pixel,
  "fonts.googleapis.com": () => [
    "text/css",
    `@font-face { font-family: "Outside"; src: url(https://fonts.gstatic.com/s/outside.woff2) }`,
  ],
  "fonts.gstatic.com": () => [
    "font/woff2",
    readFileSync(join(root, "node_modules/@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2")),
  ],
  "www.youtube-nocookie.com": () => ["text/html", "<!doctype html><title>Video</title><p>The video plays"],
  "0.gravatar.com": pixel,
  "1.gravatar.com": pixel,
  "2.gravatar.com": pixel,
  // Nobody declares these.
  "s.w.org": pixel,
  "cdn.clickcount.example": () =>
    script(`document.cookie = "clicks=1; max-age=999999; path=/"; localStorage.setItem("clicks", "1");
      navigator.sendBeacon("https://hits.clickcount.example/hit");`),
  "hits.clickcount.example": pixel,
};

export async function openOutside(): Promise<Outside> {
  const asked = new Map<string, number>();
  const server = createServer(createCertificate(Object.keys(hosts)), (request, response) => {
    const host = request.headers.host ?? "";
    asked.set(host, (asked.get(host) ?? 0) + 1);
    const [type, body] = hosts[host]?.(request.url ?? "/") ?? ["text/plain", "nobody"];
    response
      .writeHead(200, { "content-type": type, "access-control-allow-origin": "*", "cache-control": "no-store" })
      .end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    rules: [
      ...Object.keys(hosts).map((host) => `MAP ${host} 127.0.0.1:${port}`),
      "MAP * ~NOTFOUND",
      "EXCLUDE localhost",
      "EXCLUDE 127.0.0.1",
    ].join(","),
    asked,
    forget: () => asked.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
