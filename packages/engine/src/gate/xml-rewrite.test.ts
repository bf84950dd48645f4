import { expect, test } from "vitest";
import { testEngine } from "../test-engine.ts";

let body: string | readonly string[] = "";
const type = "application/xhtml+xml";
const told: unknown[] = [];
const it = await testEngine({
  logger: (_, error) => void told.push(error),
  site: () => {
    const pieces = typeof body === "string" ? [body] : body;
    const stream = ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)));
    return new Response(stream, { headers: { "content-type": type } });
  },
});
const get = async (source: string | readonly string[], doctype = "") => {
  const toPage = (text: string) => `${doctype}<html xmlns="http://www.w3.org/1999/xhtml">${text}</html>`;
  body = typeof source === "string" ? toPage(source) : source;
  const response = await it.get("/");
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
};
/** Without what is put in, and what is another one each time. */
const toSite = (text: string) =>
  text
    .replace(/<section [^]*?<\/section>/g, "")
    .replace(/<script xmlns[^]*?<\/script>/g, "")
    .replace(/<link rel="stylesheet"[^>]*\/>|<link xmlns[^>]*\/>/g, "");

test("leaves the same whatever pieces it comes in", async () => {
  const page = `<?xml version="1.0"?>\n<!DOCTYPE html [ <!ENTITY a "]>"> <!-- ]> --> ]><!-- x --><html xmlns="http://www.w3.org/1999/xhtml"><!-- y --><head ><title>x</title></head><body class='>'><![CDATA[ <b> ]] ]]><?z > ?><p/>&a;</body></html><!-- z -->`;
  const whole = toSite((await get([page])).text);
  expect(whole).toBe(page);
  for (const size of [1, 2, 7]) {
    const pieces = Array.from({ length: Math.ceil(page.length / size) }, (_, i) =>
      page.slice(i * size, (i + 1) * size),
    );
    expect(toSite((await get(pieces)).text)).toBe(page);
  }
});

test("says that it is XML, and its own encoding", async () => {
  expect((await get("<body/>")).type).toBe("application/xhtml+xml; charset=utf-8");
});

test.each([
  ["plainly", `<link rel="preconnect" href="https://hint.example"/>`],
  [
    "with a prefix",
    `<h:link xmlns:h="http://www.w3.org/1999/xhtml" rel="preconnect" href="https://hint.example"></h:link>`,
  ],
  ["by references", `<link rel="pre&#x63;onnect" href="https&#58;//hint.example"/>`],
  ["by an entity", `<link rel="&hint;" href="https://hint.example"/>`],
  ["beside an attribute that is none of XHTML's", `<link REL="icon" rel="preconnect" href="https://hint.example"/>`],
  ["in noscript", `<noscript><link rel="preconnect" href="https://hint.example"/></noscript>`],
])("a hint to a host that may not be contacted does not leave: %s", async (_, hint) => {
  const { status, text } = await get(`<head>${hint}</head>`, `<!DOCTYPE html [<!ENTITY hint "preconnect">]>`);
  expect(status).toBe(200);
  expect(text).not.toContain("hint.example");
  expect(text.match(/<\w*:?head>/g)).toEqual(["<head>"]);
});

test.each([
  ["markup in an entity", `<!ENTITY x "<script xmlns='http://www.w3.org/1999/xhtml'/>">`],
  ["markup in references", `<!ENTITY x "&#60;script/>">`],
  ["markup in references of references", `<!ENTITY x "&#38;#60;script/>">`],
  ["a file", `<!ENTITY x SYSTEM "/x.xml">`],
  ["a parameter", `<!ENTITY % x "y"> %x;`],
  ["an attribute's default", `<!ATTLIST link rel CDATA "preconnect">`],
  ["a style sheet", `<?xml-stylesheet type="text/xsl" href="/x.xsl"?>`],
])("a page whose document type declares %s is not served, and the owner is told why", async (_, declared) => {
  const { status, text } = await get("<body>&x;</body>", `<!DOCTYPE html [${declared}]>`);
  expect(status).toBe(502);
  expect(text).not.toContain("<body>");
  expect(String(told.at(-1))).toContain("document type declares more than texts");
});

test.each([
  [`type="text/xsl"`, 0],
  [`type="text/css" title=' type="text/xsl"'`, 0],
  [`type="text/&#120;sl"`, 0],
  [`type="text/css"`, 1],
  [`title="x"`, 1],
])("a style sheet that would turn the page into another one does not leave: %s", async (attributes, left) => {
  const { text } = await get("<body/>", `<?xml-stylesheet href="/x" ${attributes}?>`);
  expect(text.split("xml-stylesheet").length - 1).toBe(left);
});

test("HEAD has the headers of the page", async () => {
  body = "";
  const response = await it.engine.fetch(new Request(new URL("/", "https://www.halden.example"), { method: "HEAD" }));
  expect(response.headers.get("content-security-policy")).toContain("'unsafe-inline'");
});
