import { html } from "@abide/policy";

/** On to `to` after something was done: 200 with Refresh, since a redirect is not among what a page's rules let a form lead to. */
export function passOn(to: string): Response {
  const source = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Done</title>
      </head>
      <body>
        <h1>Done</h1>
        <p><a href="${to}">Go on</a></p>
      </body>
    </html>`.source;
  return new Response(source, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", Refresh: `0;url=${to}` },
  });
}
