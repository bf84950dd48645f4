import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./install.ts";

export interface Running {
  readonly url: string;
  /** Everything that it printed so far. */
  readonly printed: () => string;
  readonly stop: () => Promise<void>;
}

/** How long a site may take to start, in milliseconds. */
const patience = 120_000;

/**
 * Starts the site's own server where it has one, by the script `site` of its package.json, and gives what the others need to know of
 * it. Resolves once it answers.
 */
export async function startSite(
  folder: string,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly stop: () => Promise<void> }> {
  const { scripts } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly scripts: { readonly [name: string]: string };
  };
  if (scripts["site"] === undefined) return { env: {}, stop: async () => {} };
  const port = await findPort();
  const env = { SITE_PORT: `${port}` };
  const { printed, ended, stop } = spawnGroup("npm", ["run", "site"], folder, env);
  let gone = false;
  void ended.then(() => (gone = true));
  const late = Date.now() + patience;
  while (!(await answers(port))) {
    if (gone || Date.now() > late) {
      await stop();
      throw new Error(`The site's own server did not start:\n${printed()}`);
    }
    await sleep(200);
  }
  return { env, stop };
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );

/** A port that nobody listens on. */
async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a command in a group of its own, so that whatever it starts ends with it. */
function spawnGroup(command: string, args: readonly string[], folder: string, env: NodeJS.ProcessEnv) {
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It has ended.
    }
  };
  // A run that is stopped leaves no site behind.
  const stopWithRun = (): void => signal("SIGKILL");
  process.once("exit", stopWithRun);
  void ended.then(() => process.off("exit", stopWithRun));
  const stop = async () => {
    signal("SIGTERM");
    const late = setTimeout(signal, 10_000, "SIGKILL");
    await ended;
    clearTimeout(late);
  };
  return { child, printed: () => printed, ended, stop };
}

/** Starts the example in `folder`: behind the gate by its own `server.js`, or bare. Resolves once it printed its address. */
export async function start(folder: string, how: "bare" | "gate", site: NodeJS.ProcessEnv): Promise<Running> {
  const file = how === "bare" ? join(root, "examples/run/bare.mjs") : "server.js";
  const { child, printed, ended, stop } = spawnGroup(
    process.execPath,
    ["--import", join(root, "tools/tsx.mjs"), file],
    folder,
    {
      PORT: "0",
      ABIDE_KEY: "0123456789abcdef0123456789abcdef",
      ABIDE_DATA: join(folder, ".abide"),
      NODE_COMPILE_CACHE: join(root, "node_modules/.cache/abide-compile"),
      ...site,
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${file} ${what} its address:\n${printed()}`));
    const late = setTimeout(fail, patience, "did not say");
    child.stdout.on("data", () => {
      const found = /^http:\/\/localhost:\d+$/m.exec(printed())?.[0];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => {
      clearTimeout(late);
      fail("ended before it said");
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, printed, stop };
}
