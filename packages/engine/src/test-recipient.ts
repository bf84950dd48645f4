import type { Connector, Known, Outgoing } from "./connectors/connector.ts";
import type { Attempted } from "./outbox/message.ts";

export interface TestRecipient extends Connector {
  /** What it was given, the oldest first: each attempt by itself. */
  readonly delivered: Outgoing[];
  /** Whom it was told to delete. */
  readonly deleted: Known[];
  /** What it answers to what it is given. Default: it takes everything, under a name of its own. */
  answer: ((outgoing: Outgoing) => Attempted) | undefined;
}

/** A recipient's system that remembers what it was given, and answers as the test says. */
export function testRecipient(system: string, can: Connector["can"] = { delete: true, export: false }): TestRecipient {
  const recipient: TestRecipient = {
    system,
    hosts: [],
    can,
    delivered: [],
    deleted: [],
    answer: undefined,
    deliver: async (outgoing) => {
      recipient.delivered.push(outgoing);
      return recipient.answer?.(outgoing) ?? { outcome: "delivered", remote: `remote ${outgoing.id}` };
    },
    delete: async (known) => {
      recipient.deleted.push(known);
      return { outcome: "delivered" };
    },
  };
  return recipient;
}
