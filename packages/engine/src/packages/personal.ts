import type { PersonalData } from "../subjects/personal-data.ts";

/** Packages that somebody's data is in. */
export const personal: PersonalData = {
  tables: {
    package: {
      // A package that nobody has fetched yet is fetched by nobody. Its file and its key go when it is pruned.
      erase: `update package set state = 'outdated', ended_at = gone.at
        from gone join disclosure on disclosure.site = $1 and disclosure.subject = gone.subject
        where package.site = $1 and package.id = disclosure.package and package.state = 'ready'`,
      unexported: "the disclosures say what was in it",
    },
  },
  export: async () => ({}),
};
