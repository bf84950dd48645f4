import type { Engine } from "@abide/engine";
import { activity, purpose, type StageId } from "./applications/stages.ts";
import { addStep, type Step } from "./applications/trail.ts";
import type { services } from "./policy-services.ts";
import type { policy } from "./policy.ts";

interface Sample {
  readonly fields: { readonly [field: string]: string };
  readonly language: string;
  readonly cv: string;
  readonly steps: readonly { readonly stage?: StageId; readonly note?: string }[];
}

const samples: readonly Sample[] = [
  {
    fields: {
      position: "browser-engineer",
      fullName: "Amara Okonkwo",
      email: "amara.okonkwo@example.org",
      phone: "+49 30 5550 1201",
      city: "Berlin",
      country: "DE",
    },
    language: "en",
    cv: "Ten years of browsers: layout, accessibility trees, and a test suite that others now use.",
    steps: [
      { stage: "screening" },
      { note: "Wrote the part of a screen reader that we test with. Ask about focus in shadow trees." },
      { stage: "interview" },
    ],
  },
  {
    fields: {
      position: "browser-engineer",
      fullName: "Jonas Brunner",
      email: "jonas.brunner@example.org",
      phone: "+41 44 555 01 62",
      city: "Winterthur",
      state: "ZH",
      country: "CH",
    },
    language: "de",
    cv: "Acht Jahre Webentwicklung in Banken. Diplomarbeit über Formulare, die niemand zu Ende ausfüllt.",
    steps: [],
  },
  {
    fields: {
      position: "guide-lead-utrecht",
      fullName: "Sanne de Wit",
      email: "sanne.dewit@example.org",
      phone: "+31 30 555 0143",
      city: "Utrecht",
      country: "NL",
    },
    language: "en",
    cv: "Functional administrator in a hospital of four thousand people, and the one whom the wards call.",
    steps: [{ stage: "screening" }, { note: "Knows two of our customers. Can begin in February." }],
  },
  {
    fields: {
      position: "accessibility-engineer",
      fullName: "Tomasz Wiśniewski",
      email: "tomasz.wisniewski@example.org",
      phone: "+49 351 555 0178",
      city: "Dresden",
      state: "SN",
      country: "DE",
    },
    language: "en",
    cv: "Uses a screen reader every day and files the bugs. Front-end engineer in his second career.",
    steps: [{ stage: "screening" }, { stage: "interview" }, { stage: "offer" }],
  },
  {
    fields: {
      position: "reliability-engineer",
      fullName: "Inês Carvalho",
      email: "ines.carvalho@example.org",
      phone: "+351 21 555 0190",
      city: "Lisbon",
      country: "PT",
    },
    language: "en",
    cv: "Operations at a ferry company, where a database that is down is a boat that does not leave.",
    steps: [],
  },
  {
    fields: {
      position: "guide-author",
      fullName: "Miriam Stadler",
      email: "miriam.stadler@example.org",
      phone: "+43 1 555 0121",
      city: "Wien",
      country: "AT",
    },
    language: "de",
    cv: "Redakteurin. Hat Bedienungsanleitungen gekürzt, bis sie auf eine Karte passten.",
    steps: [{ stage: "screening" }, { note: "Sehr gute Texte. Möchte nur 40 Prozent." }, { stage: "withdrawn" }],
  },
];

/** Sends a few invented applications through the form, where nobody has applied yet. Returns how many there are now. */
export async function addSamples(engine: Engine<typeof policy | typeof services>, site: string): Promise<number> {
  const by = { id: "sample", roles: ["recruiter"] };
  const reader = engine.records(activity).for(purpose, { by });
  const counted = await reader.count();
  if (!counted.allowed || Object.values(counted.counts).some((count) => count > 0)) return 0;
  let added = 0;
  for (const [index, { fields, language, cv, steps }] of samples.entries()) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const text = `Curriculum vitae\n\n${fields["fullName"]}, ${fields["city"]}\n\n${cv}\n\nThis person is invented.\n`;
    form.set("cv", new Blob([text], { type: "text/plain" }), `${fields["fullName"]}.txt`);
    const sent = new Request(new URL("/abide/collect/careers", site), {
      method: "POST",
      body: form,
      headers: { origin: site, accept: "application/json", "accept-language": language },
    });
    // Each from an address of its own: whoever sends many forms at once is asked to wait.
    const answer = await engine.fetch(sent, { ip: `192.0.2.${index + 1}` });
    if (answer.status !== 201) continue;
    added++;
    const { id } = (await answer.json()) as { readonly id: string };
    let revision = 1;
    let notes: string | undefined;
    for (const step of steps) {
      const full: Step = { at: new Date().toISOString(), by: "Sample data", ...step };
      notes = addStep(notes, full);
      const status = step.stage === undefined ? {} : { status: step.stage };
      const updated = await reader.update(id, { revision, fields: { notes }, ...status });
      if (updated.allowed) ({ revision } = updated);
    }
  }
  return added;
}

/** Given names of invented readers of the newsletter, with the language that they read it in. */
const readers: readonly (readonly [name: string, language: "en" | "de"])[] = [
  ["Amélie Roux", "en"],
  ["Beat Zimmermann", "de"],
  ["Chiara Bernasconi", "en"],
  ["Dagny Solberg", "en"],
  ["Emil Kovář", "en"],
  ["Frauke Petersen", "de"],
  ["Gwen Hughes", "en"],
  ["Henrike Vogt", "de"],
  ["Ivo Marek", "en"],
  ["Jolanda Frei", "de"],
  ["Kwame Asante", "en"],
  ["Leni Aigner", "de"],
];

/** Adds a few invented readers of the newsletter who have confirmed, where there are none. Returns how many there are now. */
export async function addReaders(engine: Engine<typeof policy | typeof services>): Promise<number> {
  const counted = await engine.records("newsletter").for("newsletter").count();
  if (!counted.allowed || Object.values(counted.counts).some((count) => count > 0)) return 0;
  let added = 0;
  for (const [index, [name, language]] of readers.entries()) {
    const email = `${name.split(" ")[0]!.normalize("NFD").replace(/\W/g, "").toLowerCase()}@example.org`;
    // Every third one agreed to be counted.
    const consents = index % 3 === 0 ? ["newsletter", "readership"] : ["newsletter"];
    const collected = await engine.collect("newsletter", { email, name }, { language, consents });
    if (collected.collected) added++;
  }
  return added;
}
