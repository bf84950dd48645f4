import { atEnd } from "../page/page.ts";
import type { Visit } from "@abide/gate/render";
import { contactLink, html, spellDate, toWords, type Html, type Language } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { answerDownload } from "../http/download.ts";
import { AbideError } from "../http/error.ts";
import { verifySameOrigin } from "../http/origin.ts";
import { renderPage } from "../page/page.ts";
import type { PackagesApi } from "./package.ts";

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
    const texts = toTexts(visit.language);
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
          ${texts.says({ controller: policy.controller.name, recipient: atEnd(toWords(named, texts.language, policy.languages)), until })}
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
          <p>${texts.openUntil(until)}</p>
        </section>
      </div>`,
    );
  };

  const fetch = async (request: Request, token: string, { ip, visit, own }: Asked): Promise<Response> => {
    verifySameOrigin(request, own);
    await verifyPace(ip);
    const got = await packages.download(token);
    const texts = toTexts(visit.language);
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

const toName = (id: string): string => `package-${id.slice(0, 8)}.age`;

function showOutcome(visit: Visit, texts: Texts, css: string, what: keyof Texts["outcome"], status: number): Response {
  const main = html`<div class="sheet">
    <h1>${texts.title}</h1>
    <p class="lead">${texts.outcome[what]}</p>
    <p>${texts.ask(contactLink(visit.version.policy.controller.contact))}</p>
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

interface Texts {
  readonly language: Language;
  readonly title: string;
  readonly says: (x: { readonly controller: string; readonly recipient: string; readonly until: string }) => string;
  readonly fetch: string;
  readonly once: string;
  readonly openTitle: string;
  readonly openSays: string;
  readonly openPlain: string;
  readonly openUntil: (until: string) => string;
  readonly outcome: { readonly [what in "unknown" | "used" | "ended" | "outdated"]: string };
  readonly ask: (address: Html) => Html;
}

const en: Texts = {
  language: "en",
  title: "A sealed package",
  says: ({ controller, recipient, until }) =>
    `${controller} has put together a package for: ${recipient}. It can be fetched once, until ${until}.`,
  fetch: "Fetch the package",
  once: "With this the link is used up. Whoever made the package can give you another one.",
  openTitle: "How it is opened",
  openSays: "With the key that you named, or the passphrase that you were told, and while the package lasts:",
  openPlain: "With the program age, the same in two steps:",
  openUntil: (until) =>
    `The package's own key is handed out by this website until ${until}, and destroyed then. What you have not opened by that day stays closed.`,
  outcome: {
    unknown: "There is no package behind this link. It may have been replaced by a newer one.",
    used: "This package has been fetched with this link already. If that was not you, say so at once.",
    ended: "This package has ended. Its file and its key are destroyed.",
    outdated: "This package is out of date and was destroyed before it was fetched. It has to be made anew.",
  },
  ask: (address) => html`Who made it can help: ${address}`,
};

const de: Texts = {
  language: "de",
  title: "Ein versiegeltes Paket",
  says: ({ controller, recipient, until }) =>
    `${controller} hat ein Paket zusammengestellt für: ${recipient}. Es lässt sich einmal abholen, bis zum ${until}.`,
  fetch: "Paket abholen",
  once: "Damit ist der Link verbraucht. Wer das Paket gemacht hat, kann Ihnen einen neuen geben.",
  openTitle: "So wird es geöffnet",
  openSays:
    "Mit dem Schlüssel, den Sie genannt haben, oder dem Kennsatz, der Ihnen gesagt wurde, solange das Paket besteht:",
  openPlain: "Mit dem Programm age dasselbe in zwei Schritten:",
  openUntil: (until) =>
    `Den Schlüssel des Pakets gibt diese Website bis zum ${until} heraus und zerstört ihn dann. Was Sie bis dahin nicht geöffnet haben, bleibt zu.`,
  outcome: {
    unknown: "Hinter diesem Link liegt kein Paket. Vielleicht gibt es einen neueren.",
    used: "Dieses Paket wurde mit diesem Link schon abgeholt. Waren Sie das nicht, sagen Sie es sofort.",
    ended: "Dieses Paket besteht nicht mehr. Datei und Schlüssel sind zerstört.",
    outdated: "Dieses Paket war überholt und wurde zerstört, bevor es abgeholt war. Es muss neu gemacht werden.",
  },
  ask: (address) => html`Es hilft, wer es gemacht hat: ${address}`,
};

const toTexts = (language: Language): Texts => (language.split("-")[0] === "de" ? de : en);
