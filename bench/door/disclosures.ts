import { compile, decideField, decideUse } from "@abide/policy";
import { webhook } from "../../packages/engine/src/connectors/webhook.ts";
import { decideLeaving } from "../../packages/engine/src/disclosures/decide-leaving.ts";
import { createEngine } from "../../packages/engine/src/engine.ts";
import { policy } from "./policy.ts";
import { loop, say, spend, table, withStore } from "./shared.ts";
import { startSink, type Arrived } from "./sink.ts";

const fields = ["email", "message", "company"] as const;

/** Prints disclosures a second through the door beside a bare loop, and gives back what was wrong. */
export async function measureDisclosures(count: number, parallel: number): Promise<string[]> {
  const sink = await startSink("http");
  const url = `http://127.0.0.1:${sink.port}/`;
  try {
    return await withStore(async (store) => {
      const receiver = webhook({
        url,
        secret: `whsec_${"a".repeat(32)}`,
        map: { email: "email", message: "message", company: "company" },
        inside: true,
      });
      const engine = createEngine({
        policies: [policy],
        store,
        key: "k".repeat(32),
        disclose: { connectors: { desk: receiver }, pace: { desk: { parallel } } },
      });
      await engine.ready;
      say(`Collecting ${count} messages`);
      await loop(count, 64, (index) =>
        engine.collect("contact", {
          email: `person${index}@mail${index % 50}.example`,
          message: `Message ${index}: ${"how is it done? ".repeat(20)}`,
          company: "Birkholt",
          remark: "not for the desk",
        }),
      );
      say("Disclosing them");
      const asked = { recipient: "desk", activity: "contact", purpose: "support", fields } as const;
      const writing = await spend(async () => {
        const done = await engine.disclose({ ...asked, records: { since: "2020-01-01T00:00:00Z" } });
        if (!done.disclosed) throw new Error(`Not disclosed: ${done.reason}`);
      });
      const leaving = await spend(() => engine.outbox.drain());
      const door = await sink.take();
      const { delivered } = await engine.outbox.progress();

      say("A bare loop");
      const headers = { "content-type": "application/json" };
      const bare = await spend(() =>
        loop(count, parallel, async (index) => {
          const answer = await fetch(url, {
            method: "POST",
            body: door.sample,
            headers: { ...headers, "webhook-id": String(index) },
          });
          await answer.arrayBuffer();
        }),
      );
      const loose = await sink.take();
      await engine.close();

      const decision = await timeDecisions();
      const each = (spent: { readonly cpu: number }) => ((spent.cpu / count) * 1e6).toFixed(0);
      const rate = (time: number) => count / time;
      const whole = { time: writing.time + leaving.time, cpu: writing.cpu + leaving.cpu };
      const row = (name: string, arrived: Arrived | undefined, spent: typeof whole) => [
        name,
        arrived ? `${arrived.different} of ${count}, ${arrived.repeated} twice` : "",
        `${rate(spent.time).toFixed(0)}/s`,
        `${(rate(spent.time) / rate(bare.time)).toFixed(2)}×`,
        `${each(spent)} µs`,
      ];
      console.log(
        `\n${table(
          ["disclosures", "arrived", "rate", "beside the bare loop", "processor time each, without PostgreSQL's"],
          [
            row("a bare loop of `fetch`", loose, bare),
            row("the door, whole", door, whole),
            row("of that: decided and written down, with their entries in the log", undefined, writing),
            row("of that: read, decided again, sent, recorded", undefined, leaving),
          ],
        )}\n\nThe decisions of one disclosure, as it is written and as it leaves: ${decision.toFixed(0)} ns, ${((decision / 1e3 / Number(each(whole))) * 100).toFixed(2)} % of its processor time.`,
      );
      const sent = JSON.parse(door.sample) as { readonly data: { readonly fields: object } };
      return [
        ...toWrong("the door", door, count),
        ...toWrong("the bare loop", loose, count),
        ...(delivered === count ? [] : [`${delivered} of ${count} are recorded as delivered`]),
        ...(Object.keys(sent.data.fields).sort().join() === [...fields].sort().join()
          ? []
          : ["other fields than those declared left"]),
      ];
    });
  } finally {
    sink.close();
  }
}

export function toWrong(name: string, { count, different, repeated }: Arrived, wanted: number): string[] {
  return different === wanted && repeated === 0
    ? []
    : [`${name}: ${different} of ${wanted} arrived, ${repeated} of them more than once (${count} in all)`];
}

/** Nanoseconds that one disclosure's decisions take: as it is written, and for each field as it leaves. */
async function timeDecisions(): Promise<number> {
  const { policy: compiled } = await compile(policy);
  const leaving = { recipient: "desk", activity: "contact", purpose: "support" };
  const decide = (): number => {
    let said = decideLeaving(compiled, { ...leaving, fields }) === undefined ? 1 : 0;
    said += decideUse(compiled, "support", {}).allowed ? 1 : 0;
    for (const field of fields) {
      said += decideLeaving(compiled, { ...leaving, fields: [field] }) === undefined ? 1 : 0;
      said += decideField(compiled, "contact", field, "support").allowed ? 1 : 0;
    }
    return said + (decideUse(compiled, "support", {}).allowed ? 1 : 0);
  };
  const rounds = 200_000;
  let said = 0;
  for (let round = 0; round < 20_000; round++) said += decide();
  const from = performance.now();
  for (let round = 0; round < rounds; round++) said += decide();
  const spent = ((performance.now() - from) / rounds) * 1e6;
  if (said !== 9 * (rounds + 20_000)) throw new Error("A decision was a no.");
  return spent;
}
