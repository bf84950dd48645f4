import { fileTypes } from "../../vault/file-check.ts";

/** Kinds of files that are taken, as people call them. */
export const fileKinds = Object.values(fileTypes)
  .map(({ ending }) => ending.slice(1).toUpperCase())
  .join(", ");

/** The same as browsers want them, to offer no others. What a file is, its content says later. */
export const accepted = Object.values(fileTypes)
  .map(({ ending }) => ending)
  .join();

/** The size of a file: "10 MB", or "80 kB" where it is less than one. */
export function spellSize(bytes: number, language: string): string {
  const unit = bytes < 1_000_000 ? "kilobyte" : "megabyte";
  const number = Math.floor(bytes / (unit === "kilobyte" ? 1_000 : 1_000_000));
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(number);
}

/** How long to wait: "12 seconds", or whole minutes where it is more than two. */
export function spellWait(seconds: number, language: string): string {
  const unit = seconds > 120 ? "minute" : "second";
  const number = unit === "minute" ? Math.ceil(seconds / 60) : seconds;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
}
