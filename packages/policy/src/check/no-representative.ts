import { eea } from "../words/recipient.ts";
import type { Rule } from "./rule.ts";

/** A controller outside the EEA whom nobody there stands for. */
export const noRepresentative: Rule = {
  code: "no-representative",
  level: "warning",
  source: "GDPR 27",
  *find({ policy }) {
    const { controller } = policy;
    if (controller?.country === undefined || eea.includes(controller.country)) return;
    if (controller.representative !== undefined) return;
    yield {
      path: ["controller", "representative"],
      expected: "a representative in the EU",
      received: "nothing",
      message: `The controller is in ${controller.country}, outside the EEA. Where people in the EU are addressed, name the representative there: controller.representative.`,
    };
  },
};
