import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definePolicy, email, file, text } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { staffSession } from "@abide/policy/catalogue/staff-session";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { openTestStore } from "./store/test-store.ts";
import { defineMail } from "./mail/mail.ts";
import { setAccessContext } from "./store/access-context.ts";
import type { Store } from "./store/index.ts";

/** A policy with everybody outside whom data can go to by a package: advisers, authorities, affiliates, a successor. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  languages: ["en", "de"],
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: { en: "run this", de: "dies betreiben" } },
    support: { basis: "contract", term: "CustomerCare", says: { en: "answer you", de: "Ihnen antworten" } },
    quality: {
      basis: "legitimate-interest",
      term: "InternalResourceOptimisation",
      interest: { en: "good answers", de: "gute Antworten" },
      says: { en: "see how well we answer", de: "sehen, wie gut wir antworten" },
    },
    promotion: {
      basis: "consent",
      term: "DirectMarketing",
      withdrawal: "/privacy/my-data",
      says: { en: "tell you what is new", de: "Ihnen Neues berichten" },
    },
    compliance: {
      basis: "legal-obligation",
      term: "LegalCompliance",
      says: { en: "obey the law", de: "Recht befolgen" },
    },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "quality", "promotion", "compliance"] },
        name: { shape: text(100), for: ["support", "quality", "compliance"] },
        message: { shape: text(4000), for: ["support", "quality", "compliance"] },
        phone: { shape: text(40), for: ["support"], optional: true },
        proof: { shape: file(1_000_000), for: ["support", "compliance"], optional: true },
      },
      storage: "P2Y",
    },
  },
  recipients: {
    advisers: {
      name: { en: "Auditors", de: "Wirtschaftsprüfungen" },
      category: "professional-adviser",
      role: "controller",
      country: "IE",
      for: ["compliance", "quality"],
      takes: { contact: ["name", "email", "message", "proof"] },
    },
    authorities: {
      name: { en: "Authorities", de: "Behörden" },
      category: "authority",
      role: "controller",
      country: "IE",
      for: ["compliance"],
      takes: { contact: ["name", "email", "message"] },
    },
    affiliates: {
      name: { en: "Companies of our group", de: "Unternehmen unserer Gruppe" },
      category: "affiliate",
      role: "joint-controller",
      country: "DE",
      for: ["support"],
      takes: { contact: ["name", "email", "phone", "message"] },
    },
    hosting: {
      name: { en: "Hosting", de: "Hosting" },
      category: "hosting-provider",
      role: "processor",
      country: "DE",
      for: ["support"],
      takes: { contact: ["name", "email"] },
      says: { en: "Keeps what we hold.", de: "Bewahrt auf, was wir haben." },
    },
    successor: {
      name: { en: "A new owner", de: "Neue Eigentümer" },
      category: "successor",
      role: "controller",
      country: "IE",
      for: ["support", "promotion"],
      takes: { contact: ["name", "email", "message", "proof"] },
    },
  },
  mail: {
    legalNotices: {
      kind: "transactional",
      purpose: "compliance",
      title: { en: "Notices that the law requires", de: "Gesetzlich vorgeschriebene Mitteilungen" },
    },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }), staff: staffSession({ purpose: "operation" }) },
});

export const key = "0123456789abcdef0123456789abcdef";
export const origin = "https://www.halden.example";

export interface Outside {
  readonly engine: Engine<typeof policy>;
  readonly store: Store;
  readonly now: () => Date;
  readonly pass: (seconds: number) => void;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Collects, and gives the ids of record and person. */
  readonly take: (
    values: { readonly [field: string]: unknown },
    language?: string,
  ) => Promise<{ id: string; subject: string }>;
  /** What the log's details say of a type of act, the oldest first. */
  readonly acts: (type: string) => Promise<{ readonly [member: string]: unknown }[]>;
  readonly close: () => Promise<void>;
}

/** An engine under the policy above, with a store, files and a clock of its own. */
export async function openOutside(options: Partial<EngineOptions<typeof policy>> = {}): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), "abide-outside-"));
  const store: Store = { ...(await openTestStore()), folder };
  let now = Date.parse("2026-11-24T09:30:00Z");
  const clock = options.clock ?? (() => new Date(now));
  const engine = createEngine({ policies: [policy], key, origin, logger: () => {}, ...options, store, clock });
  await engine.ready;
  let address = 0;
  return {
    engine,
    store,
    now: clock,
    pass: (seconds) => void (now += seconds * 1000),
    fetch: (path, init = {}) =>
      engine.fetch(
        new Request(new URL(path, origin), {
          ...init,
          headers: {
            accept: "text/html",
            origin,
            "sec-fetch-site": "same-origin",
            ...(init.headers as { readonly [name: string]: string } | undefined),
          },
        }),
        { ip: `203.0.113.${++address % 250}` },
      ),
    take: async (values, language = "en") => {
      const collected = await engine.collect("contact", values, { language });
      if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
      const { subject } = await store.db.transaction().execute(async (trx) => {
        await setAccessContext(trx, { act: "backup" });
        return trx.selectFrom("record").select("subject").where("id", "=", collected.id).executeTakeFirstOrThrow();
      });
      return { id: collected.id, subject };
    },
    acts: async (type) => {
      const rows = await store.db
        .selectFrom("audit")
        .select("detail")
        .where("type", "=", type)
        .orderBy("idx")
        .execute();
      return rows.map(({ detail }) => JSON.parse(detail ?? "{}") as { [member: string]: unknown });
    },
    close: async () => {
      await engine.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const ada = { email: "ada@example.org", name: "Ada Lund", message: "The invoice of May is missing." };
export const ben = { email: "ben@example.org", name: "Ben Aas", message: "Please call me." };
export const cleo = { email: "cleo@example.org", name: "Cleo Vik", message: "All is well." };

const tell = (about: string, values: readonly string[]) =>
  defineMail(policy, {
    name: about,
    kind: "legalNotices",
    for: "compliance",
    activity: "contact",
    title: { en: about, de: about },
    reads: ["name"],
    values,
    words: {
      en: (given) => ({ subject: "About your data", text: Object.values(given).join("\n") }),
      de: (given) => ({ subject: "Über Ihre Daten", text: Object.values(given).join("\n") }),
    },
  });
const legal = tell("legal-request", ["authority", "disclosed", "fields", "ground"]);
const succession = tell("succession", ["effective", "objection", "successor"]);
const cancelled = tell("succession-cancelled", ["effective", "successor"]);

/** What tells people who receives their data. */
export const notices = {
  mail: {
    from: { name: "Halden Software", address: "mail@halden.example" },
    templates: [legal, succession, cancelled],
  },
  disclosureMails: { "legal-request": [legal], succession: [succession], "succession-cancelled": [cancelled] },
};
