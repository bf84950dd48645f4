import { toVersion, type Version } from "@abide/policy";
import { CliError } from "../io.ts";

/** The version that a site publishes: its present one, or the one that `hash` names. */
export async function fetchVersion(url: string, hash?: string): Promise<Version> {
  if (!URL.canParse(url)) throw new CliError(`"${url}" is no address. Give one like http://localhost:4600.`);
  const given = new URL(url);
  const address = given.pathname.endsWith(".json")
    ? given
    : new URL(hash === undefined ? "/privacy/policy.json" : `/privacy/versions/${hash}.json`, given);
  const answer = await fetch(address, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(15_000),
  }).catch(() => undefined);
  if (!answer)
    throw new CliError(`Nothing answers at ${given.origin}. Start the site or correct the address, then try again.`);
  if (!answer.ok) {
    throw new CliError(
      hash === undefined
        ? `${given.origin} publishes no policy at ${address.pathname} (it answered ${answer.status}). Mount Abide's engine there, or name a file instead.`
        : `${given.origin} has no version ${hash} (it answered ${answer.status}). Its versions are listed at ${given.origin}/privacy/versions.`,
    );
  }
  const version = await toVersion((await answer.text()).trim()).catch(() => undefined);
  if (version?.policy.format !== "abide.policy/1")
    throw new CliError(
      `What ${address.href} publishes is no policy that this version of Abide reads. Update Abide, or name a file instead.`,
    );
  return version;
}
