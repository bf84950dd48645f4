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
}

/** `page` as a whole document, as the site answers it. */
export function toResponse(page: Page, assets: Assets): Response {
  return new Response(toDocument(page, assets).source, {
    status: page.status ?? 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
    },
  });
}

function toDocument(page: Page, assets: Assets): Html {
  const { title, description, path, body, head } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${path === "/" ? title : `${title} · Halden`}</title>
        <meta name="description" content="${description}" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${assets.css}" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        ${head}
      </head>
      <body>
        ${toHead(path)}
        <main id="content" tabindex="-1">${body}</main>
        ${toFoot()}
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
