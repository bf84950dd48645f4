import { text, type Shape } from "@abide/policy";

/** Hours at which a meeting can begin, in UTC. */
const hours = [8, 9, 13, 14];
const day = 86_400_000;
/** How far ahead meetings are booked. The activity's storage is longer, so that no reminder finds the address gone. */
const ahead = 21 * day;
/** How long a meeting takes. */
export const length = 30 * 60_000;

/** The moment that `slot` names ("2026-12-03T13:00Z"), or undefined where no meeting ever begins. */
export function fromSlot(slot: string): Date | undefined {
  const at = new Date(/^\d{4}-\d\d-\d\dT\d\d:00Z$/.test(slot) ? slot : Number.NaN);
  return isStart(at) && toSlot(at) === slot ? at : undefined;
}

export const toSlot = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;

const isStart = (at: Date): boolean =>
  hours.includes(at.getUTCHours()) && at.getUTCDay() >= 1 && at.getUTCDay() <= 5 && at.getTime() % 3_600_000 === 0;

/** Whether a meeting at `at` can be booked at `now`, as far as the calendar goes. */
export const isOpen = (at: Date, now: Date): boolean => at > now && at.getTime() <= now.getTime() + ahead;

/** Every moment at which a meeting can begin, from `now` on. */
export function toSlots(now: Date): Date[] {
  const first = now.getTime() - (now.getTime() % 3_600_000);
  return Array.from({ length: ahead / 3_600_000 + 1 }, (_, hour) => new Date(first + hour * 3_600_000)).filter(
    (at) => isStart(at) && isOpen(at, now),
  );
}

/** A moment at which a meeting can begin. Whether it is free, and still to come, is asked when the form arrives. */
export const meetingTime: Shape = {
  kind: "text",
  max: 20,
  "~standard": {
    version: 1,
    vendor: "halden",
    validate: async (value) => {
      const result = await text(20)["~standard"].validate(value);
      if (result.issues) return result;
      return fromSlot(String(result.value)) ? result : { issues: [{ message: "not-an-option" }] };
    },
  },
};
