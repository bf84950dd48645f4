import { relative } from "node:path";
import { styleText } from "node:util";
import { check, type Issue } from "@abide/policy";
import type { Io } from "../io.ts";
import { wrap } from "../text.ts";
import type { Loaded } from "./load.ts";
import { locate, type Place } from "./locate.ts";

/** A problem of a declaration, with where it stands. */
export interface Problem extends Issue {
  readonly place: Place | undefined;
}

/** Every problem of `loaded`, in the order in which they stand in the file. */
export function findProblems({ policy, file }: Loaded): Problem[] {
  return check(policy as never)
    .map((issue): Problem => ({ ...issue, place: file === undefined ? undefined : locate(file, issue.path) }))
    .sort(
      (a, b) =>
        (a.place?.file ?? "").localeCompare(b.place?.file ?? "") ||
        (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
        (a.place?.column ?? 0) - (b.place?.column ?? 0),
    );
}

/**
 * The problems as text: file, line and column first, as editors and terminals make links of them. The errors come last, where a
 * terminal stops. Every error has its own words; a warning that comes up more than three times has them once, with the lines.
 */
export function toProblemText(problems: readonly Problem[], { name }: Loaded, { colour, cwd, width }: Io): string {
  const paint = (style: "red" | "yellow" | "dim", text: string): string => (colour ? styleText(style, text) : text);
  const toAt = ({ place }: Problem): string =>
    place ? `${toShort(place.file, cwd)}:${place.line}:${place.column}` : name;
  const toPath = ({ path }: Problem): string => (path.length > 0 ? path.join(".") : "the policy");
  const mark = ({ level }: Problem): string =>
    level === "error" ? paint("red", "✗ error") : paint("yellow", "! warning");
  const same = (problem: Problem): Problem[] =>
    problem.level === "error" ? [problem] : problems.filter(({ code }) => code === problem.code);

  return problems
    .filter((problem) => same(problem).length <= 3 || same(problem)[0] === problem)
    .toSorted((a, b) => Number(a.level === "error") - Number(b.level === "error"))
    .map((problem) => {
      const all = same(problem);
      const words = wrap(problem.message, width - 2).map((line) => `  ${line}`);
      return all.length <= 3
        ? [
            `${toAt(problem)} ${mark(problem)} ${problem.code}`,
            ...words,
            paint("dim", `  ${toPath(problem)} · ${problem.source}`),
            "",
          ].join("\n")
        : [
            `${toAt(problem)} ${mark(problem)} ${problem.code}, and ${all.length - 1} more like it`,
            ...words,
            ...wrap(`${toLines(all, toAt)} · ${problem.source}`, width - 2).map((line) => paint("dim", `  ${line}`)),
            "",
          ].join("\n");
    })
    .join("\n");
}

/** Where `problems` stand, each named once: `metaPixel 923, googleAnalytics 924`. All of them are in `--json`. */
function toLines(problems: readonly Problem[], toAt: (problem: Problem) => string): string {
  const places = problems.map((problem) => {
    const { path, place } = problem;
    const line = place?.file === problems[0]?.place?.file ? place?.line : toAt(problem);
    return `${path[1] ?? path[0] ?? "the policy"} ${line ?? ""}`.trim();
  });
  return [...new Set(places)].join(", ");
}

function toShort(file: string, cwd: string): string {
  const name = relative(cwd, file);
  return name.startsWith("..") ? file : name;
}
