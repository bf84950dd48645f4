import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { toAnswer, toCall, type Call, type Done, type Ids } from "./ours.ts";
import type { Side } from "./side.ts";

/** What the server's process is told: the time, or to delete what is over. It answers each. */
export interface Told {
  readonly now: number;
  readonly expire?: boolean;
}

/** Abide in a process of its own, asked over HTTP on loopback as a site's own pages would be. `inside` is the same without HTTP. */
export async function createHttp(
  name: string,
  url: string,
  now: number,
  ids: Ids,
  clients: number,
  inside: (url: string) => Promise<Side>,
): Promise<Side> {
  const child = fork(fileURLToPath(new URL("./server.ts", import.meta.url)), [url, String(now)]);
  /** What it answers next; it fails where the server ends instead. */
  const hear = async (): Promise<unknown> => {
    const ended = new AbortController();
    const stop = (): void => ended.abort();
    child.once("exit", stop);
    try {
      const [said] = (await once(child, "message", { signal: ended.signal })) as [unknown];
      return said;
    } catch (cause) {
      throw new Error("The server of the bench ended.", { cause });
    } finally {
      child.off("exit", stop);
    }
  };
  const port = (await hear()) as number;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let told = now;
  let telling: Promise<unknown> = Promise.resolve();
  const tell = async (what: Told): Promise<void> => {
    telling = telling.then(async () => {
      const answered = hear();
      child.send(what);
      await answered;
      told = what.now;
    });
    await telling;
  };
  const ask = (call: Call): Promise<Done> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(call);
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sent = request(
        { port, host: "127.0.0.1", path: "/operations", method: "POST", agent, headers },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if (answer.statusCode === 200) resolve(JSON.parse(text) as Done);
            else reject(new Error(text));
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  const end = async (): Promise<void> => {
    agent.destroy();
    if (!running(child)) return;
    const ended = once(child, "exit");
    child.disconnect();
    await ended;
  };
  /** The records and the audit are looked at from here, once the server has ended. */
  let looking: Promise<Side> | undefined;
  const look = (): Promise<Side> => (looking ??= end().then(() => inside(url)));
  return {
    name,
    keeps: { time: true, lines: true },
    pid: child.pid,
    run: async (operation, at) => {
      if (at !== told) throw new Error("The server was not told the time.");
      const call = toCall(ids, operation);
      return toAnswer(ids, call, await ask(call));
    },
    expire: (at) => tell({ now: at, expire: true }),
    dump: async (at) => (await look()).dump(at),
    lines: async () => (await look()).lines(),
    close: async () => {
      await end();
      await (await looking)?.close();
    },
  };
}

const running = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
