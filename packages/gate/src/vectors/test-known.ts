import type { Cell, Known } from "./test-ways.ts";

// What leaks all the same, by browser, and why. SECURITY.md says the same in its table.

const without = ({ outbound }: Cell) => outbound === "any";
const leadsAway = { says: "where a page may lead is free without the allowlist", where: without };
const takesFrame = {
  says: "a script takes a frame by its number before the guard has reached it",
  isRace: true,
} as const;

export const knownInChromium: Known = {
  "also-navigate": leadsAway,
  "also-open-window": leadsAway,
  "also-form-get": leadsAway,
  "inline-second-page-by-number": takesFrame,
};

const ofHtml = {
  says: "without the allowlist only who rewrites the HTML can stop what a browser does before any script runs",
  where: without,
};

/** Under headers and guard alone, as whoever renders pages without the engine has them. */
export const knownWithoutRewriting: Known = {
  "html-iframe": ofHtml,
  "html-dns-prefetch": ofHtml,
  "html-preconnect": ofHtml,
  "html-speculation-rules": ofHtml,
  "also-meta-refresh": ofHtml,
};

/** Elsewhere the form's address is refused before it is looked up. */
const { "also-form-get": _form, ...inOthers } = knownInChromium;
export const knownInFirefox: Known = inOthers;

const noSpeculation = { says: "it has no speculation rules" };
const noBuckets = { says: "it has no storage buckets" };
const noPings = { says: "it sends no pings" };
const oldName = { says: "it does not know WebRTC by that name" };
export const lackingInFirefox: Known = {
  "html-speculation-rules": noSpeculation,
  "inline-speculation-script": noSpeculation,
  "inline-speculation-written": noSpeculation,
  "inline-speculation-prerender": noSpeculation,
  "also-bucket": noBuckets,
  "also-bucket-itself": noBuckets,
  "also-bucket-file": noBuckets,
  "also-ping": noPings,
  "inline-old-webrtc": oldName,
};

const keepsDatabase = {
  says: "a database whose making is called off stays, empty; where a banner or a tracker brings gate.js, that sweeps it",
  where: ({ phase }: Cell) => phase === "refused" || phase === "withdrawn",
};
export const knownInWebKit: Known = {
  ...inOthers,
  "parse-indexed-db": keepsDatabase,
  "late-indexed-db": keepsDatabase,
  "also-blank-frame-database": keepsDatabase,
  "also-script-into-frame": keepsDatabase,
};

const noLookUp = { says: "it looks nothing up for the first page that it shows" };
const noPrefetch = { says: "it does not prefetch" };
const noWebrtc = { says: "Debian builds it without WebRTC" };
const noTransport = { says: "it has no WebTransport" };
const noFiles = { says: "it has no files of the origin" };
export const lackingInWebKit: Known = {
  "html-dns-prefetch": noLookUp,
  "html-prefetch": noPrefetch,
  "also-inject-prefetch": noPrefetch,
  "html-speculation-rules": noSpeculation,
  "inline-speculation-script": noSpeculation,
  "inline-speculation-written": noSpeculation,
  "inline-speculation-prerender": noSpeculation,
  "parse-webrtc": noWebrtc,
  "late-webrtc": noWebrtc,
  "inline-old-webrtc": noWebrtc,
  "also-file": noFiles,
  "also-bucket": noBuckets,
  "also-bucket-itself": noBuckets,
  "also-bucket-file": noBuckets,
  "also-web-transport": noTransport,
};
