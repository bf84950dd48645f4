import { definePolicy } from "@abide/policy";
import type { Connector } from "./connectors/connector.ts";
import { createEngine, type Engine } from "./engine.ts";
import { defineMail } from "./mail/mail.ts";
import { confirm, from, issue, policy as newsletter, welcome } from "./subscriptions/test-newsletter.ts";
import { key } from "./test-engine.ts";
import type { Store } from "./store/index.ts";

/** A policy under which a form brings about everything that it can: a mail, a question of a double opt-in, a hand-over. */
const policy = definePolicy({
  ...newsletter,
  recipients: {
    desk: {
      name: "Desk",
      category: "communication-provider",
      role: "processor",
      country: "IE",
      for: ["support"],
      takes: { contact: ["email", "message"] },
    },
  },
});

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

/** What the recipient was handed, by the record's own number: the same id again is the same disclosure. */
export const handed = new Map<string, Set<string>>();

const desk: Connector = {
  system: "desk",
  hosts: [],
  can: { delete: false, export: false },
  deliver: ({ id, fields }) => {
    const { message } = fields as { readonly message: string };
    handed.set(message, (handed.get(message) ?? new Set()).add(id));
    return Promise.resolve({ outcome: "delivered" });
  },
};

/** An engine on `store` that delivers nothing by itself. */
export function openCollecting(store: Store): Engine {
  return createEngine({
    policies: [policy],
    store,
    key,
    origin: "https://www.halden.example",
    mail: { from, templates: [arrived, confirm, welcome], promotions: [issue] },
    subscriptions: [{ asked: "asked", activity: "readers", purpose: "newsletter", confirm, welcome }],
    disclose: { connectors: { desk }, on: [{ recipient: "desk", activity: "contact", purpose: "support" }] },
    logger: () => {},
  } as never);
}
