/** Where a command reads and writes. Passed in, so that a test can look at it. */
export interface Io {
  /** A line of the answer, on standard output. */
  readonly out: (text: string) => void;
  /** A line for who waits or went wrong, on standard error. */
  readonly tell: (text: string) => void;
  /** What is being done at the moment: one line that the next one takes the place of, where somebody watches. */
  readonly progress: (text: string) => void;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  /** Whether the answer may be coloured: a terminal, and nobody has set NO_COLOR (https://no-color.org). */
  readonly colour: boolean;
  readonly width: number;
}

export function toIo(process: NodeJS.Process): Io {
  const { stdout, stderr, env } = process;
  const line = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
  let passing = false;
  const clear = (): void => {
    if (passing) stderr.write("\r\u001b[2K");
    passing = false;
  };
  return {
    out: (text) => {
      clear();
      stdout.write(line(text));
    },
    tell: (text) => {
      clear();
      stderr.write(line(text));
    },
    progress: (text) => {
      clear();
      stderr.write(stderr.isTTY ? text.slice(0, (stderr.columns ?? 80) - 1) : line(text));
      passing = stderr.isTTY;
    },
    env,
    cwd: process.cwd(),
    colour: stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    width: Math.min(100, stdout.columns ?? 100),
  };
}

/** What ends a command: what could not be done, as a sentence, and the next step. The exit code is 2. */
export class CliError extends Error {
  override readonly name = "CliError";
}
