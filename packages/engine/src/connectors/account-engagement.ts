// Written from https://developer.salesforce.com/docs/marketing/pardot/guide/prospect-v5.html,
// https://developer.salesforce.com/docs/marketing/pardot/guide/version5overview.html and
// https://developer.salesforce.com/docs/marketing/pardot/guide/authentication.html
import { attempt, give, type Service } from "./answer.ts";
import type { Connector, Known, Send } from "./connector.ts";
import { toEndpoint, toMapped, toScalar, toNames, type FieldMap } from "./fields.ts";
import { createTokens } from "./oauth.ts";

/** A field of a prospect; those that were made for the account end in `__c`. */
export type ProspectField =
  | "email"
  | "firstName"
  | "lastName"
  | "salutation"
  | "company"
  | "department"
  | "jobTitle"
  | "industry"
  | "phone"
  | "website"
  | "addressOne"
  | "addressTwo"
  | "city"
  | "state"
  | "zip"
  | "country"
  | "comments"
  | "source"
  | `${string}__c`;

export interface AccountEngagementOptions {
  /** The business unit's id: 18 characters, beginning with 0Uv. */
  readonly businessUnit: string;
  /** The connected app, and the refresh token of the user in whose name it works. */
  readonly app: { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string };
  readonly map: FieldMap<ProspectField>;
  /** Whether it is a sandbox. */
  readonly sandbox?: boolean;
  /** Leads to a stand-in. */
  readonly endpoint?: string;
}

/**
 * Salesforce Account Engagement (Pardot), where each person is the prospect with their address: written twice, it is the same one.
 *
 * A deleted prospect lies in the recycle bin until somebody empties it. What was sent is therefore emptied first, and the address
 * replaced by one that leads nowhere, so that what lies there says nothing about anybody.
 */
export function accountEngagement(options: AccountEngagementOptions): Connector {
  const { businessUnit, app, map, sandbox = false } = options;
  const own = options.endpoint === undefined ? undefined : toEndpoint(options.endpoint);
  const base = own ?? (sandbox ? "https://pi.demo.pardot.com" : "https://pi.pardot.com");
  const login = own ?? (sandbox ? "https://test.salesforce.com" : "https://login.salesforce.com");
  const prospects = `${base}/api/v5/objects/prospects`;
  const targets = [...new Set(Object.values(map).filter((target) => target !== undefined))];
  const tokens = createTokens({
    url: `${login}/services/oauth2/token`,
    credential: "the connected app (`app`)",
    form: () => ({
      grant_type: "refresh_token",
      client_id: app.clientId,
      client_secret: app.clientSecret,
      refresh_token: app.refreshToken,
    }),
  });
  const open = (send: Send, signal: AbortSignal): Service =>
    tokens.toService({
      name: "Account Engagement",
      send,
      signal,
      secrets: [app.clientSecret, app.refreshToken],
      headers: { "pardot-business-unit-id": businessUnit },
      says: ({ code, message }) => {
        const parts = [typeof code === "number" ? `code ${code}` : undefined, message];
        return parts.filter((part) => typeof part === "string").join(": ");
      },
    });

  return {
    system: "account-engagement",
    hosts: [...new Set([base, login].map((address) => new URL(address).host))],
    sends: toNames(map),
    can: { delete: true, export: true },
    deliver: (outgoing, send, signal) =>
      attempt(async () => {
        const prospect = Object.fromEntries(
          toMapped(map, outgoing).map(([target, value]) => [target, toScalar(value)]),
        );
        const { email } = prospect;
        if (typeof email !== "string") {
          return { outcome: "failed", why: "Account Engagement needs an address, and there is none." };
        }
        const { body, status } = await open(
          send,
          signal,
        )({
          url: `${prospects}/do/upsertLatestByEmail`,
          method: "POST",
          json: { matchEmail: email, prospect, fields: ["id"], secondaryDeletedSearch: false },
        });
        return { outcome: "delivered", remote: toId(body["id"]), status };
      }),
    delete: (known, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        for (const id of await find(ask, known)) {
          const nothing = Object.fromEntries(targets.map((target) => [target, null]));
          const json = { ...nothing, email: `erased-${id}@erased.invalid` };
          const emptied = await ask({ url: `${prospects}/${id}`, method: "PATCH", json, also: [404] });
          if (emptied.status !== 404) await ask({ url: `${prospects}/${id}`, method: "DELETE", also: [404] });
        }
        return { outcome: "delivered" };
      }),
    export: (known, send, signal) =>
      give(async () => {
        const ask = open(send, signal);
        const found = [];
        for (const id of await find(ask, known)) {
          const fields = new URLSearchParams({ fields: ["id", ...targets].join(",") });
          const { status, body } = await ask({ url: `${prospects}/${id}?${fields.toString()}`, also: [404] });
          if (status !== 404) found.push(body);
        }
        return found.length === 0 ? undefined : { prospects: found };
      }),
  };

  /** Ids of the one we know and of those with the address: an account may allow several. */
  async function find(ask: Service, { remote, email }: Known): Promise<Set<string>> {
    const ids = new Set<string>(remote === undefined ? [] : [toId(remote)]);
    if (email === undefined) return ids;
    const { body } = await ask({ url: `${prospects}?${new URLSearchParams({ fields: "id", email }).toString()}` });
    for (const { id } of (body["values"] ?? []) as readonly { readonly id: unknown }[]) ids.add(toId(id));
    return ids;
  }
}

/** An id of theirs goes into a path: one that is none fails, rather than lead somewhere else. */
function toId(id: unknown): string {
  const text = typeof id === "number" ? String(id) : id;
  if (typeof text === "string" && /^\d+$/.test(text)) return text;
  throw new TypeError("Account Engagement named a prospect by what is no id.");
}
