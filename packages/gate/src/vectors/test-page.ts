import { type Vector, vectors } from "./test-vectors.ts";

/** The host that a vector reaches, and the name that it stores under. */
export const toHost = (id: string): string => `${id}.tracker.test`;
export const toStored = (id: string): string => `v_${id.replaceAll("-", "_")}`;

const fill = (code: string, id: string): string =>
  code.replaceAll("{host}", toHost(id)).replaceAll("{name}", toStored(id)).replaceAll("{id}", id);

/** What the site itself answers on every path that is no page: the files which the vectors are, and what they ask for. */
export function playFiles(url: URL, all: readonly Vector[] = vectors): Response | undefined {
  const script = (body: string): Response =>
    new Response(body, { headers: { "Content-Type": "text/javascript", "Cache-Control": "no-store" } });
  if (url.pathname === "/sw.js") return script(`fetch("https://${url.search.slice(1)}/sw", { mode: "no-cors" });`);
  if (url.pathname === "/go") return new Response(null, { status: 302, headers: { Location: url.search.slice(1) } });
  if (url.pathname === "/robots.txt")
    return new Response("User-agent: *", { headers: { "Content-Type": "text/plain" } });
  const vector = all.find(({ id }) => url.pathname === `/js/${id}.js`);
  if (vector?.script === undefined) return undefined;
  return script(toCode(vector));
}

function toCode({ id, when, script = "" }: Vector): string {
  const code = `{ ${fill(script, id)} }`;
  return when === "late" ? `addEventListener("load", () => setTimeout(() => ${code}, 1200));` : code;
}

/**
 * The page that a careless owner would write around `some` vectors, with their scripts as files of the site, or inline. `head` is what
 * a consent manager's documentation adds.
 */
export function toPage(some: readonly Vector[], head = "", body = "", inline = false): string {
  const content = some
    .map((vector) => {
      const { id, html = "{script}" } = vector;
      const script = inline ? `<script>${toCode(vector)}</script>` : `<script src="/js/${id}.js"></script>`;
      return fill(
        html.replaceAll("{script}", () => script),
        id,
      );
    })
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A shop</title>${head}</head>
<body>
<h1>A shop</h1>
${content}
${body}
</body>
</html>`;
}
