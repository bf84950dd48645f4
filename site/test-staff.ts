import { createHmac } from "node:crypto";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";

/** Somebody of the company who has joined by a link: their browser, and their forms of the console. */
export interface Joined {
  readonly context: BrowserContext;
  readonly post: (path: string, form: { readonly [name: string]: string }) => Promise<string>;
  /** Every form carries the token of its session, and a second step begins another session. */
  readonly csrfToken: string;
}

export const toCsrfToken = (page: string): string => /name="form" value="([^"]+)"/.exec(page)![1]!;

/** Joins by `link` and sets the second step up, by the forms of the console. */
export async function joinStaff(
  browser: Browser,
  url: string,
  link: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Joined> {
  const context = await browser.newContext({ baseURL: url, locale: "en", ...options });
  const post: Joined["post"] = async (path, form) => {
    const headers = { origin: url, accept: "text/html" };
    return (await context.request.post(path, { form, headers })).text();
  };
  const token = new URL(link).searchParams.get("token")!;
  const password = "a sentence that is long enough";
  await post("/console/join", { token, name, email: "first@halden.example", password });
  const account = await (await context.request.get("/console/account")).text();
  const shown = await post("/console/account", { form: toCsrfToken(account), do: "app" });
  const secret = /<code>([A-Z2-7 ]{20,})<\/code>/.exec(shown)![1]!.replaceAll(" ", "");
  const done = await post("/console/account", { form: toCsrfToken(shown), do: "confirm-app", code: toCode(secret) });
  return { context, post, csrfToken: toCsrfToken(done) };
}

/** A code as an authenticator app shows it: RFC 6238. */
function toCode(secret: string): string {
  const bits = Array.from(secret, (letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  ).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
