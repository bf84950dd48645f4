import {
  renderBanner,
  renderFileHeaders,
  renderGuard,
  renderHeaders,
  renderIsland,
  renderPlaceholder,
  renderSignal,
  toDirection,
  type Visit,
} from "@abide/gate/render";
import {
  choiceCookieNames,
  html,
  isChoiceCookie,
  matchesName,
  toOptional,
  toStandIn,
  type Compiled,
} from "@abide/policy";
import { RewritingStream } from "parse5-html-rewriting-stream";
import { toAsked, toCut, toDeclared, toExpirations } from "./cookies.ts";
import type { Violation } from "./violations.ts";
import { AbideError } from "../http/error.ts";
import { toAnswerTexts } from "../http/texts/all.ts";
import type { Visitor } from "./visit.ts";

export interface ProtectOptions {
  /** Addresses of the built files, with their hash. */
  readonly assets: { readonly css: string; readonly gate: string };
  readonly note: (violation: Violation) => void;
  readonly clock: () => Date;
  /** A page of Abide's own: it has no scripts but ours, so that Trusted Types hold. */
  readonly ownPage?: boolean;
  /** A page that shows data about others: no tracker runs on it, whatever the visitor chose, and nothing is asked. */
  readonly trackerFree?: boolean;
}

/**
 * The response as it may leave: a page gets the guard as its first script, the banner, placeholders for frames that may not load,
 * and the headers that the visitor's choice allows; every response loses cookies that nobody declares or that may not be set.
 */
export async function protect(
  response: Response,
  request: Request,
  visitor: Visitor,
  options: ProtectOptions,
): Promise<Response> {
  const headers = new Headers(response.headers);
  filterCookies(headers, request, visitor, options);
  if (!options.ownPage) filterHeaders(headers, request, visitor, options);
  const type = (headers.get("content-type") ?? "").toLowerCase();
  const media = toMedia(type);
  const hasBody = response.body !== null && response.status !== 304;

  if (media !== "text/html" || !hasBody) {
    // Without these, a worker, an SVG or an XML page would run under no rules: those of the page that opened it do not reach it.
    if (mayRun(media) && hasBody) addHeaders(headers, renderFileHeaders({ document: isXml(media) }));
    if (media === "text/html") keepPrivate(headers);
    headers.set("x-content-type-options", "nosniff");
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }

  const source = await toHtml(response, type);
  const { visit } = visitor;
  // A piece that script fetches and puts into a page: the page has the guard, and a banner in the middle of it would be a second one.
  const piece =
    request.headers.get("sec-fetch-dest") === "empty" &&
    !/^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html|head)\b/i.test(source);
  const guard = await renderGuard(visit);
  const trackerFree = options.trackerFree === true;
  const banner = trackerFree ? "" : visitor.kept?.pending ? renderPending(visit) : renderBanner(visit);
  // Abide's own pages say it where they show the choice.
  const signal = options.ownPage === true || trackerFree ? "" : renderSignal(visit);
  const frame = piece ? undefined : { guard: guard.html, banner, signal };
  const page = await rewrite(source, request, visit, options, guard.html, frame);
  addHeaders(
    headers,
    renderHeaders(visit, {
      guardHash: guard.hash,
      links: page.links,
      ownPage: options.ownPage === true || trackerFree,
    }),
  );
  keepPrivate(headers);
  // Going back shows what the cache has, and there a piece must not stand for a page: it has no guard.
  if (piece) headers.set("cache-control", "private, no-store");
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("x-content-type-options", "nosniff");
  // They are about the page as the site wrote it.
  for (const name of [
    "content-length",
    "content-encoding",
    "content-md5",
    "digest",
    "etag",
    "last-modified",
    "accept-ranges",
  ]) {
    headers.delete(name);
  }
  return new Response(page.html, { status: response.status, statusText: response.statusText, headers });
}

/**
 * The type that a browser takes a Content-Type for: the last one of a list, up to the first space, parenthesis or semicolon. A
 * stricter reading than a browser's would let pages leave as something else.
 */
function toMedia(type: string): string {
  const media = type.split(",").map((part) => /[^\s;(]*/.exec(part.trim())![0]);
  return media.findLast((part) => part.includes("/")) ?? "";
}

/** Documents that have no HTML to put the guard into. */
function isXml(media: string): boolean {
  return /xml|xsl|svg/.test(media);
}

/** Types that a browser runs or shows as a document of its own. One without a type might be sniffed. */
function mayRun(media: string): boolean {
  return media === "" || /javascript|ecmascript|xml|xsl|svg|html|pdf|octet-stream/.test(media);
}

/** Ours beside the site's own: where both have a policy, a browser obeys both, so nothing that the site closed is opened. */
function addHeaders(headers: Headers, ours: { readonly [name: string]: string }): void {
  const kept = ["content-security-policy", "permissions-policy", "reporting-endpoints"];
  for (const [name, value] of Object.entries(ours)) {
    if (kept.includes(name.toLowerCase())) headers.append(name, value);
    else if (!(name === "Referrer-Policy" && isSilent(headers.get(name)))) headers.set(name, value);
  }
}

/** A site that says less of where its visitors come from goes on doing so. */
function isSilent(policy: string | null): boolean {
  return policy !== null && /(?:^|,)\s*(?:no-referrer|same-origin|strict-origin)\s*$/i.test(policy);
}

/** Headers by which a browser keeps an order of the site's beyond the page, or contacts hosts with no page around it. */
const beyond = ["nel", "report-to", "speculation-rules"];

/**
 * Takes out of the site's own headers what would have the browser contact a host on its own, past the page's rules: reports,
 * hints, and links fetched ahead of time. What it clears may not include the visitor's choice.
 */
function filterHeaders(headers: Headers, request: Request, visitor: Visitor, { note }: ProtectOptions): void {
  const { visit } = visitor;
  const page = new URL(request.url);
  const isOwn = (address: string) => URL.canParse(address, page.href) && new URL(address, page).origin === page.origin;
  const gone = (header: string) => note({ kind: "header", key: [header], detail: { header, page: page.pathname } });
  const filter = (name: string, change: (value: string) => string) => {
    const value = headers.get(name);
    if (value === null) return;
    const changed = change(value);
    if (changed === value) return;
    gone(name);
    if (changed === "") headers.delete(name);
    else headers.set(name, changed);
  };
  for (const name of beyond) filter(name, () => "");
  const items = (value: string) => value.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<]|["<])+/g) ?? [];
  const list = (value: string, stays: (item: string) => boolean) => {
    const all = items(value);
    const kept = all.filter(stays);
    return kept.length === all.length ? value : kept.map((item) => item.trim()).join(", ");
  };
  filter("reporting-endpoints", (value) => list(value, (item) => isOwn(/"([^"]*)"/.exec(item)?.[1] ?? "//")));
  filter("link", (value) =>
    list(value, (item) => {
      const address = /<([^>]*)>/.exec(item)?.[1]?.trim() ?? "";
      const rel = /;\s*rel\s*=\s*("[^"]*"|[^\s;]+)/i.exec(item)?.[1] ?? "";
      const words = rel.replaceAll('"', "").toLowerCase().split(/\s+/);
      if (!words.some((word) => hints.has(word)) || isOwn(address)) return true;
      const url = toAddress(address, page);
      return url !== undefined && findTracker(visit.version.policy, visit.permitted, url.hostname) !== undefined;
    }),
  );
  for (const name of ["content-security-policy", "content-security-policy-report-only"]) {
    filter(name, (value) =>
      value.replace(/(^|[;,])(\s*report-uri\s)([^;,]*)/gi, (whole, start: string, _, addresses: string) =>
        addresses.trim().split(/\s+/).every(isOwn) ? whole : start,
      ),
    );
  }
  const cleared = headers.get("clear-site-data");
  if (cleared !== null && /"(?:cookies|\*)"/.test(cleared)) {
    const kinds = new Set(cleared.match(/"[^"]*"/g));
    if (kinds.delete('"*"')) for (const kind of ["cache", "storage"]) kinds.add(`"${kind}"`);
    kinds.delete('"cookies"');
    if (kinds.size > 0) headers.set("clear-site-data", [...kinds].join(", "));
    else headers.delete("clear-site-data");
    // Each by itself, but for the choice.
    const names = new Set(visitor.cookies.map(([name]) => name).filter((name) => !isChoiceCookie(name)));
    const lines = [...names].flatMap((name) => toExpirations(name, page, [page.pathname]));
    for (const line of lines.slice(0, 150)) headers.append("set-cookie", line);
  }
}

/** The page depends on the choice, so nobody else's cache may hold it and this visitor's asks each time. */
function keepPrivate(headers: Headers): void {
  const stricter = /no-store/i.test(headers.get("cache-control") ?? "");
  headers.set("cache-control", stricter ? "private, no-store" : "private, no-cache");
  headers.delete("expires");
  for (const name of ["Cookie", "Sec-GPC", "DNT", "Accept-Language"]) {
    const vary = headers.get("vary") ?? "";
    if (
      vary.trim() !== "*" &&
      !vary
        .toLowerCase()
        .split(/\s*,\s*/)
        .includes(name.toLowerCase())
    )
      headers.append("vary", name);
  }
}

/**
 * Drops what the site sets without having declared it, cuts what would live too long, and expires what the browser holds against
 * the declaration or the choice. Only the server can do the last for an HttpOnly cookie.
 */
function filterCookies(
  headers: Headers,
  request: Request,
  visitor: Visitor,
  { note, clock, ownPage }: ProtectOptions,
): void {
  const { policy } = visitor.visit.version;
  const url = new URL(request.url);
  const set = headers.getSetCookie();
  headers.delete("set-cookie");
  for (const line of set) {
    const asked = toAsked(line, clock());
    // The choice is the visitor's: the site may neither make one nor drop one.
    if (isChoiceCookie(asked.name)) {
      if (ownPage) headers.append("set-cookie", line);
      else
        note({
          kind: "cookie",
          key: ["server", asked.name],
          detail: { cookie: asked.name, by: "server", page: url.pathname },
        });
      continue;
    }
    const declared = toDeclared(policy, asked.name);
    const [best] = declared.filter(({ tracker }) => visitor.visit.permitted.includes(tracker));
    const goes = asked.life !== undefined && asked.life <= 0;
    if (goes || best) {
      const cut = best && toCut(line, asked, best.stored);
      if (cut !== undefined) {
        const detail = { cookie: asked.name, asked: asked.life, declared: best!.stored.life, tracker: best!.tracker };
        note({ kind: "cookie-life", key: [asked.name], detail });
      }
      headers.append("set-cookie", cut ?? line);
    } else if (declared.length === 0) {
      note({
        kind: "cookie",
        key: ["server", asked.name],
        detail: { cookie: asked.name, by: "server", page: url.pathname },
      });
    }
  }
  // What any cache may hand to anybody must not take a cookie from somebody who may have it.
  const cached =
    !/text\/html/i.test(headers.get("content-type") ?? "") &&
    !/private|no-store/i.test(headers.get("cache-control") ?? "");
  if (cached) return;
  const renewed = new Set(headers.getSetCookie().map((line) => line.split("=")[0]!.trim()));
  for (const line of toCleared(policy, visitor, url, note)) {
    if (!renewed.has(line.split("=")[0]!)) headers.append("set-cookie", line);
  }
}

/** Expirations of cookies that came with the request and may not be there. */
function* toCleared(
  policy: Compiled,
  visitor: Visitor,
  url: URL,
  note: (violation: Violation) => void,
): Generator<string> {
  const names = new Set(visitor.cookies.map(([name]) => name));
  let lines = 0;
  for (const name of names) {
    // The choice's own cookie, in case a policy has forgotten to declare it: dropping it would drop a refusal.
    if (name === visitor.choiceCookie || name === choiceCookieNames.https) continue;
    // Declared, and here under the wrong name: of an older Abide, or planted. It is not read, so it need not stay.
    const stray = name === choiceCookieNames.http;
    const declared = toDeclared(policy, name);
    if (!stray && declared.some(({ tracker }) => visitor.visit.permitted.includes(tracker))) continue;
    if (!stray && declared.length === 0)
      note({ kind: "cookie", key: ["browser", name], detail: { cookie: name, by: "browser", page: url.pathname } });
    const expirations = toExpirations(name, url, [
      url.pathname,
      ...declared.flatMap(({ stored }) => stored.path ?? []),
    ]);
    // A browser with a hundred cookies that may not be there loses them over a few requests: headers have their limits.
    lines += expirations.length;
    if (lines > 150) return;
    yield* expirations;
  }
}

/** `Set-Cookie` lines that remove everything that stopped trackers left as cookies, seen or not, below `back`. */
export function toRemovals(
  policy: Compiled,
  stopped: readonly string[],
  visitor: Visitor,
  url: URL,
  back: string,
): string[] {
  const names = new Map<string, Set<string>>();
  const stays = (name: string) =>
    Object.entries(policy.trackers).some(
      ([key, { stores }]) =>
        !stopped.includes(key) &&
        visitor.visit.permitted.includes(key) &&
        stores.some((stored) => stored.kind === "cookie" && matchesName(stored.name, name)),
    );
  for (const key of stopped) {
    for (const { kind, name: pattern, party, path } of policy.trackers[key]?.stores ?? []) {
      if (kind !== "cookie" || party !== "first") continue;
      const seen = visitor.cookies.map(([name]) => name).filter((name) => matchesName(pattern, name));
      for (const name of pattern.includes("*") ? seen : [pattern]) {
        if (stays(name)) continue;
        const paths = names.get(name) ?? new Set();
        names.set(name, paths.add(path ?? "/"));
      }
    }
  }
  return [...names]
    .flatMap(([name, paths]) => toExpirations(name, url, [...paths, back.split(/[?#]/)[0]!]))
    .slice(0, 300);
}

/** What stands in the banner's place while a refusal waits to be recorded. */
function renderPending({ language }: Visit): string {
  const says = toAnswerTexts(language);
  return html`<section
    class="abide abide-banner"
    data-abide="pending"
    role="status"
    lang="${says.language}"
    dir="${toDirection(says.language)}"
  >
    <div class="abide-words"><p>${says.inEffectSays}</p></div>
  </section>`.source;
}

interface Rewritten {
  readonly html: string;
  /** Addresses of the links that lead away, each once. */
  readonly links: readonly string[];
}

/** Elements that may come before the guard without running or fetching anything. */
const before = new Set(["html", "head"]);
const hints = new Set(["dns-prefetch", "preconnect", "prefetch", "preload", "modulepreload", "prerender"]);

async function rewrite(
  source: string,
  request: Request,
  visit: Visit,
  options: ProtectOptions,
  /** The guard for frames whose HTML is in the page: a piece of a page may hold one as well. */
  inner: string,
  frame: { readonly guard: string; readonly banner: string; readonly signal: string } | undefined,
): Promise<Rewritten> {
  const { assets, note } = options;
  const { policy } = visit.version;
  const page = new URL(request.url);
  const rewriter = new RewritingStream();
  const links = new Set<string>();
  const { guard, banner, signal } = frame ?? { guard: "", banner: "", signal: "" };
  let base = page;
  let guarded = !frame;
  let bannered = banner === "";
  let placeholders = 0;
  let skipping = false;
  let closed = false;

  // A page may leave out every tag that these hang on.
  const opened = (): string => {
    const missing = (guarded ? "" : opening()) + (bannered ? "" : banner);
    bannered = true;
    return missing;
  };
  const loads = visit.permitted.some((key) => (policy.trackers[key]?.load.length ?? 0) > 0);
  const opening = (): string => {
    guarded = true;
    return guard + mark;
  };
  // What enhances is last: it is known by then whether there is anything to enhance.
  const closing = (): string => {
    closed = true;
    const trackerFree = options.trackerFree === true;
    const needed = banner !== "" || placeholders > 0 || (loads && !trackerFree) || options.ownPage === true;
    if (!frame || !needed) return signal;
    return `${signal}${renderIsland(visit, { ownPage: options.ownPage === true || trackerFree })}<script type="module" src="${assets.gate}"></script>`;
  };
  // Where the style sheet goes is known long before whether the page needs one.
  const mark = `<!--${crypto.randomUUID()}-->`;

  rewriter.on("startTag", (tag, raw) => {
    if (skipping) return;
    const value = (name: string) => tag.attrs.find((attribute) => attribute.name === name)?.value;
    if (!guarded && !before.has(tag.tagName)) rewriter.emitRaw(opening());
    switch (tag.tagName) {
      case "head":
        rewriter.emitRaw(raw);
        if (!guarded) rewriter.emitRaw(opening());
        return;
      case "body":
        rewriter.emitRaw(raw);
        if (!bannered) {
          bannered = true;
          rewriter.emitRaw(banner);
        }
        return;
      case "base": {
        const href = value("href");
        if (href !== undefined && URL.canParse(href, page.href)) base = new URL(href, page);
        break;
      }
      case "a":
      case "area": {
        const href = value("href");
        // A mail program or a telephone is somewhere else as well.
        if (href !== undefined && /^\s*(?:mailto|tel|sms):/i.test(href)) links.add(href.trim());
        const address = toAddress(href, base);
        if (!address || address.origin === page.origin) break;
        links.add(address.href);
        const rel = new Set(
          (value("rel") ?? "").split(/\s+/).filter((word) => word !== "" && !/^(?:opener)$/i.test(word)),
        );
        rel.add("noopener").add("noreferrer");
        tag.attrs = [...tag.attrs.filter(({ name }) => name !== "rel"), { name: "rel", value: [...rel].join(" ") }];
        rewriter.emitStartTag(tag);
        return;
      }
      case "link": {
        const address = toAddress(value("href"), base);
        const hint = (value("rel") ?? "")
          .toLowerCase()
          .split(/\s+/)
          .find((word) => hints.has(word));
        if (
          !hint ||
          !address ||
          address.origin === page.origin ||
          findTracker(policy, visit.permitted, address.hostname)
        )
          break;
        // Without this, browsers that know no allowlist would look up and connect to a host that may not be contacted.
        note({
          kind: "hint",
          key: [hint, address.hostname],
          detail: { hint, host: address.hostname, page: page.pathname },
        });
        return;
      }
      case "iframe": {
        // A frame's own HTML is a page as well, and starts with the guard.
        const own = tag.attrs.find(({ name }) => name === "srcdoc");
        if (own) {
          tag.attrs = tag.attrs.map((attribute) =>
            attribute === own ? { name: "srcdoc", value: inner + own.value } : attribute,
          );
          rewriter.emitStartTag(tag);
          return;
        }
        const address = toAddress(value("src"), base);
        if (!address || address.origin === page.origin) break;
        const running = findTracker(policy, visit.permitted, address.hostname);
        if (running) {
          if (visit.standIn === undefined) break;
          const src = `http://${toStandIn(address.hostname)}:${visit.standIn}${address.pathname}${address.search}${address.hash}`;
          tag.attrs = tag.attrs.map((attribute) =>
            attribute.name === "src" ? { name: "src", value: src } : attribute,
          );
          rewriter.emitStartTag(tag);
          return;
        }
        const tracker = findTracker(policy, toOptional(policy), address.hostname);
        if (tracker === undefined) {
          note({ kind: "frame", key: [address.hostname], detail: { host: address.hostname, page: page.pathname } });
        }
        placeholders++;
        links.add(address.href);
        const size = (name: string) => (/^\d{1,4}$/.test(value(name) ?? "") ? Number(value(name)) : undefined);
        const frame = { src: address.href, title: value("title"), width: size("width"), height: size("height") };
        rewriter.emitRaw(renderPlaceholder(visit, tracker, frame));
        skipping = true;
        return;
      }
      default:
    }
    rewriter.emitRaw(raw);
  });
  rewriter.on("endTag", (tag, raw) => {
    if (skipping) {
      skipping = tag.tagName !== "iframe";
      return;
    }
    if (!closed && (tag.tagName === "body" || tag.tagName === "html")) rewriter.emitRaw(opened() + closing());
    rewriter.emitRaw(raw);
  });
  rewriter.on("text", (text, raw) => {
    if (skipping) return;
    if (!guarded && text.text.trim() !== "") rewriter.emitRaw(opening());
    rewriter.emitRaw(raw);
  });
  rewriter.on("comment", (_, raw) => {
    if (!skipping) rewriter.emitRaw(raw);
  });

  let written = "";
  await new Promise<void>((resolve, reject) => {
    // By events: the parser reads itself, and an iterator would find nothing left.
    rewriter.on("data", (chunk: string) => void (written += chunk));
    rewriter.on("end", () => resolve());
    rewriter.on("error", reject);
    rewriter.end(source);
  });
  if (!closed) written += opened() + closing();
  const styled = banner !== "" || signal !== "" || placeholders > 0 || options.ownPage === true;
  return {
    html: written.replace(mark, styled ? `<link rel="stylesheet" href="${assets.css}">` : ""),
    links: [...links],
  };
}

/** The address where it is one that leads to a host over http. */
function toAddress(href: string | undefined, base: URL): URL | undefined {
  if (href === undefined || !URL.canParse(href, base.href)) return undefined;
  const url = new URL(href, base);
  return url.protocol === "https:" || url.protocol === "http:" ? url : undefined;
}

/** The first of `trackers` that declares `host`. */
function findTracker(policy: Compiled, trackers: readonly string[], host: string): string | undefined {
  return trackers.find((key) =>
    Object.values(policy.trackers[key]?.hosts ?? {})
      .flat()
      .some((declared: string) => (declared.startsWith("*.") ? host.endsWith(declared.slice(1)) : host === declared)),
  );
}

/** The page as text. One that cannot be read cannot be protected, and does not leave. */
async function toHtml(response: Response, type: string): Promise<string> {
  const charset = /charset\s*=\s*"?([^\s;"]+)/.exec(type)?.[1] ?? "utf-8";
  const encoding = (response.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  try {
    const decoder = new TextDecoder(charset);
    let bytes = new Uint8Array(await response.arrayBuffer());
    // A response that came through `fetch` says gzip and is not: fetch has unpacked it.
    const packed =
      (encoding === "gzip" && bytes[0] === 0x1f && bytes[1] === 0x8b) || encoding === "deflate" || encoding === "br";
    if (packed) {
      const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(encoding as "gzip"));
      bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
    } else if (!["identity", "gzip", ""].includes(encoding)) {
      throw new TypeError(`unknown encoding ${encoding}`);
    }
    return decoder.decode(bytes);
  } catch (cause) {
    throw new AbideError(
      "bad-gateway",
      "The site answered with a page that cannot be read, and so cannot be protected.",
      { cause },
    );
  }
}
