import { toText, type Command } from "./command.ts";

export const restore: Command = {
  name: "restore",
  takes: "<back-up>",
  says: "put a back-up into an empty data folder, or an empty PostgreSQL",
  more: [
    "Takes the folder of one back-up, or of several: then the newest. Everything is compared with its checksums and",
    "the log is verified before anything counts. People who were erased since are erased again. The master key is",
    "that of the newest `keys`: it is taken from --key, ABIDE_MASTER or ABIDE_KEY. With --force it also restores where",
    "something is lost by it: entries of the log that the data folder's checkpoint knows of, which whoever has kept",
    "a newer checkpoint can tell from then on; or people who came after the keys were saved.",
    "Where the site has features of its own, --features names the module that exports them: they make their tables,",
    "and say how people are erased from them again.",
  ].join("\n"),
  options: {
    into: { type: "string", value: "folder", says: "the new data folder; else ABIDE_DATA, or ABIDE_STORE" },
    keys: {
      type: "string",
      value: "file",
      says: "the newest file with people's keys; `keys` beside the back-up otherwise",
    },
    key: { type: "string", value: "file", says: "a file with the master key, e.g. `key` of the old data folder" },
    features: { type: "string", value: "module", says: "a module that exports the site's own features" },
    force: { type: "boolean", says: "although entries of the log, or people, are lost by it" },
  },
  least: 1,
  most: 1,
  run: async ([from], options, io) =>
    (await import("../back-up.ts")).restoreStore(
      from!,
      {
        into: toText(options, "into"),
        keys: toText(options, "keys"),
        key: toText(options, "key"),
        features: toText(options, "features"),
        force: options["force"] === true,
      },
      io,
    ),
};
