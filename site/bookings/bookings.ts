import type { Checks, Core, Mails, Opened } from "@abide/engine";
import type { Language } from "@abide/policy";
import { bookingReminder } from "./mails.tsx";
import { fromSlot, isOpen, length } from "./slot.ts";
import "./tables.ts";

/** A meeting that is booked, without who with. */
export interface Booking {
  readonly startsAt: Date;
  readonly record: string;
}

export interface Bookings {
  /** Meetings that are not over yet, in their order. */
  readonly coming: () => Promise<readonly Booking[]>;
  /** Why a form for `slot` cannot be taken. */
  readonly checks: Checks;
  /** Writes meetings down in the commit of their records. */
  readonly onCollected: NonNullable<Opened<unknown>["onCollected"]>;
  /** Reminds who has a meeting within a day, once. Returns how many. */
  readonly remind: () => Promise<number>;
  /** Frees meetings that are over, and lets go of people who were kept for them alone. Returns how many meetings. */
  readonly free: () => Promise<number>;
}

const day = 86_400_000;

const says = {
  past: {
    en: "This time is over. Choose another one below.",
    de: "Dieser Zeitpunkt ist vorbei. Wählen Sie unten einen anderen.",
  },
  far: {
    en: "This time cannot be booked yet. Choose another one below.",
    de: "Dieser Zeitpunkt lässt sich noch nicht buchen. Wählen Sie unten einen anderen.",
  },
  taken: {
    en: "This time is taken. If you have sent this form twice, it is yours: look into your inbox. Else choose another one below.",
    de: "Dieser Zeitpunkt ist vergeben. Haben Sie das Formular zweimal geschickt, gehört er Ihnen: Sehen Sie in Ihr Postfach. Sonst wählen Sie unten einen anderen.",
  },
} as const;

export function createBookings({ site, db, clock, subjects }: Core, mails: Pick<Mails, "send">): Bookings {
  const toProblem = (code: keyof typeof says, language: Language) => ({
    field: "slot",
    code,
    message: says[code][language === "de" ? "de" : "en"],
  });
  const isTaken = async (at: Date): Promise<boolean> => {
    const found = await db
      .selectFrom("bookings")
      .select("record")
      .where("site", "=", site)
      .where("starts_at", "=", at)
      .executeTakeFirst();
    return found !== undefined;
  };
  return {
    coming: async () => {
      const rows = await db
        .selectFrom("bookings")
        .select(["starts_at", "record"])
        .where("site", "=", site)
        .where("starts_at", ">", new Date(clock().getTime() - length))
        .orderBy("starts_at")
        .execute();
      return rows.map(({ starts_at, record }) => ({ startsAt: starts_at, record }));
    },
    checks: async (activity, { slot }, language) => {
      if (activity !== "booking") return [];
      // Of the calendar: the policy's shape has seen to that.
      const at = fromSlot(String(slot))!;
      const now = clock();
      if (at <= now) return [toProblem("past", language)];
      if (!isOpen(at, now)) return [toProblem("far", language)];
      return (await isTaken(at)) ? [toProblem("taken", language)] : [];
    },
    onCollected: async (records) => {
      const rows = records.flatMap(({ id, subject, input: { activity, at, values } }) => {
        if (activity !== "booking") return [];
        const starts_at = fromSlot(String(values["slot"]))!;
        // Who books on the day before has just read when it is.
        const reminded_at = starts_at.getTime() - at.getTime() < day ? at : null;
        return [{ site, starts_at, record: id, subject, reminded_at }];
      });
      const statements = rows.length === 0 ? [] : [db.insertInto("bookings").values(rows).compile()];
      return { statements, events: [] };
    },
    remind: async () => {
      const now = clock();
      const due = await db
        .selectFrom("bookings")
        .select(["starts_at", "record"])
        .where("site", "=", site)
        .where("starts_at", ">", now)
        .where("starts_at", "<=", new Date(now.getTime() + day))
        .where("reminded_at", "is", null)
        .execute();
      let reminded = 0;
      for (const { starts_at, record } of due) {
        // The key makes it one mail, also where this ends before the row says so.
        const sent = await mails.send(bookingReminder, record, {}, { key: `reminder ${record}` });
        if (!sent.queued && sent.reason === "failed") continue;
        await db
          .updateTable("bookings")
          .set({ reminded_at: now })
          .where("site", "=", site)
          .where("starts_at", "=", starts_at)
          .where("record", "=", record)
          .execute();
        if (sent.queued) reminded += 1;
      }
      return reminded;
    },
    free: async () => {
      const over = new Date(clock().getTime() - length);
      const rows = await db
        .selectFrom("bookings")
        .select("subject")
        .where("site", "=", site)
        .where("starts_at", "<=", over)
        .execute();
      if (rows.length === 0) return 0;
      // First: once the rows are gone, nobody knows any more who was kept for them.
      await subjects.release(rows.map(({ subject }) => subject));
      await db.deleteFrom("bookings").where("site", "=", site).where("starts_at", "<=", over).execute();
      return rows.length;
    },
  };
}
