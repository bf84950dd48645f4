import { permit, toHostRule } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";
import { toSenders } from "./declared.ts";
import { toDomain } from "../http/header-text.ts";
import type { MailOptions, Received } from "./mail.ts";
import { createMailbox, type MailboxCore, type MailboxStore } from "./mailbox.ts";
import { createTransport, type Transport } from "./smtp/transport.ts";
import { startMailServer, type MailServer } from "./smtp/server.ts";

/** The connections that mail leaves by: to the mail server that is set up, or to one on this machine, which begins with the first mail. */
export interface Transports {
  readonly transactional: () => Promise<Transport>;
  readonly promotional: () => Promise<Transport>;
  /** Begins to listen for reports from another mail server, where a port for them is given. */
  readonly begin: () => Promise<void>;
  /** The port on loopback of the mail server on this machine; undefined where there is another. */
  readonly port: () => Promise<number | undefined>;
  /** Mail that the mail server on this machine took; undefined where there is another. */
  readonly mailbox: MailboxStore | undefined;
  readonly close: () => Promise<void>;
}

export interface TransportsOptions {
  readonly mail: MailOptions | undefined;
  readonly receive: (source: Uint8Array, to: readonly string[]) => Promise<Received>;
}

export function createTransports(core: MailboxCore, { mail, receive }: TransportsOptions): Transports {
  const mailbox = mail && !mail.smtp ? createMailbox(core) : undefined;
  const senders = mail && toSenders(mail);
  let starting: Promise<MailServer> | undefined;
  const opened = new Map<string, Promise<Transport>>();

  /** Whether mail comes back to this address: then it is read as a report, and shown to nobody. */
  const isReturned = (address: string): boolean =>
    Object.values(senders ?? {}).some(({ address: from, returns = `bounces@${toDomain(from)}` }) => {
      const [local, domain] = returns.toLowerCase().split("@");
      const [own, at] = address.toLowerCase().split("@");
      return at === domain && (own === local || own!.startsWith(`${local}+`));
    });

  const start = (): Promise<MailServer> => {
    starting ??= startMailServer(async ({ from, to, source }) => {
      const returned = to.filter(isReturned);
      if (returned.length > 0) await receive(source, returned);
      const others = to.filter((address) => !returned.includes(address));
      if (others.length > 0) await mailbox?.take({ from, to: others, source });
    }, mail?.smtp?.returns);
    // A server that could not begin is begun again with the next mail.
    starting.catch(() => (starting = undefined));
    return starting;
  };

  const open = async (sort: "transactional" | "promotional"): Promise<Transport> => {
    const sender = senders![sort];
    const here = mail!.smtp ? undefined : `127.0.0.1:${(await start()).port}`;
    if (here !== undefined) permit(toHostRule(here, "mail server"));
    const smtp = mail!.smtp ?? { url: `smtp://${here}`, connections: 16 };
    return createTransport({ sender, smtp, dkim: sender.dkim ?? mail!.dkim });
  };
  const transport = (sort: "transactional" | "promotional") => (): Promise<Transport> => {
    let known = opened.get(sort);
    if (!known) {
      known = open(sort);
      opened.set(sort, known);
      known.catch(() => opened.delete(sort));
    }
    return known;
  };

  return {
    transactional: transport("transactional"),
    promotional: transport("promotional"),
    begin: async () => {
      const at = mail?.smtp?.returns;
      if (at === undefined) return;
      try {
        await start();
      } catch (cause) {
        throw new AbideError("port-busy", `Port ${at}, where mail comes back, cannot be listened on.`, {
          next: "Give another one as mail.smtp.returns, or give it to one process of this machine alone.",
          cause,
        });
      }
    },
    port: async () => (mailbox ? (await start()).port : undefined),
    mailbox,
    close: async () => {
      for (const one of opened.values()) (await one.catch(() => undefined))?.close();
      const server = await starting?.catch(() => undefined);
      await server?.close();
      await mailbox?.close();
    },
  };
}
