import type { Connector, Known } from "../connectors/connector.ts";
import { toSend } from "../connectors/send.ts";
import type { Attempted, Channel } from "../outbox/message.ts";
import { createReader, type RecordsCore } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import { decideLeaving } from "./scope.ts";
import { toStates } from "./record.ts";
import { CompiledQuery } from "kysely";

/** One record to a recipient: what is to be read when it leaves. */
export interface Delivery {
  readonly do: "deliver";
  readonly activity: string;
  readonly record: string;
  readonly purpose: string;
  readonly fields: readonly string[];
}

/** Somebody who was erased is to be deleted at a recipient as well. Who that is there lies in it, under a data key. */
export interface Deletion {
  readonly do: "delete";
  readonly subject: string;
  readonly known: Omit<Known, "id">;
}

export type DisclosureBody = Delivery | Deletion;

/** How a recipient is delivered to, where that is not as usual. */
export type Pace = Partial<Pick<Channel, "parallel" | "patience" | "pause" | "most" | "rate">>;

export interface ChannelOptions {
  readonly records: RecordsCore;
  readonly roles: Roles;
  readonly recipient: string;
  readonly connector: Connector;
  readonly pace?: Pace | undefined;
}

export const toChannelName = (recipient: string): string => `disclosure ${recipient}`;

/** Whom a record is about, to one recipient: another name at each, and none that leads anywhere without the vault's key. */
export const toPseudonym = ({ vault }: Pick<RecordsCore, "vault">, recipient: string, subject: string): string =>
  vault.index(`pseudonym ${recipient}`, subject).toString("hex");

/**
 * The channel to a recipient. What the declaration and the person say is asked again for each message at the moment it leaves, and only
 * fields that the recipient takes for the purpose are read.
 */
export function createChannel({ records, roles, recipient, connector, pace }: ChannelOptions): Channel<DisclosureBody> {
  const { site } = records;
  const send = toSend(connector.hosts, { inside: connector.inside });

  const hand = async (id: string, subject: string, delivery: Delivery, signal: AbortSignal): Promise<Attempted> => {
    const { activity, record, purpose } = delivery;
    const policy = records.versions.declaring(activity)?.policy;
    if (!policy) return { outcome: "denied", why: "undeclared" };
    const reasons = delivery.fields.map((field) =>
      decideLeaving(policy, { recipient, purpose, activity, fields: [field] }),
    );
    const fields = delivery.fields.filter((_, at) => reasons[at] === undefined);
    if (fields.length === 0) return { outcome: "denied", why: reasons[0] ?? "no-fields" };
    const reader = createReader(records, activity, purpose, lend(toChannelName(recipient), roles, purpose));
    const read = await reader.read(record, fields);
    if (!read.allowed) {
      // The store was away, or what is held is damaged: that may pass. A no is a no.
      return read.reason === "failed"
        ? { outcome: "retry", why: "failed" }
        : { outcome: "denied", why: read.reason === "not-found" ? "erased" : read.reason };
    }
    const given = Object.entries(read.fields).filter(([, value]) => value !== undefined && value !== "");
    return connector.deliver(
      {
        id,
        activity,
        purpose,
        at: read.at,
        language: read.language,
        pseudonym: toPseudonym(records, recipient, subject),
        fields: Object.fromEntries(given),
        file: async (field) => {
          const got = fields.includes(field) ? await reader.download(record, field) : undefined;
          if (!got?.allowed) throw new Error(`The file in "${field}" cannot be opened.`);
          return got.file;
        },
      },
      send,
      signal,
    );
  };

  return {
    name: toChannelName(recipient),
    ...pace,
    deliver: async ({ id, subject, body }, signal) => {
      if (body.do === "deliver") return hand(id, subject, body, signal);
      return connector.delete
        ? connector.delete({ id, ...body.known }, send, signal)
        : { outcome: "failed", why: `${connector.system} has no way to delete: ask ${recipient} to, then drop this` };
    },
    onEnded: (ended) => {
      const handed = ended.filter(({ body }) => body?.do !== "delete");
      // What was deleted, and what somebody saw to themselves: who it was there need not be known any more.
      const deleted = ended.filter(({ state }) => state === "delivered" || state === "dropped" || state === "denied");
      const dataKeys = deleted.flatMap(({ subject, body }) => (body?.do === "delete" ? subject : []));
      const done = deleted.flatMap(({ body, state }) =>
        body?.do === "delete" && state === "delivered" ? body.subject : [],
      );
      return [
        ...(handed.length === 0 ? [] : [toStates(site, handed)]),
        ...(dataKeys.length === 0 ? [] : [toEnds(site, dataKeys, records.clock())]),
        ...(done.length === 0 ? [] : [toDeleted(site, recipient, done)]),
      ];
    },
  };
}

const toEnds = (site: string, dataKeys: readonly string[], at: Date): CompiledQuery =>
  CompiledQuery.raw(
    `with gone as (delete from subject_key where site = $1 and subject = any ($2::uuid[]))
    update subject set erased_at = $3 where site = $1 and id = any ($2::uuid[])`,
    [site, dataKeys, at],
  );

const toDeleted = (site: string, recipient: string, subjects: readonly string[]): CompiledQuery =>
  CompiledQuery.raw(
    `update disclosure set state = 'deleted'
    where site = $1 and recipient = $2 and subject = any ($3::uuid[]) and way = 'connector' and state = 'delivered'`,
    [site, recipient, subjects],
  );
