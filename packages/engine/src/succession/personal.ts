import type { PersonalData } from "../subjects/personal-data.ts";

/** People who were told of a transfer to a successor. */
export const personal: PersonalData = {
  tables: {
    succession_notice: {
      erase: { stays: "that somebody was told, or why not: an id that leads nowhere once its key is gone" },
      unexported: "the mail that told them is exported, and so is the transfer, as a disclosure",
    },
  },
  export: async () => ({}),
};
