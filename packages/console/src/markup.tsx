import { Html } from "@abide/policy";
import { raw } from "hono/html";

/**
 * HTML that `html` of @abide/policy has written and escaped, as a part of a page: `<Markup of={contactLink(contact)} />`. The only way
 * past the escaping of everything that a page shows, and for that one type alone.
 */
export function Markup({ of }: { readonly of: Html }) {
  // A string that claims to be one, or an object made from JSON, is none.
  if (!(of instanceof Html)) throw new TypeError("Only what `html` of @abide/policy made is shown as it is.");
  return raw(of.source);
}
