import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { abide } from "./test-cli.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
let folder: string;
let url: string;
let stop: () => Promise<void>;

/** The reference site, as `npm start` runs it, on ports that are free. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "abide-reference-"));
  const site = spawn(process.execPath, ["--import", "./tools/tsx.mjs", "site/serve.ts"], {
    cwd: root,
    env: { ...process.env, PORT: "0", ABIDE_DATA: join(folder, "data"), ABIDE_STORE: "", ABIDE_KEY: "" },
  });
  const ended = new Promise<void>((done) => site.on("close", () => done()));
  stop = async () => {
    site.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  let said = "";
  site.stderr.on("data", (data: Buffer) => (said += data.toString()));
  url = await new Promise((found, failed) => {
    site.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      const address = /Website +(http:\/\/localhost:\d+)/.exec(said)?.[1];
      if (address) found(address);
    });
    site.on("close", () => failed(new Error(`The site did not start:\n${said}`)));
  });
});

afterAll(() => stop());

/** The site with one tag more on one page, as an owner in a hurry would have put it there. */
async function startCareless(tag: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, "accept-encoding": "identity" };
    const onward = request(new URL(incoming.url!, url), { method: incoming.method!, headers }, (answer) => {
      const { "content-length": _, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode!, incoming.url === "/product" ? rest : answer.headers);
      if (incoming.url !== "/product") {
        answer.pipe(outgoing);
        return;
      }
      let page = "";
      answer.setEncoding("utf8").on("data", (text: string) => (page += text));
      answer.on("end", () => outgoing.end(page.replace("</head>", `${tag}</head>`)));
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("the reference site does what it declares: a row for each of its trackers, and exit 0", async () => {
  const report = join(folder, "report.html");
  const { code, out, err } = await abide(["check", url, "--pages", "4", "--wait", "0.5", "--report", report]);
  expect(out).toContain(`✓ ${url}/ does what it declares`);
  expect(code).toBe(0);
  const policy = (await (await fetch(`${url}/privacy/policy.json`)).json()) as {
    trackers: { [key: string]: { name: string } };
  };
  const names = Object.values(policy.trackers).map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(14);
  for (const name of names) expect(out).toContain(name);
  expect(out).not.toContain("✗");
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(err).toContain("no choice: page 1");
  expect(await readFile(report, "utf8")).toContain("does what it declares</h1>");
});

test("one undeclared tracker on one page makes it exit 1 and is named", async () => {
  const careless = await startCareless(`<script src="https://tag.spy.example/t.js" async></script>`);
  try {
    const { code, out } = await abide(["check", `${careless.url}/product`, "--pages", "1", "--wait", "0.5", "--json"]);
    const { drift } = JSON.parse(out) as { drift: { kind: string; name: string; says: string }[] };
    expect(drift.map(({ kind, name }) => `${kind}: ${name}`)).toEqual(["undeclared: tag.spy.example"]);
    expect(drift[0]?.says).toContain("/product");
    expect(code).toBe(1);
  } finally {
    careless.close();
  }
});
