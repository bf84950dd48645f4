import { defineFeature, mails, type FeatureRef } from "@abide/engine";
import { createBookings, type Bookings } from "./bookings.ts";
import { createCalendar } from "./calendar.tsx";
import { createDemo } from "./demo.ts";
import { bookingConfirmed, bookingReminder } from "./mails.tsx";
import { migrations } from "./migrations.ts";
import { personal } from "./personal.ts";

/** Meetings for a demo, booked on the website. */
export const bookingsFeature: FeatureRef<Bookings> = { name: "bookings" };

export const bookings = defineFeature<Bookings>({
  ...bookingsFeature,
  needs: [mails],
  migrations,
  mails: [bookingConfirmed, bookingReminder],
  personal,
  open: (core) => {
    const api = createBookings(core, core.feature(mails));
    const work = async () => {
      await api.remind();
      await api.free();
    };
    return {
      api,
      site: createDemo(api, core.clock),
      pages: [createCalendar(core, api)],
      checks: api.checks,
      onCollected: api.onCollected,
      jobs: [{ name: "bookings", when: "*/10 * * * *", work, beforeRetention: true }],
    };
  },
});
