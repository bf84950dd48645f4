import { createVerify, generateKeyPairSync, randomBytes } from "node:crypto";
import {
  startStandIn,
  toAnswer,
  toText,
  type Reply,
  type Request,
  type StandIn,
  type StandInOptions,
} from "./stand-in.ts";

export interface GoogleAnalyticsStandIn extends StandIn {
  readonly measurementId: string;
  readonly apiSecret: string;
  readonly deletion: { readonly propertyId: string; readonly clientEmail: string; readonly privateKey: string };
  readonly hits: AnalyticsHit[];
  /** Whose data is to be deleted, as `CLIENT_ID id`. */
  readonly deleted: Set<string>;
}

export interface AnalyticsHit {
  readonly client_id: string;
  readonly user_id?: string;
  readonly timestamp_micros?: number;
  readonly consent?: object;
  readonly user_properties?: object;
  readonly events: readonly { readonly name: string; readonly params: object }[];
}

/**
 * The Measurement Protocol, the User Deletion API and the token endpoint of a service account, on one host. As Google does, it
 * answers 204 to every hit, a wrong secret included, and counts a hit that comes twice twice.
 */
export async function startGoogleAnalytics(options: StandInOptions = {}): Promise<GoogleAnalyticsStandIn> {
  const measurementId = "G-HALDEN0001";
  const apiSecret = randomBytes(16).toString("base64url");
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const clientEmail = "abide@halden.iam.example";
  const propertyId = "123456789";
  const hits: AnalyticsHit[] = [];
  const deleted = new Set<string>();
  const tokens = new Set<string>();
  const refuse = (code: number, status: string, message: string): Reply => ({
    status: code,
    json: { error: { code, status, message } },
  });

  const grant = async (request: Request): Promise<Reply> => {
    const [head = "", claims = "", signature = ""] = toText((await request.form()).get("assertion")).split(".");
    const { iss, scope, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { [name: string]: unknown };
    const signed = createVerify("RSA-SHA256").update(`${head}.${claims}`).verify(publicKey, signature, "base64url");
    const scoped = scope === "https://www.googleapis.com/auth/analytics.user.deletion";
    if (!signed || !scoped || iss !== clientEmail || !(Number(exp) * 1_000 > Date.now())) {
      return { status: 400, json: { error: "invalid_grant", error_description: "Invalid JWT Signature." } };
    }
    const token = randomBytes(24).toString("base64url");
    tokens.add(token);
    return { status: 200, json: { access_token: token, expires_in: 3_599, token_type: "Bearer" } };
  };

  const collect = ({ query, json }: Request): Reply => {
    const known = query.get("measurement_id") === measurementId && query.get("api_secret") === apiSecret;
    if (known && typeof json["client_id"] === "string" && Array.isArray(json["events"])) {
      hits.push(json as unknown as AnalyticsHit);
    }
    return { status: 204, acted: true };
  };

  const requestDeletion = ({ json, headers }: Request): Reply => {
    if (!tokens.has((headers.authorization ?? "").replace("Bearer ", ""))) {
      return refuse(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    }
    const { type, userId } = (json["id"] ?? {}) as { readonly type?: string; readonly userId?: string };
    if (json["propertyId"] !== propertyId || userId === undefined || !/^(?:CLIENT|USER)_ID$/.test(type ?? "")) {
      return refuse(400, "INVALID_ARGUMENT", "The request is not one.");
    }
    deleted.add(`${type} ${userId}`);
    return { status: 200, json: { ...json, deletionRequestTime: new Date().toISOString() }, acted: true };
  };

  const answer = toAnswer(
    {
      "POST /token": grant,
      "POST /mp/collect": collect,
      "POST /analytics/v3/userDeletion/userDeletionRequests:upsert": requestDeletion,
    },
    refuse(404, "NOT_FOUND", "Not found."),
  );
  const server = await startStandIn(
    options,
    (request) => (request.method === "POST" ? answer(request) : refuse(405, "INVALID_ARGUMENT", "Only POST.")),
    (code) => ({ error: { code, status: "X", message: "Not now." } }),
  );
  return { ...server, measurementId, apiSecret, deletion: { propertyId, clientEmail, privateKey }, hits, deleted };
}
