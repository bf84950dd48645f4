import { Session } from "node:inspector/promises";
import { CompiledQuery } from "kysely";
import { decideField, decideUse, toCompiled } from "../../packages/policy/src/index.ts";
import type { Databases } from "./databases.ts";
import { openEngine, perform, type Opened } from "./ours.ts";
import { measureFloor, type Floor } from "./floor.ts";
import { policy, toActivity, toEmail, toPurpose } from "./policy.ts";
import { schedule } from "./schedule.ts";
import { toTrace } from "./workload.ts";

/** What no mix shows. */
export interface Extra {
  readonly records: number;
  /** Nanoseconds of one decision: may this field serve this purpose, and may this person's. */
  readonly decision: number;
  /** Milliseconds, the middle one of twenty: one person erased, one exported. */
  readonly erase: number;
  readonly export: number;
  /** What part of the engine's processor time goes into sealing and opening, as the profile of a processor's mix has it. */
  readonly sealing: number;
  readonly floor: Floor;
  readonly wrong: readonly string[];
}

const people = 20;

export async function measureExtra(databases: Databases, records: number, now: number): Promise<Extra> {
  const url = await databases.create("extra_now", `abide_${records}`);
  try {
    const opened = await openEngine(url, now);
    try {
      const wrong: string[] = [];
      const floor = measureFloor();
      const sealing = await profile(opened, records, now);
      const asked = Array.from({ length: people }, (_, at) => ((at + 1) * 127) % Math.min(records, 10_000));
      const exports: number[] = [];
      const erasures: number[] = [];
      for (const user of asked) {
        const subject = await opened.engine.subjects.find({ email: toEmail(`user${user}`) });
        if (subject === undefined) {
          wrong.push(`Nobody is found as user${user}.`);
          continue;
        }
        const begun = performance.now();
        const exported = await opened.engine.subjects.export(subject, { by: "bench" });
        exports.push(performance.now() - begun);
        const started = performance.now();
        const erased = await opened.engine.subjects.erase(subject, { by: "bench", reason: "request" });
        erasures.push(performance.now() - started);
        wrong.push(...(await checkErased(opened, subject, user, exported?.records ?? [])));
        if (!erased.erased || erased.records !== exported?.records.length) wrong.push(`user${user} was not erased.`);
      }
      wrong.push(...(await checkObjection(opened, records)));
      const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
      return { records, decision: decide(), erase: middle(erasures), export: middle(exports), sealing, floor, wrong };
    } finally {
      await opened.close();
    }
  } finally {
    await databases.drop("extra_now");
  }
}

/** The key is gone, nothing of the person is left in any table, and reading and exporting again is denied. */
async function checkErased(
  { engine, store }: Opened,
  subject: string,
  user: number,
  records: readonly { readonly activity: string; readonly id: string }[],
): Promise<string[]> {
  const wrong: string[] = [];
  const { rows } = await store.db.executeQuery(
    CompiledQuery.raw("select 1 from subject_key where subject = $1", [subject]),
  );
  if (rows.length > 0) wrong.push(`The key of user${user} is still there.`);
  if ((await engine.subjects.find({ email: toEmail(`user${user}`) })) !== undefined)
    wrong.push(`user${user} is still found.`);
  if ((await engine.subjects.export(subject, { by: "bench" })) !== undefined)
    wrong.push(`user${user} can still be exported.`);
  for (const { activity, id } of records) {
    const read = await engine
      .records(activity)
      .for(toPurpose(user))
      .read(id, ["data"] as unknown as readonly never[]);
    if (read.allowed) wrong.push(`A record of user${user} can still be read.`);
  }
  return wrong;
}

/** Whoever objects to a purpose is left out of what is read for it. */
async function checkObjection({ engine }: Opened, records: number): Promise<string[]> {
  const user = Math.min(records, 10_000) - 1;
  const reader = engine.records(toActivity(user)).for(toPurpose(user));
  const query = { fields: ["email"], where: { email: toEmail(`user${user}`) } } as unknown as Parameters<
    typeof reader.list
  >[0];
  const count = async (): Promise<number> => {
    const page = await reader.list(query);
    return page.allowed ? page.records.length : NaN;
  };
  const before = await count();
  const subject = await engine.subjects.find({ email: toEmail(`user${user}`) });
  await engine.subjects.object(subject!, toPurpose(user), { by: "bench" });
  const after = await count();
  return before > 0 && after === 0 ? [] : [`Of ${before} records of somebody who objected, ${after} are given back.`];
}

/** Nanoseconds of both decisions that stand before a value, once the declaration is compiled. */
function decide(): number {
  const compiled = toCompiled(policy);
  const fields = ["email", "objection", "sharing", "data"];
  const facts = { objected: false, restricted: false };
  const rounds = 2_000_000;
  let allowed = 0;
  const run = (times: number): void => {
    for (let at = 0; at < times; at++) {
      const purpose = toPurpose(at);
      if (!decideField(compiled, toActivity(at), fields[at & 3]!, purpose).allowed) continue;
      if (decideUse(compiled, purpose, facts).allowed) allowed++;
    }
  };
  // What it takes to say which activity and purpose it is, is not the decision.
  const name = (times: number): void => {
    for (let at = 0; at < times; at++) if (toPurpose(at) === toActivity(at)) allowed++;
  };
  run(rounds / 10);
  name(rounds / 10);
  let start = performance.now();
  run(rounds);
  const decided = performance.now() - start;
  start = performance.now();
  name(rounds);
  const named = performance.now() - start;
  if (allowed < rounds) throw new Error("Something that is declared was denied.");
  return ((decided - named) / rounds) * 1e6;
}

/** The share of samples that lie in the vault's cipher or are called by it, of those in which the process did anything. */
async function profile(opened: Opened, records: number, now: number): Promise<number> {
  const trace = toTrace({ mix: "processor", variant: "A", records, operations: records > 20_000 ? 60 : 300, seed: 1 })!;
  // By purpose and by user: keys are not known here.
  const operations = trace.filter((operation) => operation.kind === "read" && operation.where.by !== "key");
  opened.clock.now = now;
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
    await schedule(operations, 16, async (operation) => void (await perform(opened, { operation })));
    const { profile } = await session.post("Profiler.stop");
    const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    const parents = new Map(
      profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
    );
    let [busy, sealing] = [0, 0];
    for (const [at, sample] of (profile.samples ?? []).entries()) {
      if (nodes.get(sample)!.callFrame.functionName === "(idle)") continue;
      const time = profile.timeDeltas![at]!;
      busy += time;
      for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
        if (!nodes.get(id)!.callFrame.url.endsWith("/vault/seal.ts")) continue;
        sealing += time;
        break;
      }
    }
    return sealing / busy;
  } finally {
    session.disconnect();
  }
}

export function toExtra(extras: readonly Extra[]): string {
  const rows = extras.map(({ records, decision, erase, export: exported, sealing, wrong }) => [
    records.toLocaleString("en"),
    wrong.length === 0 ? "all as it should be" : wrong[0]!,
    erase.toFixed(1),
    exported.toFixed(1),
    decision.toFixed(0),
    `${(sealing * 100).toFixed(0)} %`,
  ]);
  const head = [
    "records",
    "erased and objected",
    "erase one person, ms",
    "export one person, ms",
    "a decision, ns",
    "sealing and opening",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
