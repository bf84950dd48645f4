import type { Published } from "../policies/versions.ts";
import type { Visit } from "@abide/gate/render";
import { compile, definePolicy, email, text, type SignalName, type Version } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { vimeo } from "@abide/policy/catalogue/vimeo";
import type { Hono } from "hono";
import { publishRoutes } from "./routes.ts";

/** With everything that the published pages have a place for, in two languages: their tests compare it word by word. */
export const policy = definePolicy({
  effective: "2026-11-01",
  changes: { en: "Analytics is new.", de: "Analytics ist neu." },
  languages: ["en", "de"],
  controller: {
    name: "Halden Software",
    contact: "privacy@halden.example",
    country: "IE",
    authority: { name: "Data Protection Commission", url: "https://www.dataprotection.ie/" },
  },
  purposes: {
    support: { basis: "contract", term: "CustomerCare", says: { en: "answer you", de: "Ihnen antworten" } },
    compliance: {
      basis: "legal-obligation",
      term: "LegalCompliance",
      says: { en: "obey the law", de: "Gesetze einhalten" },
    },
    analytics: { basis: "consent", term: "ServiceUsageAnalytics", says: { en: "count visits", de: "Besuche zählen" } },
  },
  activities: {
    contact: {
      title: { en: "Contact", de: "Kontakt" },
      fields: {
        email: { shape: email(), for: ["support"], title: { en: "E-mail address", de: "E-Mail-Adresse" } },
        message: { shape: text(4000), for: ["support"], title: { en: "Message", de: "Nachricht" }, optional: true },
      },
      storage: "P2Y",
    },
  },
  recipients: {
    google: {
      name: "Google Ireland Limited",
      category: "analytics-provider",
      role: "processor",
      country: "IE",
      for: ["analytics"],
      policy: "https://policies.google.com/privacy",
    },
    vimeo: {
      name: "Vimeo.com, Inc.",
      category: "technology-partner",
      role: "controller",
      country: "US",
      for: ["analytics"],
      safeguard: "standard-clauses",
      policy: "https://vimeo.com/privacy",
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "compliance" }),
    analytics: googleAnalytics({ purpose: "analytics", recipient: "google", measurementId: "G-TEST" }),
    video: vimeo({ purpose: "analytics", recipient: "vimeo" }),
  },
  mail: { receipts: { kind: "transactional", purpose: "support", title: { en: "Receipts", de: "Belege" } } },
  links: { terms: { title: { en: "Terms", de: "Nutzungsbedingungen" }, href: "/terms" } },
});

export interface Shown {
  readonly app: Hono;
  readonly current: Version;
  /** The version before: without analytics. */
  readonly before: Version;
  readonly fetch: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

/** The routes over an archive of two versions, or over one that does not answer. */
export async function showPolicy(
  x: { readonly down?: boolean; readonly signals?: readonly SignalName[] } = {},
): Promise<Shown> {
  const { analytics: _, ...trackers } = policy.trackers as typeof policy.trackers & object;
  const { google: __, ...recipients } = policy.recipients as typeof policy.recipients & object;
  const [current, before] = await Promise.all([
    compile(policy),
    compile({ ...policy, trackers, recipients, effective: "2026-03-01" }),
  ]);
  const published = [current, before].map(({ hash, json, policy: { effective } }): Published => ({
    hash,
    json,
    effective,
    publishedAt: `${effective}T08:00:00.000Z`,
  }));
  const visit: Visit = {
    version: current,
    language: "en",
    choice: undefined,
    signals: x.signals ?? [],
    permitted: ["choice"],
    ask: false,
    token: () => "",
    back: "/privacy",
  };
  const app = publishRoutes({
    current: [current],
    published: () => (x.down === true ? Promise.reject(new Error("the store is down")) : Promise.resolve(published)),
    visit: () => visit,
  });
  return {
    app,
    current,
    before,
    fetch: async (path, headers = {}) => app.fetch(new Request(`https://halden.example${path}`, { headers })),
  };
}
