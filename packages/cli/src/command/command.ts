import type { ParseArgsOptionDescriptor } from "node:util";
import type { Io } from "../io.ts";

/** A command of the command line. */
export interface Command {
  readonly name: string;
  /** What stands behind the name: "[url]". */
  readonly takes: string;
  /** One line. */
  readonly says: string;
  /** What a reader of `abide help <command>` learns besides. */
  readonly more: string;
  readonly options: {
    readonly [option: string]: ParseArgsOptionDescriptor & { readonly says: string; readonly value?: string };
  };
  /** At most and at least this many arguments. */
  readonly least: number;
  readonly most: number;
  /** The exit code. What does the work is imported when it is asked for: a browser's driver is not needed to say what a command is. */
  run(args: readonly string[], options: Options, io: Io): Promise<number>;
}

export type Options = { readonly [option: string]: string | boolean | undefined };

/** The value of an option that takes one. */
export function toText(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
