import { toText, type Command } from "./command.ts";

export const openPackage: Command = {
  name: "open-package",
  takes: "<file>",
  says: "open a sealed package that you were given",
  more: [
    "Asks the website that made the package for its key, which it hands out until the package ends, opens that with",
    "your own key, compares every file with the manifest and writes them into a new folder. The package's key is",
    "held in memory and written nowhere.",
  ].join("\n"),
  options: {
    key: { type: "string", value: "file", says: "your age key, or a file whose first line is the passphrase" },
    into: { type: "string", value: "folder", says: "a new folder; beside where you are otherwise" },
    site: { type: "string", value: "url", says: "the website, where the package does not name it" },
  },
  least: 1,
  most: 1,
  run: async ([file], options, io) =>
    (await import("../open-package.ts")).openPackage(
      file!,
      { key: toText(options, "key"), into: toText(options, "into"), site: toText(options, "site") },
      io,
    ),
};
