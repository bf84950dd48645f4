import type { TextsOf } from "@abide/policy";

/** What the page says where somebody learns of a transfer and objects to it. */
export const en = {
  title: "Transfer to a successor",
  cancelled: "This transfer will not take place.",
  transferred: "What is held about you was transferred to {to}.",
  objectThere: "You can object there, and ask us:",
  objected: "You objected.",
  notTransferred: "Nothing about you was transferred to {to}.",
  objectionKept: "Your objection is kept. What is held about you is not transferred.",
  waiting:
    "What is held about you goes from {from} to {to}, which goes on with it for the same purposes. It has not been fetched there yet.",
  planned: "On {on}, {from} transfers what is held about you to {to}, which goes on with it for the same purposes.",
  untilThen: "You can object until then, without giving a reason. Your data is then left out.",
  object: "Object to the transfer",
};

export type SuccessionPageTexts = TextsOf<typeof en>;
