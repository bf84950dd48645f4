import { expectTypeOf } from "vitest";
import { definePolicy } from "./policy.ts";
import type { Policy } from "./policy.ts";
import type { Limited, ReadReason, Reader, Records } from "./reader.ts";
import { email, file, phone, text } from "./words/shape.ts";
import type { Tracker } from "./words/tracker.ts";

/**
 * Every refusal of the types, each beside a twin that differs in one word and compiles: a refusal that a typing error causes
 * would go unnoticed otherwise. `tsc` runs this file; nothing else does.
 */

const controller = { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" } as const;

export const policy = definePolicy({
  controller,
  purposes: {
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    promotion: { basis: "consent", term: "DirectMarketing", says: "tell you about new trails" },
    recruitment: { basis: "contract", term: "PersonnelHiring", says: "consider your application" },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "promotion"] },
        message: { shape: text(4000), for: ["support"] },
        phone: { shape: phone(), for: ["support", "promotion"], optional: true },
        topic: { shape: text(80), for: ["promotion"] },
      },
      storage: "P2Y",
    },
    application: {
      fields: {
        letter: { shape: text(4000), for: ["recruitment"] },
        applicant: { shape: email(), for: ["recruitment"] },
        position: { shape: text(80), for: ["recruitment"], lookup: true },
        cv: { shape: file(1_000_000), for: ["recruitment"] },
        notes: { shape: text(4000), for: ["recruitment"], source: "staff" },
      },
      storage: { for: "P6M", from: "decision" },
      statuses: [{ id: "received" }, { id: "rejected", starts: "decision" }],
    },
  },
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
  trackers: { audience: toTracker("promotion") },
  mail: { letter: { kind: "promotional", purpose: "promotion", title: "Letter", optOut: "unsubscribe-link" } },
});

declare const records: Records<typeof policy>;
declare function toTracker<const U extends string>(purpose: U): Tracker<U>;

// A declared policy is a policy, wherever one is asked for.
expectTypeOf(policy).toExtend<Policy>();

// ── the declaration ──────────────────────────────────────────────────────────────────────────────────────────────────────

const purposes = { support: { basis: "contract", term: "CustomerCare", says: "answer you" } } as const;
const activities = { contact: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P2Y" } } as const;
const desk = { name: "Desk", category: "communication-provider", role: "processor", country: "IE" } as const;

// A purpose that a field names is declared.
definePolicy({
  controller,
  purposes,
  activities: { contact: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P2Y" } },
});
definePolicy({
  controller,
  purposes,
  // @ts-expect-error: no purpose "suport" is declared
  activities: { contact: { fields: { email: { shape: email(), for: ["suport"] } }, storage: "P2Y" } },
});

// An activity says how long.
definePolicy({ controller, purposes, activities: { contact: { fields: {}, storage: "P2Y" } } });
// @ts-expect-error: "never" is not a duration
definePolicy({ controller, purposes, activities: { contact: { fields: {}, storage: "never" } } });
// @ts-expect-error: no storage at all
definePolicy({ controller, purposes, activities: { contact: { fields: {} } } });

// A purpose has exactly one basis.
definePolicy({ controller, purposes: { a: { basis: "consent", term: "Marketing", says: "a" } }, activities: {} });
// @ts-expect-error: no basis
definePolicy({ controller, purposes: { a: { term: "Marketing", says: "a" } }, activities: {} });
// @ts-expect-error: two bases
definePolicy({ controller, purposes: { a: { basis: ["consent"], term: "Marketing", says: "a" } }, activities: {} });

// Stages have an id each, and start an event that storage can count from.
const jobs = { fields: {}, storage: { for: "P6M", from: "decision" } } as const;
definePolicy({
  controller,
  purposes,
  activities: { jobs: { ...jobs, statuses: [{ id: "done", starts: "decision" }] } },
});
definePolicy({
  controller,
  purposes,
  // @ts-expect-error: no storage counts from "rejection"
  activities: { jobs: { ...jobs, statuses: [{ id: "done", starts: "rejection" }] } },
});
definePolicy({
  controller,
  purposes,
  // @ts-expect-error: a stage without an id
  activities: { jobs: { ...jobs, statuses: [{ starts: "decision" }] } },
});
definePolicy({
  controller,
  purposes,
  // @ts-expect-error: no stage at all
  activities: { jobs: { ...jobs, statuses: [] } },
});

// A field comes from somewhere that the format knows, and is looked up or not.
const found = { shape: text(80), for: ["support"] } as const;
definePolicy({
  controller,
  purposes,
  activities: { jobs: { fields: { notes: { ...found, source: "staff", lookup: true } }, storage: "P6M" } },
});
definePolicy({
  controller,
  purposes,
  // @ts-expect-error: no such source
  activities: { jobs: { fields: { notes: { ...found, source: "recruiter", lookup: true } }, storage: "P6M" } },
});
definePolicy({
  controller,
  purposes,
  // @ts-expect-error: how it is looked up is not for the policy to say
  activities: { jobs: { fields: { notes: { ...found, source: "staff", lookup: "exact" } }, storage: "P6M" } },
});

// A recipient takes what is declared, for purposes that are.
definePolicy({
  controller,
  purposes,
  activities,
  recipients: { desk: { ...desk, for: ["support"], takes: { contact: ["email"] } } },
});
definePolicy({
  controller,
  purposes,
  activities,
  // @ts-expect-error: "contact" has no field "emial"
  recipients: { desk: { ...desk, for: ["support"], takes: { contact: ["emial"] } } },
});
definePolicy({
  controller,
  purposes,
  activities,
  // @ts-expect-error: no activity "contacts" is declared
  recipients: { desk: { ...desk, for: ["support"], takes: { contacts: ["email"] } } },
});
definePolicy({
  controller,
  purposes,
  activities,
  // @ts-expect-error: no purpose "sales" is declared
  recipients: { desk: { ...desk, for: ["sales"], takes: { contact: ["email"] } } },
});

// A tracker and a mail serve declared purposes.
definePolicy({ controller, purposes, activities, trackers: { audience: toTracker("support") } });
// @ts-expect-error: no purpose "audience" is declared
definePolicy({ controller, purposes, activities, trackers: { audience: toTracker("audience") } });

// What pages need of the browser is named by words that are known: a frame of data is none of them.
definePolicy({ controller, purposes, activities, page: { frames: ["blob:"], objects: "own", forms: ["pay.example"] } });
// @ts-expect-error -- not a kind of frame that can be opened
definePolicy({ controller, purposes, activities, page: { frames: ["data:"], objects: "own", forms: ["pay.example"] } });
// @ts-expect-error -- no such need
definePolicy({ controller, purposes, activities, page: { frames: ["blob:"], camera: true } });
definePolicy({
  controller,
  purposes,
  activities,
  mail: { news: { kind: "transactional", purpose: "support", title: "News" } },
});
definePolicy({
  controller,
  purposes,
  activities,
  // @ts-expect-error: no purpose "news" is declared
  mail: { news: { kind: "transactional", purpose: "news", title: "News" } },
});

// Promotional mail has a way out; transactional mail has none.
definePolicy({
  controller,
  purposes,
  activities,
  mail: { news: { kind: "promotional", purpose: "support", title: "News", optOut: "unsubscribe-link" } },
});
definePolicy({
  controller,
  purposes,
  activities,
  // @ts-expect-error: no way out
  mail: { news: { kind: "promotional", purpose: "support", title: "News" } },
});
definePolicy({
  controller,
  purposes,
  activities,
  // @ts-expect-error: a way out of what has to arrive
  mail: { news: { kind: "transactional", purpose: "support", title: "News", optOut: "unsubscribe-link" } },
});

// Nothing is ever sold.
const once = { basis: "contract", term: "CustomerCare", says: "answer you" } as const;
definePolicy({ controller, purposes: { support: { ...once } }, activities });
// @ts-expect-error: a purpose that is a sale
definePolicy({ controller, purposes: { support: { ...once, sale: true } }, activities });
definePolicy({ controller, purposes: { support: { ...once, term: "CustomerManagement" } }, activities });
// @ts-expect-error: the vocabulary's terms for selling are not among ours
definePolicy({ controller, purposes: { support: { ...once, term: "SellProducts" } }, activities });
definePolicy({ controller, purposes, activities, recipients: { desk: { ...desk, for: ["support"] } } });
// @ts-expect-error: a recipient that data is sold to
definePolicy({ controller, purposes, activities, recipients: { desk: { ...desk, for: ["support"], sale: true } } });

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const support = records("contact").for("support");
const promotion = records("contact").for("promotion");
expectTypeOf(support).not.toBeAny();
expectTypeOf(support).toEqualTypeOf<Reader<typeof policy, "contact", "support">>();

// An activity that is declared.
records("contact");
// @ts-expect-error: no activity "contacts" is declared
records("contacts");

// A field that may serve the purpose.
void support.read("1", ["message"]);
// @ts-expect-error: "message" may serve support alone
void promotion.read("1", ["message"]);
void promotion.read("1", ["topic"]);
// @ts-expect-error: "topic" may serve promotion alone
void support.read("1", ["topic"]);
void support.list({ fields: ["message"], limit: 20 });
// @ts-expect-error: a list asks as a read does
void promotion.list({ fields: ["message"], limit: 20 });

// A field that exists.
void support.read("1", ["email"]);
// @ts-expect-error: no field "emial" is declared
void support.read("1", ["emial"]);
// @ts-expect-error: "letter" is a field of another activity
void support.read("1", ["letter"]);

// A purpose of this activity.
records("application").for("recruitment");
// @ts-expect-error: no field of "contact" serves recruitment
records("contact").for("recruitment");
// @ts-expect-error: no such purpose at all
records("contact").for("suport");

// A union of purposes unlocks what all of them may use, not what any of them may.
declare const choice: "support" | "promotion";
const either = records("contact").for(choice);
void either.read("1", ["email"]);
// @ts-expect-error: promotion may not use "message"
void either.read("1", ["message"]);
// @ts-expect-error: support may not use "topic"
void either.read("1", ["topic"]);
// Where they share nothing, a sentence says so: TypeScript's own would be "not assignable to never".
declare const torn: Reader<typeof policy, "contact", "support" | "recruitment">;
expectTypeOf(torn.read).parameter(1).items.toExtend<{ readonly refused: string }>();
// @ts-expect-error: no field may serve both
void torn.read("1", ["email"]);

// A purpose is named, not computed: a string could be any of them.
const fixed = "support";
records("contact").for(fixed);
// oxlint-disable-next-line eslint/prefer-const
let widened = "support";
// @ts-expect-error: a widened string
records("contact").for(widened);
// @ts-expect-error: `any` is assignable to all of them, and would unlock every field
// oxlint-disable-next-line typescript/no-explicit-any
records("contact").for("support" as any);

// A reader is for one purpose and does not pass as a reader for another, neither narrower nor wider.
expectTypeOf(support).toExtend<Reader<typeof policy, "contact", "support">>();
expectTypeOf(support).not.toExtend<Reader<typeof policy, "contact", "promotion">>();
expectTypeOf(support).not.toExtend<Reader<typeof policy, "contact", "support" | "promotion">>();
expectTypeOf(either).not.toExtend<Reader<typeof policy, "contact", "support">>();
declare function answer(reader: Reader<typeof policy, "contact", "support">): void;
answer(support);
// @ts-expect-error: a reader for promotion is none for support
answer(promotion);

// Records are found by what is looked up: an e-mail address, and a field that says so.
const recruitment = records("application").for("recruitment");
void recruitment.list({ fields: [], where: { applicant: "ada@example.org", position: "guide" } });
// @ts-expect-error: "letter" is not looked up
void recruitment.list({ fields: [], where: { letter: "Dear all" } });
void recruitment.list({ fields: [], status: "received" });
// @ts-expect-error: no stage "hired" is declared
void recruitment.list({ fields: [], status: "hired" });

// Staff write what is theirs, and set a stage that there is.
void recruitment.update("1", { revision: 1, status: "rejected", fields: { notes: "Called." } });
// @ts-expect-error: "letter" is the person's own
void recruitment.update("1", { revision: 1, status: "rejected", fields: { letter: "Called." } });
// @ts-expect-error: no stage "hired" is declared
void recruitment.update("1", { revision: 1, status: "hired", fields: { notes: "Called." } });
void recruitment.download("1", "cv");
// @ts-expect-error: "letter" is no file
void recruitment.download("1", "letter");
// @ts-expect-error: no field of "contact" is staff's to write
void support.update("1", { revision: 1, fields: { message: "Called." } });
// @ts-expect-error: without stages there is none to set
void support.update("1", { revision: 1, status: "received" });

// ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const result = await support.read("1", ["email", "phone"]);
// @ts-expect-error: whether it was allowed has to be looked at first
void result.fields;
if (result.allowed) {
  expectTypeOf(result.fields).not.toBeAny();
  // Exactly the fields asked for; what a form may be sent without can be undefined.
  expectTypeOf(result.fields).toEqualTypeOf<{
    readonly email: Limited<string, "support">;
    readonly phone: Limited<string, "support"> | undefined;
  }>();
  void result.fields.email;
  // @ts-expect-error: not asked for
  void result.fields.message;
  // @ts-expect-error: it was allowed, so there is no reason
  void result.reason;
  // @ts-expect-error: "phone" can be undefined
  result.fields.phone.toUpperCase();

  // A value carries its purpose, and a door takes only its own.
  expectTypeOf(result.fields.email).toExtend<string>();
  sendAnswer(result.fields.email);
  // @ts-expect-error: read for support, not for promotion
  sendNews(result.fields.email);
  // @ts-expect-error: a new string, for no purpose: the mark prevents mistakes, not intent
  sendAnswer(result.fields.email.toLowerCase());
} else {
  expectTypeOf(result.reason).toEqualTypeOf<ReadReason>();
  // @ts-expect-error: it was denied, so there are no fields
  void result.fields;
}

const both = await either.read("1", ["email"]);
if (both.allowed) {
  // What may serve both purposes may pass either door.
  sendAnswer(both.fields.email);
  sendNews(both.fields.email);
}

const page = await promotion.list({ fields: ["email"] });
// @ts-expect-error: whether it was allowed has to be looked at first
void page.records;
if (page.allowed) {
  for (const { id, fields } of page.records) {
    expectTypeOf(id).toEqualTypeOf<string>();
    expectTypeOf(fields).toEqualTypeOf<{ readonly email: Limited<string, "promotion"> }>();
  }
}

declare function sendAnswer(to: Limited<string, "support">): void;
declare function sendNews(to: Limited<string, "promotion">): void;

// A foreign Standard Schema says itself what it gives.
declare const foreign: {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "elsewhere";
    readonly validate: (value: unknown) => { readonly value: number };
    readonly types?: { readonly input: string; readonly output: number } | undefined;
  };
};
export const counted = definePolicy({
  controller,
  purposes,
  activities: { order: { fields: { amount: { shape: foreign, for: ["support"] } }, storage: "P1Y" } },
});
declare const orders: Records<typeof counted>;
const order = await orders("order").for("support").read("1", ["amount"]);
if (order.allowed) expectTypeOf(order.fields.amount).toExtend<number>();

// Several policies of one deployment: each activity is found in the one that declares it.
declare const all: Records<typeof policy | typeof counted>;
void all("order").for("support").read("1", ["amount"]);
void all("contact").for("promotion").read("1", ["topic"]);
// @ts-expect-error: the policy that declares "order" has no promotion
all("order").for("promotion");
