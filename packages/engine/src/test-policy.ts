import {
  choice,
  compile,
  country,
  date,
  definePolicy,
  email,
  file,
  ip,
  text,
  url,
  type Activity,
  type Policy,
} from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { metaPixel } from "@abide/policy/catalogue/meta-pixel";
import { staffSession } from "@abide/policy/catalogue/staff-session";
import { vimeo } from "@abide/policy/catalogue/vimeo";

/*
 * The policies that tests live under, all of one company: one for each kind of website. A test takes the one that has what it is about,
 * and says with `withChanges` what is different in it.
 */

export const key = "0123456789abcdef0123456789abcdef";
export const origin = "https://www.halden.example";

const halden = {
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
} as const;

/** A policy after a change of some of its parts. */
export const withChanges = <P extends Policy, const Parts extends Partial<Policy>>(
  policy: P,
  parts: Parts,
): Omit<P, keyof Parts> & Parts => ({ ...policy, ...parts });

/** The same at run time where the parts are known only then: to the types it is the policy that it was. */
export const withLater = <P extends Policy>(policy: P, parts: object): P => ({ ...policy, ...parts });

/** A policy under which people of the company sign in. */
export const withStaff = <P extends Policy>(policy: P): P => {
  const trackers = { ...policy.trackers, staff: staffSession({ purpose: "operation" }) };
  return { ...policy, trackers };
};

/** Forms, a public one among them, and trackers of every kind. */
export const website = definePolicy({
  ...halden,
  languages: ["en", "de"],
  purposes: {
    operation: {
      basis: "contract",
      term: "TechnicalServiceProvision",
      says: { en: "run this website", de: "diese Website betreiben" },
    },
    support: {
      basis: "contract",
      term: "CustomerCare",
      says: { en: "answer what you ask us", de: "Ihre Fragen beantworten" },
    },
    promotion: {
      basis: "consent",
      term: "DirectMarketing",
      withdrawal: "/privacy/my-data",
      says: { en: "tell you what is new", de: "Ihnen Neues berichten" },
    },
    community: {
      basis: "contract",
      term: "ServiceProvision",
      says: { en: "show what you write", de: "zeigen, was Sie schreiben" },
    },
    analytics: {
      basis: "consent",
      term: "ServiceUsageAnalytics",
      says: { en: "see which pages help", de: "sehen, welche Seiten helfen" },
    },
    advertising: { basis: "consent", term: "TargetedAdvertising", says: { en: "advertise", de: "werben" } },
    media: { basis: "consent", term: "RequestedServiceProvision", says: { en: "play videos", de: "Videos abspielen" } },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "promotion"] },
        message: { shape: text(4000), for: ["support"] },
        company: { shape: text(100), for: ["support"], optional: true },
        address: { shape: ip(), for: ["support"], source: "automatic", optional: true },
      },
      storage: "P2Y",
    },
    comment: {
      public: true,
      fields: {
        post: { shape: text(100), for: ["community"], lookup: true },
        name: { shape: text(80), for: ["community"] },
        message: { shape: text(2000), for: ["community"] },
        email: { shape: email(), for: ["support"] },
      },
      storage: "P5Y",
    },
  },
  recipients: {
    google: {
      name: "Google Ireland Limited",
      category: "analytics-provider",
      role: "processor",
      country: "IE",
      for: ["analytics"],
    },
    meta: {
      name: "Meta Platforms Ireland Limited",
      category: "advertising-partner",
      role: "joint-controller",
      country: "IE",
      for: ["advertising"],
    },
    vimeo: {
      name: "Vimeo.com, Inc.",
      category: "technology-partner",
      role: "controller",
      country: "US",
      for: ["media"],
      safeguard: "adequacy",
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    session: {
      name: "Session",
      purpose: "operation",
      says: { en: "Keeps you signed in.", de: "Hält Sie angemeldet." },
      party: "first",
      duration: "P1D",
      stores: [{ kind: "cookie", name: "session", life: "P1D", party: "first", httpOnly: true }],
      hosts: {},
      load: [],
      necessary: { en: "You could not sign in without it.", de: "Ohne das könnten Sie sich nicht anmelden." },
    },
    googleAnalytics: googleAnalytics({ purpose: "analytics", recipient: "google", measurementId: "G-HALDEN1" }),
    metaPixel: metaPixel({ purpose: "advertising", recipient: "meta", pixelId: "1234567890" }),
    memory: {
      name: "Reading position",
      purpose: "media",
      says: { en: "Remembers where you paused a video.", de: "Merkt sich, wo Sie ein Video angehalten haben." },
      party: "first",
      duration: "P1M",
      stores: [
        { kind: "local", name: "paused:*", life: "until-deleted", party: "first" },
        { kind: "session", name: "now", life: "session", party: "first" },
        { kind: "indexeddb", name: "halden-videos", life: "until-deleted", party: "first" },
        { kind: "cache", name: "halden-posters", life: "until-deleted", party: "first" },
        { kind: "cookie", name: "player", life: "P1M", party: "first", path: "/videos" },
        { kind: "cookie", name: "player_server", life: "P1M", party: "first", httpOnly: true },
      ],
      hosts: {},
      load: [],
    },
    vimeo: vimeo({ purpose: "media", recipient: "vimeo" }),
  },
  signals: { gpc: "refuse", dnt: "refuse" },
});

export const hash = (await compile(website)).hash;
/** Its trackers that somebody may refuse. */
export const everything = ["googleAnalytics", "memory", "metaPixel", "vimeo"];

/** Applications: stages, fields of staff, purposes of every kind of basis, and each way that storage can end. */
export const careers = definePolicy({
  ...halden,
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

export const applicant = { email: "ada@example.org", name: "Ada Lund", position: "engineer" };

const upload = {
  fields: {
    email: { shape: email(), for: ["recruitment", "pool"] },
    cv: { shape: file(10_000_000), for: ["recruitment"] },
    letter: { shape: file(100_000), for: ["recruitment"], optional: true },
    wish: { shape: text(200), for: ["pool"], optional: true },
  },
  storage: "P1Y",
} as const satisfies Activity;

/** Applications with files. */
export const uploads = withChanges(careers, { activities: { ...careers.activities, upload } });

/** Everybody outside whom data can go to by a package: advisers, authorities, affiliates, a successor. */
export const outside = definePolicy({
  ...halden,
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

/** Who writes to it. */
export const ada = { email: "ada@example.org", name: "Ada Lund", message: "The invoice of May is missing." };
export const ben = { email: "ben@example.org", name: "Ben Aas", message: "Please call me." };
export const cleo = { email: "cleo@example.org", name: "Cleo Vik", message: "All is well." };

/** A newsletter by double opt-in, beside what people write. */
export const newsletter = definePolicy({
  ...halden,
  languages: ["en", "de"],
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    confirmation: { basis: "contract", term: "Verification", says: "ask whether it was you" },
    compliance: { basis: "legal-obligation", term: "LegalCompliance", says: "obey the law" },
    newsletter: {
      basis: "consent",
      term: "DirectMarketing",
      title: "News",
      withdrawal: "/news",
      says: { en: "send you news", de: "Ihnen Neues schicken" },
    },
    readership: {
      basis: "consent",
      term: "ServiceUsageAnalytics",
      withdrawal: "/news",
      says: { en: "count what you open", de: "zählen, was Sie öffnen" },
    },
  },
  activities: {
    asked: {
      fields: {
        email: { shape: email(), for: ["confirmation"] },
        name: { shape: text(80), for: ["confirmation"], optional: true },
      },
      storage: "P3D",
    },
    readers: {
      statuses: [{ id: "subscribed" }, { id: "left", starts: "end-of-contract" }],
      fields: {
        email: { shape: email(), for: ["confirmation", "newsletter", "readership", "compliance"] },
        name: { shape: text(80), for: ["confirmation", "newsletter"], optional: true },
      },
      storage: { for: "P30D", from: "end-of-contract" },
    },
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "compliance"] },
        message: { shape: text(400), for: ["support"] },
      },
      storage: "P2Y",
    },
  },
  mail: {
    news: { kind: "promotional", purpose: "newsletter", title: "News", optOut: "unsubscribe-link" },
    confirmations: { kind: "transactional", purpose: "confirmation", title: "Confirmations" },
    answers: { kind: "transactional", purpose: "support", title: "Answers" },
    policyChanges: { kind: "transactional", purpose: "compliance", title: "Changes" },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});

/** The same, where what people write is kept for longer. */
export const newsletterForLonger = withChanges(newsletter, {
  effective: "2026-12-01",
  activities: { ...newsletter.activities, contact: { ...newsletter.activities.contact, storage: "P3Y" } },
});

/** The same, where a form brings about everything that it can: a mail, a question of a double opt-in, a hand-over. */
export const newsletterWithDesk = withChanges(newsletter, {
  recipients: {
    desk: {
      name: "Desk",
      category: "communication-provider",
      role: "processor",
      country: "IE",
      for: ["support"],
      takes: { contact: ["email", "message"] },
    },
  },
});

const provider = { role: "processor", country: "IE" } as const;

/** Recipients whose systems a connector speaks to: for what people write, and for what they apply with. */
export const connected = definePolicy({
  ...halden,
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    promotion: {
      basis: "consent",
      term: "DirectMarketing",
      says: "tell you what is new",
      withdrawal: "/privacy/my-data",
    },
    safety: {
      basis: "legitimate-interest",
      term: "EnforceSecurity",
      says: "keep spam out",
      interest: "an inbox without spam",
    },
    recruitment: { basis: "contract", term: "PersonnelHiring", says: "decide on your application" },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "promotion", "safety"] },
        message: { shape: text(4000), for: ["support", "safety"] },
        company: { shape: text(100), for: ["support", "promotion"], optional: true },
        remark: { shape: text(100), for: ["support"], optional: true },
      },
      storage: "P2Y",
    },
    application: {
      fields: {
        email: { shape: email(), for: ["recruitment"] },
        name: { shape: text(80), for: ["recruitment"] },
        salary: { shape: text(80), for: ["recruitment"], optional: true },
        cv: { shape: file(1_000_000), for: ["recruitment"], optional: true },
      },
      storage: "P6M",
    },
  },
  recipients: {
    desk: {
      ...provider,
      name: "Fjord Desk Ltd",
      category: "communication-provider",
      for: ["support", "safety"],
      takes: { contact: ["email", "message", "company"] },
    },
    crm: {
      ...provider,
      name: "Brevpost AS",
      category: "marketing-partner",
      for: ["promotion"],
      takes: { contact: ["email", "company"] },
    },
    tracker: {
      ...provider,
      name: "Applicants",
      category: "recruitment-provider",
      for: ["recruitment"],
      takes: { application: ["email", "name", "cv"] },
    },
    auditor: {
      name: "Auditors",
      category: "professional-adviser",
      role: "controller",
      country: "IE",
      for: ["support"],
      takes: { contact: ["email"] },
    },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});

/** Mail of every kind to people who write and who apply: answers, and two kinds that promote, one on consent and one on an interest. */
export const mailing = definePolicy({
  ...halden,
  languages: ["en", "de"],
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: { en: "run this website", de: "es" } },
    support: { basis: "contract", term: "CustomerCare", says: { en: "answer you", de: "Ihnen antworten" } },
    recruitment: { basis: "contract", term: "PersonnelHiring", says: { en: "decide on it", de: "entscheiden" } },
    news: {
      basis: "consent",
      term: "DirectMarketing",
      withdrawal: "/privacy/my-data",
      says: { en: "send you news", de: "Ihnen Neues schicken" },
    },
    courses: {
      basis: "legitimate-interest",
      term: "DirectMarketing",
      interest: { en: "further courses", de: "weitere Kurse" },
      says: { en: "tell you of courses", de: "Ihnen Kurse zeigen" },
    },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "news", "courses"] },
        name: { shape: text(100), for: ["support", "news", "courses"] },
        message: { shape: text(4000), for: ["support"], optional: true },
        company: { shape: text(100), for: ["support"], optional: true },
      },
      storage: "P2Y",
    },
    application: {
      statuses: [{ id: "received" }, { id: "rejected", starts: "decision" }],
      fields: {
        email: { shape: email(), for: ["recruitment", "news"] },
        name: { shape: text(100), for: ["recruitment"] },
        salary: { shape: text(20), for: ["operation"], optional: true },
      },
      storage: { for: "P6M", from: "decision" },
    },
  },
  mail: {
    answers: { kind: "transactional", purpose: "support", title: { en: "Answers", de: "Antworten" } },
    decisions: { kind: "transactional", purpose: "recruitment", title: { en: "Decisions", de: "Entscheidungen" } },
    news: { kind: "promotional", purpose: "news", optOut: "unsubscribe-link", title: { en: "News", de: "Neues" } },
    courses: {
      kind: "promotional",
      purpose: "courses",
      optOut: "unsubscribe-link",
      title: { en: "Courses", de: "Kurse" },
    },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});
