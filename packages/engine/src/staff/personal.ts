import { deletesRows, type PersonalData } from "../subjects/personal-data.ts";

/** Accounts of the company's people. */
export const personal: PersonalData = {
  tables: {
    staff_item: {
      erase: deletesRows("staff_item"),
      unexported: "the company's people see their account on their own page; a session or a factor is a secret",
    },
    staff_index: {
      erase: `delete from staff_index using staff_item, gone
        where staff_item.site = $1 and staff_item.subject = gone.subject
        and staff_index.site = staff_item.site and staff_index.model = staff_item.model and staff_index.id = staff_item.id`,
      unexported: "blind indexes of what is in an account",
    },
  },
  keeps: (site, subject) => `exists (select from staff_item i where i.site = ${site} and i.subject = ${subject})`,
  export: async () => ({}),
};
