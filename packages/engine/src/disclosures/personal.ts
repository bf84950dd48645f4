import type { BeforeErasure, PersonalData } from "../subjects/personal-data.ts";
import { readReceived, type Disclosure } from "./received.ts";

declare module "../subjects/personal-data.ts" {
  interface Exported {
    /** Who received what of it, when and why. */
    readonly disclosures: readonly Disclosure[];
  }
}

/** What the disclosures need to be, to see to the people in them. */
export interface Disclosing {
  readonly clock: () => Date;
  /** Has people who are erased deleted at the recipients that can; undefined where none can. */
  readonly eraseAtRecipients: BeforeErasure | undefined;
}

/** Who received what. */
export const personal: PersonalData<Disclosing> = {
  tables: {
    disclosure: {
      // That somebody received something stays known, without a value; what has not left does not leave.
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
