import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { SMTPServer } from "smtp-server";

/** What arrived since the last time it was asked. */
export interface Arrived {
  readonly count: number;
  /** How many different ones, and of those how many more than once. */
  readonly different: number;
  readonly repeated: number;
  readonly bytes: number;
  /** The body, or message, that arrived first. */
  readonly sample: string;
}

export interface Sink {
  readonly port: number;
  /** What arrived, which is forgotten with it. */
  readonly take: () => Promise<Arrived>;
  readonly close: () => void;
}

/** Takes everything, in a process of its own: its time is nobody's. Requests are told apart by their id, mail by its recipient. */
export async function startSink(kind: "http" | "smtp"): Promise<Sink> {
  const child = fork(fileURLToPath(import.meta.url), [kind]);
  const [port] = (await once(child, "message")) as [number];
  return {
    port,
    take: async () => {
      child.send("take");
      return ((await once(child, "message")) as [Arrived])[0];
    },
    close: () => void child.kill(),
  };
}

if (import.meta.main) {
  let seen = new Map<string, number>();
  let [bytes, sample] = [0, ""];
  const note = (id: string, body: Buffer) => {
    seen.set(id, (seen.get(id) ?? 0) + 1);
    bytes += body.length;
    sample ||= body.toString();
  };
  process.on("message", () => {
    const counts = [...seen.values()];
    const count = counts.reduce((sum, one) => sum + one, 0);
    process.send!({ count, different: counts.length, repeated: counts.filter((one) => one > 1).length, bytes, sample });
    seen = new Map();
    [bytes, sample] = [0, ""];
  });
  if (process.argv[2] === "http") {
    const server = createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        note(String(request.headers["webhook-id"]), Buffer.concat(chunks));
        answer.writeHead(204).end();
      });
    }).listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
  } else {
    const server = new SMTPServer({
      disabledCommands: ["AUTH", "STARTTLS"],
      disableReverseLookup: true,
      logger: false,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          for (const { address } of session.envelope.rcptTo) note(address, Buffer.concat(chunks));
          done();
        });
      },
    });
    server.on("error", () => {});
    server.listen(0, "127.0.0.1", () => process.send!((server.server.address() as AddressInfo).port));
  }
}
