import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { renderBanner } from "./banner.ts";
import { renderSignal } from "./signal.ts";
import { policy, visitOf } from "./test-visit.ts";

const old = "0".repeat(64);

test("a first visitor is asked in one sentence that names every optional purpose", async () => {
  const html = renderBanner(await visitOf());
  const sentence = html.match(/<p id="abide-ask">(.*?)<\/p>/s)![1]!.replace(/<[^>]+>/g, "");
  expect(sentence).toBe(
    "May we use cookies and similar technologies for these purposes: Advertising, Analytics and Videos?",
  );
});

test("accept and reject are the same element in everything but their value and their word", async () => {
  const buttons = [...renderBanner(await visitOf()).matchAll(/<button([^>]*)>([^<]*)<\/button>/g)];
  expect(buttons.map(([, , word]) => word)).toEqual(["Accept all", "Reject all"]);
  expect(buttons.map(([, attributes]) => attributes!.replace(/value="\w+"/, ""))).toEqual([
    buttons[0]![1]!.replace(/value="\w+"/, ""),
    buttons[0]![1]!.replace(/value="\w+"/, ""),
  ]);
});

test("the answer is a plain form post that brings one back to where one was", async () => {
  const html = renderBanner(await visitOf());
  expect(html).toMatch(/<form\s[^>]*method="post"\s+action="\/abide\/choice"/);
  expect(html).toContain(`name="token" value="token-of-the-visit"`);
  expect(html).toContain(`name="back" value="/product?plan=team&#38;x=1"`);
  expect(html).toContain(`name="control" value="banner"`);
  expect(html).toContain(`href="/privacy/choices?back=%2Fproduct%3Fplan%3Dteam%26x%3D1"`);
});

test("nothing is ticked, and nothing can be: the banner has no boxes", async () => {
  expect(renderBanner(await visitOf())).not.toMatch(/checkbox|checked/);
});

test("after an acceptance and after a refusal there is no banner", async () => {
  expect(renderBanner(await visitOf({ allowed: ["googleAnalytics"] }))).toBe("");
  expect(renderBanner(await visitOf({ allowed: [] }))).toBe("");
});

test("a policy without anything optional asks nothing", async () => {
  const { choice } = policy.trackers!;
  const version = await compile({ ...policy, trackers: { choice: choice! } });
  expect(renderBanner(await visitOf({ version }))).toBe("");
});

test("a signal that is honoured answers in the visitor's place, and the page says so", async () => {
  const visit = await visitOf({ signals: ["gpc"] });
  expect(renderBanner(visit)).toBe("");
  expect(renderSignal(visit)).toContain("Opt-out request honoured: Global Privacy Control");
});

test("a signal that the policy ignores answers nothing", async () => {
  const visit = await visitOf({ signals: ["dnt"] });
  expect(renderBanner(visit)).not.toBe("");
  expect(renderSignal(visit)).toBe("");
});

test("a signal sent while something was allowed is not said to be honoured", async () => {
  const chosen = { signals: ["gpc"] } as const;
  expect(renderSignal(await visitOf({ signals: ["gpc"], allowed: ["vimeo"], choice: chosen }))).toBe("");
  expect(renderSignal(await visitOf({ signals: ["gpc"], allowed: [], choice: chosen }))).not.toBe("");
});

test("asked again after a material change, the visitor is told so and can see the difference", async () => {
  const visit = await visitOf({ ask: true, choice: { version: old } });
  const html = renderBanner(visit);
  expect(html).toContain("Our policy has changed since you chose, so we ask again.");
  expect(html).toContain(`href="/privacy/versions/${old}/${visit.version.hash}"`);
});

test("in Arabic the banner reads from right to left, and words that we have only in English are marked as English", async () => {
  const html = renderBanner(await visitOf({ language: "ar" }));
  expect(html).toContain(`lang="ar" dir="rtl"`);
  expect(html).toContain(`<span lang="en" dir="ltr">Advertising</span>`);
});

test("what a policy says cannot become markup", async () => {
  const version = await compile({
    ...policy,
    purposes: { ...policy.purposes, analytics: { ...policy.purposes.analytics, title: `<img src=x onerror="a">` } },
  });
  expect(renderBanner(await visitOf({ version, back: `/"><script>` }))).not.toMatch(/<img|<script/);
});
