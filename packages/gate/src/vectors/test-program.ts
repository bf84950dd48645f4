import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that ends with this process, also where nobody came to end it. */
export function startProgram(path: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(path, args, options);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

/** What `pattern` captures in the first line of `output` that it matches. Throws where the output ends before. */
export async function readLine(output: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  for await (const line of createInterface(output)) {
    const [, found] = pattern.exec(line) ?? [];
    if (found === undefined) continue;
    output.resume();
    return found;
  }
  throw new Error(`The program ended before it said ${pattern.source}.`);
}
