import type { Vector } from "./test-vectors.ts";

/** Ends a script element in a script element's own text, which may not hold it. */
const end = `</scr" + "ipt>`;
/** A script element made by script; `nonced` copies the page's nonce to it, as vendors' snippets do. */
const element = `const s = document.createElement("script");`;
const nonced = `${element} const n = document.querySelector("script[nonce]"); s.setAttribute("nonce", n ? n.nonce : "");`;
const fresh = `const f = document.createElement("iframe"); document.documentElement.append(f);`;
const rules = (kind: string) =>
  `JSON.stringify({ ${kind}: [{ urls: ["https://{host}/next.html"], eagerness: "immediate" }] })`;
/** Puts a hint into the page as HTML. */
const hint = `<link rel='preconnect' href='https://{host}'>`;

/** Ways to leak that only inline code has, or that came up with it, and every way to put a connection ahead of time into a page. */
const ways: { readonly [id: string]: Pick<Vector, "says" | "script" | "html" | "when" | "alone"> } = {
  "lend-nonce": {
    says: "a nonce that is copied to a script from elsewhere",
    when: "parse",
    script: `${nonced} s.src = "https://{host}/tag.js"; document.head.append(s);`,
  },
  "write-nonce": {
    says: "a script from elsewhere written with the nonce",
    when: "parse",
    script: `const n = document.querySelector("script[nonce]"); document.write("<script nonce='" + (n ? n.nonce : "") + "' src='https://{host}/tag.js'>${end}");`,
  },
  "import-map": {
    says: "an import map that leads elsewhere",
    when: "parse",
    html: `<script type="importmap">{"imports":{"{name}":"https://{host}/m.js"}}</script>{script}`,
    script: `import("{name}").catch(() => {});`,
  },
  "blob-module": {
    says: "a module from a blob that imports from elsewhere",
    when: "parse",
    script: `import(URL.createObjectURL(new Blob(["import 'https://{host}/b.js'"], { type: "text/javascript" }))).catch(() => {});`,
  },
  "script-of-text": {
    says: "an inline script made by script",
    when: "parse",
    script: `${element} s.textContent = "localStorage.{name} = 1; new Image().src = 'https://{host}/p.gif'"; document.head.append(s);`,
  },
  eval: { says: "text that becomes code", when: "parse", script: `(0, eval)("localStorage.{name} = 1");` },
  "timer-of-text": { says: "a timer of text", when: "parse", script: `setTimeout("localStorage.{name} = 1", 50);` },
  "eval-of-frame": {
    says: "a fresh frame's eval",
    when: "parse",
    alone: true,
    script: `${fresh} f.contentWindow.eval("localStorage.{name} = 1");`,
  },
  "srcdoc-script": {
    says: "an inline script in a frame's own HTML",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.srcdoc = "<script>localStorage.{name} = 1${end}"; document.documentElement.append(f);`,
  },
  "srcdoc-attribute": {
    says: "an inline script in a frame's own HTML, set as an attribute",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.setAttribute("srcdoc", "<script>localStorage.{name} = 1${end}"); document.documentElement.append(f);`,
  },
  "srcdoc-html": {
    says: "an inline script in a frame's own HTML, in HTML set by script",
    when: "parse",
    alone: true,
    script: `const d = document.createElement("div"); document.documentElement.append(d); d.innerHTML = "<iframe srcdoc='<script>localStorage.{name} = 1${end}'></iframe>";`,
  },
  "javascript-frame": {
    says: "a frame with a javascript: address",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.src = "javascript:void(localStorage.{name} = 1)"; document.documentElement.append(f);`,
  },
  "javascript-link": {
    says: "a page that leads to a javascript: address",
    when: "parse",
    alone: true,
    script: `location.href = "javascript:void(document.cookie = '{name}=1; path=/')";`,
  },
  "written-frame": {
    says: "an inline script written into a fresh frame",
    when: "parse",
    alone: true,
    script: `${fresh} const d = f.contentDocument; d.open(); d.write("<script>localStorage.{name} = 1${end}"); d.close();`,
  },
  "handler-attribute": {
    says: "an event handler set as an attribute",
    when: "parse",
    script: `const i = document.createElement("img"); i.setAttribute("onerror", "document.cookie = '{name}=1; path=/'"); i.src = "/missing.gif";`,
  },
  "handler-of-frame": {
    says: "a load handler of a frame, by the frame's number",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.onload = () => { window[frames.length - 1].localStorage.{name} = 1; }; document.documentElement.append(f);`,
  },
  "second-page": {
    says: "a frame's second page, in its load handler",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.src = "/robots.txt"; let n = 0; f.onload = () => { if (n++) window[frames.length - 1].localStorage.{name} = 1; else f.src = "/robots.txt?2"; }; document.documentElement.append(f);`,
  },
  "range-by-number": {
    says: "a frame put in by a range, by its number",
    when: "parse",
    alone: true,
    script: `const r = document.createRange(); r.selectNode(document.body.firstChild); r.insertNode(document.createElement("iframe")); window[frames.length - 1].localStorage.{name} = 1;`,
  },
  "text-by-number": {
    says: "a frame put after a text, by its number",
    when: "parse",
    alone: true,
    script: `document.body.firstChild.after(document.createElement("iframe")); window[frames.length - 1].localStorage.{name} = 1;`,
  },
  "command-by-number": {
    says: "a frame put in by an editing command, by its number",
    when: "parse",
    alone: true,
    script: `document.body.contentEditable = true; getSelection().selectAllChildren(document.querySelector("h1")); document.execCommand("insertHTML", false, "<p>x</p><iframe></iframe>"); document.body.contentEditable = false; window[frames.length - 1].localStorage.{name} = 1;`,
  },
  "event-area": {
    says: "the storage that a storage event names",
    when: "parse",
    script: `addEventListener("storage", (e) => { if (e.storageArea) e.storageArea.{name} = "1"; }); dispatchEvent(new StorageEvent("storage", { storageArea: localStorage }));`,
  },
  "speculation-script": {
    says: "speculation rules made by script",
    when: "html",
    script: `${element} s.type = "speculationrules"; s.textContent = ${rules("prefetch")}; document.head.append(s);`,
  },
  "speculation-written": {
    says: "speculation rules written into the page",
    when: "html",
    script: `document.write("<script type='speculationrules'>" + ${rules("prefetch")} + "${end}");`,
  },
  "data-frame": {
    says: "a frame of a data: address that fetches",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.src = "data:text/html,<script>fetch('https://{host}/d',{mode:'no-cors'})<" + "/script>"; document.documentElement.append(f);`,
  },
  "old-webrtc": {
    says: "WebRTC by its old name",
    when: "parse",
    script: `const p = new webkitRTCPeerConnection({ iceServers: [{ urls: "stun:{host}:3478" }] }); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o));`,
  },

  // A connection ahead of time, however it comes.
  "hint-html": {
    says: "a connection ahead of time in HTML set by script",
    when: "parse",
    script: `const d = document.createElement("div"); document.body.append(d); d.innerHTML = "${hint}";`,
  },
  "hint-adjacent": {
    says: "a connection ahead of time in HTML inserted by script",
    when: "parse",
    script: `document.head.insertAdjacentHTML("beforeend", "${hint}");`,
  },
  "hint-written": {
    says: "a connection ahead of time written into the page",
    when: "parse",
    script: `document.write("${hint}");`,
  },
  "hint-late": {
    says: "a link in the page that becomes a connection ahead of time",
    when: "parse",
    script: `const l = document.createElement("link"); document.head.append(l); l.rel = "preconnect"; l.href = "https://{host}";`,
  },
  "hint-late-attribute": {
    says: "a link in the page that becomes a connection ahead of time by its attributes",
    when: "parse",
    script: `const l = document.createElement("link"); document.head.append(l); l.setAttribute("href", "https://{host}"); l.setAttribute("rel", "preconnect");`,
  },
  "hint-template": {
    says: "a connection ahead of time in a template's copy",
    when: "parse",
    script: `const t = document.createElement("template"); t.innerHTML = "${hint}"; document.head.append(t.content.cloneNode(true));`,
  },
  "hint-fragment": {
    says: "a connection ahead of time in a fragment of a range",
    when: "parse",
    script: `document.head.append(document.createRange().createContextualFragment("${hint}"));`,
  },
  "hint-parent": {
    says: "a connection ahead of time inside an element that is put in",
    when: "parse",
    script: `const d = document.createElement("div"); const l = document.createElement("link"); l.rel = "preconnect"; l.href = "https://{host}"; d.append(l); document.body.append(d);`,
  },
  "hint-look-up": {
    says: "a look-up ahead of time by late attributes",
    when: "parse",
    script: `const l = document.createElement("link"); document.head.append(l); l.rel = "dns-prefetch"; l.href = "https://{host}";`,
  },
  "frame-html": {
    says: "a frame in HTML set by script",
    when: "parse",
    alone: true,
    script: `const d = document.createElement("div"); document.body.append(d); d.innerHTML = "<iframe title='x' src='https://{host}/f'></iframe>";`,
  },
  "frame-attribute": {
    says: "a frame that gets its address as an attribute, late",
    when: "parse",
    alone: true,
    script: `${fresh} f.setAttribute("src", "https://{host}/f");`,
  },
};

export const inlineWays: readonly Vector[] = Object.entries(ways).map(([id, way]) => ({ id: `inline-${id}`, ...way }));
