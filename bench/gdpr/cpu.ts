import { readdirSync, readFileSync } from "node:fs";

/** Seconds of processor time that processes have used, by process, with those that they waited for. Empty where the system does not say. */
export function readCpu(parents: readonly number[], alone: readonly number[]): number {
  let ticks = 0;
  try {
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const stat = toStat(name);
      if (!stat) continue;
      const pid = Number(name);
      if (alone.includes(pid)) ticks += stat.own;
      else if (parents.includes(pid)) ticks += stat.own + stat.waited;
      else if (parents.includes(stat.parent)) ticks += stat.own;
    }
  } catch {
    return NaN;
  }
  return ticks / 100;
}

function toStat(pid: string): { readonly parent: number; readonly own: number; readonly waited: number } | undefined {
  try {
    // The command's name is in brackets, and can hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .map(Number);
    return { parent: fields[1]!, own: fields[11]! + fields[12]!, waited: fields[13]! + fields[14]! };
  } catch {
    return undefined;
  }
}
