import { text, type Shape } from "@abide/policy";
import { isOpen, positions } from "./all.ts";

/** The name of a position that one can apply for today. The policy knows it as text: a new position is no new version. */
export const openPosition: Shape = {
  kind: "text",
  max: 80,
  "~standard": {
    version: 1,
    vendor: "halden",
    validate: async (value) => {
      const result = await text(80)["~standard"].validate(value);
      if (result.issues) return result;
      const today = new Date().toISOString().slice(0, 10);
      const known = positions.some((position) => position.slug === result.value && isOpen(position, today));
      return known ? result : { issues: [{ message: "not-an-option" }] };
    },
  },
};
