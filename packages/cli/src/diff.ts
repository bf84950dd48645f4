import { compare, toWords, type Change, type Version } from "@abide/policy";
import { loadGoodPolicy } from "./check-policy.ts";
import { CliError, type Io } from "./io.ts";
import { fetchVersion } from "./policy-file/fetch.ts";
import { count, wrap } from "./text.ts";

const marks = { "asks-again": "!", notifies: "i", no: " " } as const;

/** Says what changed from one version to another: 0 where nothing did, 1 where something did. */
export async function diffVersions(
  before: string,
  after: string,
  { at, json }: { at: string | undefined; json: boolean },
  io: Io,
): Promise<number> {
  const [a, b] = [await toSide(before, at, io), await toSide(after, at, io)];
  const { changes, material } = compare(a.policy, b.policy);
  if (json) {
    io.out(
      JSON.stringify({ format: "abide.difference/1", before: a.hash, after: b.hash, material, changes }, undefined, 2),
    );
    return changes.length === 0 ? 0 : 1;
  }
  if (changes.length === 0) {
    io.out(
      `✓ Both say the same: version ${a.hash.slice(0, 12)}${a.hash === b.hash ? "" : ` and ${b.hash.slice(0, 12)}`}.`,
    );
    return 0;
  }
  for (const change of changes) io.out(toLines(change, io.width));
  const asks = changes.filter((change) => change.material === "asks-again").length;
  const tells = changes.filter((change) => change.material === "notifies").length;
  const effect = [
    ...(asks > 0 ? [`${count(asks, "change")} (!) will ask visitors again`] : []),
    ...(tells > 0 ? [`${count(tells, "change")} (i) must be notified`] : []),
  ];
  io.out(
    `\n${count(changes.length, "change")} from ${a.hash.slice(0, 12)} to ${b.hash.slice(0, 12)}: ${effect.join(", ") || "none is material"}.`,
  );
  return 1;
}

function toLines({ path, material, says }: Change, width: number): string {
  const [first, ...rest] = wrap(toWords(says, "en"), width - 4);
  return [
    `${marks[material === false ? "no" : material]} ${first}`,
    ...rest.map((line) => `  ${line}`),
    `    ${path.join(".")}`,
  ].join("\n");
}

async function toSide(side: string, at: string | undefined, io: Io): Promise<Version> {
  if (/^https?:\/\//.test(side)) return fetchVersion(side);
  if (/^[0-9a-f]{64}$/.test(side)) {
    if (at !== undefined) return fetchVersion(at, side);
    throw new CliError(`${side.slice(0, 12)}… is a hash. Name the site that has published it with --at url.`);
  }
  return loadGoodPolicy(side, io);
}
