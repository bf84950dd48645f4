import { createPrivateKey } from "node:crypto";
import { isIP } from "node:net";
import { createTransport as createSmtp } from "nodemailer";
import { AbideError } from "../../http/error.ts";
import type { Attempted, Withheld } from "../../outbox/message.ts";
import type { Dkim, Mailbox, RenderedMail, Sender, SmtpOptions } from "../mail.ts";
import { toDomain } from "../../http/header-text.ts";

/** A mail on its way out: the words, and the lines of its head. */
export interface OutgoingMail extends RenderedMail {
  readonly id: string;
  readonly at: Date;
  readonly to: Mailbox;
  /** Where its unsubscribe link leads. */
  readonly list?: { readonly name: string; readonly unsubscribe: string } | undefined;
}

/** The outcome of sending a mail. `bounced` says that the address itself was refused. */
export type SendResult = Attempted & { readonly bounced?: "hard" | "soft" };

/** Sends mail of one sender to a mail server, over connections of its own. */
export interface Transport {
  /** `stillValid` is asked once a connection is free for it, before anything is said over that: where it is not, it is withheld. */
  readonly send: (
    mail: OutgoingMail,
    signal: AbortSignal,
    stillValid?: () => Promise<boolean>,
  ) => Promise<SendResult | Withheld>;
  readonly close: () => void;
}

export interface TransportOptions {
  readonly sender: Sender;
  readonly smtp: SmtpOptions;
  readonly dkim: Dkim | undefined;
}

/**
 * A transport for `sender`. Its connections are kept open and used again; one that breaks fails the mail that was on it, which the outbox
 * then sends again: the pool's own repetition would be one that nobody records.
 */
export function createTransport({ sender, smtp, dkim }: TransportOptions): Transport {
  const domain = toDomain(sender.address);
  const { hostname } = new URL(smtp.url);
  const here = isLoopback(hostname);
  const { connections = 5 } = smtp;
  const turns = createTurns(connections);
  const transport = createSmtp({
    pool: true,
    url: smtp.url,
    maxConnections: connections,
    maxMessages: 1_000,
    maxRequeues: 0,
    // Without it the machine's own name would be told to every server.
    name: domain,
    // Without TLS everybody on the way to the server could read the mail.
    ...(here ? { ignoreTLS: true } : { requireTLS: true }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim
      ? {
          dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.key, headerFieldNames: signed },
        }
      : {}),
  });
  // An error event without a listener would end the process, and a connection that breaks between two mails fails none.
  transport.on("error", () => {});
  const [local, at] = (sender.returns ?? `bounces@${domain}`).split("@") as [string, string];
  return {
    send: async ({ id, at: date, to, subject, html, text, list }, signal, stillValid) => {
      // The pool's own queue would begin a mail that nobody waits for any more, or that was cancelled while it stood there.
      const done = await turns.take();
      try {
        signal.throwIfAborted();
        if (stillValid && !(await stillValid())) return { outcome: "withheld" };
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          date,
          from: toAddress(sender),
          to: toAddress(to),
          subject,
          text,
          html,
          xMailer: false,
          signal,
          // It comes back under an address of its own, which says which message it was.
          envelope: { from: `${local}+${id}@${at}`, to: [to.address] },
          headers: list
            ? {
                "List-Id": `<${list.name.replace(/[^a-z0-9-]/gi, "-")}.${domain}>`,
                "List-Unsubscribe": { prepared: true, value: `<${list.unsubscribe}>` },
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
              }
            : { "Auto-Submitted": "auto-generated" },
        });
        return { outcome: "delivered", status: 250 };
      } catch (error) {
        return toPosted(error as Failure);
      } finally {
        done();
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/** At most so many at once, in the order they come. `take` waits for a turn, and returns the function that ends it. */
function createTurns(most: number): { readonly take: () => Promise<() => void> } {
  const waiting: (() => void)[] = [];
  let free = most;
  const done = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return {
    take: async () => {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return done;
    },
  };
}

/** The lines of the head that a signature covers: everything that the reader or a program acts upon. */
const signed =
  "From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:" +
  "List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted";

const toAddress = ({ name, address }: Mailbox) => ({ name: name ?? "", address });

interface Failure {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * The outcome that a failure stands for. An answer of 4xx, and none at all, is tried again; one of 5xx is final where it is about this mail. One that
 * came before (a greeting, a sign-in) is about us, and everything else would meet it as well.
 */
function toPosted({ code = "failed", command = "", responseCode: status, response = "" }: Failure): SendResult {
  // Refused before anybody was asked: an address or a mail that no server would take.
  if (status === undefined && /^E(?:ENVELOPE|MESSAGE)$/.test(code)) return { outcome: "failed", why: code };
  if (status === undefined || code === "EAUTH" || !/^(?:MAIL FROM|RCPT TO|DATA)$/.test(command)) {
    return { outcome: "retry", why: code, status };
  }
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const why = `${command} ${status}${enhanced === undefined ? "" : ` ${enhanced}`}`;
  if (status < 500) return { outcome: "retry", why, status };
  if (command !== "RCPT TO") return { outcome: "failed", why, status };
  // 5.1 is about the address, 5.2 about the mailbox behind it, 5.7 about what the server thinks of us (RFC 3463).
  const hard = enhanced === undefined ? [550, 551, 553].includes(status) : /^5\.1\.|^5\.2\.1$/.test(enhanced);
  const soft = enhanced !== undefined && enhanced.startsWith("5.2.");
  return { outcome: "failed", why, status, ...(hard ? { bounced: "hard" } : soft ? { bounced: "soft" } : {}) };
}

function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, "");
  return plain === "localhost" || plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/** Sentences about a wrong address of the mail server or a wrong key: with a key that cannot sign, mail would leave unsigned in silence. */
export function verifyTransport(smtp: SmtpOptions | undefined, keys: readonly Dkim[]): string[] {
  const wrong: string[] = [];
  if (smtp && (!URL.canParse(smtp.url) || !/^smtps?:$/.test(new URL(smtp.url).protocol))) {
    wrong.push('mail.smtp.url is no address of a mail server: "smtps://name:password@smtp.example.com".');
  }
  for (const { domain, selector, key } of keys) {
    try {
      const opened = createPrivateKey(key);
      if (opened.asymmetricKeyType !== "rsa" || (opened.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
        wrong.push(`mail.dkim of ${domain}: the key has to be one of RSA, of at least 2048 bits.`);
      }
    } catch {
      wrong.push(`mail.dkim of ${domain}: the key cannot be read. It is a private key in PEM.`);
    }
    if (!/^[a-z0-9.-]+$/i.test(`${selector}${domain}`))
      wrong.push(`mail.dkim: "${selector}._domainkey.${domain}" is no name.`);
  }
  return wrong;
}

export function notSetUp(wrong: readonly string[]): AbideError {
  return new AbideError(
    "policy-broken",
    `Mail cannot be sent as it is set up:\n${wrong.map((line) => `  ${line}`).join("\n")}`,
    { next: "Correct these in the mail that the engine is given." },
  );
}
