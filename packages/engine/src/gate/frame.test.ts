import { compile } from "@abide/policy";
import { renderBanner, type Visit } from "@abide/gate/render";
import { expect, test } from "vitest";
import { website } from "../test-policy.ts";
import { toFrame } from "./frame.ts";

const version = await compile(website);
const visit: Visit = {
  version,
  language: "en",
  choice: undefined,
  signals: [],
  permitted: ["choice"],
  ask: true,
  token: () => "one",
  back: "/a?b=c&d",
};
const toBanner = (of: Partial<Visit>) =>
  toFrame("", { visit: { ...visit, ...of } } as Parameters<typeof toFrame>[1], {}).banner;

test("a banner that is kept for many visits is the same as one that is rendered for each, with each visit's own token and way back", () => {
  const visits: readonly Partial<Visit>[] = [
    {},
    { token: () => "two", back: "/other" },
    { token: () => `"<&`, back: `/"<&'é` },
    { language: "de", token: () => "three" },
    { framed: true },
    { framed: true, token: () => "four" },
    { permitted: ["choice", "vimeo"] },
    { ask: false },
    { signals: ["gpc"] },
  ];
  for (const of of [...visits, ...visits]) expect(toBanner(of)).toBe(renderBanner({ ...visit, ...of }));
});
