// Written from https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac } from "node:crypto";
import { isIP } from "node:net";
import { isPrivateAddress } from "../egress/address.ts";
import { isHere } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";
import { Refusal, attempt, createService, give, type Answered } from "./answer.ts";
import type { Connector, Send } from "./connector.ts";
import { toNames, type FieldMap, toBody } from "./fields.ts";

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_` and 24 to 64 bytes in base64. Several while one replaces another: each signs. */
  readonly secret: string | readonly string[];
  readonly map: FieldMap<string>;
  /** What the receiver has promised to do with the other two kinds of message. Default: nothing. */
  readonly promises?: { readonly delete?: boolean; readonly export?: boolean };
  /** Whether the receiver stands in the company's own network. */
  readonly inside?: boolean;
}

/** The largest file that a message carries. */
const largest = 10 * 1_048_576;

/**
 * A receiver of signed messages by Standard Webhooks, for whatever has no connector of its own:
 *
 * - `record.disclosed`: `{ id, activity, purpose, at, subject, fields }`; files are in base64;
 * - `subject.erased`: `{ subject }`, where it promised to delete: a 2xx says that it did;
 * - `subject.access`: `{ subject }`, where it promised to export: it answers with what it holds as JSON, or 404.
 *
 * `webhook-id` is the same for every attempt: the receiver drops what it has had. An address that is private, loopback or link-local
 * is refused here, and again when a name turns out to lead to one.
 */
export function webhook(options: WebhookOptions): Connector {
  const { map, promises = {}, inside = false } = options;
  const url = toReceiver(options.url, inside);
  const secrets = (typeof options.secret === "string" ? [options.secret] : options.secret).map(toKey);

  const tell = (
    id: string,
    type: string,
    at: string,
    data: object,
    send: Send,
    signal: AbortSignal,
  ): Promise<Answered> => {
    const body = JSON.stringify({ type, timestamp: at, data });
    const seconds = String(Math.floor(Date.now() / 1_000));
    const sign = (key: Buffer) => createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
    const ask = createService({
      name: "The receiver",
      send,
      signal,
      credential: "the signature (`secret`)",
      secrets: [],
      // A receiver may say anything: nothing of it is kept.
      says: () => undefined,
    });
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": seconds,
      "webhook-signature": secrets.map((key) => `v1,${sign(key)}`).join(" "),
    };
    return ask({ url: url.href, method: "POST", headers, body, also: type === "subject.access" ? [404] : [] });
  };

  return {
    system: "webhook",
    hosts: [url.host],
    inside,
    sends: toNames(map),
    can: { delete: promises.delete === true, export: promises.export === true },
    deliver: (outgoing, send, signal) =>
      attempt(async () => {
        const { id, activity, purpose, at, pseudonym } = outgoing;
        const fields = await toBody(map, outgoing, largest, async (file) => ({
          name: file.name,
          type: file.type,
          base64: Buffer.from(await file.arrayBuffer()).toString("base64"),
        }));
        const data = { id, activity, purpose, at, subject: pseudonym, fields };
        const { status } = await tell(id, "record.disclosed", at, data, send, signal);
        return { outcome: "delivered", remote: id, status };
      }),
    ...(promises.delete === true
      ? ({
          delete: (known, send, signal) =>
            attempt(async () => {
              const data = { subject: known.pseudonym };
              await tell(known.id, "subject.erased", new Date().toISOString(), data, send, signal);
              return { outcome: "delivered" };
            }),
        } satisfies Pick<Connector, "delete">)
      : {}),
    ...(promises.export === true
      ? ({
          export: (known, send, signal) =>
            give(async () => {
              const data = { subject: known.pseudonym };
              const at = new Date().toISOString();
              const { status, text } = await tell(known.id, "subject.access", at, data, send, signal);
              if (status === 404 || status === 204) return undefined;
              try {
                return JSON.parse(text) as unknown;
              } catch {
                throw new Refusal({ outcome: "failed", why: "The receiver answers with what is not JSON." });
              }
            }),
        } satisfies Pick<Connector, "export">)
      : {}),
  };
}

function toReceiver(address: string, inside: boolean): URL {
  const refuse = (what: string, next: string) => new AbideError("recipient-refused", what, { next });
  if (!URL.canParse(address)) throw refuse("The receiver's address is not one.", "Give it as https://host/path.");
  const url = new URL(address);
  const name = url.hostname.replace(/^\[|\]$/g, "");
  if (url.username !== "" || url.password !== "") {
    throw refuse("The receiver's address holds a password.", "Leave it out: messages are signed.");
  }
  if (inside) return url;
  if (url.protocol !== "https:") throw refuse("The receiver's address is not https.", "Give one that is.");
  // Without this, an address that somebody else may set would reach what trusts this machine: http://169.254.169.254/.
  if (isHere(name) || (isIP(name) !== 0 && isPrivateAddress(name)) || (!name.includes(".") && isIP(name) === 0)) {
    throw refuse(
      "The receiver's address leads into a private network.",
      "Give one that everybody can reach, or say `inside: true` where the receiver stands in your own network.",
    );
  }
  return url;
}

function toKey(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (key.length >= 24 && key.length <= 64) return key;
  throw new AbideError("recipient-refused", "The secret of a webhook is not 24 to 64 bytes in base64.", {
    next: "Make one: node -p \"'whsec_' + crypto.randomBytes(32).toString('base64')\"",
  });
}
