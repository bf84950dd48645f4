import type { Vector } from "./test-vectors.ts";

/** A hint to connect ahead of time, and one to look a host up, as HTML. */
const connect = `<link rel='preconnect' href='https://{host}'>`;
const lookUp = `<link rel='dns-prefetch' href='https://{host}'>`;
const link = `const l = document.createElement("link");`;
const linked = (rel: string) => `${link} l.rel = "${rel}"; l.href = "https://{host}";`;
const put = (way: string) => `const d = document.createElement("div"); document.body.append(d); ${way}`;
const parse = (html: string) => `const p = new DOMParser().parseFromString("${html}", "text/html");`;

/**
 * Ways to have a browser connect to a host, or look it up, before anything is asked of it. No policy of a page governs that, so each
 * way by which such a link can come into a page, or a link in it become one, is a way of its own.
 */
const ways: { readonly [id: string]: Pick<Vector, "says" | "script"> } = {
  html: { says: "a connection ahead of time in HTML set by script", script: put(`d.innerHTML = "${connect}";`) },
  "outer-html": {
    says: "a connection ahead of time in HTML that replaces an element",
    script: put(`d.outerHTML = "${connect}";`),
  },
  "unsafe-html": {
    says: "a connection ahead of time in unsafe HTML",
    script: put(`d.setHTMLUnsafe("${connect}");`),
  },
  adjacent: {
    says: "a connection ahead of time in HTML inserted by script",
    script: `document.head.insertAdjacentHTML("beforeend", "${connect}");`,
  },
  written: { says: "a connection ahead of time written into the page", script: `document.write("${connect}");` },
  late: {
    says: "a link in the page that becomes a connection ahead of time",
    script: `${link} document.head.append(l); l.rel = "preconnect"; l.href = "https://{host}";`,
  },
  "late-attribute": {
    says: "a link in the page that becomes a connection ahead of time by its attributes",
    script: `${link} document.head.append(l); l.setAttribute("href", "https://{host}"); l.setAttribute("rel", "preconnect");`,
  },
  "late-relation": {
    says: "a link in the page whose list of relations grows",
    script: `${link} l.href = "https://{host}"; document.head.append(l); l.relList.add("preconnect");`,
  },
  template: {
    says: "a connection ahead of time in a template's copy",
    script: `const t = document.createElement("template"); t.innerHTML = "${connect}"; document.head.append(t.content.cloneNode(true));`,
  },
  fragment: {
    says: "a connection ahead of time in a fragment of a range",
    script: `document.head.append(document.createRange().createContextualFragment("${connect}"));`,
  },
  parent: {
    says: "a connection ahead of time inside an element that is put in",
    script: `${linked("preconnect")} const d = document.createElement("div"); d.append(l); document.body.append(d);`,
  },
  shadow: {
    says: "a connection ahead of time in a shadow tree",
    script: put(`d.attachShadow({ mode: "open" }).innerHTML = "${connect}";`),
  },
  parser: {
    says: "a connection ahead of time of a document that a parser made",
    script: `${parse(connect)} document.head.append(p.querySelector("link"));`,
  },
  "look-up-late": {
    says: "a link in the page that becomes a look-up ahead of time",
    script: `${link} document.head.append(l); l.rel = "dns-prefetch"; l.href = "https://{host}";`,
  },
  "look-up-html": { says: "a look-up ahead of time in HTML set by script", script: put(`d.innerHTML = "${lookUp}";`) },
  "look-up-parent": {
    says: "a look-up ahead of time inside an element that is put in",
    script: `${linked("dns-prefetch")} const d = document.createElement("div"); d.append(l); document.body.append(d);`,
  },
};

export const hints: readonly Vector[] = Object.entries(ways).map(([id, way]) => ({
  id: `hint-${id}`,
  when: "parse",
  ...way,
}));
