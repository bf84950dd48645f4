import { html, type Html } from "@abide/policy";
import { mark } from "./drawings.ts";

export interface Page {
  /** What the tab says; the company's name is added. */
  readonly title: string;
  readonly description: string;
  /** The path of the page, for the mark in the navigation. */
  readonly path: string;
  readonly body: Html;
  /** Stands in the head, e.g. a data block for search engines. */
  readonly head?: Html;
  readonly status?: number;
  /** Further headers of the answer. */
  readonly headers?: { readonly [name: string]: string };
  /** A page for the company's own people: name of who has signed in. No cache keeps it, and search engines leave it alone. */
  readonly team?: { readonly name: string | undefined };
}

const navigation = [
  { href: "/product", title: "Product" },
  { href: "/blog", title: "Blog" },
  { href: "/careers", title: "Careers" },
  { href: "/contact", title: "Contact" },
];

/** Addresses of the files that every page needs, with a mark of their content. */
export interface Assets {
  readonly css: string;
  /** What the team's pages need beside it. */
  readonly team: string;
}

/** `page` as a whole document, as the site answers it. */
export function toResponse(page: Page, assets: Assets): Response {
  return new Response(toDocument(page, assets).source, {
    status: page.status ?? 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      ...(page.team ? { "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow" } : {}),
      ...page.headers,
    },
  });
}

function toDocument(page: Page, assets: Assets): Html {
  const { title, description, path, body, head, team } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${path === "/" ? title : `${title} · Halden`}</title>
        <meta name="description" content="${description}" />
        ${team && html`<meta name="robots" content="noindex, nofollow" />`}
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${assets.css}" />
        ${team && html`<link rel="stylesheet" href="${assets.team}" />`}
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        ${head}
      </head>
      <body ${team && html`class="team"`}>
        ${team ? toTeamHead(team.name, path) : toHead(path)}
        <main id="content" tabindex="-1">${body}</main>
        ${team ? toTeamFoot() : toFoot()}
      </body>
    </html>`;
}

function toHead(path: string): Html {
  const here = (href: string) => path === href || path.startsWith(`${href}/`);
  return html`<header class="site-head">
    <a class="skip" href="#content">Skip to the content</a>
    <div class="wide">
      <a class="brand" href="/" ${path === "/" && html`aria-current="page"`}>${mark}<span>Halden</span></a>
      <nav aria-label="Main">
        <ul>
          ${navigation.map(
            ({ href, title }) =>
              html`<li><a href="${href}" ${here(href) && html`aria-current="page"`}>${title}</a></li>`,
          )}
        </ul>
      </nav>
      <a class="button small" href="/contact?topic=demo">Ask for a demo</a>
    </div>
  </header>`;
}

/** The head of the team's pages: where one is, and as whom. */
function toTeamHead(name: string | undefined, path: string): Html {
  return html`<header class="site-head">
    <a class="skip" href="#content">Skip to the content</a>
    <div class="wide">
      <a class="brand" href="/">${mark}<span>Halden</span></a>
      <nav aria-label="Team">
        <ul>
          <li>
            <a href="/team/applications" ${path.startsWith("/team/applications") && html`aria-current="page"`}
              >Applications</a
            >
          </li>
          <li><a href="/careers">Careers page</a></li>
          ${name !== undefined && html`<li><a href="/console">Console</a></li>`}
        </ul>
      </nav>
      ${
        name === undefined
          ? html`<a class="button small" href="/console/sign-in">Sign in</a>`
          : html`<form class="who" method="post" action="/console/sign-out">
              <a href="/console/account">${name}</a> <button type="submit">Sign out</button>
            </form>`
      }
    </div>
  </header>`;
}

function toTeamFoot(): Html {
  return html`<footer class="site-foot">
    <div class="wide">
      <p>Whatever is opened here is written down, with your name and what it was for.</p>
      <nav aria-label="Foot">
        <ul>
          <li><a href="/privacy#activity-careers">Privacy policy</a></li>
          <li><a href="/privacy/choices">Your choices</a></li>
          <li><a href="/terms">Terms of use</a></li>
        </ul>
      </nav>
    </div>
  </footer>`;
}

function toFoot(): Html {
  return html`<footer class="site-foot">
    <div class="wide">
      <section class="about">
        <p class="brand">${mark}<span>Halden</span></p>
        <p>Guides inside business applications that take people through the task in front of them.</p>
        <address>Halden Software AG<br />Uferweg 4, 8004 Zürich</address>
      </section>
      <nav aria-labelledby="foot-halden">
        <h2 id="foot-halden">Halden</h2>
        <ul>
          <li><a href="/product">Product</a></li>
          <li><a href="/blog">Blog</a></li>
          <li><a href="/careers">Careers</a></li>
          <li><a href="/contact">Contact</a></li>
          <li><a href="/contact?topic=demo">Ask for a demo</a></li>
          <li><a href="/newsletter">Newsletter</a></li>
        </ul>
      </nav>
      <nav aria-labelledby="foot-privacy">
        <h2 id="foot-privacy">Privacy</h2>
        <ul>
          <li><a href="/privacy/choices">Your choices</a></li>
          <li><a href="/privacy">Privacy policy</a></li>
          <li><a href="/privacy/services">Privacy policy for our services</a></li>
          <li><a href="/privacy/versions">Earlier versions</a></li>
          <li><a href="/trust">Privacy at Halden</a></li>
          <li><a href="/terms">Terms of use</a></li>
        </ul>
      </nav>
    </div>
  </footer>`;
}
