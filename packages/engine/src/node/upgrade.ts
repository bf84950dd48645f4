import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { isAbideError, toProblem } from "../http/error.ts";
import type { Logger } from "../http/logger.ts";
import { toIp, toUrl } from "./request.ts";

/** What is known of a client that asks for another protocol. */
export interface UpgradeInfo {
  /** The address that was asked for, as browsers see it. */
  readonly url: string;
  /** Address of the client. */
  readonly ip?: string;
}

/**
 * Takes a connection over, as node's `upgrade` event hands it out: `ws` and its like have this shape. An AbideError that it throws is the
 * answer; anything else is answered with 500 and told to the logger.
 */
export type Upgrade = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  info: UpgradeInfo,
) => void | Promise<void>;

/** Whether a connection is to be taken over. Everything else that asks for an upgrade, such as HTTP/2, is an ordinary request. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return /(?:^|[\s,])websocket(?:$|[\s,])/i.test(headers.upgrade ?? "");
}

/** Hands a connection over to the site, or refuses it with a reason. */
export async function answerUpgrade(
  [request, socket, head]: [IncomingMessage, Duplex, Buffer],
  {
    upgrade,
    proxies,
    logger,
  }: { readonly upgrade: Upgrade | undefined; readonly proxies: number; readonly logger: Logger },
): Promise<void> {
  // A client that leaves in the middle would end the process.
  socket.on("error", () => socket.destroy());
  const url = toUrl(request, proxies);
  if (url === undefined) return refuseUpgrade(socket, 400, "The request's address or host cannot be read.");
  if (!upgrade) return refuseUpgrade(socket, 404, "This site takes no WebSocket connections.");
  const ip = toIp(request, proxies);
  try {
    await upgrade(request, socket, head, { url, ...(ip === undefined ? {} : { ip }) });
  } catch (error) {
    const { status, detail, next } = toProblem(error);
    if (status >= 500 && !(isAbideError(error) && error.told)) logger("A WebSocket connection failed.", error);
    refuseUpgrade(socket, status, `${detail} ${next}`);
  }
}

/** Answers a request for an upgrade without one. */
export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  if (!socket.writable) return void socket.destroy();
  const body = `${reason}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}`,
      "Connection: close",
      "Content-Type: text/plain; charset=utf-8",
      "X-Content-Type-Options: nosniff",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
}
