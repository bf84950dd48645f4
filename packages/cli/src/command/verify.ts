import { toText, type Command } from "./command.ts";

export const verify: Command = {
  name: "verify",
  takes: "<receipt>",
  says: "check a receipt offline: is it what was decided, and is it in the log",
  more: [
    "Makes the log's entry again from what the receipt says, follows the proof to the root, and checks the",
    "signature over it. Nothing is fetched. The key is the one line that the site shows at /abide/log/key.",
  ].join("\n"),
  options: {
    key: {
      type: "string",
      value: "key",
      says: "the log's key, or a file with it; else ABIDE_LOG_KEY, else log.vkey in the data folder",
    },
    json: { type: "boolean", says: "the result as JSON" },
  },
  least: 1,
  most: 1,
  run: async ([receipt], options, io) =>
    (await import("../verify.ts")).verifyFile(
      receipt!,
      { key: toText(options, "key"), json: options["json"] === true },
      io,
    ),
};
