import { choice, country, date, definePolicy, email, ip, text, url, type Records } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import type { Engine } from "./engine.ts";
import { setAccessContext } from "./store/access-context.ts";
import { openTestEngine, type TestEngine } from "./test-engine.ts";

/** A policy about people: stages, fields of staff, purposes of every kind of basis, and each way that storage can end. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    recruitment: { basis: "contract", term: "PersonnelHiring", says: "decide on your application" },
    pool: {
      basis: "consent",
      term: "PersonnelHiring",
      withdrawal: "/privacy/my-data",
      says: "tell you of other positions",
    },
    quality: {
      basis: "legitimate-interest",
      term: "InternalResourceOptimisation",
      interest: "hiring fairly",
      says: "see how well we hire",
    },
    traffic: {
      basis: "legitimate-interest",
      term: "ServiceUsageAnalytics",
      interest: "a fast site",
      says: "count visits",
    },
  },
  activities: {
    application: {
      statuses: [{ id: "received" }, { id: "interview" }, { id: "rejected", starts: "decision" }],
      fields: {
        email: { shape: email(), for: ["recruitment", "pool"] },
        name: { shape: text(100), for: ["recruitment", "quality"] },
        position: { shape: text(60), for: ["recruitment", "quality"], lookup: true },
        notes: { shape: text(2000), for: ["recruitment"], source: "staff", optional: true },
      },
      storage: { for: "P6M", from: "decision" },
    },
    letter: {
      fields: { email: { shape: email(), for: ["recruitment"] }, body: { shape: text(500), for: ["recruitment"] } },
      storage: { for: "P2Y", from: "last-contact" },
    },
    note: { fields: { body: { shape: text(500), for: ["recruitment"] } }, storage: "P1Y" },
    visit: {
      source: "automatic",
      fields: {
        address: { shape: ip(), for: ["traffic"] },
        referrer: { shape: url(), for: ["traffic"], optional: true },
        land: { shape: country(), for: ["traffic"], optional: true },
        day: { shape: date(), for: ["traffic"], optional: true },
        kind: { shape: choice("new", "known"), for: ["traffic"], optional: true },
      },
      storage: { for: "P30D", end: "anonymise" },
    },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});

export interface People extends Omit<TestEngine, "engine"> {
  readonly engine: Engine<typeof policy>;
}

/** An engine that lives under the policy above. */
export async function openPeople(options: Parameters<typeof openTestEngine>[0] = {}): Promise<People> {
  const opened = await openTestEngine({
    ...options,
    policies: [options.policies?.[0] ?? policy],
  });
  return opened;
}

/** Collects, and gives the ids of record and person. */
export async function take(
  { engine, store }: People,
  activity: string,
  values: { readonly [field: string]: string },
  source: "person" | "automatic" = "person",
): Promise<{ id: string; subject: string }> {
  const collected = await engine.collect(activity, values, { source });
  if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
  const row = await store.db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "backup" });
    return trx.selectFrom("record").select("subject").where("id", "=", collected.id).executeTakeFirstOrThrow();
  });
  return { id: collected.id, subject: row.subject };
}

export const ada = { email: "ada@example.org", name: "Ada Lund", position: "engineer" };

/** The readers past their types: what a cast would do. */
export type Loose = (activity: string) => {
  readonly for: (
    purpose: string,
    as?: { by: { id: string; roles: string[] } },
  ) => {
    readonly read: (id: string, fields: string[]) => Promise<unknown>;
    readonly list: (query: object) => Promise<unknown>;
    readonly count: () => Promise<unknown>;
    readonly update: (id: string, change: object) => Promise<unknown>;
    readonly download: (id: string, field: string) => Promise<unknown>;
  };
};

export const loose = (records: Records<typeof policy>): Loose => records as unknown as Loose;
