import { choice, email, text, type Policy, type PurposeTerm, type Shape } from "../../packages/policy/src/index.ts";
import { toValue, toValues, type Row } from "./workload.ts";

// GDPRbench's records as a declaration. What a record is for and how long it is kept is declared, not written on each record: a
// purpose and a duration make an activity, of which there are 50, since 50 is the least that 25 purposes and 10 durations divide.

export const classes = 50;
export const toActivity = (key: number): string => `class${key % classes}`;
export const toPurpose = (key: number): string => toValue("pur", key);

/** What is only ever read together is one field: any Standard Schema can be a shape, and a value need not be a string. */
export interface Handling {
  readonly acl: string;
  readonly src: string;
  readonly cat: string;
}

const handling = {
  kind: "text",
  max: 60,
  "~standard": {
    version: 1,
    vendor: "bench",
    validate: (value: unknown) => {
      const { acl, src, cat } = (value ?? {}) as { readonly [name: string]: unknown };
      return typeof acl === "string" && typeof src === "string" && typeof cat === "string"
        ? { value: { acl, src, cat } }
        : { issues: [{ message: "not-an-option" }] };
    },
  },
} satisfies Shape;

function toActivities(): Policy["activities"] {
  return Object.fromEntries(
    Array.from({ length: classes }, (_, key) => {
      const purposes = [toPurpose(key)];
      // A record begins in the first of its statuses.
      const statuses = [{ id: toValue("dec", key) }, { id: toValue("dec", key + 1) }] as const;
      const fields = {
        email: { shape: email(), for: purposes },
        objection: { shape: choice(...toValues("obj")), for: purposes, lookup: true },
        sharing: { shape: choice(...toValues("shr")), for: purposes, lookup: true },
        handling: { shape: handling, for: purposes },
        data: { shape: text(10), for: purposes },
      };
      return [toActivity(key), { statuses, fields, storage: `PT${toValue("ttl", key)}S` as const }];
    }),
  );
}

export const policy: Policy = {
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: Object.fromEntries(
    toValues("pur").map((purpose) => [
      purpose,
      {
        basis: "legitimate-interest",
        interest: "to measure",
        term: "ServiceProvision" satisfies PurposeTerm,
        says: `measure ${purpose}`,
      },
    ]),
  ),
  activities: toActivities(),
};

export const toEmail = (user: string): string => `${user}@people.example`;

/** What a form would send for `row`. */
export function toInput({ usr, obj, acl, shr, src, cat, data }: Row): { readonly [field: string]: unknown } {
  return { email: toEmail(usr), objection: obj, sharing: shr, handling: { acl, src, cat }, data };
}
