import { connect, type Socket } from "node:net";
import { atEnd } from "../test-ending.ts";

/** A connection on which the test writes and reads HTTP by hand. */
export interface TestSocket {
  readonly socket: Socket;
  readonly write: (text: string) => void;
  /** Everything that has come, as Latin-1, once it matches `pattern`. Rejects where the connection ends before. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Everything that has come once the other side has closed. */
  readonly end: () => Promise<string>;
}

/** Opens a connection to a port of this machine. It closes by itself. */
export function openSocket(port: number): TestSocket {
  const socket = connect(port, "127.0.0.1");
  atEnd(() => socket.destroy());
  let came = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => void (came += chunk as unknown as string));
  socket.on("error", () => {});
  const closed = new Promise<string>((resolve) => void socket.once("close", () => resolve(came)));
  return {
    socket,
    write: (text) => void socket.write(text.replaceAll("\n", "\r\n")),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(came)) resolve(came);
          else if (socket.closed) reject(new Error(`The connection ended with: ${came}`));
        };
        socket.on("data", look);
        socket.once("close", look);
        look();
      }),
    end: () => closed,
  };
}
