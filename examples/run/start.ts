import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./install.ts";

export interface Running {
  readonly url: string;
  /** Everything that it printed so far. */
  readonly printed: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts the example in `folder`: behind the gate by its own `server.js`, or bare. Resolves once it printed its address. */
export async function start(folder: string, how: "bare" | "gate"): Promise<Running> {
  const file = how === "bare" ? join(root, "examples/run/bare.mjs") : "server.js";
  const child = spawn(process.execPath, ["--import", join(root, "tools/tsx.mjs"), file], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, with whatever the site starts.
    detached: true,
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      ABIDE_KEY: "0123456789abcdef0123456789abcdef",
      ABIDE_DATA: join(folder, ".abide"),
      NODE_COMPILE_CACHE: join(root, "node_modules/.cache/abide-compile"),
      NEXT_TELEMETRY_DISABLED: "1",
    },
  });
  let printed = "";
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It has ended.
    }
  };
  const stop = async () => {
    signal("SIGTERM");
    const late = setTimeout(signal, 10_000, "SIGKILL");
    await ended;
    clearTimeout(late);
  };
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${file} did not say its address within two minutes:\n${printed}`)),
      120_000,
    );
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const found = /^http:\/\/localhost:\d+$/m.exec(printed)?.[0];
        if (found !== undefined) resolve(found);
      });
    void ended.then(() => reject(new Error(`${file} ended before it said its address:\n${printed}`)));
    void ended.then(() => clearTimeout(late));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, printed: () => printed, stop };
}
