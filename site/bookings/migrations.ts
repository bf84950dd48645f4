import type { Feature } from "@abide/engine";

export const migrations: NonNullable<Feature["migrations"]> = {
  "0001": {
    up: async (db) => {
      await db.schema
        .createTable("bookings")
        .addColumn("site", "text", (column) => column.notNull())
        .addColumn("starts_at", "timestamptz", (column) => column.notNull())
        .addColumn("record", "uuid", (column) => column.notNull())
        .addColumn("subject", "uuid", (column) => column.notNull())
        .addColumn("reminded_at", "timestamptz")
        // Two people who send the form in the same moment: one of them has the meeting.
        .addPrimaryKeyConstraint("bookings_pk", ["site", "starts_at"])
        .execute();
      await db.schema.createIndex("bookings_subject").on("bookings").columns(["site", "subject"]).execute();
    },
  },
};
