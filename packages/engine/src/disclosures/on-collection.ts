import type { Policy, Version } from "@abide/policy";
import type { CompiledQuery } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import type { Connector } from "../connectors/connector.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { findDeclaring } from "../policies/versions.ts";
import type { OnCollected } from "../records/write.ts";
import { toDeliveries, type NewDelivery } from "./delivery.ts";
import { toDisclosures } from "./record.ts";
import { decideLeaving } from "./decide-leaving.ts";
import type { RecipientName, ServedPurpose, TakenActivity } from "./taken.ts";

/** A recipient that gets records by itself, as soon as they are collected. */
export type OnCollection<P extends Policy = Policy> = P extends Policy
  ? {
      [Name in RecipientName<P>]: {
        [Activity in TakenActivity<P, Name>]: {
          readonly recipient: Name;
          readonly activity: Activity;
          readonly purpose: ServedPurpose<P, Name>;
          readonly when: "collection";
        };
      }[TakenActivity<P, Name>];
    }[RecipientName<P>]
  : never;

/** The same, without the types of a declaration. */
export interface RunTimeOnCollection {
  readonly recipient: string;
  readonly activity: string;
  readonly purpose: string;
}

/** Throws where the declaration does not allow a disclosure on collection: at the start, and not with the first record. */
export function verifyOnCollection(
  { recipient, activity, purpose }: RunTimeOnCollection,
  versions: readonly Version[],
  connectors: { readonly [recipient: string]: Connector },
): void {
  const what = `Records of "${activity}" cannot be handed over to "${recipient}" for "${purpose}"`;
  const version = findDeclaring(versions, activity);
  if (!version || toTaken(version, { recipient, activity, purpose }).length === 0)
    throw new AbideError("policy-broken", `${what}: the policy declares no field for that.`, {
      next: "Let the recipient take fields of the activity that may serve the purpose, and be for the purpose.",
    });
  if (!Object.hasOwn(connectors, recipient))
    throw new AbideError("policy-broken", `${what}: nothing speaks to this recipient.`, {
      next: "Give it a connector in `disclose.connectors`.",
    });
}

/** Discloses what is collected, in its own commit. */
export function createOnCollected(
  core: Pick<Core, "site" | "clock" | "outbox">,
  all: readonly RunTimeOnCollection[],
): OnCollected {
  return (created) => {
    const statements: CompiledQuery[] = [];
    const events: AuditEvent[] = [];
    for (const one of all) {
      const { recipient, activity, purpose } = one;
      const own = created.filter(({ input }) => input.activity === activity);
      if (own.length === 0) continue;
      const { version } = own[0]!.input;
      const taken = toTaken(version, one);
      const deliveries = own.flatMap(({ id, subject, input }): NewDelivery[] => {
        const fields = taken.filter((field) => input.values[field] !== undefined);
        return fields.length === 0 ? [] : [{ record: id, subject, key: `collection ${id}`, fields }];
      });
      if (deliveries.length === 0) continue;
      const shared = { recipient, activity, purpose, by: "site", batch: undefined };
      const written = toDeliveries(core, deliveries, shared, version);
      const keys = new Map(own.map(({ subject, key }) => [subject, key]));
      statements.push(...core.outbox.toInserts(written.messages, keys), toDisclosures(written.disclosures));
      events.push(...written.events.map(({ event }) => event));
    }
    return Promise.resolve({ statements, events });
  };
}

/** The fields of the activity that the recipient takes and that may serve the purpose. */
function toTaken({ policy }: Version, { recipient, activity, purpose }: RunTimeOnCollection): string[] {
  const taken = policy.recipients[recipient]?.takes?.[activity] ?? [];
  return taken.filter(
    (field) => decideLeaving(policy, { recipient, purpose, activity, fields: [field] }) === undefined,
  );
}
