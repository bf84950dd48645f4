import { toText, type Command } from "./command.ts";

export const rotate: Command = {
  name: "rotate",
  takes: "",
  says: "lock the vault with another master key, or renew the key below it",
  more: [
    "Without options: makes a new master key, wraps the vault's few keys with it and writes it to `key` in the data",
    "folder; the old one opens nothing any more, in old copies of the store excepted. With --to the new key is read",
    "from a file, and writing it to its place is yours; or it is one that never leaves AWS KMS, and ABIDE_MASTER names it",
    "from then on (awskms:<id, ARN or alias>?region=<region>). With --keys the key that wraps people's keys is renewed",
    "instead: some seconds for a million of them, and it goes on where it was broken off. Where the master key is rotated",
    "after that, and the old one destroyed, nothing opens what the disk may still hold of deleted rows. Records are not",
    "rewritten. Stop the website first, and back up again afterwards: until then the keys in the back-up need the old",
    "master key.",
  ].join("\n"),
  options: {
    to: { type: "string", value: "key", says: "the new master key: a file of at least 16 random bytes, or awskms:…" },
    keys: { type: "boolean", says: "renew the key that wraps people's keys; the master key stays" },
    key: {
      type: "string",
      value: "file",
      says: "the present master key; else ABIDE_MASTER, ABIDE_KEY, or `key` in the data folder",
    },
    site: { type: "string", value: "name", says: "which site, where the store has several" },
  },
  least: 0,
  most: 0,
  run: async (_, options, io) =>
    (await import("../rotate.ts")).rotateStore(
      {
        to: toText(options, "to"),
        key: toText(options, "key"),
        keys: options["keys"] === true,
        site: toText(options, "site"),
      },
      io,
    ),
};
