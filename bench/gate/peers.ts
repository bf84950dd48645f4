import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Peer } from "./candidate.ts";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));
const read = (path: string): string => readFileSync(`${folder}node_modules/${path}`, "utf8");
const versionOf = (name: string): string => (JSON.parse(read(`${name}/package.json`)) as { version: string }).version;

/** Three purposes and five trackers, as each peer has them declared. */
const trackers = [
  { key: "analytics1", name: "Analytics One", purpose: "analytics", cookies: ["_a1", "_a1_id"] },
  { key: "analytics2", name: "Analytics Two", purpose: "analytics", cookies: ["_a2"] },
  { key: "adverts1", name: "Adverts One", purpose: "advertising", cookies: ["_fbp"] },
  { key: "adverts2", name: "Adverts Two", purpose: "advertising", cookies: ["_ad2"] },
  { key: "video", name: "Video", purpose: "media", cookies: ["vid"] },
];
const purposes = ["analytics", "advertising", "media"];
const asks = "We would like to measure which pages help, to show our advertising, and to play videos. May we?";

/** The peers, installed from their lockfile where they are not yet, each set up as its own documentation says. */
export async function loadPeers(): Promise<Peer[]> {
  if (!existsSync(`${folder}node_modules/.package-lock.json`)) {
    console.error("Installing the peers (npm ci in bench/peers) …");
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  }
  return [vanilla(), klaro(), tarteaucitron(), await c15t()];
}

function vanilla(): Peer {
  const config = {
    hideFromBots: false,
    categories: {
      necessary: { enabled: true, readOnly: true },
      ...Object.fromEntries(
        purposes.map((purpose) => {
          const own = trackers.filter((tracker) => tracker.purpose === purpose);
          return [
            purpose,
            {
              autoClear: { cookies: own.flatMap(({ cookies }) => cookies.map((name) => ({ name }))) },
              services: Object.fromEntries(own.map(({ key, name }) => [key, { label: name }])),
            },
          ];
        }),
      ),
    },
    guiOptions: { consentModal: { layout: "bar", position: "bottom" } },
    language: {
      default: "en",
      translations: {
        en: {
          consentModal: {
            title: "Your choice",
            description: asks,
            acceptAllBtn: "Accept all",
            acceptNecessaryBtn: "Reject all",
            showPreferencesBtn: "Choose",
          },
          preferencesModal: {
            title: "Your choices",
            acceptAllBtn: "Accept all",
            acceptNecessaryBtn: "Reject all",
            savePreferencesBtn: "Save",
            closeIconLabel: "Close",
            sections: [
              { title: "Necessary", description: "Always on.", linkedCategory: "necessary" },
              ...purposes.map((purpose) => ({ title: purpose, description: "Optional.", linkedCategory: purpose })),
            ],
          },
        },
      },
    },
  };
  return {
    name: "vanilla-cookieconsent",
    version: versionOf("vanilla-cookieconsent"),
    head: `<link rel="stylesheet" href="/peer/cookieconsent.css"><script type="module" src="/peer/config.js"></script>`,
    files: {
      "/peer/cookieconsent.css": read("vanilla-cookieconsent/dist/cookieconsent.css"),
      "/peer/cookieconsent.umd.js": read("vanilla-cookieconsent/dist/cookieconsent.umd.js"),
      "/peer/config.js": `import "/peer/cookieconsent.umd.js";\nCookieConsent.run(${JSON.stringify(config)});`,
    },
    banner: "#cc-main .cm",
    reject: "#cc-main .cm [data-role=necessary]",
  };
}

function klaro(): Peer {
  const config = {
    version: 1,
    acceptAll: true,
    translations: {
      zz: { privacyPolicyUrl: "/privacy" },
      en: { consentNotice: { description: asks }, purposes: Object.fromEntries(purposes.map((key) => [key, key])) },
    },
    services: trackers.map(({ key, name, purpose, cookies }) => ({
      name: key,
      title: name,
      purposes: [purpose],
      cookies,
    })),
  };
  return {
    name: "klaro",
    version: versionOf("klaro"),
    head: `<script defer src="/peer/config.js"></script><script defer data-config="klaroConfig" src="/peer/klaro.js"></script>`,
    files: {
      "/peer/config.js": `var klaroConfig = ${JSON.stringify(config)};`,
      "/peer/klaro.js": read("klaro/dist/klaro.js"),
    },
    banner: ".klaro .cookie-notice",
    reject: ".klaro .cn-decline",
  };
}

function tarteaucitron(): Peer {
  const base = `${folder}node_modules/tarteaucitronjs/`;
  const files = Object.fromEntries(
    ["*.min.js", "css/*.min.css", "lang/tarteaucitron.en.min.js"]
      .flatMap((pattern) => globSync(pattern, { cwd: base }))
      .map((path) => [`/peer/${path}`, readFileSync(base + path, "utf8")]),
  );
  const services = trackers.map(({ key, name, purpose, cookies }) => ({
    key,
    name,
    type: purpose === "media" ? "video" : purpose === "advertising" ? "ads" : "analytic",
    uri: "",
    needConsent: true,
    cookies,
  }));
  return {
    name: "tarteaucitronjs",
    version: versionOf("tarteaucitronjs"),
    head: `<script src="/peer/tarteaucitron.min.js"></script><script src="/peer/config.js"></script>`,
    files: {
      ...files,
      "/peer/config.js": `var tarteaucitronForceLanguage = "en";
tarteaucitron.init({ privacyUrl: "/privacy", bodyPosition: "top", hashtag: "#tarteaucitron", cookieName: "tarteaucitron", orientation: "bottom", showAlertSmall: false, cookieslist: false, showIcon: false, adblocker: false, DenyAllCta: true, AcceptAllCta: true, highPrivacy: true, removeCredit: true, moreInfoLink: true, useExternalCss: false, useExternalJs: false, mandatory: true });
${services.map((service) => `tarteaucitron.services[${JSON.stringify(service.key)}] = Object.assign(${JSON.stringify(service)}, { js: function () {} }); (tarteaucitron.job = tarteaucitron.job || []).push(${JSON.stringify(service.key)});`).join("\n")}`,
    },
    banner: "#tarteaucitronAlertBig",
    reject: "#tarteaucitronAllDenied2",
  };
}

async function c15t(): Promise<Peer> {
  const { outputFiles } = await build({
    entryPoints: [`${folder}c15t.jsx`],
    bundle: true,
    minify: true,
    format: "esm",
    jsx: "automatic",
    target: "chrome111",
    define: { "process.env.NODE_ENV": '"production"' },
    outdir: "/",
    write: false,
    logLevel: "error",
  });
  const file = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))!.text;
  return {
    name: "c15t + react",
    version: versionOf("c15t"),
    head: `<link rel="stylesheet" href="/peer/c15t.css"><script type="module" src="/peer/c15t.js"></script>`,
    files: { "/peer/c15t.js": file(".js"), "/peer/c15t.css": file(".css") },
    banner: "[data-testid=consent-banner-card]",
    reject: "[data-testid=consent-banner-reject-button]",
  };
}
