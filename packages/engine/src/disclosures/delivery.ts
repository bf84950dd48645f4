import type { Version } from "@abide/policy";
import type { Insertable } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import type { Known } from "../connectors/connector.ts";
import type { Core } from "../core/core.ts";
import { toUuid } from "../http/id.ts";
import type { Message } from "../outbox/message.ts";
import type { DisclosureTable } from "./tables.ts";

/** One record to a recipient: what is to be read when it leaves. */
export interface Delivery {
  readonly do: "deliver";
  readonly activity: string;
  readonly record: string;
  readonly purpose: string;
  readonly fields: readonly string[];
}

/** Somebody who was erased is to be deleted at a recipient as well. Their names there are sealed in it, under a data key. */
export interface Deletion {
  readonly do: "delete";
  readonly subject: string;
  readonly known: Omit<Known, "id">;
}

export type DisclosureBody = Delivery | Deletion;

export const toChannelName = (recipient: string): string => `disclosure ${recipient}`;

/** The name of a subject at one recipient: another at each, and none that leads anywhere without the vault's key. */
export const toPseudonym = ({ vault }: Pick<Core, "vault">, recipient: string, subject: string): string =>
  vault.index(`pseudonym ${recipient}`, subject).toString("hex");

/** A record that is about to be written for a recipient. With the same `key` it is one delivery. */
export interface NewDelivery {
  readonly record: string;
  readonly subject: string;
  readonly key: string;
  readonly fields: readonly string[];
}

/** What deliveries of one commit have in common. */
export interface DeliveryFacts {
  readonly recipient: string;
  readonly activity: string;
  readonly purpose: string;
  readonly by: string;
  readonly batch: string | undefined;
}

/** What is written of deliveries: for each its message, its disclosure and its audit event. */
export interface WrittenDeliveries {
  readonly messages: readonly Message<Delivery>[];
  readonly disclosures: readonly (Insertable<DisclosureTable> & { readonly id: string })[];
  readonly events: readonly { readonly message: string; readonly event: AuditEvent }[];
}

export function toDeliveries(
  { site, clock }: Pick<Core, "site" | "clock">,
  deliveries: readonly NewDelivery[],
  { recipient, activity, purpose, by, batch }: DeliveryFacts,
  version: Version,
): WrittenDeliveries {
  const channel = toChannelName(recipient);
  const at = clock();
  const way = "connector";
  const written = deliveries.map(({ record, subject, key, fields: names }) => {
    // Derived from the key: a delivery that is written once more has the same id, and nothing new is made.
    const id = toUuid(site, channel, key);
    const fields = [...names];
    const body = { do: "deliver", activity, record, purpose, fields: names } as const;
    const detail = { activity, by, fields, message: id, purpose, recipient, record, subject, way };
    return {
      message: { id, channel, key, subject, batch, body },
      disclosure: {
        site,
        id,
        recipient,
        purpose,
        activity,
        record,
        subject,
        fields,
        version: version.hash,
        way,
        by,
        at,
        state: "queued",
        delivered_at: null,
        message: id,
        package: null,
      },
      event: { message: id, event: { type: "disclosure", at, policy: version.hash, subject, detail } },
    };
  });
  return {
    messages: written.map(({ message }) => message),
    disclosures: written.map(({ disclosure }) => disclosure),
    events: written.map(({ event }) => event),
  };
}
