import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readHosts, toNetworkPolicies } from "@abide/engine/egress/network";
import { CliError, type Io } from "./io.ts";

/** Writes the network policies of a deployment into `folder`. */
export async function writeNetwork(folder: string, hosts: readonly string[], io: Io): Promise<number> {
  const wrong = hosts.find(
    (host) => !/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(host) || !URL.canParse(`https://${host}`),
  );
  if (wrong !== undefined)
    throw new CliError(`"${wrong}" is no host. Write it as api.vendor.example or db.internal:5432.`);
  const policies = toNetworkPolicies(readHosts(io.env, hosts));
  const place = resolve(io.cwd, folder);
  try {
    await mkdir(place, { recursive: true });
    for (const [file, text] of Object.entries(policies)) await writeFile(join(place, file), text);
  } catch (error) {
    throw new CliError(`${folder} cannot be written to (${(error as Error).message}). Name another folder.`);
  }
  for (const file of Object.keys(policies)) io.out(join(folder, file));
  return 0;
}
