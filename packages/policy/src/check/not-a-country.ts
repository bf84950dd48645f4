import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** What people write instead. */
const meant: { readonly [written: string]: string | undefined } = {
  UK: "GB",
  EL: "GR",
  USA: "US",
  GERMANY: "DE",
  NETHERLANDS: "NL",
  "UNITED STATES": "US",
  "UNITED KINGDOM": "GB",
};

/** A country without a code. */
export const notACountry: Rule = {
  code: "not-a-country",
  level: "error",
  source: "ISO 3166-1",
  find: (draft) =>
    toProblems(draft, "not-a-country", ({ received }) => {
      const code = meant[received.slice(1, -1).toUpperCase()];
      return `${received} is not a country. Use its two-letter code in capitals${code ? `: "${code}"` : ', such as "NL" or "US"'}.`;
    }),
};
