import { toText, type Command } from "./command.ts";

export const diff: Command = {
  name: "diff",
  takes: "<before> <after>",
  says: "what changed between two versions, and whether it is material",
  more: [
    "Each side is a policy file, the address of a site (its present version), or the hash of a version",
    "that the site of --at has published. Exit code 0: they say the same; 1: they differ.",
  ].join("\n"),
  options: {
    at: { type: "string", value: "url", says: "the site whose versions hashes name" },
    json: { type: "boolean", says: "the changes as JSON" },
  },
  least: 2,
  most: 2,
  run: async ([before, after], options, io) =>
    (await import("../diff.ts")).diffVersions(
      before!,
      after!,
      { at: toText(options, "at"), json: options["json"] === true },
      io,
    ),
};
