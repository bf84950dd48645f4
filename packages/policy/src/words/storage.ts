/** How long: an ISO 8601 duration of years, months, weeks, days or hours. "never" and "forever" are not durations. */
export type Duration = `P${string}`;

/** What starts the clock. */
export const storageEvents = ["collection", "last-contact", "end-of-contract", "decision"] as const;
export type StorageEvent = (typeof storageEvents)[number];

/** How long data is kept, from when, and what happens then. A bare duration counts from collection and ends in erasure. */
export type Storage =
  | Duration
  | { readonly for: Duration; readonly from?: StorageEvent; readonly end?: "erase" | "anonymise" };

const pattern =
  /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const seconds = [365 * 86_400, (365 / 12) * 86_400, 7 * 86_400, 86_400, 3_600, 60, 1];

/** The length of `duration` in seconds (a year is 365 days, a month a twelfth of it), or undefined where it is no duration. */
export function toSeconds(duration: string): number | undefined {
  const parts = pattern.exec(duration);
  if (!parts) return undefined;
  return seconds.reduce((sum, length, i) => sum + Number(parts[i + 1] ?? 0) * length, 0);
}

/** The length of `duration` in days, or undefined where it is no duration. */
export function toDays(duration: string): number | undefined {
  const length = toSeconds(duration);
  return length === undefined ? undefined : length / 86_400;
}
