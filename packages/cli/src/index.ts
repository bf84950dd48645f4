/** The exit code of the command line `args`: 0 holds, 1 drift, 2 could not be done. */
export async function run(args: readonly string[]): Promise<number> {
  process.stderr.write(`abide: unknown command "${args[0] ?? ""}".\n`);
  return 2;
}
