import { definePolicy, email, text, type Policy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { jsx } from "hono/jsx";
import type { Engine, EngineOptions } from "../engine.ts";
import { defineMail, definePromotion, type MailOptions } from "../mail/mail.ts";
import { openTestEngine, type TestEngine, type policy as website } from "../test-engine.ts";

/** A policy with a newsletter by double opt-in, beside what people write and apply for. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
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

/** The same policy after a change of `of`. */
export const after = (of: (policy: Policy) => object): Policy => definePolicy({ ...policy, ...of(policy) });

export const longer = after(({ activities }) => ({
  effective: "2026-12-01",
  activities: { ...activities, contact: { ...activities["contact"], storage: "P3Y" } },
}));

export const confirm = {
  name: "confirm",
  kind: "confirmations",
  for: "confirmation",
  activity: "asked",
  title: "Was it you?",
  reads: ["name"],
  values: ["link"],
  words: {
    en: ({ name, link }: { name: string; link: string }) => ({ subject: "Was it you?", text: `${name}\n\n${link}` }),
    de: ({ link }: { link: string }) => ({ subject: "Waren Sie das?", text: link }),
  },
} as const;

export const welcome = {
  name: "welcome",
  kind: "confirmations",
  for: "confirmation",
  activity: "readers",
  title: "Welcome",
  reads: [],
  values: ["link"],
  words: {
    en: ({ link }: { link: string }) => ({ subject: "Welcome", text: link }),
    de: ({ link }: { link: string }) => ({ subject: "Willkommen", text: link }),
  },
} as const;

export const issue = definePromotion(policy, {
  name: "issue",
  kind: "news",
  for: "newsletter",
  activity: "readers",
  title: "Issue",
  reads: ["name"],
  values: ["topic"],
  measures: "readership",
  words: {
    en: ({ name, topic }, { Paragraph, Button }) => ({
      subject: `News about ${topic}`,
      body: jsx(
        "div",
        {},
        jsx(Paragraph, {}, `Dear ${name}`),
        jsx(Button, { href: "/blog" }, topic),
        elsewhere,
      ) as never,
    }),
    de: ({ topic }) => ({ subject: `Neues über ${topic}`, text: topic }),
  },
});
const elsewhere = jsx("a", { href: "https://elsewhere.example/page" }, "elsewhere");

const changed = defineMail(policy, {
  name: "changed-contact",
  kind: "policyChanges",
  for: "compliance",
  activity: "contact",
  title: "A change",
  reads: [],
  values: ["changes", "effective", "link"],
  on: "change",
  words: {
    en: ({ changes, effective, link }) => ({ subject: "A change", text: `${effective}\n\n${changes}\n\n${link}` }),
    de: ({ changes, effective, link }) => ({ subject: "Eine Änderung", text: `${effective}\n\n${changes}\n\n${link}` }),
  },
});
const changedForReaders = defineMail(policy, {
  ...changed,
  name: "changed-readers",
  activity: "readers",
  for: "compliance",
});

export const from = { name: "Halden", address: "hello@halden.example" };

export const mail: MailOptions = {
  from,
  templates: [confirm, welcome, changed, changedForReaders] as never,
  promotions: [issue],
};

export type Newsletter = Omit<TestEngine, "engine"> & { readonly engine: Engine<typeof policy> };

/** An engine under the policy above, with its subscription. */
export async function openNewsletter(
  options: Partial<EngineOptions<typeof website>> & { readonly store?: TestEngine["store"] | undefined } = {},
): Promise<Newsletter> {
  const subscription = { asked: "asked", activity: "readers", purpose: "newsletter", confirm, welcome };
  return openTestEngine({
    policies: [policy],
    mail,
    subscriptions: [subscription as never],
    origin: "https://www.halden.example",
    ...options,
  });
}

/** The path that the newest mail of confirmation leads to. */
export async function findLink(it: Newsletter, activity: string, record: string): Promise<string | undefined> {
  const listed = await it.engine.mail.list("confirmations", activity, record, undefined);
  const text = listed.allowed ? listed.messages.at(-1)?.text : undefined;
  const link = /https:\S+/.exec(text ?? "")?.[0];
  return link && new URL(link).pathname;
}

/** Signs up in the form, and gives the record that waits for a yes. */
export async function signUp(
  it: Newsletter,
  address: string,
  headers: { [name: string]: string } = {},
): Promise<string> {
  const response = await it.fetch(
    new Request("https://www.halden.example/abide/collect/asked", {
      method: "POST",
      headers: {
        origin: "https://www.halden.example",
        "sec-fetch-site": "same-origin",
        accept: "application/json",
        ...headers,
      },
      body: new URLSearchParams({ email: address, name: "Ada" }),
    }),
    { ip: "192.0.2.1" },
  );
  return ((await response.json()) as { id: string }).id;
}
