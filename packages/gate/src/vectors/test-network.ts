import { createSocket, type Socket } from "node:dgram";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestServer, type Leak, site, type TestServer } from "./test-server.ts";

/**
 * An internet on this machine for a browser that has no switches for one: a resolver that knows the site and the hosts, and an address
 * for each of them, so that a look-up, a connection, TLS, a request and a datagram each show by themselves. Of everything else the
 * resolver says that it does not exist.
 */
export interface TestNetwork {
  readonly serve: TestServer["serve"];
  /** A program that runs `path` with its arguments in this network. */
  toProgram(path: string): Promise<string>;
  /** A folder that goes with the network. */
  readonly folder: string;
  close(): Promise<ReadonlyMap<string, ReadonlySet<Leak>>>;
}

/** A resolver, HTTPS and STUN answer where browsers expect them, on ports that only root may open; and so is the mount. */
export async function createTestNetwork(hosts: readonly string[]): Promise<TestNetwork> {
  // Addresses of its own, so that several networks can be open at a time.
  const block = `127.${10 + Math.floor(Math.random() * 240)}.${Math.floor(Math.random() * 256)}`;
  const addresses = new Map([new URL(site).host, ...hosts].map((host, i) => [host, `${block}.${i + 1}`]));
  const resolver = `${block}.254`;
  if (addresses.size > 250) throw new Error(`A network has 250 hosts at most, and ${addresses.size} were asked for.`);

  const server = createTestServer(() => undefined);
  const sockets: Socket[] = [];
  const listen = async (address: string, port: number, hear: (message: Buffer) => Buffer | void) => {
    const socket = createSocket("udp4");
    sockets.push(socket);
    socket.on("message", (message, from) => {
      const answer = hear(message);
      if (answer) socket.send(answer, from.port, from.address);
    });
    await new Promise<void>((resolve, reject) => socket.once("error", reject).bind(port, address, resolve));
  };
  await listen(resolver, 53, (query) => {
    const name = toQuestion(query).toLowerCase();
    if (hosts.includes(name)) server.mark(name, "dns");
    return toAnswer(query, addresses.get(name));
  });
  for (const [host, address] of addresses) {
    await server.listen(address, 443, host);
    if (hosts.includes(host)) await listen(address, 3478, () => server.mark(host, "udp"));
  }

  const folder = await mkdtemp(join(tmpdir(), "abide-network-"));
  const [resolv, nsswitch] = [join(folder, "resolv.conf"), join(folder, "nsswitch.conf")];
  await writeFile(resolv, `nameserver ${resolver}\n`);
  await writeFile(nsswitch, "hosts: files dns\npasswd: files\ngroup: files\n");
  return {
    serve: server.serve,
    folder,
    async toProgram(path) {
      const program = join(folder, "run");
      const mounts = `mount --bind ${resolv} /etc/resolv.conf && mount --bind ${nsswitch} /etc/nsswitch.conf`;
      await writeFile(program, `#!/bin/sh\nexec unshare --mount sh -c '${mounts} && exec "$@"' sh ${path} "$@"\n`);
      await chmod(program, 0o755);
      return program;
    },
    async close() {
      for (const socket of sockets) socket.close();
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      return server.reached;
    },
  };
}

/** Length of a message's head, behind which its question stands (https://www.rfc-editor.org/rfc/rfc1035#section-4). */
const head = 12;

/** The name that a DNS query asks for. */
function toQuestion(query: Buffer): string {
  const labels: string[] = [];
  for (let at = head; query[at]; at += query[at]! + 1) {
    labels.push(query.toString("latin1", at + 1, at + 1 + query[at]!));
  }
  return labels.join(".");
}

/** Names the address where an IPv4 address was asked for; of a name without one it says that it does not exist. */
function toAnswer(query: Buffer, address: string | undefined): Buffer {
  let end = head;
  while (query[end]) end += query[end]! + 1;
  const question = query.subarray(head, end + 5);
  const isIpv4 = question.readUInt16BE(question.length - 4) === 1;
  const isAnswered = address !== undefined && isIpv4;
  const answer = Buffer.alloc(head);
  query.copy(answer, 0, 0, 2);
  answer.writeUInt16BE(address === undefined ? 0x8583 : 0x8580, 2);
  answer.writeUInt16BE(1, 4);
  answer.writeUInt16BE(isAnswered ? 1 : 0, 6);
  if (!isAnswered) return Buffer.concat([answer, question]);
  // The name as a pointer to the question's, type A, class IN, no time to live, four bytes.
  const record = Buffer.from([0xc0, head, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
  return Buffer.concat([answer, question, record]);
}
