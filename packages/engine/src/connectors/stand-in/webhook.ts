import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { startStandIn, type Reply, type Request, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface WebhookStandIn extends StandIn {
  readonly secret: string;
  /** What was disclosed, by the id of its message. */
  readonly records: Map<string, { readonly subject: string; readonly [member: string]: unknown }>;
}

/**
 * A receiver that verifies as https://github.com/standard-webhooks/standard-webhooks says, drops what it has had, deletes, and
 * answers with what it holds.
 */
export async function startWebhook(options: StandInOptions = {}): Promise<WebhookStandIn> {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const records: WebhookStandIn["records"] = new Map();

  const answer = (request: Request): Reply => {
    const { headers, text, json } = request;
    if (!isSigned(request, secret)) return { status: 401, text: `wrong: ${text}` };
    const id = String(headers["webhook-id"]);
    const data = json["data"] as { readonly subject: string };
    if (/[<>]/.test(JSON.stringify(data))) return { status: 422, text: `not taken: ${text}` };
    switch (json["type"]) {
      case "record.disclosed":
        if (!records.has(id)) records.set(id, data);
        return { status: 204, acted: true };
      case "subject.erased":
        for (const [one, { subject }] of records) if (subject === data.subject) records.delete(one);
        return { status: 204, acted: true };
      case "subject.access": {
        const held = [...records.values()].filter(({ subject }) => subject === data.subject);
        return held.length > 0 ? { status: 200, json: { records: held } } : { status: 404 };
      }
      default:
        return { status: 400 };
    }
  };

  const server = await startStandIn(options, answer);
  return { ...server, secret, records };
}

/** Whether one of the signatures is made with the secret, for now. */
function isSigned({ headers, text }: Request, secret: string): boolean {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures } = headers;
  if (!(Math.abs(Number(at) - Date.now() / 1_000) < 300)) return false;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const wanted = createHmac("sha256", key)
    .update(`${String(id)}.${String(at)}.${text}`)
    .digest();
  return String(signatures)
    .split(" ")
    .filter((one) => one.startsWith("v1,"))
    .map((one) => Buffer.from(one.slice(3), "base64"))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
}
