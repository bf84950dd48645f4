import type { PersonalData } from "../subjects/personal-data.ts";

/** Messages about people, still to leave or gone. */
export const personal: PersonalData = {
  tables: {
    message: {
      // One that is still queued would leave after the erasure.
      erase: `update message set
          body = '',
          state = case when state in ('queued', 'failed') then 'denied' else state end,
          why = case when state in ('queued', 'failed') then 'erased' else why end,
          leased_until = case when state in ('queued', 'failed') then null else leased_until end,
          ended_at = case when state in ('queued', 'failed') then gone.at else ended_at end,
          remote = case when state in ('queued', 'failed') then remote else null end
        from gone where message.site = $1 and message.subject = gone.subject`,
      unexported: "whoever writes a message exports what it says: the mails, the disclosures",
    },
  },
  export: async () => ({}),
};
