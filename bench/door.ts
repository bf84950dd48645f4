import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureCampaign } from "./door/campaign.ts";
import { measureDisclosures } from "./door/disclosures.ts";

// What leaving by the one door costs: disclosures beside a bare loop of `fetch`, and a campaign beside nodemailer's own pool. Each pair
// runs in one process after the other, to the same stand-in in a process of its own. Everybody has to be reached once, or it fails.
//
//     npm run bench door [--disclosures 4000] [--recipients 100k] [--parallel 16] [--connections 5] [--only disclosures|campaign]

const { values } = parseArgs({
  options: {
    disclosures: { type: "string", default: "4000" },
    recipients: { type: "string", default: "100k" },
    parallel: { type: "string", default: "16" },
    connections: { type: "string", default: "5" },
    only: { type: "string" },
  },
});

function toNumber(text: string): number {
  const [, digits, unit] = /^(\d+)(k?)$/i.exec(text) ?? [];
  if (digits === undefined) {
    console.error(`"${text}" is not a number. Write it as 2000 or 10k.`);
    process.exit(2);
  }
  return Number(digits) * (unit ? 1_000 : 1);
}

const wrong: string[] = [];
if (values.only !== "campaign") {
  wrong.push(...(await measureDisclosures(toNumber(values.disclosures), toNumber(values.parallel))));
}
if (values.only !== "disclosures") {
  wrong.push(...(await measureCampaign(toNumber(values.recipients), toNumber(values.connections))));
}
console.log(
  `\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}`,
);
for (const sentence of wrong) console.error(`wrong: ${sentence}`);
if (wrong.length > 0) process.exitCode = 1;
