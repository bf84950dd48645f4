import { states, type Example, type Seen, type State } from "./look.ts";
import type { Fault } from "./describe.ts";

/** What works in which state, hosts that were asked, and why something does not work. */
export function toTable(example: Example, seen: { readonly [state in State]: Seen }, faults: readonly Fault[]): string {
  const uses = Object.keys(seen.bare.uses);
  const hosts = [...example.held, ...example.never];
  const width = Math.max(...[...uses, ...hosts].map(({ length }) => length)) + 2;
  const row = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(width)}${cells.map((cell) => cell.padEnd(10)).join("")}`.trimEnd();
  const problems = uses.flatMap((use) =>
    states.flatMap((state) => (seen[state].uses[use] ? [`  ${use}, ${state}: ${seen[state].uses[use]}`] : [])),
  );
  return [
    row(example.name, states),
    ...uses.map((use) =>
      row(
        use,
        states.map((state) => (seen[state].uses[use] === "" ? "works" : "-")),
      ),
    ),
    ...hosts.map((host) =>
      row(
        host,
        states.map((state) => `${seen[state].asked.get(host) ?? 0}`),
      ),
    ),
    row(
      "errors in the console",
      states.map((state) => `${seen[state].errors.length}`),
    ),
    ...problems,
    ...faults.map(({ because }) => `  Known: ${because}`),
    "",
  ].join("\n");
}
