import { CompiledQuery } from "kysely";
import type { Connector, Send } from "../connectors/connector.ts";
import { toSend } from "../connectors/send.ts";
import type { Core } from "../core/core.ts";
import type { Attempted, Channel } from "../outbox/message.ts";
import { createReader } from "../records/records.ts";
import { lend } from "../roles/roles.ts";
import { toChannelName, toPseudonym, type Delivery, type DisclosureBody } from "./delivery.ts";
import { toStates } from "./record.ts";
import { decideLeaving } from "./decide-leaving.ts";

/** How fast and how long a recipient is delivered to. Default: as every channel. */
export type Pace = Partial<Pick<Channel, "parallel" | "patience" | "pause" | "most" | "rate">>;

export interface ChannelOptions {
  readonly recipient: string;
  readonly connector: Connector;
  readonly pace?: Pace | undefined;
}

/**
 * The channel to a recipient. What the declaration and the person say is asked again for each message at the moment it leaves, and only
 * fields that the recipient takes for the purpose are read.
 */
export function createChannel(core: Core, { recipient, connector, pace }: ChannelOptions): Channel<DisclosureBody> {
  const { site, clock } = core;
  const send = toSend(connector.hosts, { inside: connector.inside });
  return {
    name: toChannelName(recipient),
    ...pace,
    deliver: async ({ id, subject, body }, signal) => {
      if (body.do === "deliver") return deliver(core, { recipient, connector, send }, { id, subject, ...body }, signal);
      return connector.delete
        ? connector.delete({ id, ...body.known }, send, signal)
        : { outcome: "failed", why: `${connector.system} has no way to delete: ask ${recipient} to, then drop this` };
    },
    onEnded: (ended) => {
      const deliveries = ended.filter(({ body }) => body?.do !== "delete");
      // After a deletion that arrived, or that somebody saw to otherwise, nobody needs to know the names any more.
      const over = ended.filter(({ state }) => state === "delivered" || state === "dropped" || state === "denied");
      const dataKeys = over.flatMap(({ subject, body }) => (body?.do === "delete" ? subject : []));
      const deleted = over.flatMap(({ body, state }) =>
        body?.do === "delete" && state === "delivered" ? body.subject : [],
      );
      return [
        ...(deliveries.length === 0 ? [] : [toStates(site, deliveries)]),
        ...(dataKeys.length === 0 ? [] : [toDestroyedKeys(site, dataKeys, clock())]),
        ...(deleted.length === 0 ? [] : [toDeleted(site, recipient, deleted)]),
      ];
    },
  };
}

/** One attempt to deliver a record: it is decided, read and sent. */
async function deliver(
  core: Core,
  { recipient, connector, send }: { readonly recipient: string; readonly connector: Connector; readonly send: Send },
  {
    id,
    subject,
    activity,
    record,
    purpose,
    fields: named,
  }: Delivery & { readonly id: string; readonly subject: string },
  signal: AbortSignal,
): Promise<Attempted> {
  const policy = core.versions.declaring(activity)?.policy;
  if (!policy) return { outcome: "denied", why: "undeclared" };
  const reasons = named.map((field) => decideLeaving(policy, { recipient, purpose, activity, fields: [field] }));
  const fields = named.filter((_, at) => reasons[at] === undefined);
  if (fields.length === 0) return { outcome: "denied", why: reasons[0] ?? "no-fields" };
  const reader = createReader(core, activity, purpose, lend(toChannelName(recipient), core.roles, purpose));
  const read = await reader.read(record, fields);
  if (!read.allowed) {
    // The store was away, or what is held is damaged: that may pass, and is retried. A denial does not pass.
    return read.reason === "failed"
      ? { outcome: "retry", why: "failed" }
      : { outcome: "denied", why: read.reason === "not-found" ? "erased" : read.reason };
  }
  const given = Object.entries(read.fields).filter(([, value]) => value !== undefined && value !== "");
  const outgoing = {
    id,
    activity,
    purpose,
    at: read.at,
    language: read.language,
    pseudonym: toPseudonym(core, recipient, subject),
    fields: Object.fromEntries(given),
    file: async (field: string) => {
      const got = fields.includes(field) ? await reader.download(record, field) : undefined;
      if (!got?.allowed) throw new Error(`The file in "${field}" cannot be opened.`);
      return got.file;
    },
  };
  return connector.deliver(outgoing, send, signal);
}

/** The statement that destroys data keys: the names under them cannot be read again. */
const toDestroyedKeys = (site: string, dataKeys: readonly string[], at: Date): CompiledQuery =>
  CompiledQuery.raw(
    `with gone as (delete from subject_key where site = $1 and subject = any ($2::uuid[]))
    update subject set erased_at = $3 where site = $1 and id = any ($2::uuid[])`,
    [site, dataKeys, at],
  );

/** The statement that notes that a recipient has deleted what was delivered to it about `subjects`. */
const toDeleted = (site: string, recipient: string, subjects: readonly string[]): CompiledQuery =>
  CompiledQuery.raw(
    `update disclosure set state = 'deleted'
    where site = $1 and recipient = $2 and subject = any ($3::uuid[]) and way = 'connector' and state = 'delivered'`,
    [site, recipient, subjects],
  );
