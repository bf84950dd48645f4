import type { Visit } from "@abide/gate/render";
import { contactLink, html, spellDate, toWords, type Html } from "@abide/policy";
import type { Core } from "../../core/core.ts";
import { answerDownload } from "../../http/download.ts";
import { AbideError } from "../../http/error.ts";
import { verifySameOrigin } from "../../http/origin.ts";
import { fillSentence, renderPage } from "../../page/page.ts";
import { toPackagePageTexts } from "./texts/all.ts";
import type { PackagesApi } from "../package.ts";

interface Asked {
  readonly ip: string;
  readonly visit: Visit;
  readonly own: string;
}

/** The pages behind a package's link: what it is, a button that fetches it once, and what became of it. */
export function createPackagePages(
  { limits, clock, css: { form: css } }: Pick<Core, "limits" | "clock" | "css">,
  packages: PackagesApi,
) {
  // A link has 192 random bits. This is against somebody who would ask a million times nevertheless. In an outage the package cannot be
  // looked up either, and the answer says that.
  const asks = limits.limit({ name: "links of packages", burst: 30, every: 10, inOutage: "allow" });
  const verifyPace = async (ip: string) => {
    // Without an address of the visitor all would share one limit.
    if (ip !== "" && (await asks.take(ip)) !== undefined)
      throw new AbideError("too-fast", "Too many links of packages were tried.");
  };

  /** A link scanner opens what it finds in a mail: opening shows, and only the form fetches. */
  const open = async (token: string, { ip, visit, own }: Asked): Promise<Response> => {
    await verifyPace(ip);
    const row = await packages.look(token);
    const texts = toPackagePageTexts(visit.language);
    if (!row) return showOutcome(visit, texts, css, "unknown", 404);
    const over = row.expires_at.getTime() <= clock().getTime();
    if (over || (row.state !== "ready" && row.state !== "downloaded")) {
      return showOutcome(visit, texts, css, row.state === "outdated" ? "outdated" : "ended", 410);
    }
    if (row.state === "downloaded") return showOutcome(visit, texts, css, "used", 410);
    const { policy } = visit.version;
    const named = policy.recipients[row.recipient]?.name ?? row.recipient;
    const until = spellDate(row.expires_at.toISOString().slice(0, 10), texts.language);
    const name = toName(row.id);
    const key = `${own}${await packages.toKeyPath(row.id)}`;
    return show(
      visit,
      texts,
      css,
      html`<div class="sheet">
        <h1>${texts.title}</h1>
        <p class="lead">
          ${fillSentence(texts.says, { controller: policy.controller.name, recipient: toWords(named, texts.language, policy.languages), until })}
        </p>
        <form class="abide-collect" method="post" action="/abide/package/${token}">
          <p><button class="abide-send" type="submit">${texts.fetch}</button></p>
        </form>
        <p>${texts.once}</p>
        <section aria-labelledby="open">
          <h2 id="open">${texts.openTitle}</h2>
          <p>${texts.openSays}</p>
          <pre tabindex="0"><code>npx abide open-package ${name} --key key.txt</code></pre>
          <p>${texts.openPlain}</p>
          <pre tabindex="0"><code>curl "${key}" | age -d -i key.txt &gt; package.key
age -d -i package.key ${name} | tar -x</code></pre>
          <p>${fillSentence(texts.openUntil, { until })}</p>
        </section>
      </div>`,
    );
  };

  const fetch = async (request: Request, token: string, { ip, visit, own }: Asked): Promise<Response> => {
    verifySameOrigin(request, own);
    await verifyPace(ip);
    const got = await packages.download(token);
    const texts = toPackagePageTexts(visit.language);
    if (!got.fetched) return showOutcome(visit, texts, css, got.reason, got.reason === "unknown" ? 404 : 410);
    const { stream, size, id } = got;
    return answerDownload({ stream, size, name: toName(id), type: "application/octet-stream" });
  };

  /** The package's key, sealed for its addressee: worth nothing to anybody else. */
  const release = async (id: string, proof: string, { ip }: Asked): Promise<Response> => {
    await verifyPace(ip);
    const key = await packages.release(id, proof);
    if (key === undefined) throw new AbideError("not-found", "There is no package of this name.");
    if (key === "ended") throw new AbideError("gone", "The package has ended, and its key with it.");
    const stream = new Blob([Uint8Array.from(key)]).stream();
    return answerDownload({ stream, size: key.length, name: "package.key.age", type: "application/octet-stream" });
  };

  return { open, fetch, release };
}

type Texts = ReturnType<typeof toPackagePageTexts>;

const toName = (id: string): string => `package-${id.slice(0, 8)}.age`;

function showOutcome(
  visit: Visit,
  texts: Texts,
  css: string,
  what: "unknown" | "used" | "ended" | "outdated",
  status: number,
): Response {
  const [before, after] = texts.ask.split("{contact}");
  const main = html`<div class="sheet">
    <h1>${texts.title}</h1>
    <p class="lead">${texts[what]}</p>
    <p>${before}${contactLink(visit.version.policy.controller.contact)}${after}</p>
  </div>`;
  return show(visit, texts, css, main, status);
}

function show(visit: Visit, texts: Texts, css: string, main: Html, status = 200): Response {
  const { title, language } = texts;
  const page = { title, language, visit: { ...visit, ask: false }, main, hidden: true, styles: [css] };
  return new Response(renderPage(page), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "private, no-store",
      // The address is the secret: it goes nowhere.
      "referrer-policy": "same-origin",
    },
  });
}
