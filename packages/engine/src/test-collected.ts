import { createEngine, type Engine } from "./engine.ts";
import { defineMail } from "./mail/mail.ts";
import { confirm, from, issue, subscription, welcome } from "./test-mails.ts";
import { key, newsletterWithDesk as policy, origin } from "./test-policy.ts";
import { testRecipient } from "./test-recipient.ts";
import type { Store } from "./store/index.ts";

const arrived = defineMail(policy, {
  name: "arrived",
  kind: "answers",
  for: "support",
  activity: "contact",
  title: "Arrived",
  reads: ["message"],
  values: [],
  on: "collection",
  words: {
    en: ({ message }) => ({ subject: "Your message has arrived", text: message }),
    de: ({ message }) => ({ subject: "Ihre Nachricht ist angekommen", text: message }),
  },
});

/** Where what people write is handed over to. */
export const desk = testRecipient("desk", { delete: false, export: false });

/** An engine on `store` that delivers nothing by itself. */
export function openCollecting(store: Store): Engine {
  return createEngine({
    policies: [policy],
    store,
    key,
    origin,
    mail: { from, templates: [arrived, confirm, welcome], promotions: [issue] },
    subscriptions: [subscription],
    disclose: { connectors: { desk }, on: [{ recipient: "desk", activity: "contact", purpose: "support" }] },
    logger: () => {},
  } as never);
}
