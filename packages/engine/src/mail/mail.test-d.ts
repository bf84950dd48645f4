import { definePolicy, email, text } from "@abide/policy";
import { jsx } from "hono/jsx";
import { defineMail, definePromotion, type Mails } from "./mail.ts";
import { renderMail } from "./render.ts";

/**
 * Every refusal of the types of mail, each beside a twin that differs in one word and compiles. `tsc` runs this file; nothing else
 * does.
 */

const policy = definePolicy({
  controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
  purposes: {
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    promotion: {
      basis: "legitimate-interest",
      term: "DirectMarketing",
      interest: "trails",
      says: "tell you of trails",
    },
    letter: { basis: "consent", term: "CommunicationManagement", says: "send you our letter" },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "promotion", "letter"] },
        name: { shape: text(80), for: ["support", "promotion"] },
        question: { shape: text(4000), for: ["support"] },
      },
      storage: "P2Y",
    },
  },
});

declare const mails: Mails;
const common = { name: "x", kind: "x", activity: "contact", title: "X", values: [] } as const;

const answer = defineMail(policy, {
  ...common,
  for: "support",
  reads: ["question"],
  words: { en: ({ question }, { Quote }) => ({ subject: "Your question", body: jsx(Quote, {}, question) }) },
});
const trails = definePromotion(policy, {
  ...common,
  for: "promotion",
  reads: ["name"],
  words: {
    en: ({ name }, { Offer }) => ({ subject: "Trails", body: jsx(Offer, { title: name, href: "/trails" }) }),
  },
});
definePromotion(policy, {
  ...common,
  for: "letter",
  reads: [],
  words: { en: () => ({ subject: "A letter", text: "…" }) },
});

// A part that promotes, in a mail that has no way out.
defineMail(policy, {
  ...common,
  for: "support",
  reads: [],
  // @ts-expect-error there is no Offer among the parts of a transactional mail
  words: { en: (_, { Offer }) => ({ subject: "Your question", body: jsx(Offer, {}) }) },
});
defineMail(policy, {
  ...common,
  for: "support",
  reads: [],
  // @ts-expect-error nor a Picture: it tells that the mail was opened
  words: { en: (_, { Picture }) => ({ subject: "Your question", body: jsx(Picture, {}) }) },
});

// A purpose that somebody may end, for a mail that cannot be ended; and the reverse.
// @ts-expect-error "promotion" promotes
defineMail(policy, { ...common, for: "promotion", reads: [], words: { en: () => ({ subject: "", text: "" }) } });
// @ts-expect-error "letter" rests on a consent
defineMail(policy, { ...common, for: "letter", reads: [], words: { en: () => ({ subject: "", text: "" }) } });
// @ts-expect-error "support" is nothing that one can opt out of
definePromotion(policy, { ...common, for: "support", reads: [], words: { en: () => ({ subject: "", text: "" }) } });

// Fields that serve something else.
definePromotion(policy, {
  ...common,
  for: "promotion",
  // @ts-expect-error "question" may not serve "promotion"
  reads: ["question"],
  words: { en: () => ({ subject: "", text: "" }) },
});

// Each goes out by its own way.
void mails.send(answer, "record", {});
void mails.promote(trails, "record", {});
// @ts-expect-error a promotion is not sent as what has no way out
void mails.send(trails, "record", {});
// @ts-expect-error and the other way round
void mails.promote(answer, "record", {});

// Values that nobody names.
renderMail(answer, { question: "…" }, "en");
// @ts-expect-error the question is missing
renderMail(answer, {}, "en");
defineMail(policy, {
  ...common,
  for: "support",
  reads: [],
  // @ts-expect-error plain words are not HTML: they are `text`
  words: { en: () => ({ subject: "", body: "<p>Hello</p>" }) },
});
