/** Where a command reads and writes. Passed in, so that a test can look at it. */
export interface Io {
  /** A line of the answer, on standard output. */
  readonly out: (text: string) => void;
  /** A line for who waits or went wrong, on standard error. */
  readonly tell: (text: string) => void;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  /** Whether the answer may be coloured: a terminal, and nobody has set NO_COLOR (https://no-color.org). */
  readonly colour: boolean;
  readonly width: number;
}

export function toIo({ stdout, stderr, env, cwd }: NodeJS.Process): Io {
  return {
    out: (text) => void stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    tell: (text) => void stderr.write(text.endsWith("\n") ? text : `${text}\n`),
    env,
    cwd: cwd(),
    colour: stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    width: Math.min(100, stdout.columns ?? 100),
  };
}

/** What ends a command: what could not be done, as a sentence, and the next step. The exit code is 2. */
export class CliError extends Error {
  override readonly name = "CliError";
}
