import { html, type Language } from "@abide/policy";

/**
 * A page that one only passes through on the way back to `to`: there to be read where a browser does not follow Refresh. Plain,
 * because whatever it loaded would be thrown away.
 */
export function answerRedirect(
  page: {
    readonly language: Language;
    readonly title: string;
    readonly says: string;
    readonly link: string;
    readonly to: string;
  },
  headers: Headers,
): Response {
  const { language, title, says, link, to } = page;
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("cache-control", "no-store");
  // Not a redirect: a Connection-Allowlist may refuse those, and a page that one reaches by a redirect cannot say anything.
  headers.set("refresh", `0;url=${to}`);
  const source = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${says}</p>
        <p><a href="${to}">${link}</a></p>
      </body>
    </html>`.source;
  return new Response(source, { headers });
}
