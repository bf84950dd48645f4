import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import type nodemailerTypes from "nodemailer";
import { createEngine } from "../../packages/engine/src/engine.ts";
import { definePromotion } from "../../packages/engine/src/mail/mail.ts";
import { renderMail } from "../../packages/engine/src/mail/render.ts";
import { toWrong } from "./disclosures.ts";
import { policy } from "./policy.ts";
import { loop, say, spend, table, withStore } from "./shared.ts";
import { startSink, type Arrived } from "./sink.ts";

// The very nodemailer that the engine sends with.
const nodemailer = createRequire(new URL("../../packages/engine/package.json", import.meta.url))(
  "nodemailer",
) as typeof nodemailerTypes;

const sentence = "A company with nine thousand people asked us why so few of them enter their holidays themselves. ";

const issue = definePromotion(policy, {
  name: "issue",
  kind: "news",
  for: "news",
  activity: "readers",
  title: "News",
  reads: ["name"],
  values: [],
  words: {
    en: ({ name }) => ({
      subject: "Forty screens for one holiday request",
      text: `Dear ${name},\n\n${sentence.repeat(8)}\n\n${sentence.repeat(5)}`,
    }),
  },
});

const from = { name: "Halden Software", address: "news@mail.halden.example" };
const origin = "https://www.halden.example";
const toAddress = (index: number): string => `reader${index}@mail${index % 200}.example`;

interface Run {
  readonly arrived: Arrived;
  readonly time: number;
  readonly cpu: number;
  /** Resident memory, in MB, before it and when a tenth, a half and all had arrived. */
  readonly memory: readonly number[];
}

/** Prints a campaign beside nodemailer's own pool, and gives back what was wrong. */
export async function measureCampaign(recipients: number, connections: number): Promise<string[]> {
  const sink = await startSink("smtp");
  const url = `smtp://127.0.0.1:${sink.port}`;
  try {
    const pool = await runPool(recipients, connections, url, sink.take);
    const campaign = await runCampaign(recipients, connections, url, sink.take);
    const row = (name: string, { arrived, time, cpu, memory }: Run) => [
      name,
      `${arrived.different} of ${recipients}, ${arrived.repeated} twice`,
      `${(recipients / time).toFixed(0)}/s`,
      `${(pool.time / time).toFixed(2)}×`,
      `${((cpu / recipients) * 1e6).toFixed(0)} µs`,
      (arrived.bytes / arrived.count).toFixed(0),
      memory.map((mb) => mb.toFixed(0)).join(" / "),
    ];
    console.log(
      `\n${table(
        [
          "mail",
          "arrived",
          "rate",
          "beside the pool",
          "processor time each, without PostgreSQL's",
          "bytes each",
          "memory in MB: before, at 10 %, 50 %, 100 %",
        ],
        [row("nodemailer's pool", pool), row("a campaign", campaign)],
      )}`,
    );
    return [...toWrong("the pool", pool.arrived, recipients), ...toWrong("the campaign", campaign.arrived, recipients)];
  } finally {
    sink.close();
  }
}

const readMemory = (): number => process.memoryUsage.rss() / 1e6;

/** Notes the memory when a tenth, a half and all are done. */
function watch(recipients: number) {
  globalThis.gc?.();
  const memory = [readMemory()];
  const marks = [0.1, 0.5, 1].map((part) => Math.ceil(part * recipients));
  return {
    memory,
    done: (count: number) => {
      while (marks[0] !== undefined && count >= marks[0]) {
        marks.shift();
        memory.push(readMemory());
      }
    },
  };
}

/** What a script of one's own would do: the same message, written out for each, by a pool with as many connections. */
async function runPool(
  recipients: number,
  connections: number,
  url: string,
  take: () => Promise<Arrived>,
): Promise<Run> {
  const transport = nodemailer.createTransport({
    pool: true,
    url,
    maxConnections: connections,
    maxMessages: 1_000,
    ignoreTLS: true,
  });
  const { memory, done } = watch(recipients);
  let count = 0;
  const spent = await spend(() =>
    loop(recipients, connections * 4, async (index) => {
      const unsubscribe = `${origin}/abide/unsubscribe/${"x".repeat(120)}${index}`;
      const { subject, html, text } = renderMail(issue, { name: `Reader ${index}` }, "en", {
        policy,
        origin,
        unsubscribe,
      });
      await transport.sendMail({
        messageId: `<${index}@mail.halden.example>`,
        from,
        to: toAddress(index),
        subject,
        html,
        text,
        headers: {
          "List-Unsubscribe": { prepared: true, value: `<${unsubscribe}>` },
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
      });
      done(++count);
      if (count % 10_000 === 0) say(`pool: ${count} of ${recipients}`);
    }),
  );
  transport.close();
  return { ...spent, memory, arrived: await take() };
}

async function runCampaign(
  recipients: number,
  connections: number,
  url: string,
  take: () => Promise<Arrived>,
): Promise<Run> {
  return withStore(async (store) => {
    const engine = createEngine({
      policies: [policy],
      store,
      key: "k".repeat(32),
      origin,
      jobs: true,
      mail: { from, templates: [], promotions: [issue], smtp: { url, connections }, rate: { promotional: 1e6 } },
    });
    await engine.ready;
    let collected = 0;
    await loop(recipients, 128, async (index) => {
      const { collected: good } = await engine.collect(
        "readers",
        { email: toAddress(index), name: `Reader ${index}` },
        { consents: ["news"] },
      );
      if (!good) throw new Error("A reader was not taken.");
      if (++collected % 10_000 === 0) say(`collected: ${collected} of ${recipients}`);
    });
    const { memory, done } = watch(recipients);
    const spent = await spend(async () => {
      const started = await engine.campaigns.start({
        promotion: issue,
        audience: { activity: "readers" },
        by: "bench",
      });
      if (!started.started) throw new Error(`Not started: ${started.reason}`);
      for (let said = 0; ; await sleep(500)) {
        const { delivered, queued, ...others } = await engine.outbox.progress({ batch: started.id });
        done(delivered);
        if (delivered - said >= 10_000) say(`campaign: ${(said = delivered)} of ${recipients}`);
        if (others.failed + others.denied + others.dropped > 0)
          throw new Error(`Not delivered: ${JSON.stringify(others)}`);
        const progress = queued === 0 ? await engine.campaigns.progress(started.id) : undefined;
        if (progress?.written && delivered === progress.people) return;
      }
    });
    await engine.close();
    return { ...spent, memory, arrived: await take() };
  });
}
