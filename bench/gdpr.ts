import { parseArgs } from "node:util";
import { measure } from "./gdpr/measure.ts";
import { mixes, variants, type Mix, type Variant } from "./gdpr/workload.ts";

// Personal data held by Abide, beside PostgreSQL without and with what GDPRbench's authors retrofit it with: the same operations,
// the same client library, the same server, in turns.
//
//     npm run bench gdpr [--records 10k,100k] [--mix controller,customer,processor,regulator] [--variant A,P,B]
//                        [--operations 400] [--clients 16] [--rounds 1] [--seed 1]

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "10k,100k" },
    mix: { type: "string", default: mixes.join(",") },
    variant: { type: "string", default: "A,P" },
    operations: { type: "string" },
    clients: { type: "string", default: "16" },
    rounds: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
  },
});

const units = { "": 1, k: 1_000, m: 1_000_000 };
function toNumber(text: string): number {
  const [, digits, unit] = /^(\d+)([km]?)$/i.exec(text) ?? [];
  if (digits === undefined) stop(`"${text}" is not a number. Write it as 2000, 10k or 1m.`);
  return Number(digits) * units[unit!.toLowerCase() as keyof typeof units];
}
function toNames<Name extends string>(text: string, known: readonly Name[]): Name[] {
  const names = text.split(",");
  const unknown = names.find((name) => !known.includes(name as Name));
  if (unknown !== undefined) stop(`There is no "${unknown}". There are: ${known.join(", ")}.`);
  return names as Name[];
}
function stop(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

await measure({
  sizes: values.records.split(",").map(toNumber),
  mixes: toNames<Mix>(values.mix, mixes),
  variants: toNames<Variant>(values.variant, variants),
  operations: values.operations === undefined ? undefined : toNumber(values.operations),
  clients: toNumber(values.clients),
  rounds: toNumber(values.rounds),
  seed: toNumber(values.seed),
});
