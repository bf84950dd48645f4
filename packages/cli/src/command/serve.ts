import { toText, type Command } from "./command.ts";

export const serve: Command = {
  name: "serve",
  takes: "",
  says: "publish a declaration on this machine: page, choice centre, versions, log",
  more: "Serves the policy on the embedded store, to look at before it is mounted on a site. Stop it with Ctrl+C.",
  options: {
    policy: {
      type: "string",
      value: "file",
      says: "the declaration; site/policy.ts, policy.ts or abide.policy.ts without it",
    },
    port: { type: "string", value: "n", says: "where to listen; PORT, else 4600, without it" },
  },
  least: 0,
  most: 0,
  run: async (_, options, io) => {
    // Before the declaration is loaded, which is a program as well.
    await import("@abide/engine/egress");
    return (await import("../serve.ts")).serveFile(
      { policy: toText(options, "policy"), port: toText(options, "port") },
      io,
    );
  },
};
