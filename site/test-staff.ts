import { createHmac } from "node:crypto";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";

/** Sends a request to a website that is being tested. */
export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** Somebody of the company with an account, and the browser that they use. */
export interface Staff {
  readonly name: string;
  readonly id: string;
  readonly roles: readonly string[];
  readonly fetch: Fetch;
  /** The CSRF token of their session. */
  readonly token: () => Promise<string>;
}

const password = "a sentence that is long enough";
/** Less than the hour after which a session that nobody used ends. */
const fresh = 20 * 60_000;

const toSecret = (page: string): string => /<code>([A-Z2-7 ]{20,})<\/code>/.exec(page)![1]!.replaceAll(" ", "");

/** A code as an authenticator app shows it: RFC 6238. */
export function toCode(secret: string): string {
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

/**
 * Accounts made by the console's own forms: of an administrator by the set-up link, then of everybody named, by invitation. Whoever has
 * not been here for a while, by the test's clock, signs in again before what they ask for next.
 *
 * Without `Date` in the test's hands a code of the second step would be good once in half a minute.
 */
export async function openStaff<Name extends string>(
  fetch: Fetch,
  setUp: string,
  people: { readonly [name in Name]: { readonly name: string; readonly roles: readonly string[] } },
): Promise<{ readonly [name in Name]: Staff }> {
  const admin = await join(fetch, setUp, { name: "Mira Halvorsen", roles: ["administrator"] }, "mira@halden.example");
  const staff = {} as { [name in Name]: Staff };
  for (const [name, given] of Object.entries<{ readonly name: string; readonly roles: readonly string[] }>(people)) {
    const email = `${name}@halden.example`;
    const roles = Object.fromEntries(given.roles.map((role) => [`role-${role}`, "yes"]));
    const page = await post(admin, "/console/staff", { form: await admin.token(), do: "invite", email, ...roles });
    const { pathname, search } = new URL(/console-link">([^<]+)</.exec(await page.text())![1]!);
    const joined = await join(fetch, pathname + search, given, email);
    const list = await (await admin.fetch("/console/staff")).text();
    const part = list.split('class="opens"').find((each) => each.includes(email))!;
    staff[name as Name] = { ...joined, id: /name="person" value="([^"]+)"/.exec(part)![1]! };
  }
  return staff;
}

const post = (by: Pick<Staff, "fetch">, path: string, fields: { readonly [name: string]: string }) =>
  by.fetch(path, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
  });

async function join(
  fetch: Fetch,
  link: string,
  { name, roles }: Pick<Staff, "name" | "roles">,
  email: string,
): Promise<Staff> {
  const cookies = new Map<string, string>();
  let used = Date.now();
  const plain: Fetch = async (path, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const own = cookie === "" ? {} : { cookie };
    const response = await fetch(path, { ...init, headers: { ...own, ...(init.headers as object) } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === "" || /max-age=0/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  const person = { fetch: plain };
  const token = async () => toCsrfToken(await (await plain("/console/account")).text());
  const [path, query] = link.split("?");
  await post(person, path!, { token: new URLSearchParams(query).get("token")!, name, email, password });
  const shown = await (await post(person, "/console/account", { form: await token(), do: "app" })).text();
  const secret = toSecret(shown);
  await post(person, "/console/account", { form: toCsrfToken(shown), do: "confirm-app", code: toCode(secret) });

  /** Signs in again where the session may have ended meanwhile. */
  const renew = async () => {
    if (Date.now() - used < fresh) return;
    used = Date.now();
    cookies.clear();
    await post(person, "/console/sign-in", { email, password });
    const second = await post(person, "/console/second-step", { code: toCode(secret) });
    expect(second.headers.get("refresh"), `${name} signs in`).toBe("0;url=/console");
  };
  return {
    name,
    roles,
    id: "",
    fetch: async (asked, init) => {
      await renew();
      return plain(asked, init);
    },
    token: async () => {
      await renew();
      return token();
    },
  };
}

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
  await post("/console/join", { token, name, email: "first@halden.example", password });
  const account = await (await context.request.get("/console/account")).text();
  const shown = await post("/console/account", { form: toCsrfToken(account), do: "app" });
  const secret = toSecret(shown);
  const done = await post("/console/account", { form: toCsrfToken(shown), do: "confirm-app", code: toCode(secret) });
  return { context, post, csrfToken: toCsrfToken(done) };
}
