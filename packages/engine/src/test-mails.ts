import { jsx } from "hono/jsx";
import { defineMail, definePromotion, type MailOptions } from "./mail/mail.ts";
import type { Subscription } from "./subscriptions/subscription.ts";
import { newsletter, outside } from "./test-policy.ts";

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

export const issue = definePromotion(newsletter, {
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

const changed = defineMail(newsletter, {
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
const changedForReaders = defineMail(newsletter, {
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

/** By double opt-in. */
export const subscription = {
  asked: "asked",
  activity: "readers",
  purpose: "newsletter",
  confirm,
  welcome,
} as unknown as Subscription;

const tell = (about: string, values: readonly string[]) =>
  defineMail(outside, {
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
