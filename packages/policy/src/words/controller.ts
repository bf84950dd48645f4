import type { Country } from "./recipient.ts";
import type { Text } from "./text.ts";

export interface Contact {
  readonly name: string;
  readonly contact: string;
  readonly address?: string;
  readonly country?: Country;
}

/** Who decides why and how data is used. */
export interface Controller extends Contact {
  readonly country: Country;
  /** The representative in the EU (GDPR 27). */
  readonly representative?: Contact;
  /** The data protection officer (GDPR 37). */
  readonly officer?: Contact;
  /** The supervisory authority that a person can complain to (GDPR 77). */
  readonly authority?: { readonly name: Text; readonly url: `https://${string}` };
}
