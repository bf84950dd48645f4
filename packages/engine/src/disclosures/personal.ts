import type { Core } from "../core/core.ts";
import type { PersonalData } from "../subjects/personal-data.ts";
import type { RunTimeDisclosures } from "./disclosures.ts";
import { readReceived, type Disclosure } from "./received.ts";

declare module "../subjects/personal-data.ts" {
  interface Exported {
    /** Who received what of it, when and why. */
    readonly disclosures: readonly Disclosure[];
  }
}

/** What the open feature does for the people in it. */
type OpenDisclosures = Pick<RunTimeDisclosures, "eraseAtRecipients"> & Pick<Core, "clock">;

/** Who received what. */
export const personal: PersonalData<OpenDisclosures> = {
  tables: {
    disclosure: {
      // The fact that somebody received something stays, without a value; what has not left does not leave.
      erase: `update disclosure set state = 'denied' from gone
        where disclosure.site = $1 and disclosure.subject = gone.subject
        and disclosure.state in ('queued', 'failed') and disclosure.message is not null`,
    },
  },
  before: ({ eraseAtRecipients }) => eraseAtRecipients,
  export: async (trx, { site, id }, { clock }) => ({
    members: { disclosures: await readReceived(trx, site, id, clock()) },
  }),
};
