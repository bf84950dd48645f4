import { toText, type Command } from "./command.ts";

export const backup: Command = {
  name: "backup",
  takes: "<folder>",
  says: "back up the store, its files and, apart from them, people's keys",
  more: [
    "Writes a folder with the time in its name, and in place of the one before a file `keys`: without it nobody's",
    "data in any back-up can be opened. Keep back-ups as long as you like; of `keys` keep the newest only, so that",
    "who is erased is erased from every back-up. The newest `keys` opens all of them, also after a rotation. The",
    "master key (ABIDE_KEY, or `key` in the data folder) is in neither: keep it somewhere else. The website may",
    "run meanwhile. Files are read from the data folder, and from the bucket of ABIDE_FILES where that is set.",
  ].join("\n"),
  options: {
    key: {
      type: "string",
      value: "file",
      says: "a file with the master key; else ABIDE_MASTER, ABIDE_KEY, or `key` in the data folder",
    },
    site: { type: "string", value: "name", says: "which site, where the store has several" },
  },
  least: 1,
  most: 1,
  run: async ([folder], options, io) =>
    (await import("../back-up.ts")).backUpStore(
      folder!,
      { site: toText(options, "site"), key: toText(options, "key") },
      io,
    ),
};
