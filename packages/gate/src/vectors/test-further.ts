import type { Vector } from "./test-vectors.ts";

/** Ways round a guard, and ways out that the 65 do not name. Each leaks on a page without protection as well. */
const ways: { readonly [id: string]: { says: string; script?: string; html?: string } } = {
  // Round the guard: the same storage by another way.
  "assign-local": { says: "a property of local storage", script: `localStorage.{name} = "1";` },
  "assign-bracket": {
    says: "a property of local storage in brackets",
    script: `window["localStorage"]["{name}"] = 1;`,
  },
  "assign-session": { says: "a property of session storage", script: `sessionStorage.{name} = "1";` },
  "assign-all": {
    says: "properties copied into local storage",
    script: `Object.assign(localStorage, { {name}: "1" });`,
  },
  "define-local": {
    says: "a property defined in local storage",
    script: `Object.defineProperty(localStorage, "{name}", { value: "1", configurable: true, enumerable: true, writable: true });`,
  },
  "session-storage": { says: "session storage", script: `sessionStorage.setItem("{name}", "1");` },
  "prototype-set-item": {
    says: "setItem of the prototype",
    script: `Storage.prototype.setItem.call(localStorage, "{name}", "1");`,
  },
  "prototype-cookie": {
    says: "the setter of document.cookie",
    script: `Object.getOwnPropertyDescriptor(Document.prototype, "cookie").set.call(document, "{name}=1; path=/");`,
  },
  "cookie-without-name": { says: "a cookie with odd spaces", script: `document.cookie = "  {name}  =  1 ; path=/";` },
  "blank-frame-cookie": {
    says: "document.cookie of a fresh frame",
    script: `const f = document.createElement("iframe"); document.documentElement.appendChild(f); f.contentDocument.cookie = "{name}=1; path=/";`,
  },
  "blank-frame-setter": {
    says: "the setter of document.cookie of a fresh frame",
    script: `const f = document.createElement("iframe"); document.documentElement.append(f); Object.getOwnPropertyDescriptor(f.contentWindow.Document.prototype, "cookie").set.call(document, "{name}=1; path=/");`,
  },
  "blank-frame-local": {
    says: "local storage of a fresh frame",
    script: `const f = document.createElement("iframe"); document.documentElement.prepend(f); f.contentWindow.localStorage.setItem("{name}", "1");`,
  },
  "blank-frame-database": {
    says: "a database of a fresh frame",
    script: `const f = document.createElement("iframe"); document.documentElement.append(f); f.contentWindow.indexedDB.open("{name}");`,
  },
  "blank-frame-cookie-store": {
    says: "the cookie store of a fresh frame",
    script: `const f = document.createElement("iframe"); document.documentElement.append(f); f.contentWindow.cookieStore.set("{name}", "1");`,
  },
  "frame-by-number": {
    says: "a fresh frame by its number",
    script: `document.documentElement.insertBefore(document.createElement("iframe"), document.body); window[0].localStorage.{name} = "1";`,
  },
  "frame-by-name": {
    says: "a fresh frame by its name",
    script: `const f = document.createElement("iframe"); f.name = "{name}"; document.documentElement.appendChild(f); window.{name}.document.cookie = "{name}=1; path=/";`,
  },
  "frame-of-html": {
    says: "a frame of HTML set by script",
    script: `const d = document.createElement("div"); document.documentElement.append(d); d.innerHTML = "<iframe></iframe>"; frames[0].localStorage.{name} = "1";`,
  },
  "frame-of-adjacent-html": {
    says: "a frame of HTML inserted by script",
    script: `document.documentElement.insertAdjacentHTML("beforeend", "<iframe></iframe>"); frames[0].localStorage.{name} = "1";`,
  },
  "frame-of-write": {
    says: "a frame that is written into the page",
    script: `document.write("<iframe></iframe>"); frames[0].localStorage.{name} = "1";`,
  },
  "frame-of-page": {
    says: "a frame of the page's HTML, used by a script",
    html: `<iframe title="Empty"></iframe>{script}`,
    script: `frames[0].localStorage.{name} = "1";`,
  },
  "frame-in-frame": {
    says: "a frame in a fresh frame",
    script: `const f = document.createElement("iframe"); document.documentElement.append(f); const g = f.contentDocument.createElement("iframe"); f.contentDocument.documentElement.append(g); f.contentWindow[0].localStorage.{name} = "1";`,
  },
  "frame-in-shadow": {
    says: "a frame in a shadow tree",
    script: `const d = document.createElement("div"); document.documentElement.append(d); const f = document.createElement("iframe"); d.attachShadow({ mode: "open" }).append(f); f.contentWindow.localStorage.{name} = "1";`,
  },
  "frame-of-range": {
    says: "a frame put in by a range",
    script: `const r = document.createRange(); r.selectNode(document.body.firstChild); const f = document.createElement("iframe"); r.insertNode(f); f.contentWindow.localStorage.{name} = "1";`,
  },
  "frame-of-file": {
    says: "a frame that shows a file of the site",
    script: `const f = document.createElement("iframe"); f.src = "/robots.txt"; f.onload = () => { frames[0].localStorage.{name} = "1"; }; document.documentElement.append(f);`,
  },
  "frame-of-file-by-window": {
    says: "a frame that shows a file of the site, by its window",
    script: `const f = document.createElement("iframe"); f.src = "/robots.txt"; document.documentElement.append(f); setTimeout(() => { f.contentWindow.localStorage.{name} = "1"; }, 500);`,
  },
  "srcdoc-of-page": {
    says: "a script of the site in a frame's own HTML",
    html: `<iframe srcdoc="<script src='/js/{id}.js'></script>" title="Ad"></iframe>`,
    script: `localStorage.{name} = "1";`,
  },
  "srcdoc-by-script": {
    says: "a script of the site in a frame's own HTML set by script",
    html: `{script}`,
    script: `if (window === top) { const f = document.createElement("iframe"); f.srcdoc = "<script src='/js/{id}.js'></scr" + "ipt>"; document.documentElement.append(f); } else { document.cookie = "{name}=1; path=/"; }`,
  },
  "srcdoc-again": {
    says: "a script of the site in a frame's own HTML set a second time",
    html: `{script}`,
    script: `if (window === top) { const f = document.createElement("iframe"); f.srcdoc = "<p>First</p>"; document.documentElement.append(f); setTimeout(() => { f.srcdoc = "<script src='/js/{id}.js'></scr" + "ipt>"; }, 400); } else { localStorage.{name} = "1"; }`,
  },
  "write-into-frame": {
    says: "a script of the site written into a fresh frame",
    html: `{script}`,
    script: `if (window === top) { const f = document.createElement("iframe"); document.documentElement.append(f); const d = f.contentDocument; d.open(); d.write("<script src='/js/{id}.js'></scr" + "ipt>"); d.close(); } else { localStorage.{name} = "1"; }`,
  },
  "script-into-frame": {
    says: "a script of the site put into a fresh frame",
    html: `{script}`,
    script: `if (window === top) { const f = document.createElement("iframe"); document.documentElement.append(f); const s = f.contentDocument.createElement("script"); s.src = "/js/{id}.js"; f.contentDocument.documentElement.append(s); } else { indexedDB.open("{name}"); }`,
  },
  "fresh-window": {
    says: "local storage of a fresh window",
    script: `const w = window.open("about:blank"); w.localStorage.{name} = "1"; w.close();`,
  },
  "write-over-page": {
    says: "a script of the site written over the page",
    html: `{script}`,
    script: `if (document.readyState === "loading" && !window.done) { window.done = 1; addEventListener("load", () => setTimeout(() => { document.open(); document.write("<p>New</p><script src='/js/{id}.js'></scr" + "ipt>"); document.close(); }, 200)); } else { localStorage.{name} = "1"; }`,
  },
  cache: { says: "a cache", script: `caches.open("{name}").then((c) => c.put("/x", new Response("1")));` },
  file: {
    says: "a file of the origin",
    script: `navigator.storage.getDirectory().then((d) => d.getFileHandle("{name}", { create: true }));`,
  },
  bucket: {
    says: "a storage bucket",
    script: `navigator.storageBuckets.open("bucket").then((b) => b.indexedDB.open("{name}"));`,
  },
  "bucket-itself": {
    says: "a storage bucket that holds nothing",
    script: `navigator.storageBuckets.open("{name}");`,
  },
  "bucket-file": {
    says: "a file of a storage bucket",
    script: `navigator.storageBuckets.open("files").then((b) => b.getDirectory()).then((d) => d.getFileHandle("{name}", { create: true }));`,
  },
  "worker-database": {
    says: "a database of a worker",
    html: `{script}`,
    script: `if (globalThis.window) new Worker("/js/{id}.js"); else indexedDB.open("{name}");`,
  },
  "shared-worker-fetch": {
    says: "a fetch of a shared worker",
    html: `{script}`,
    script: `if (globalThis.window) new SharedWorker("/js/{id}.js"); else fetch("https://{host}/shared", { mode: "no-cors" });`,
  },

  // Ways out that the 65 do not name.
  "inject-dns-prefetch": {
    says: "a DNS look-up ahead of time made by script",
    script: `const l = document.createElement("link"); l.setAttribute("rel", "dns-prefetch"); l.setAttribute("href", "//{host}"); document.head.appendChild(l);`,
  },
  "inject-prefetch": {
    says: "a prefetch made by script",
    script: `document.head.insertAdjacentHTML("beforeend", "<link rel=prefetch href='https://{host}/next.js'>");`,
  },
  "inject-stylesheet": {
    says: "a style sheet made by script",
    script: `const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "https://{host}/s.css"; document.head.append(l);`,
  },
  "css-import": { says: "an import in a style sheet", html: `<style>@import url(https://{host}/i.css);</style>` },
  "img-srcset": {
    says: "a set of images",
    html: `<img srcset="https://{host}/a.gif 1x, https://{host}/b.gif 2x" alt="">`,
  },
  "input-image": { says: "a button with an image", html: `<input type="image" src="https://{host}/go.gif" alt="Go">` },
  background: {
    says: "an old background",
    html: `<table background="https://{host}/bg.gif"><tr><td>x</td></tr></table>`,
  },
  embed: { says: "an embedded object", html: `<embed src="https://{host}/e.svg" type="image/svg+xml">` },
  audio: { says: "a sound", html: `<audio src="https://{host}/a.mp3" preload="auto"></audio>` },
  "svg-use": {
    says: "an image in a filter of SVG",
    html: `<svg width="9" height="9"><filter id="f"><feImage href="https://{host}/f.gif"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>`,
  },
  "font-face": {
    says: "a font made by script",
    script: `new FontFace("x", "url(https://{host}/f.woff2)").load().catch(() => {});`,
  },
  navigate: {
    says: "a page that leads itself away",
    script: `setTimeout(() => { location.href = "https://{host}/land"; }, 100);`,
  },
  "open-window": { says: "a window opened by script", script: `window.open("https://{host}/pop");` },
  "meta-refresh": {
    says: "a page that refreshes to elsewhere",
    html: `<meta http-equiv="refresh" content="0; url=https://{host}/land">`,
  },
  ping: {
    says: "a link that pings",
    script: `const a = document.createElement("a"); a.href = "#x"; a.ping = "https://{host}/ping"; document.documentElement.append(a); a.click();`,
  },
  "form-get": {
    says: "a form that leads away",
    script: `const f = document.createElement("form"); f.action = "https://{host}/f"; document.documentElement.append(f); setTimeout(() => f.submit(), 100);`,
  },
  keepalive: {
    says: "a fetch when the page is left",
    // Once: a page that reloads for ever cannot always be closed.
    script: `if (performance.getEntriesByType("navigation")[0].type === "reload") throw 0; addEventListener("pagehide", () => fetch("https://{host}/bye", { keepalive: true, mode: "no-cors" })); setTimeout(() => location.reload(), 200);`,
  },
  "web-transport": {
    says: "a web transport",
    script: `new WebTransport("https://{host}:443/wt").ready.catch(() => {}); fetch("https://{host}/wt", { mode: "no-cors" }).catch(() => {});`,
  },
  worklet: {
    says: "a module of a worklet",
    script: `new AudioContext().audioWorklet.addModule("https://{host}/w.js").catch(() => {});`,
  },
  "redirect-img": { says: "an image that the site redirects", html: `<img src="/go?https://{host}/r.gif" alt="">` },
  "redirect-fetch": {
    says: "a fetch that the site redirects",
    script: `fetch("/go?https://{host}/r", { mode: "no-cors" }).catch(() => {});`,
  },
  "redirect-script": {
    says: "a script that the site redirects",
    html: `<script src="/go?https://{host}/tag.js"></script>`,
  },
  "redirect-frame": {
    says: "a frame that the site redirects",
    html: `<iframe src="/go?https://{host}/f" title="x"></iframe>`,
  },
};

export const further: readonly Vector[] = Object.entries(ways).map(([id, way]) => ({
  id: `also-${id}`,
  when: "parse",
  alone: /frame|srcdoc|write|window|navigate|refresh|form|keepalive|ping/.test(id),
  ...way,
}));
