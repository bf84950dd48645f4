import { brotliCompressSync, constants } from "node:zlib";
import { describe, expect, test } from "vitest";
import { build } from "../packages/gate/src/built.ts";
import type { Built } from "../packages/gate/src/built.ts";
import { renderBanner } from "../packages/gate/src/render/banner.ts";
import { renderIsland } from "../packages/gate/src/render/island.ts";
import { visitOf } from "../packages/gate/src/render/test-visit.ts";

// What each file costs a visitor, brotli at its highest quality: a number, and beside it the reason for the number.

const toBytes = (text: string): number =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const files: Built = await build();

/** What no file for the browser may carry: a library, a policy's words, a tracker's name, or what belongs to the server. */
const foreign =
  /react|vue|jquery|lodash|tslib|core-js|__webpack|regenerator|node:|googletag|gtag|fbq|facebook|linkedin|hotjar|vimeo|cookie policy|privacy policy|accept all|reject all|halden|\.innerHTML|eval\(|new Function/i;

describe("bytes", () => {
  test("the inline guard fits in 1,790: every page carries it, before everything else; 340 more than before, so that hints are found however they come in browsers without an allowlist (275), pages with embeds change fast (35), what is declared is stored fast (15), and a script behind a written frame finds it guarded (15)", () => {
    expect(toBytes(files.guard)).toBeLessThanOrEqual(1_790);
  });

  test("what holds cookies to their declared life adds at most 410 to it, for those alone who permit cookies: the dates of cookies have many notations", () => {
    expect(toBytes(files.guardLives) - toBytes(files.guard)).toBeLessThanOrEqual(410);
  });

  test("the guard of workers fits in 1,700: only pages of policies that declare workers carry it, and each of their workers", () => {
    expect(toBytes(files.worker)).toBeLessThanOrEqual(1_700);
  });

  test("gate.js fits in 3,072: the best existing manager needs 14,240 to show its banner, and as much to load nothing", () => {
    expect(toBytes(files.gate)).toBeLessThanOrEqual(3_072);
  });

  test("the centre's enhancement fits in 4,096: it comes when somebody opens the centre, and has to be there before they wait", () => {
    expect(toBytes(files.centre)).toBeLessThanOrEqual(4_096);
  });

  test("the task of a form fits in 1,280: it comes with an answer that asks somebody to be patient", () => {
    expect(toBytes(files.work)).toBeLessThanOrEqual(1_280);
  });

  test("form.css fits in 1,280: it stands before the form and is needed to paint it", () => {
    expect(toBytes(files.form)).toBeLessThanOrEqual(1_280);
  });

  test("gate.css fits in 2,560: it is needed for the first paint of a page that asks, so it must fit the first round trip with it", () => {
    expect(toBytes(files.css)).toBeLessThanOrEqual(2_560);
  });

  test("the banner fits in 1,024: it is part of the page's own bytes", async () => {
    expect(toBytes(renderBanner(await visitOf()))).toBeLessThanOrEqual(1_024);
  });
});

describe("a new visitor", () => {
  test("needs no script until the banner shows but the guard: the banner is in the page, and nothing is to be loaded", async () => {
    const visit = await visitOf();
    const banner = renderBanner(visit);
    expect(banner).not.toBe("");
    expect(banner).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect(renderIsland(visit)).not.toMatch(/"(script|image)":/);
  });
});

describe("a returning visitor who refused", () => {
  test("pays for the guard alone: no banner, nothing to load", async () => {
    const visit = await visitOf({ allowed: [] });
    expect(renderBanner(visit)).toBe("");
    expect(renderIsland(visit)).not.toMatch(/"(script|image)":/);
  });
});

describe("names that must not appear", () => {
  test.each(["guard", "guardLives", "worker", "workerEnd", "gate", "centre", "work"] as const)(
    "%s.js carries no library, no policy's words and no tracker's name",
    (name) => {
      // The guard reads tags in a template, where nothing runs and nothing loads.
      const text = name.startsWith("guard") ? files[name].replaceAll(".innerHTML", "") : files[name];
      expect(text.match(foreign)?.[0]).toBe(undefined);
      expect(files[name]).not.toMatch(/https?:\/\//);
    },
  );

  test("gate.css and form.css fetch nothing", () => {
    expect(files.css + files.form).not.toMatch(/url\(|@import|@font-face/);
  });
});
