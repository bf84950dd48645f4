/**
 * The 65 ways in which a page contacts a tracker or stores something for it, each written as a careless owner would write it:
 * nothing in it is marked for a consent manager. 19 are elements of the HTML, 23 are scripts that run while the page is parsed,
 * and the same 23 run once more 1.2 seconds after the page has loaded, when a consent manager is up.
 *
 * `{host}` stands for a host of the vector's own, so that a look-up, a connection or a request tells which vector made it;
 * `{name}` for the name it stores something under. A script is a file of the site itself.
 */
export interface Vector {
  readonly id: string;
  readonly says: string;
  readonly when: "html" | "parse" | "late";
  readonly html?: string;
  readonly script?: string;
  /** It needs a page to itself: it counts frames, or leads the page away. */
  readonly alone?: boolean;
}

interface Way {
  readonly says: string;
  readonly code: string;
}

const elements: { readonly [id: string]: Way } = {
  script: { says: "a script element", code: `<script src="https://{host}/tag.js"></script>` },
  img: { says: "an image", code: `<img src="https://{host}/banner.gif" alt="">` },
  "img-cookie": {
    says: "an image whose answer sets a third-party cookie",
    code: `<img src="https://{host}/set-cookie.gif" alt="">`,
  },
  iframe: { says: "a frame", code: `<iframe src="https://{host}/embed.html" title="Video"></iframe>` },
  preload: { says: "a preload", code: `<link rel="preload" as="script" href="https://{host}/tag.js">` },
  prefetch: { says: "a prefetch", code: `<link rel="prefetch" href="https://{host}/next.js">` },
  modulepreload: { says: "a module preload", code: `<link rel="modulepreload" href="https://{host}/module.js">` },
  "dns-prefetch": { says: "a DNS look-up ahead of time", code: `<link rel="dns-prefetch" href="https://{host}">` },
  preconnect: { says: "a connection ahead of time", code: `<link rel="preconnect" href="https://{host}">` },
  "speculation-rules": {
    says: "speculation rules that prefetch",
    code: `<script type="speculationrules">{"prefetch":[{"urls":["https://{host}/next.html"],"eagerness":"immediate"}]}</script>`,
  },
  "css-background": {
    says: "a background image in a style attribute",
    code: `<div style="width:20px;height:20px;background:url(https://{host}/bg.gif)"></div>`,
  },
  stylesheet: { says: "a style sheet", code: `<link rel="stylesheet" href="https://{host}/style.css">` },
  font: {
    says: "a web font",
    code: `<style>@font-face{font-family:"{name}";src:url(https://{host}/font.woff2)}.{name}{font-family:"{name}"}</style><p class="{name}">Text</p>`,
  },
  "video-poster": { says: "the poster of a video", code: `<video poster="https://{host}/poster.gif"></video>` },
  "video-source": {
    says: "the source of a video",
    code: `<video preload="auto" muted><source src="https://{host}/film.mp4" type="video/mp4"></video>`,
  },
  srcdoc: {
    says: "an image in a frame's own HTML",
    code: `<iframe srcdoc='<img src="https://{host}/pixel.gif" alt="">' title="Ad"></iframe>`,
  },
  object: {
    says: "an object",
    code: `<object data="https://{host}/object.svg" type="image/svg+xml" width="20" height="20"></object>`,
  },
  "svg-image": {
    says: "an image in an SVG drawing",
    code: `<svg width="20" height="20"><image href="https://{host}/image.gif" width="20" height="20"/></svg>`,
  },
  "inline-handler": {
    says: "an event handler in the HTML",
    code: `<img src="/missing.gif" alt="" onerror="fetch('https://{host}/error',{mode:'no-cors'})">`,
  },
};

const scripts: { readonly [id: string]: Way } = {
  "inject-script": {
    says: "a script element made by script",
    code: `const s = document.createElement("script"); s.async = true; s.src = "https://{host}/tag.js"; document.head.append(s);`,
  },
  "dynamic-import": { says: "a dynamic import", code: `import("https://{host}/module.js").catch(() => {});` },
  pixel: { says: "a pixel", code: `new Image().src = "https://{host}/pixel.gif?" + Math.random();` },
  beacon: { says: "a beacon", code: `navigator.sendBeacon("https://{host}/beacon", "page=" + location.pathname);` },
  fetch: { says: "a fetch", code: `fetch("https://{host}/collect", { mode: "no-cors" }).catch(() => {});` },
  xhr: {
    says: "an XMLHttpRequest",
    code: `const x = new XMLHttpRequest(); x.open("POST", "https://{host}/collect"); x.send("event=view");`,
  },
  "inject-iframe": {
    says: "a frame made by script",
    code: `const f = document.createElement("iframe"); f.src = "https://{host}/sync.html"; document.documentElement.append(f);`,
  },
  "inject-preconnect": {
    says: "a connection ahead of time made by script",
    code: `const l = document.createElement("link"); l.rel = "preconnect"; l.href = "https://{host}"; document.head.append(l);`,
  },
  cssom: {
    says: "a background image set by script",
    code: `const d = document.createElement("div"); d.textContent = "x"; d.style.backgroundImage = "url(https://{host}/bg.gif)"; document.documentElement.append(d);`,
  },
  cookie: {
    says: "document.cookie",
    code: `document.cookie = "{name}=" + Date.now() + "; path=/; max-age=31536000; SameSite=Lax";`,
  },
  "cookie-store": {
    says: "the cookie store",
    code: `cookieStore.set({ name: "{name}", value: "1", expires: Date.now() + 86400000 });`,
  },
  "local-storage": { says: "local storage", code: `localStorage.setItem("{name}", String(Math.random()));` },
  "indexed-db": {
    says: "a database",
    code: `const r = indexedDB.open("{name}", 1); r.onupgradeneeded = () => r.result.createObjectStore("ids");`,
  },
  "web-socket": { says: "a web socket", code: `new WebSocket("wss://{host}/live");` },
  "event-source": { says: "an event source", code: `new EventSource("https://{host}/events");` },
  "blob-worker": {
    says: "a worker from a blob that fetches",
    code: `new Worker(URL.createObjectURL(new Blob(["fetch('https://{host}/worker', { mode: 'no-cors' })"], { type: "text/javascript" })));`,
  },
  "service-worker": {
    says: "a service worker that fetches",
    code: `navigator.serviceWorker.register("/sw.js?{host}", { scope: "/scope-{name}/" });`,
  },
  "blank-frame": {
    says: "a fetch lent by a fresh frame",
    code: `const f = document.createElement("iframe"); document.documentElement.append(f); f.contentWindow.fetch("https://{host}/frame", { mode: "no-cors" }).catch(() => {});`,
  },
  "inner-html-handler": {
    says: "an event handler in HTML set by script",
    code: `const d = document.createElement("div"); d.innerHTML = "<img src='/missing.gif' onerror=\\"fetch('https://{host}/onerror', { mode: 'no-cors' })\\">"; document.documentElement.append(d);`,
  },
  "inner-html-img": {
    says: "an image in HTML set by script",
    code: `const d = document.createElement("div"); d.innerHTML = "<img src='https://{host}/pixel.gif'>"; document.documentElement.append(d);`,
  },
  "form-post": {
    says: "a form sent into a hidden frame",
    code: `const t = document.createElement("iframe"); t.name = "{name}"; const f = document.createElement("form"); f.method = "post"; f.action = "https://{host}/form"; f.target = "{name}"; document.documentElement.append(t, f); f.submit();`,
  },
  webrtc: {
    says: "a WebRTC connection that asks a STUN server",
    code: `const p = new RTCPeerConnection({ iceServers: [{ urls: "stun:{host}:3478" }] }); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o));`,
  },
  "inject-srcdoc": {
    says: "an image in a frame's own HTML set by script",
    code: `const f = document.createElement("iframe"); f.srcdoc = "<img src='https://{host}/frame.gif'>"; document.documentElement.append(f);`,
  },
};

export const vectors: readonly Vector[] = [
  ...Object.entries(elements).map(([id, { says, code }]): Vector => ({
    id: `html-${id}`,
    says: `${says}, in the HTML`,
    when: "html",
    html: code,
  })),
  ...(["parse", "late"] as const).flatMap((when) =>
    Object.entries(scripts).map(([id, { says, code }]): Vector => ({
      id: `${when}-${id}`,
      says: `${says}, ${when === "parse" ? "while the page is parsed" : "1.2 seconds after it has loaded"}`,
      when,
      script: code,
    })),
  ),
];
