import { toText, type Command } from "./command.ts";

export const publish: Command = {
  name: "publish",
  takes: "<folder>",
  says: "write the policy as page, JSON, JSON-LD, TILT and Article 30 record",
  more: "Writes the policy in every form and language it is published in, for who serves it from elsewhere.",
  options: {
    policy: {
      type: "string",
      value: "file",
      says: "the declaration; site/policy.ts, policy.ts or abide.policy.ts without it",
    },
    origin: { type: "string", value: "url", says: "where it will stand, for addresses in the files" },
  },
  least: 1,
  most: 1,
  run: async ([folder], options, io) =>
    (await import("../publish.ts")).publishTo(
      folder!,
      { policy: toText(options, "policy"), origin: toText(options, "origin") },
      io,
    ),
};
