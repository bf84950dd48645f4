/** A meeting that is booked. Who with stands in the record, in the vault. */
export interface BookingsTable {
  readonly site: string;
  readonly starts_at: Date;
  /** The record of the activity `booking`. */
  readonly record: string;
  readonly subject: string;
  /** When the person was reminded, or that nobody needs to be: they booked on the day before. */
  readonly reminded_at: Date | null;
}

declare module "@abide/engine/store" {
  interface Tables {
    readonly bookings: BookingsTable;
  }
}
