import type { Command } from "./command.ts";
import { toText } from "./command.ts";

export const check: Command = {
  name: "check",
  takes: "[url]",
  says: "validate the declaration; with a url, compare it with what the site does",
  more: [
    "Without a url: every problem of the declaration at once, with file and line.",
    "With one: visits the site in a real browser five times (no choice, reject all, accept all,",
    "withdrawn after accepting, Global Privacy Control on) and compares what it does with what it",
    "declares. The declaration is the one that the site publishes, or the one of --policy.",
  ].join("\n"),
  options: {
    policy: {
      type: "string",
      value: "file",
      says: "the declaration; site/policy.ts, policy.ts or abide.policy.ts without it",
    },
    json: { type: "boolean", says: "the result as JSON" },
    report: { type: "string", value: "file.html", says: "a report with the evidence, as a page of its own" },
    pages: { type: "string", value: "n", says: "at most this many pages in each visit; 12 without it" },
    wait: {
      type: "string",
      value: "seconds",
      says: "how long each page is watched once it is there; 1.5 without it, more where trackers come late",
    },
  },
  least: 0,
  most: 1,
  run: async ([url], options, io) =>
    url === undefined
      ? (await import("../check-policy.ts")).checkPolicy(
          { policy: toText(options, "policy"), json: options["json"] === true },
          io,
        )
      : (await import("../check-site.ts")).checkSite(
          url,
          {
            policy: toText(options, "policy"),
            json: options["json"] === true,
            report: toText(options, "report"),
            pages: toText(options, "pages"),
            wait: toText(options, "wait"),
          },
          io,
        ),
};
