import type { TextsOf } from "@abide/policy";

/** What the page says that a link in a confirmation leads to. */
export const en = {
  askTitle: "One more step",
  question: "Somebody signed up for “{named}” with your e-mail address. Was it you?",
  yes: "Yes, {controller} may:",
  confirm: "Confirm",
  not: "It was not you? Then do nothing. Nothing is sent to you, and what was entered is erased by itself.",
  doneTitle: "Confirmed",
  done: "You have signed up for “{named}”. Your consent is recorded, with the text that you saw.",
  changed: "Your choice is kept.",
  on: "You get “{named}”, because you confirmed that you want it.",
  save: "Save",
  endTitle: "Stop it",
  end: "Takes back everything that you agreed to here, at once.",
  leave: "Unsubscribe",
  leftTitle: "You have unsubscribed",
  left: "Nothing more is sent. What we kept for it is erased.",
  rest: "“{named}” is not sent to you any more. You still allow us to:",
  restLeave: "Take it back",
  restTitle: "That is taken back",
  restLeft: "What you had allowed is over, at once.",
  goneTitle: "This link is over",
  gone: "It is older than a sign-up is kept, or what it was for has ended. Sign up again, and you get a new one.",
  ask: "Something seems wrong? Write to us:",
  home: "To the start page",
};

export type SubscriptionTexts = TextsOf<typeof en>;
