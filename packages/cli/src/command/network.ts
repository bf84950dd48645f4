import type { Command } from "./command.ts";

export const network: Command = {
  name: "network",
  takes: "<folder> [host…]",
  says: "write network policies that close everything but declared hosts",
  more: "Writes policies for Kubernetes, Cilium, Docker Compose and systemd into a folder. The store, the files and the master key are those of the environment (ABIDE_STORE, ABIDE_FILES, ABIDE_MASTER); the hosts of recipients' connectors, the mail server and whatever else the engine is given are named, with their port where it is not 443.",
  options: {},
  least: 1,
  most: 200,
  run: async ([folder, ...hosts], _, io) => (await import("../network.ts")).writeNetwork(folder!, hosts, io),
};
