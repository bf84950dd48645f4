import type { Server } from "node:http";
import { Duplex } from "node:stream";

/** Who is at the other end of a connection. */
export interface Peer {
  readonly address: string | undefined;
  /** Whether the visitor came over HTTPS. */
  readonly encrypted: boolean;
}

/**
 * One end of a connection within the process. What applications ask of a socket it answers as a socket does: who is at the other end,
 * and the settings of TCP, which mean nothing here.
 */
class InProcessSocket extends Duplex {
  declare readonly encrypted?: true;
  readonly remoteAddress: string | undefined;
  other!: InProcessSocket;
  #wanted: (() => void) | undefined;

  constructor({ address, encrypted }: Peer) {
    super();
    this.remoteAddress = address;
    // Applications look whether it is there.
    if (encrypted) this.encrypted = true;
  }

  override _read(): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    wanted?.();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.other.destroyed) done(Object.assign(new Error("The other end is closed."), { code: "EPIPE" }));
    else if (this.other.push(chunk)) done();
    // Whoever writes waits for whoever reads.
    else this.other.#wanted = done;
  }

  override _final(done: () => void): void {
    this.other.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    // An end that has said everything leaves the other to read it.
    if (!this.writableFinished) process.nextTick(() => this.other.destroy());
    wanted?.();
    done(error);
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** Connects to `server`, which need not listen: nobody else can reach it by this way. The server sees `peer` at the other end. */
export function connectInProcess(server: Server, peer: Peer): Duplex {
  const near = new InProcessSocket({ address: undefined, encrypted: false });
  const far = new InProcessSocket(peer);
  near.other = far;
  far.other = near;
  server.emit("connection", far);
  return near;
}

/** Whether a request came by `connectInProcess`, and so through the gate already. Nobody outside can make one that seems to. */
export function isInProcess(socket: Duplex): boolean {
  return socket instanceof InProcessSocket;
}
