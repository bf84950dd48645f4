import type { Transaction } from "kysely";
import { Client } from "pg";
import { toSeconds, type Duration, type Policy, type Records } from "@abide/policy";
import type { CollectContext } from "./collect/collect.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import type { WrittenMail } from "./mail/mail.ts";
import { serve, type Served } from "./node.ts";
import type { Store } from "./store/index.ts";
import { lookInto, openTestStore, readAudit } from "./store/test-store.ts";
import type { Tables } from "./store/tables.ts";
import type { Exported } from "./subjects/personal-data.ts";
import { atEnd, makeFolder } from "./test-ending.ts";
import { key, origin, website } from "./test-policy.ts";
import { html, overHttp, toBrowser, type Lines, type TestBrowser } from "./test-visitor.ts";

export interface TestOptions<P extends Policy> extends Partial<Omit<EngineOptions<P>, "policies" | "store">> {
  /** Default: `website`. */
  readonly policy?: P;
  /** Policies that the site has beside it. */
  readonly others?: readonly Policy[];
  /** A store that is open already, to which somebody else sees. Default: one of its own. */
  readonly store?: Store;
  /** Gives the store a folder of its own, for files and for the mailbox. Default: it has none. */
  readonly folder?: boolean;
  /** Where requests go: to the engine's `fetch`, or over node:http, from behind a proxy that ends TLS. Default: "fetch". */
  readonly over?: "fetch" | "http";
}

export interface TestEngine<P extends Policy = typeof website> {
  readonly engine: Engine<P>;
  readonly store: Store;
  readonly clock: TestClock;
  /** Sends a request to the engine. Of a path: a form of the site's own, from an address that has sent nothing before. */
  readonly fetch: (asked: Request | string, init?: RequestInit & { readonly ip?: string }) => Promise<Response>;
  /** A page, as a browser without cookies asks for it. */
  readonly get: (path: string, headers?: Lines) => Promise<Response>;
  /** A browser of its own: it keeps cookies, and sends forms as browsers do. */
  readonly browser: (headers?: Lines) => TestBrowser;
  readonly people: TestPeople;
  readonly mail: TestMail;
  /** What the log's details say of a type of event, the oldest first. */
  readonly audit: <Detail = { readonly [member: string]: unknown }>(type: string) => Promise<Detail[]>;
  /** Before the test is over, where that is what it is about: it closes by itself. */
  readonly close: () => Promise<void>;
}

export interface TestClock {
  readonly now: () => Date;
  /** Moves it on: by seconds, or by a duration as policies write them. */
  readonly pass: (time: number | Duration) => void;
}

export interface TestPeople {
  /** Takes in what somebody sends for an activity, and gives the ids of the record and of the person. */
  readonly collect: (
    activity: string,
    values: { readonly [field: string]: unknown },
    context?: CollectContext,
  ) => Promise<Collected>;
  /** Id of the person with this address. */
  readonly find: (email: string) => Promise<string>;
  /** Everything that is held about the person. */
  readonly export: (subject: string) => Promise<Exported>;
}

export interface TestMail {
  /** What was written of a kind of mail about a record, the oldest first, as the mailbox has it; nothing where that may not be read. */
  readonly written: (kind: string, activity: string, record: string) => Promise<readonly WrittenMail[]>;
}

export interface Collected {
  readonly id: string;
  readonly subject: string;
}

/**
 * An engine over a fresh store and a clock that the test moves. Both close by themselves: at the end of the test that opens them, or of
 * the file.
 *
 * @example
 * const it = await testEngine({ policy: careers });
 * const { id } = await it.people.collect("application", ada);
 * it.clock.pass("P6M");
 */
export async function testEngine<const P extends Policy = typeof website>(
  options: TestOptions<P> = {},
): Promise<TestEngine<P>> {
  const { policy = website, others = [], folder = false, over = "fetch", ...more } = options;
  const opened = options.store ?? (await openTestStore());
  const store = folder ? { ...opened, folder: await makeFolder() } : opened;
  let time = Date.parse("2026-11-24T09:30:00Z");
  const now = options.clock ?? (() => new Date(time));
  const pass: TestClock["pass"] = (by) => void (time += (typeof by === "number" ? by : toSeconds(by)!) * 1000);
  const engine = createEngine({
    key,
    site: () => page("<p>Hello"),
    logger: () => {},
    ...more,
    policies: [policy, ...others],
    clock: now,
    store,
  } as unknown as EngineOptions<P>);
  let served: Served | undefined;
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= Promise.resolve(served?.close()).then(engine.close));
  atEnd(close);
  await engine.ready;
  if (over === "http") served = await serve(engine, { port: 0, host: "127.0.0.1", proxies: 1 });
  const ask: Engine["fetch"] = (request, info) =>
    served ? overHttp(served.port, request, info?.ip) : engine.fetch(request, info);
  const send = (path: string, init: RequestInit = {}) =>
    ask(new Request(new URL(path, origin), init), { ip: "192.0.2.1" });
  let address = 0;
  return {
    engine,
    store,
    clock: { now, pass },
    fetch: (asked, { ip, ...init } = {}) => {
      if (typeof asked !== "string") return ask(asked, { ip });
      const headers = { accept: "text/html", origin, "sec-fetch-site": "same-origin", ...(init.headers as Lines) };
      const from = ip ?? `203.0.113.${++address % 250}`;
      return ask(new Request(new URL(asked, origin), { ...init, headers }), { ip: from });
    },
    get: (path, headers = {}) => send(path, { headers: { ...html, ...headers } }),
    browser: (own = {}) => toBrowser(send, own),
    people: {
      collect: async (activity, values, context = {}) => {
        const collected = await engine.collect(activity, values, context);
        if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
        const { id } = collected;
        const { email } = values;
        const known = typeof email === "string" ? await engine.subjects.find({ email }) : undefined;
        // Who gave no address is found by nobody; which person it is stands in the record alone.
        return { id, subject: known ?? (await lookInto(store, (trx) => findSubject(trx, id))) };
      },
      find: async (email) => {
        const subject = await engine.subjects.find({ email });
        if (subject === undefined) throw new Error(`Nothing is held about ${email}.`);
        return subject;
      },
      export: async (subject) => {
        const exported = await engine.subjects.export(subject, { by: "test" });
        if (!exported) throw new Error(`Nothing is held about ${subject}.`);
        return exported;
      },
    },
    mail: {
      written: async (kind, activity, record) => {
        const listed = await engine.mail.list(kind, activity, record, undefined);
        return listed.allowed ? listed.messages : [];
      },
    },
    audit: (type) => readAudit(store, type),
    close,
  };
}

const findSubject = async (trx: Transaction<Tables>, id: string): Promise<string> =>
  (await trx.selectFrom("record").select("subject").where("id", "=", id).executeTakeFirstOrThrow()).subject;

/** A page as a site writes it. */
export function page(body: string, head = ""): Response {
  return new Response(
    `<!doctype html><html lang="en"><head><title>Halden</title>${head}</head><body>${body}</body></html>`,
    {
      headers: { "content-type": "text/html; charset=utf-8" },
    },
  );
}

/** The readers past their types: what a cast would do. */
export type Loose = (activity: string) => {
  readonly for: (
    purpose: string,
    as?: { by: { id: string; roles: string[] } },
  ) => {
    readonly read: (id: string, fields: string[]) => Promise<unknown>;
    readonly list: (query: object) => Promise<unknown>;
    readonly count: () => Promise<unknown>;
    readonly update: (id: string, change: object) => Promise<unknown>;
    readonly download: (id: string, field: string) => Promise<unknown>;
  };
};

export const loose = <P extends Policy>(records: Records<P>): Loose => records as unknown as Loose;

/** Makes the store refuse every connection until the returned function is called. */
export async function outage(store: Store): Promise<() => Promise<void>> {
  const url = new URL(store.url);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const ask = async (...questions: string[]) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      for (const question of questions) await client.query(question);
    } finally {
      await client.end();
    }
  };
  await ask(
    `alter database ${name} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  return () => ask(`alter database ${name} with allow_connections true`);
}
