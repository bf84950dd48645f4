import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { renderCentre } from "./centre.ts";
import { policy, visitOf } from "./test-visit.ts";

/** The box of `tracker`, as it is written. */
const boxOf = (html: string, tracker: string): string =>
  [...html.matchAll(/<input[^>]*>/g)].map(([box]) => box).find((box) => box.includes(`value="${tracker}"`))!;
const toText = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const optional = ["googleAnalytics", "crazyEgg", "metaPixel", "vimeo", "memory"];

test("nothing optional is ticked before a choice, and the strictly necessary is locked with its reason in words", async () => {
  const html = renderCentre(await visitOf());
  for (const tracker of optional) expect(boxOf(html, tracker)).not.toMatch(/checked|disabled/);
  expect(boxOf(html, "choice")).toMatch(/checked disabled/);
  expect(toText(html)).toContain("Always on. Without it we could not keep your choice");
  expect(toText(html)).toContain("You have not made a choice yet. Nothing optional runs.");
});

test("a choice shows as it was made: what is ticked, when, how much, until when, under which version, with its receipt", async () => {
  const visit = await visitOf({ allowed: ["googleAnalytics"] });
  const html = renderCentre(visit);
  expect(optional.filter((tracker) => boxOf(html, tracker).includes("checked"))).toEqual(["googleAnalytics"]);
  const text = toText(html);
  expect(text).toContain("Chosen on 20 November 2026");
  expect(text).toContain("Trackers allowed 1 of 5");
  expect(text).toContain("Kept until 19 May 2027");
  expect(text).toContain(visit.version.hash.slice(0, 12));
  expect(html).toContain(`href="/privacy/versions/${visit.version.hash}"`);
  expect(html).toContain(`href="/abide/receipt/mine"`);
});

test("each purpose says how much of it is allowed", async () => {
  const states = async (...allowed: string[]): Promise<string[]> =>
    [...renderCentre(await visitOf({ allowed })).matchAll(/data-state="(\w+)"/g)].map(([, state]) => state!);
  expect(await states()).toEqual(["none", "none", "none"]);
  expect(await states("metaPixel", "crazyEgg")).toEqual(["all", "mixed", "none"]);
});

test("every tracker shows what it does, who receives it where, what it stores for how long, and the ways out", async () => {
  const html = renderCentre(await visitOf());
  const text = toText(html);
  for (const words of [
    "Google Ireland Limited (Ireland)",
    "_ga_* Cookie · 2 years · this website",
    "Crazy Egg, Inc. (United States)",
    "__cf_bm Cookie · 30 minutes · vimeo.com",
    "halden:paused:* Local storage · until it is deleted · this website",
    "halden:now Session storage · until the browser is closed · this website",
    "Kept for at most 24 months",
    "Halden Software (this website)",
  ])
    expect(text).toContain(words);
  expect(html).toContain(`href="https://policies.google.com/privacy"`);
  expect(html).toContain(`href="https://tools.google.com/dlpage/gaoptout"`);
});

test("save, reject and accept are the same button, and Enter in a box saves what is ticked", async () => {
  const buttons = [...renderCentre(await visitOf()).matchAll(/<button class="abide-button"[^>]*>/g)].map(
    ([button]) => button,
  );
  expect(buttons.map((button) => button.match(/value="(\w+)"/)![1])).toEqual(["save", "reject", "accept"]);
  expect(new Set(buttons.map((button) => button.replace(/value="\w+"/, ""))).size).toBe(1);
});

test("withdrawing everything is one press, said where the choice is shown", async () => {
  expect(toText(renderCentre(await visitOf({ allowed: ["vimeo"] })))).toContain("To withdraw, press “Reject all”.");
});

test("signals: how each is treated, whether it is sent, and that it was honoured", async () => {
  const text = toText(renderCentre(await visitOf({ signals: ["gpc"] })));
  expect(text).toContain("Opt-out request honoured: Global Privacy Control");
  expect(text).toContain("Global Privacy Control Counts as a refusal of everything optional. Your browser sends it.");
  expect(text).toContain("Do Not Track This website does not act on it. Your browser does not send it.");
});

test("a choice made while the signal was sent outweighs it, and the centre says that", async () => {
  const visit = await visitOf({ signals: ["gpc"], allowed: ["vimeo"], choice: { signals: ["gpc"] } });
  const text = toText(renderCentre(visit));
  expect(text).toContain("so your choice applies");
  expect(text).not.toContain("Opt-out request honoured");
});

test("a choice about an older version leads to the difference", async () => {
  const visit = await visitOf({ ask: true, choice: { version: "0".repeat(64), allowed: [] } });
  expect(renderCentre(visit)).toContain(`href="/privacy/versions/${"0".repeat(64)}/${visit.version.hash}"`);
});

test("the industry's opt-outs and the browsers' own help are there", async () => {
  const html = renderCentre(await visitOf());
  expect(html).toContain(`href="https://www.youronlinechoices.eu"`);
  for (const browser of ["Chrome", "Edge", "Firefox", "Safari"]) expect(toText(html)).toContain(` ${browser} `);
});

test("a site without anything optional says so and offers no buttons", async () => {
  const version = await compile({ ...policy, trackers: { choice: policy.trackers!.choice! } });
  const html = renderCentre(await visitOf({ version }));
  expect(toText(html)).toContain("This website uses nothing optional");
  expect(html).not.toContain(`name="do"`);
});

test("what only a script can do is hidden until it is there", async () => {
  const html = renderCentre(await visitOf());
  expect(html).toMatch(/<button class="abide-close" type="button" hidden>/);
});

test("a purpose with several trackers has a switch, which says whether it was shown as on", async () => {
  const off = renderCentre(await visitOf());
  expect(off).toMatch(/name="whole" value="[a-zA-Z]+"/);
  expect(off).not.toContain('name="was"');
  const on = renderCentre(await visitOf({ allowed: Object.keys(policy.trackers!) }));
  expect(on).toMatch(/name="whole" value="([a-zA-Z]+)"[^>]*checked[^]*name="was" value="\1"/);
});

test("figures, dates, countries and durations are in the visitor's language", async () => {
  const visit = await visitOf({ language: "fa", allowed: ["googleAnalytics"] });
  const text = toText(renderCentre(visit));
  expect(text).toContain("۱ از ۵");
  expect(text).toContain("ایرلند");
  expect(text).toContain("۲۴ ماه");
});

test("a link that no page may have is text", async () => {
  const trackers = {
    ...policy.trackers,
    vimeo: { ...policy.trackers!.vimeo!, policy: "javascript:alert(1)" as `https://${string}` },
  };
  expect(renderCentre(await visitOf({ version: await compile({ ...policy, trackers }) }))).not.toContain(
    `href="javascript`,
  );
});
