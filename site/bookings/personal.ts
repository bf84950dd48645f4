import { deletesRows, type PersonalData } from "@abide/engine";
import "./tables.ts";

declare module "@abide/engine" {
  interface Exported {
    /** When the meetings begin that the person has booked. */
    readonly bookings: readonly string[];
  }
}

/** Meetings of a person: erased with them, and exported. Who has one to come stays, unless they ask to be erased. */
export const personal: PersonalData = {
  tables: { bookings: { erase: deletesRows("bookings") } },
  keeps: (site, subject, at) =>
    `exists (select from bookings b where b.site = ${site} and b.subject = ${subject} and b.starts_at > ${at})`,
  export: async (trx, { site, id }) => {
    const rows = await trx
      .selectFrom("bookings")
      .select("starts_at")
      .where("site", "=", site)
      .where("subject", "=", id)
      .orderBy("starts_at")
      .execute();
    return { members: { bookings: rows.map(({ starts_at }) => starts_at.toISOString()) } };
  },
};
