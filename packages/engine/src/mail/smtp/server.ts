import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/** A mail as it came from its sender. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  /** The message itself, as it came. */
  readonly source: Uint8Array;
}

export interface MailServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** The most bytes of one message. */
const largest = 2_000_000;

/**
 * A mail server on this machine that nobody outside of it reaches. A mail is accepted once `take` has returned; where `take` throws, the
 * sender is told to try again. Default for `port`: a free one.
 */
export async function startMailServer(take: (arrived: Arrived) => Promise<void>, port = 0): Promise<MailServer> {
  const server = new SMTPServer({
    name: "localhost",
    banner: "Abide",
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    size: largest,
    maxClients: 100,
    socketTimeout: 60_000,
    closeTimeout: 2_000,
    onData: (stream, session, done) => void receive(stream, session, take).then(done),
  });
  // An error event without a listener would end the process when a client hangs up in the middle.
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The error that the sender is told; null where the mail was taken. */
async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  take: (arrived: Arrived) => Promise<void>,
): Promise<Error | null> {
  try {
    const arrived = await read(stream, session);
    if (!arrived) return refuse(552, "5.3.4 The message is too large");
    await take(arrived);
    return null;
  } catch {
    return refuse(451, "4.3.0 It could not be kept. Try again");
  }
}

/** The whole mail, or undefined where it is too large: the rest is read all the same, since the sender listens only after it. */
async function read(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Arrived | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largest) chunks.push(chunk);
  }
  const { mailFrom, rcptTo } = session.envelope;
  if (size > largest || stream.sizeExceeded) return undefined;
  return {
    from: mailFrom === false ? "" : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    source: Buffer.concat(chunks),
  };
}

function refuse(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
