import { styleText, parseArgs } from "node:util";
import { backup } from "./command/backup.ts";
import { check } from "./command/check.ts";
import type { Command } from "./command/command.ts";
import { diff } from "./command/diff.ts";
import { network } from "./command/network.ts";
import { openPackage } from "./command/open-package.ts";
import { publish } from "./command/publish.ts";
import { restore } from "./command/restore.ts";
import { rotate } from "./command/rotate.ts";
import { serve } from "./command/serve.ts";
import { verify } from "./command/verify.ts";
import { CliError, toIo, type Io } from "./io.ts";

const commands: readonly Command[] = [
  backup,
  check,
  diff,
  network,
  openPackage,
  publish,
  restore,
  rotate,
  serve,
  verify,
];

/** The exit code of the command line `args`: 0 holds, 1 does not, 2 could not be done. */
export async function run(args: readonly string[], io: Io = toIo(process)): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return help(rest[0], io);
  if (name === "--version" || name === "-v") {
    io.out((await import("../package.json", { with: { type: "json" } })).default.version);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) return unknown(name, io);
  if (rest.includes("--help") || rest.includes("-h")) return help(name, io);
  try {
    const { positionals, values } = read(command, rest);
    return await command.run(positionals, values, io);
  } catch (error) {
    if (!isExpected(error)) throw error;
    io.tell(
      `${io.colour ? styleText("red", "✗") : "✗"} ${error.message}${typeof error.next === "string" ? ` ${error.next}` : ""}`,
    );
    return 2;
  }
}

/** What a person can do something about. Everything else is a mistake of ours, and its stack shall be seen. */
function isExpected(error: unknown): error is Error & { next?: unknown } {
  return error instanceof Error && ["CliError", "ScanError", "AbideError"].includes(error.name);
}

function read(
  command: Command,
  args: readonly string[],
): { positionals: string[]; values: { [option: string]: string | boolean | undefined } } {
  let parsed: { positionals: string[]; values: { [option: string]: string | boolean | undefined } };
  try {
    const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's own sentence names the option; what follows in it is advice on quoting.
    throw new CliError(`${(error as Error).message.split(". ")[0]}. See: abide help ${command.name}`);
  }
  const { length } = parsed.positionals;
  if (length < command.least || length > command.most) {
    const wanted = `abide ${command.name} ${command.takes}`.trim();
    throw new CliError(
      `${length < command.least ? "Something is missing" : `"${parsed.positionals[command.most]}" is one argument too many`}: it is ${wanted}. See: abide help ${command.name}`,
    );
  }
  return parsed;
}

function help(name: string | undefined, io: Io): number {
  const command = commands.find((one) => one.name === name);
  if (name !== undefined && !command) return unknown(name, io);
  if (command) {
    const options = Object.entries(command.options).map(
      ([option, { says, value }]) => `  ${`--${option}${value ? ` ${value}` : ""}`.padEnd(20)} ${says}`,
    );
    io.out(
      [
        `abide ${command.name} ${command.takes}`.trim(),
        "",
        command.more,
        ...(options.length > 0 ? ["", ...options] : []),
        "",
      ].join("\n"),
    );
    return 0;
  }
  io.out(
    [
      "abide: a privacy policy that your website runs on",
      "",
      ...commands.map((one) => `  ${`abide ${one.name} ${one.takes}`.padEnd(32)} ${one.says}`),
      "",
      "  abide help <command>             says more about one",
      "",
      "Exit codes: 0 it holds, 1 it does not, 2 it could not be done.",
      "",
    ].join("\n"),
  );
  return 0;
}

function unknown(name: string, io: Io): number {
  const near = commands.find((one) => one.name.startsWith(name.slice(0, 2)));
  io.tell(`✗ There is no command "${name}"${near ? `; did you mean "abide ${near.name}"?` : "."} See: abide help`);
  return 2;
}
