import { phases } from "../observe/observation.ts";
import { toSpan } from "../drift/words.ts";
import type { Report } from "./report.ts";
import { heads, kinds, toCell } from "./words.ts";

/** The report as text for a terminal of `width` columns: a row for every declared tracker, then the drift. */
export function toTable(
  report: Report,
  { colour = false, width = 100 }: { colour?: boolean; width?: number } = {},
): string {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const shown = phases.filter((phase) => report.visits.some((visit) => visit.phase === phase));
  const widths = shown.map((phase) => Math.max(heads[phase].length, "· unseen".length) + 1);
  const long = (tracker: string): boolean =>
    report.drift.some(({ kind, trackers }) => kind === "too-long" && trackers.includes(tracker));
  const lives = report.trackers.map(({ tracker, longest }) =>
    longest === undefined ? "" : `${long(tracker) ? "✗ " : ""}${toSpan(longest)}`,
  );
  const last = Math.max("asks for".length, ...lives.map(({ length }) => length));
  const rest = widths.reduce((sum, each) => sum + each, last + 2);
  const names = report.trackers.map(({ name, necessary }) => `${name}${necessary ? " *" : ""}`);
  const first = Math.min(Math.max("Tracker".length, ...names.map(({ length }) => length)) + 1, width - rest);
  const lines: string[] = [
    "",
    `  ${pad("Tracker", first)}${shown.map((phase, i) => pad(heads[phase], widths[i]!)).join("")}asks for`,
    `  ${"─".repeat(first + rest - 2)}`,
  ];
  for (const [row, tracker] of report.trackers.entries()) {
    const cells = shown.map((phase, i) => {
      const { mark, word } = toCell(tracker.phases[phase]);
      return paint(mark === "✗" ? 31 : mark === "✓" ? 32 : 90, pad(`${mark} ${word}`.trim(), widths[i]!));
    });
    const life = lives[row]!;
    const end = long(tracker.tracker) ? paint(31, life) : life;
    lines.push(`  ${pad(clip(names[row]!, first - 1), first)}${cells.join("")}${end}`.trimEnd());
  }
  if (report.trackers.length === 0) lines.push("  The policy declares no trackers.");
  if (report.trackers.some(({ necessary }) => necessary))
    lines.push(paint(90, "  * strictly necessary: may run without a choice"));
  lines.push("");
  for (const { kind, name, says, next } of report.drift) {
    lines.push(`  ${paint(31, `✗ ${kinds[kind]}`)}: ${paint(1, clip(name, width - 10 - kinds[kind].length))}`);
    lines.push(...wrap(says, width - 4).map((line) => `    ${line}`));
    lines.push(...wrap(`→ ${next}`, width - 4).map((line) => `    ${line}`), "");
  }
  for (const note of report.notes) lines.push(...wrap(`Note: ${note}`, width - 2).map((line) => `  ${line}`));
  if (report.notes.length > 0) lines.push("");
  const where = `${report.pages.length} page${report.pages.length === 1 ? "" : "s"} in ${report.visits.length} visits, ${Math.round(report.took / 1000)} s, ${report.browser}`;
  lines.push(
    report.holds
      ? `${paint(32, "✓")} ${report.url} does what it declares: ${count(report.trackers.length, "tracker")}. ${where}.`
      : `${paint(31, "✗")} ${report.url} does not do what it declares: ${count(report.drift.length, "drift", "drifts")}. ${where}.`,
  );
  return `${lines.flatMap((line) => (colour ? [line] : wrapLong(line, width))).join("\n")}\n`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function pad(text: string, width: number): string {
  return text.padEnd(width);
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `text` in lines of at most `width` characters, broken between words; a longer word is broken too. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gs")) ?? [])) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function wrapLong(line: string, width: number): string[] {
  return line.length <= width ? [line] : wrap(line, width);
}
