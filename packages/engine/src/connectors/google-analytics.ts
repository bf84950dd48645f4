// Written from https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference (Measurement Protocol),
// https://developers.google.com/analytics/devguides/config/userdeletion/v3 (User Deletion API) and
// https://developers.google.com/identity/protocols/oauth2/service-account (tokens)
import { createSign } from "node:crypto";
import type { Attempted } from "../outbox/message.ts";
import { Refusal, attempt, createService } from "./answer.ts";
import type { Connector } from "./connector.ts";
import { toEndpoint, toMapped, toScalar, toNames, type FieldMap } from "./fields.ts";
import { createTokens } from "./oauth.ts";

/** What an event says, or what the person it is about is. Addresses and names are forbidden by Google's own terms. */
export type AnalyticsField = `params.${string}` | `user_properties.${string}`;

export interface GoogleAnalyticsOptions {
  readonly measurementId: string;
  readonly apiSecret: string;
  /** What the event is called. */
  readonly event: string;
  readonly map: FieldMap<AnalyticsField>;
  /** Where Google collects. */
  readonly region?: "eu" | "world";
  /** Who may ask for deletion: a service account that may edit the property. Without one, deletion is asked of people. */
  readonly deletion?: { readonly propertyId: string; readonly clientEmail: string; readonly privateKey: string };
  /** Leads to a stand-in. */
  readonly endpoint?: string;
}

/**
 * How long an answer is waited for, in milliseconds: less than anybody waits for the attempt, so that it is said here that the event is
 * not to be sent again.
 */
const patience = 4_000;

/**
 * Google Analytics 4, where a record is one event of our pseudonym; advertising is denied with each of them.
 *
 * The Measurement Protocol counts every request, knows no idempotency key and says of no event whether it was taken ("don't retry
 * the same request"). An event whose answer is lost is therefore given up rather than sent again: one that is missing is an
 * inaccuracy, one that is counted twice is an untruth. What Google refuses to take (429, 5xx) is sent again.
 *
 * It deletes by pseudonym, as client and as user. It exports nothing: Google offers no call that gives one person's events.
 */
export function googleAnalytics(options: GoogleAnalyticsOptions): Connector {
  const { measurementId, apiSecret, event, map, region = "eu", deletion } = options;
  const own = options.endpoint === undefined ? undefined : toEndpoint(options.endpoint);
  const collect =
    own ?? (region === "eu" ? "https://region1.google-analytics.com" : "https://www.google-analytics.com");
  const api = own ?? "https://www.googleapis.com";
  const issuer = own ?? "https://oauth2.googleapis.com";
  const tokens =
    deletion &&
    createTokens({
      url: `${issuer}/token`,
      credential: "the service account (`deletion`)",
      form: () => ({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: toAssertion(deletion, "https://oauth2.googleapis.com/token", Date.now()),
      }),
    });
  const bases = tokens ? [collect, api, issuer] : [collect];

  return {
    system: "google-analytics",
    hosts: [...new Set(bases.map((base) => new URL(base).host))],
    sends: toNames(map),
    can: { delete: tokens !== undefined, export: false },
    deliver: async (outgoing, send, signal) => {
      const params: { [name: string]: unknown } = {};
      const properties: { [name: string]: unknown } = {};
      for (const [target, value, field] of toMapped(map, outgoing)) {
        const said = toScalar(value);
        if (typeof said === "string" && /\S@\S/.test(said)) {
          return { outcome: "failed", why: `Google Analytics may not get addresses, and ${field} holds one.` };
        }
        if (target.startsWith("params.")) params[target.slice("params.".length)] = said;
        else properties[target.slice("user_properties.".length)] = { value: said };
      }
      const at = Date.parse(outgoing.at);
      const json = {
        client_id: outgoing.pseudonym,
        user_id: outgoing.pseudonym,
        // Google takes no event that is older than 72 hours for what it was: it counts as one of now.
        ...(Date.now() - at < 71 * 3_600_000 ? { timestamp_micros: at * 1_000 } : {}),
        consent: { ad_user_data: "DENIED", ad_personalization: "DENIED" },
        ...(Object.keys(properties).length > 0 ? { user_properties: properties } : {}),
        events: [{ name: event, params }],
      };
      let asked = false;
      const ask = createService({
        name: "Google Analytics",
        send: (url, init) => {
          asked = true;
          return send(url, init);
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
        credential: "the API secret (`apiSecret`)",
        secrets: [apiSecret],
        // A connection that was kept open may have ended meanwhile, and then nobody knows whether the event was taken.
        headers: { connection: "close" },
        says: () => undefined,
      });
      const query = new URLSearchParams({ measurement_id: measurementId, api_secret: apiSecret });
      const work = async (): Promise<Attempted> => {
        const { status } = await ask({ url: `${collect}/mp/collect?${query.toString()}`, method: "POST", json });
        return { outcome: "delivered", remote: outgoing.pseudonym, status };
      };
      const attempted = await attempt(work);
      const lost = attempted.outcome === "retry" && attempted.status === undefined && asked;
      if (!lost || /\((?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\)/.test(attempted.why)) return attempted;
      return {
        outcome: "failed",
        why: `${attempted.why} Whether the event was taken is not known; sent again, it could count twice.`,
      };
    },
    ...(tokens && deletion
      ? ({
          delete: (known, send, signal) =>
            attempt(async () => {
              const ask = tokens.toService({
                name: "Google Analytics",
                send,
                signal,
                secrets: [apiSecret, deletion.privateKey],
                says: ({ error }) => {
                  const { status, message } = (error ?? {}) as {
                    readonly status?: unknown;
                    readonly message?: unknown;
                  };
                  return [status, message].filter((part) => typeof part === "string").join(": ");
                },
              });
              for (const type of ["CLIENT_ID", "USER_ID"]) {
                const { body } = await ask({
                  url: `${api}/analytics/v3/userDeletion/userDeletionRequests:upsert`,
                  method: "POST",
                  json: {
                    kind: "analytics#userDeletionRequest",
                    id: { type, userId: known.remote ?? known.pseudonym },
                    propertyId: deletion.propertyId,
                  },
                });
                if (typeof body["deletionRequestTime"] !== "string") {
                  throw new Refusal({ outcome: "retry", why: "Google Analytics did not say that it will delete." });
                }
              }
              return { outcome: "delivered" };
            }),
        } satisfies Pick<Connector, "delete">)
      : {}),
  };
}

/** What the service account says of itself, signed: a JWT by RFC 7523. */
function toAssertion(account: NonNullable<GoogleAnalyticsOptions["deletion"]>, audience: string, now: number): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const seconds = Math.floor(now / 1_000);
  const claims = {
    iss: account.clientEmail,
    scope: "https://www.googleapis.com/auth/analytics.user.deletion",
    aud: audience,
    iat: seconds,
    exp: seconds + 3_600,
  };
  const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(account.privateKey, "base64url")}`;
}
