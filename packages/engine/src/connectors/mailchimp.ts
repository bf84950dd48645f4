// Written from https://mailchimp.com/developer/marketing/api/list-members/add-or-update-list-member/,
// https://mailchimp.com/developer/marketing/api/list-members/delete-list-member/ ("delete-permanent") and
// https://mailchimp.com/developer/marketing/docs/errors/
import { createHash } from "node:crypto";
import { AbideError } from "../http/error.ts";
import { attempt, createService, give, type Service } from "./answer.ts";
import type { Connector, Known, Send } from "./connector.ts";
import { toEndpoint, toMapped, toScalar, toNames, toText, type FieldMap } from "./fields.ts";

/** `merge_fields.FNAME`: the audience's own fields. */
export type MailchimpField = "email_address" | "language" | `merge_fields.${string}`;

export interface MailchimpOptions {
  /** With the data centre at its end: `…-us6`. */
  readonly key: string;
  readonly list: string;
  readonly map: FieldMap<MailchimpField>;
  /**
   * What somebody becomes who is not in the list yet. Who is, keeps what they are: somebody who unsubscribed at Mailchimp stays
   * unsubscribed.
   */
  readonly statusIfNew: "subscribed" | "pending" | "unsubscribed" | "transactional";
  /** Leads to a stand-in. */
  readonly endpoint?: string;
}

/**
 * A list of Mailchimp. A member's id is the MD5 of their address, so writing one twice writes the same one.
 *
 * Deleting is Mailchimp's permanent deletion: the address cannot come back into the list unless the person signs up with Mailchimp
 * themselves.
 */
export function mailchimp(options: MailchimpOptions): Connector {
  const { key, list, map, statusIfNew } = options;
  const center = /-([a-z]+\d+)$/.exec(key)?.[1];
  if (center === undefined || !/^\w+$/.test(list)) {
    throw new AbideError("recipient-refused", "Mailchimp's key or list is not one.", {
      next: "Give the key with the data centre at its end, as Mailchimp shows it, and the id of the audience.",
    });
  }
  const base = toEndpoint(options.endpoint ?? `https://${center}.api.mailchimp.com`);
  const toUrl = (hash: string) => `${base}/3.0/lists/${list}/members/${hash}`;
  const open = (send: Send, signal: AbortSignal): Service =>
    createService({
      name: "Mailchimp",
      send,
      signal,
      credential: "the API key (`key`)",
      secrets: [key],
      headers: { authorization: `Basic ${Buffer.from(`abide:${key}`).toString("base64")}` },
      // `detail` repeats the address, in words of its own.
      says: ({ title, errors }) => {
        const fields = Array.isArray(errors) ? errors.map((one: { readonly field?: unknown }) => one.field) : [];
        return [title, ...fields].filter((part) => typeof part === "string" && part !== "").join(", ");
      },
    });

  return {
    system: "mailchimp",
    hosts: [new URL(base).host],
    sends: toNames(map),
    can: { delete: true, export: true },
    deliver: (outgoing, send, signal) =>
      attempt(async () => {
        const member: { [name: string]: unknown } = {};
        const merged: { [name: string]: unknown } = {};
        for (const [target, value] of toMapped(map, outgoing)) {
          if (target === "email_address" || target === "language") member[target] = toText(value);
          else merged[target.slice("merge_fields.".length)] = toScalar(value);
        }
        const { email_address: address } = member;
        if (typeof address !== "string")
          return { outcome: "failed", why: "Mailchimp needs an address, and there is none." };
        const json = {
          ...member,
          status_if_new: statusIfNew,
          ...(Object.keys(merged).length > 0 ? { merge_fields: merged } : {}),
        };
        const hash = toHash(address);
        const { status } = await open(send, signal)({ url: toUrl(hash), method: "PUT", json });
        return { outcome: "delivered", remote: hash, status };
      }),
    delete: (known, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        for (const hash of toHashes(known)) {
          await ask({ url: `${toUrl(hash)}/actions/delete-permanent`, method: "POST", also: [404] });
        }
        return { outcome: "delivered" };
      }),
    export: (known, send, signal) =>
      give(async () => {
        const ask = open(send, signal);
        const members = [];
        for (const hash of toHashes(known)) {
          const { status, body } = await ask({ url: toUrl(hash), also: [404] });
          if (status !== 404) members.push(body);
        }
        return members.length === 0 ? undefined : { members };
      }),
  };
}

const toHash = (address: string): string => createHash("md5").update(address.trim().toLowerCase()).digest("hex");

/** What the person was called at first, and by what is known today. */
function toHashes({ remote, email }: Known): Set<string> {
  const hashes = [remote, email === undefined ? undefined : toHash(email)];
  return new Set(hashes.filter((hash) => hash !== undefined && /^[0-9a-f]{32}$/.test(hash)) as string[]);
}
