import type { Policy, Version } from "@abide/policy";
import type { Connector } from "../connectors/connector.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import type { OnCollected } from "../records/write.ts";
import type { BeforeErasure } from "../subjects/personal-data.ts";
import { createChannel, type Pace } from "./channel.ts";
import { disclose, type Disclosed, type Disclosing } from "./disclose.ts";
import { exportAt, type HeldThere } from "./export-at.ts";
import { createOnCollected, verifyOnCollection, type OnCollection, type RunTimeOnCollection } from "./on-collection.ts";
import { readReceived, type Disclosure } from "./received.ts";
import { createRecipientErasure } from "./recipient-erasure.ts";
import { toStates } from "./record.ts";
import { toWay } from "./decide-leaving.ts";
import type { RecipientName } from "./taken.ts";

export interface DiscloseOptions<P extends Policy = Policy> {
  /** The connector to each recipient. A recipient without one is reached by a sealed package alone. */
  readonly connectors?: { readonly [Name in RecipientName<P>]?: Connector };
  /** Recipients that get records by themselves. */
  readonly on?: readonly OnCollection<P>[];
  /** How fast and how long recipients are delivered to. Default: as every channel. */
  readonly pace?: { readonly [Name in RecipientName<P>]?: Pace };
}

/** Who received what. */
export interface Disclosures {
  /** Who received what about the person, when and why, also by packages; the newest first. Known after an erasure as well. */
  readonly received: (subject: string) => Promise<Disclosure[]>;
  /** One recipient, asked about a person. */
  readonly at: (recipient: string) => {
    readonly export: (
      subject: string,
      because: { readonly by: string; readonly reason?: string },
    ) => Promise<HeldThere>;
  };
}

/** Disclosures as they run: what callers see of them is typed by the declaration. */
export interface RunTimeDisclosures {
  readonly disclose: (disclosing: Disclosing) => Promise<Disclosed>;
  /** With `telling`, without requests of authorities that nobody may be told of at that time. */
  readonly received: (subject: string, telling?: Date) => Promise<Disclosure[]>;
  readonly exportAt: (
    recipient: string,
    subject: string,
    because: { readonly by: string; readonly reason?: string },
  ) => Promise<HeldThere>;
  /** Discloses what is collected, in its own commit. */
  readonly onCollected: OnCollected;
  /** Has people who are erased deleted at recipients as well. */
  readonly eraseAtRecipients: BeforeErasure | undefined;
  /** The connector to each recipient. */
  readonly connectors: { readonly [recipient: string]: Connector };
}

/** The disclosures of a site. What is configured is checked against the declaration, and each connector gets its channel. */
export function createDisclosures(core: Core, options: DiscloseOptions | undefined): RunTimeDisclosures {
  const { site, db, outbox } = core;
  const versions = core.versions.current;
  const connectors = (options?.connectors ?? {}) as { readonly [recipient: string]: Connector };
  const paces = (options?.pace ?? {}) as { readonly [recipient: string]: Pace };
  const on: readonly RunTimeOnCollection[] = options?.on ?? [];
  for (const each of on) verifyOnCollection(each, versions, connectors);
  for (const [recipient, connector] of Object.entries(connectors)) {
    verifyConnector(recipient, connector, versions);
    outbox.serve(createChannel(core, { recipient, connector, pace: paces[recipient] }));
  }
  outbox.onState((changed) => toStates(site, changed));
  return {
    connectors,
    disclose: (disclosing) => disclose(core, connectors, disclosing),
    received: async (subject, telling) => (isId(subject) ? readReceived(db, site, subject, telling) : []),
    exportAt: (recipient, subject, because) => {
      const connector = Object.hasOwn(connectors, recipient) ? connectors[recipient] : undefined;
      return exportAt(core, connector, recipient, subject, because);
    },
    onCollected: createOnCollected(core, on),
    eraseAtRecipients: createRecipientErasure(core, connectors),
  };
}

/** Throws where a connector does not fit the declaration: at the start, and not with the first record. */
function verifyConnector(recipient: string, connector: Connector, versions: readonly Version[]): void {
  if (!versions.some(({ policy }) => Object.hasOwn(policy.recipients, recipient)))
    throw new AbideError("policy-broken", `"${recipient}" has a connector and is no recipient of any policy.`, {
      next: "Declare it among `recipients`, or take its connector away.",
    });
  if (versions.some(({ policy }) => toWay(policy.recipients[recipient]?.category ?? "affiliate") !== "package"))
    throw new AbideError("policy-broken", `"${recipient}" has a connector, and is an authority or a successor.`, {
      next: "Take it away: a request is answered by two people, and a successor receives an archive once people were told.",
    });
  const takes = versions.flatMap(({ policy }) => Object.values(policy.recipients[recipient]?.takes ?? {}).flat());
  const more = (connector.sends ?? []).filter((field) => !takes.includes(field));
  if (more.length > 0)
    throw new AbideError(
      "policy-broken",
      `The connector of "${recipient}" maps what it does not take: ${more.join(", ")}.`,
      {
        next: "Declare the fields among its `takes`, or leave them out of the connector's `map`.",
      },
    );
}
