import type { Country, Html } from "@abide/policy";

/** Where one works. A region is named where the country's addresses have one. */
export interface Place {
  readonly city: string;
  readonly region?: string;
  readonly country: Country;
}

/** A position that Halden Software fills, or has filled. One file each; `all.ts` lists them. */
export interface Position {
  /** Its place below /careers, and what an application's field `position` says. */
  readonly slug: string;
  readonly title: string;
  readonly team: "Product" | "Customers" | "Operations";
  readonly places: readonly [Place, ...Place[]];
  /** Countries from which it can be done without coming to an office. */
  readonly remote?: readonly Country[];
  readonly hours: "FULL_TIME" | "PART_TIME";
  /** The hours in words: "80 to 100 %". */
  readonly workload: string;
  /** Gross, a year, at full hours. */
  readonly pay: { readonly from: number; readonly to: number; readonly currency: "CHF" | "EUR" };
  readonly posted: string;
  /** The last day to apply; left out where it stays open until it is filled. */
  readonly closes?: string;
  /** The day on which it was filled or given up. */
  readonly closed?: string;
  /** One or two sentences for the list. */
  readonly summary: string;
  readonly body: Html;
}
