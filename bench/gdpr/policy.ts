import { choice, email, text, type Policy, type PurposeTerm } from "../../packages/policy/src/index.ts";
import { toValue, toValues, type Row } from "./workload.ts";

// GDPRbench's records as a declaration. What a record is for and how long it is kept is declared, not written on each record: a
// purpose and a duration make an activity, of which there are 50, since 50 is the least that 25 purposes and 10 durations divide.

export const classes = 50;
export const toActivity = (key: number): string => `class${key % classes}`;
export const toPurpose = (key: number): string => toValue("pur", key);

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
        access: { shape: choice(...toValues("acl")), for: purposes },
        source: { shape: choice(...toValues("src")), for: purposes },
        category: { shape: choice(...toValues("cat")), for: purposes },
        data: { shape: text(10), for: purposes },
      };
      // Kept by the company's people, since what GDPRbench changes are other people's records, by the thousand.
      return [toActivity(key), { source: "staff", statuses, fields, storage: `PT${toValue("ttl", key)}S` } as const];
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

/** GDPRbench's columns as fields; the others are declared, or the record's status. */
export function toFields(row: Partial<Row>): { readonly [field: string]: string } {
  const { usr, obj, acl, shr, src, cat, data } = row;
  const email = usr === undefined ? undefined : toEmail(usr);
  const fields = { email, objection: obj, sharing: shr, access: acl, source: src, category: cat, data };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

export function fromFields(fields: { readonly [field: string]: unknown }): Partial<Row> {
  const { email, objection, sharing, access, source, category, data } = fields as { readonly [field: string]: string };
  return Object.fromEntries(
    Object.entries({
      usr: email?.split("@")[0],
      obj: objection,
      acl: access,
      shr: sharing,
      src: source,
      cat: category,
      data,
    }).filter(([, value]) => value !== undefined),
  );
}
