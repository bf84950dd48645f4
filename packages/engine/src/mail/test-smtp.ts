import { generateKeyPairSync } from "node:crypto";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";
import { atEnd } from "../test-ending.ts";
import type { Dkim } from "./mail.ts";

/** A mail as a server of somebody else took it. */
export interface Taken {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly mail: ParsedMail;
}

/** What the server does with a mail to an address: takes it, answers to the recipient or to the message, or hangs up in the middle. */
export type Behaviour = "take" | "drop" | { readonly recipient: string } | { readonly message: string };

export interface TestSmtp {
  readonly url: string;
  readonly taken: Taken[];
  /** How often each address was written to. */
  readonly tries: Map<string, number>;
  /** What it does, by the address and how often that was written to; by default it takes everything. */
  behave: (address: string, tries: number) => Behaviour;
  /** Mail to `address`, in the order it came. */
  readonly of: (address: string) => readonly Taken[];
  readonly close: () => Promise<void>;
}

/** A mail server as somebody else runs one, on loopback. It closes by itself. */
export async function startTestSmtp(): Promise<TestSmtp> {
  const taken: Taken[] = [];
  const tries = new Map<string, number>();
  const toError = (answer: string) =>
    Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _, done) => {
      tries.set(address, (tries.get(address) ?? 0) + 1);
      const how = smtp.behave(address, tries.get(address)!);
      done(typeof how === "object" && "recipient" in how ? toError(how.recipient) : null);
    },
    onData: (stream, { envelope, remotePort }, done) => {
      const to = envelope.rcptTo[0]!.address;
      const how = smtp.behave(to, tries.get(to)!);
      if (how === "drop") {
        for (const { _socket: socket } of server.connections as Iterable<{
          _socket: { remotePort: number; destroy: () => void };
        }>)
          if (socket.remotePort === remotePort) stream.once("data", () => socket.destroy());
        return;
      }
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (typeof how === "object" && "message" in how) return done(toError(how.message));
        const bytes = Buffer.concat(chunks);
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        void simpleParser(bytes).then((mail) => {
          taken.push({ from, to, source: bytes.toString("latin1"), mail });
          done(null);
        });
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as { readonly port: number };
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    tries,
    behave: () => "take",
    of: (address) => taken.filter(({ to }) => to === address),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  atEnd(smtp.close);
  return smtp;
}

/** A key to sign with, and what its record in the DNS says. */
export function toTestDkim(domain: string): Dkim & { readonly record: string } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const p = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { domain, selector: "test", key, record: `v=DKIM1; k=rsa; p=${p}` };
}

/** Whether the signature of a mail holds, and which headers it stands for. */
export async function verifyDkim(
  { source }: Taken,
  dkim: { readonly domain: string; readonly selector: string; readonly record: string },
) {
  const resolver = async (name: string) => {
    if (name === `${dkim.selector}._domainkey.${dkim.domain}`) return [[dkim.record]];
    throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
  };
  // As long to load as everything else together, and few tests ask.
  const { dkimVerify } = await import("mailauth/lib/dkim/verify.js");
  const { results } = await dkimVerify(Buffer.from(source, "latin1"), { resolver });
  const [result] = results as unknown as {
    status: { result: string };
    signingHeaders?: { keys: string };
    signingDomain: string;
  }[];
  const headers = (result?.signingHeaders?.keys ?? "").toLowerCase().split(/\s*:\s*/);
  return { result: result?.status.result, headers };
}

/** A report as a mail server sends it (RFC 3464), or as a provider passes a complaint on (RFC 5965). */
export function toTestReport(
  kind: "delivery-status" | "feedback-report",
  { to, fields, messageId }: { readonly to: string; readonly fields: readonly string[]; readonly messageId: string },
): string {
  const blocks =
    kind === "delivery-status"
      ? ["Reporting-MTA: dns; mx.example.org", "", ...fields]
      : ["Feedback-Type: abuse", "Version: 1", ...fields];
  return [
    "From: mailer-daemon@mx.example.org",
    `To: <${to}>`,
    "Subject: Report",
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=${kind}; boundary="part"`,
    "",
    "--part",
    "Content-Type: text/plain",
    "",
    "Something came back.",
    "--part",
    `Content-Type: message/${kind}`,
    "",
    ...blocks,
    "",
    "--part",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${messageId}`,
    "",
    "--part--",
    "",
  ].join("\r\n");
}
