import type { Generated } from "kysely";
import type { Json } from "../store/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    readonly campaign: CampaignTable;
    readonly mail_event: MailEventTable;
  }
}

/** A promotional mail to a declared audience, and how far it has come. */
export interface CampaignTable {
  site: string;
  id: string;
  promotion: string;
  activity: string;
  which: Json<{ readonly [condition: string]: unknown }>;
  given: Json<{ readonly [name: string]: string }>;
  state: string;
  /** Where the next batch begins; moves on in the commit that writes the batch. */
  cursor: string | null;
  people: Generated<number>;
  /** How many of the audience were not written to: suppressed, there twice, or reached already. */
  left_out: Generated<number>;
  why: string | null;
  by: string;
  at: Date;
  ended_at: Date | null;
}

/** That a mail of a campaign was opened or a link in it followed, once for each person. */
export interface MailEventTable {
  site: string;
  campaign: string;
  kind: string;
  /** Which link, counted from 1; 0 of an opening. */
  link: number;
  mark: Uint8Array;
  at: Date;
}
