import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { compile, definePolicy } from "@abide/policy";
import { renderGuard } from "@abide/gate/render";
import { toLaunchOptions } from "@abide/scanner";
import { chromium, type Page } from "playwright-core";

// What the guard costs code that stores what is declared, or that puts nodes into the page: the same loops in a page without a guard, with
// the guard as it was before it kept what is undeclared in memory, and with today's. They take turns in one browser. Compare columns,
// not microseconds: those are this machine's.
//
//     npm run bench guard [rounds]

const rounds = Number(process.argv[2] ?? 15);

/** The last guard that dropped what is undeclared. */
const before = "ce5c893";

/** What is measured: code for one turn, and how often it runs in a round. */
const uses: { readonly [name: string]: readonly [code: string, times: number] } = {
  "declared key, set": [`localStorage.setItem("basket", "v" + (i & 7));`, 2_000],
  "declared key, read": [`localStorage.getItem("basket");`, 10_000],
  "declared key, as a property": [`localStorage.basket = "v" + (i & 7); localStorage.basket;`, 2_000],
  "declared cookie, set": [`document.cookie = "basket=" + (i & 7) + "; path=/";`, 500],
  "cookies, read": [`document.cookie;`, 1_000],
  "node put into the page": [`list.appendChild(document.createElement("p"));`, 2_000],
  "attribute set": [`list.setAttribute("class", "v" + (i & 7));`, 5_000],
  "HTML set": [`list.innerHTML = "<ul>" + "<li class='a'><a href='/x'>x</a></li>".repeat(50) + "</ul>";`, 50],
};

const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  purposes: { operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" } },
  activities: {},
  trackers: {
    shop: {
      name: "Shop",
      purpose: "operation",
      says: "Remembers the basket.",
      party: "first",
      duration: "P30D",
      stores: [
        { kind: "cookie", name: "basket", life: "P1D", party: "first" },
        { kind: "local", name: "basket", life: "until-deleted", party: "first" },
      ],
      hosts: {},
      load: [],
      necessary: "The basket would be empty on the next page.",
    },
  },
});

async function renderToday(): Promise<string> {
  const version = await compile(policy);
  const visit = { version, language: "en", choice: undefined, signals: [], permitted: ["shop"], ask: false };
  return (await renderGuard({ ...visit, token: () => "", back: "/" })).html;
}

/** The guard of that time with the same permitted. */
async function renderBefore(): Promise<string> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const source = execFileSync("git", ["show", `${before}:packages/gate/src/browser/guard.ts`], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), "abide-bench-"));
  try {
    const entry = join(folder, "guard.ts");
    await writeFile(entry, source);
    const { outputFiles } = await bundle({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "iife",
      tsconfigRaw: "{}",
      write: false,
    });
    return `<script>${outputFiles[0]!.text.replace(/\bALLOWED\b/g, "/^(lbasket|obasket)$/")}</script>`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that `times` turns of `code` take, once the browser has compiled it. */
function measure(page: Page, code: string, times: number): Promise<number> {
  return page.evaluate(`(() => {
    const run = (times) => {
      const list = document.body.appendChild(document.createElement("div"));
      const start = performance.now();
      for (let i = 0; i < times; i++) { ${code} }
      const time = performance.now() - start;
      list.remove();
      return time;
    };
    run(${times / 10});
    return run(${times});
  })()`);
}

const guards: { readonly [name: string]: string } = {
  none: "",
  before: await renderBefore(),
  today: await renderToday(),
};
const server = createServer(({ url }, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end(`<!doctype html><html><head>${guards[url!.slice(1)] ?? ""}</head><body></body></html>`);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch(await toLaunchOptions([]));
const fastest = new Map<string, number>();
try {
  // One page that takes turns: of three, each would be another process, and one of them the slow one.
  const page = await browser.newPage();
  for (let round = 0; round < rounds; round++) {
    const turns = Object.keys(guards);
    for (const guard of round % 2 === 0 ? turns : turns.toReversed()) {
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/${guard}`);
      for (const [use, [code, times]] of Object.entries(uses)) {
        const time = await measure(page, code, times);
        const key = `${use} ${guard}`;
        fastest.set(key, Math.min(fastest.get(key) ?? Infinity, (time / times) * 1000));
      }
    }
  }
} finally {
  await browser.close();
  server.close();
}

const lines = [
  "| fastest round, microseconds | no guard | guard before | guard today | today, times before |",
  "| --- | --- | --- | --- | --- |",
  ...Object.keys(uses).map((use) => {
    const [none, old, now] = Object.keys(guards).map((guard) => fastest.get(`${use} ${guard}`)!) as [
      number,
      number,
      number,
    ];
    return `| ${use} | ${none.toFixed(2)} | ${old.toFixed(2)} | ${now.toFixed(2)} | ${(now / old).toFixed(2)} |`;
  }),
];
console.log(lines.join("\n"));
const folder = fileURLToPath(new URL("out/", import.meta.url));
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "guard.md"), `${lines.join("\n")}\n`);
