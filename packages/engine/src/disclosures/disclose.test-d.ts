import { definePolicy, email, text } from "@abide/policy";
import { createEngine, type Engine } from "../engine.ts";
import type { Connector } from "../connectors/connector.ts";
import type { Store } from "../store/index.ts";

/** Every refusal of the types, each beside a twin that differs in one word and compiles. `tsc` runs this file; nothing else does. */

const controller = { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" } as const;
const desk = { name: "Desk", category: "communication-provider", role: "processor", country: "IE" } as const;

const policy = definePolicy({
  controller,
  purposes: {
    support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" },
    promotion: { basis: "consent", term: "DirectMarketing", says: "tell you about new trails" },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "promotion"] },
        message: { shape: text(4000), for: ["support"] },
        phone: { shape: text(40), for: ["support"] },
      },
      storage: "P2Y",
    },
    tour: { fields: { email: { shape: email(), for: ["promotion"] } }, storage: "P1Y" },
  },
  recipients: {
    desk: { ...desk, for: ["support", "promotion"], takes: { contact: ["email", "message"] } },
    letters: { ...desk, for: ["promotion"], takes: { contact: ["email"], tour: ["email"] } },
    pixel: { ...desk, for: ["promotion"] },
  },
});

declare const engine: Engine<typeof policy>;
const records = ["00000000-0000-4000-8000-000000000000"];
const contact = { activity: "contact", records, fields: ["email"] } as const;

// ── what is handed over ──────────────────────────────────────────────────────────────────────────────────────────────────

// A recipient is one that is declared.
void engine.disclose({ ...contact, recipient: "desk", purpose: "support" });
// @ts-expect-error: no recipient "dsk" is declared
void engine.disclose({ ...contact, recipient: "dsk", purpose: "support" });

// A purpose is one that the recipient serves.
void engine.disclose({ ...contact, recipient: "letters", purpose: "promotion" });
// @ts-expect-error: "letters" is not for support
void engine.disclose({ ...contact, recipient: "letters", purpose: "support" });

// An activity is one that the recipient takes something of.
void engine.disclose({ recipient: "letters", purpose: "promotion", activity: "tour", records, fields: ["email"] });
// @ts-expect-error: "desk" takes nothing of tours
void engine.disclose({ recipient: "desk", purpose: "promotion", activity: "tour", records, fields: ["email"] });
// @ts-expect-error: "pixel" takes nothing at all
void engine.disclose({ recipient: "pixel", purpose: "promotion", activity: "tour", records, fields: ["email"] });

// A field is one that the recipient takes.
void engine.disclose({ recipient: "desk", purpose: "support", activity: "contact", records, fields: ["message"] });
// @ts-expect-error: "desk" does not take the phone number
void engine.disclose({ recipient: "desk", purpose: "support", activity: "contact", records, fields: ["phone"] });

// A field is one that may serve the purpose.
void engine.disclose({ recipient: "desk", purpose: "promotion", activity: "contact", records, fields: ["email"] });
// @ts-expect-error: a message does not serve promotion
void engine.disclose({ recipient: "desk", purpose: "promotion", activity: "contact", records, fields: ["message"] });

// A union of purposes unlocks what all of them may use.
declare const either: "support" | "promotion";
void engine.disclose({ recipient: "desk", purpose: either, activity: "contact", records, fields: ["email"] });
// @ts-expect-error: a message does not serve both
void engine.disclose({ recipient: "desk", purpose: either, activity: "contact", records, fields: ["message"] });

// Conditions are those of a reader for the purpose.
void engine.disclose({
  ...contact,
  recipient: "desk",
  purpose: "support",
  records: { where: { email: "a@example.org" } },
});
// @ts-expect-error: records are not found by their message
void engine.disclose({ ...contact, recipient: "desk", purpose: "support", records: { where: { message: "Hello" } } });

// What became of it has to be looked at.
const done = await engine.disclose({ ...contact, recipient: "desk", purpose: "support" });
if (done.disclosed) void done.batch;
// @ts-expect-error: it may have been denied
void done.batch;

// ── what is configured ───────────────────────────────────────────────────────────────────────────────────────────────────

declare const store: Store;
declare const connector: Connector;
const base = { policies: [policy], store } as const;

createEngine({ ...base, disclose: { connectors: { desk: connector } } });
// @ts-expect-error: no recipient "dsk" is declared
createEngine({ ...base, disclose: { connectors: { dsk: connector } } });

const on = { activity: "tour", when: "collection" } as const;
createEngine({ ...base, disclose: { on: [{ ...on, recipient: "letters", purpose: "promotion" }] } });
// @ts-expect-error: "desk" takes nothing of tours
createEngine({ ...base, disclose: { on: [{ ...on, recipient: "desk", purpose: "promotion" }] } });
// @ts-expect-error: "letters" is not for support
createEngine({ ...base, disclose: { on: [{ ...on, recipient: "letters", purpose: "support" }] } });

// ── a sale ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const purposes = { support: { basis: "contract", term: "CustomerCare", says: "answer you" } } as const;
const activities = { contact: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P2Y" } } as const;

// Nothing is sold: there is no way to say that something was.
definePolicy({ controller, purposes, activities, recipients: { desk: { ...desk, for: ["support"] } } });
// @ts-expect-error: "sale" cannot be expressed
definePolicy({ controller, purposes, activities, recipients: { desk: { ...desk, for: ["support"], sale: true } } });
