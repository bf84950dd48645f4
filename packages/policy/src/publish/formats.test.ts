import { expect, test } from "vitest";
import { compile } from "../compile.ts";
import { toArticle30, toArticle30Csv, toArticle30Html, toArticle30Table } from "./article-30.ts";
import { toDpv } from "./dpv.ts";
import type { Json, JsonObject } from "./dpv.ts";
import { policy } from "./test-policy.ts";
import { toTilt } from "./tilt.ts";

const version = await compile(policy);

function walk(value: Json, visit: (value: JsonObject) => void): void {
  if (typeof value !== "object") return;
  if (!Array.isArray(value)) visit(value as JsonObject);
  for (const member of Object.values(value)) walk(member as Json, visit);
}

test("every prefix and every name within the JSON-LD is declared in it", () => {
  const dpv = toDpv(version);
  const context = dpv["@context"] as JsonObject;
  const declared = new Set<string>();
  const used = new Set<string>();
  walk(dpv["@graph"]!, (node) => {
    const id = node["@id"];
    if (typeof id === "string" && id.startsWith("#")) (Object.keys(node).length > 1 ? declared : used).add(id);
    const terms = [...Object.keys(node), id, node["@type"]].flat().filter((term) => typeof term === "string");
    for (const term of terms) {
      const prefix = /^([a-z-]+):(?!\/\/)/.exec(term)?.[1];
      if (prefix !== undefined) expect(Object.keys(context)).toContain(prefix);
    }
  });
  expect([...used].filter((id) => !declared.has(id))).toEqual([]);
});

test("the JSON-LD pairs each purpose of an activity with its basis and with the data that serve it", () => {
  const graph = toDpv(version)["@graph"] as readonly JsonObject[];
  const contact = graph.find((node) => node["@id"] === "#activity-contact")!;
  const inner = (contact["dpv:hasProcess"] as readonly JsonObject[]).find(
    (node) => node["@id"] === "#activity-contact:news",
  );
  expect(inner).toEqual({
    "@id": "#activity-contact:news",
    "@type": "dpv:Process",
    "dpv:hasPurpose": { "@id": "#purpose-news" },
    "dpv:hasLegalBasis": [{ "@id": "eu-gdpr:A6-1-a" }],
    "dpv:hasPersonalData": [{ "@id": "#field-contact:email" }, { "@id": "#field-contact:size" }],
  });
  const disclosure = graph.find((node) => node["@id"] === "#recipient-cloud:disclosure")!;
  expect(disclosure["dpv:hasLegalBasis"]).toEqual({ "@id": "eu-gdpr:A46-2-c" });
  expect(disclosure["dpv:hasProcessing"]).toEqual({ "@id": "dpv:Transfer" });
});

test("the record of processing activities has what article 30(1) asks for, trackers included", () => {
  const record = toArticle30(version, { language: "en" });
  expect(record.controller).toMatchObject({ name: "Northwind Trails", representative: { name: "Northwind EU" } });
  expect(record.activities.map(({ key }) => key)).toEqual([
    "comments",
    "contact",
    "trackers:audience",
    "trackers:support",
  ]);
  const contact = record.activities[1]!;
  expect(contact.transfers).toEqual([
    { name: "Known Data", country: "GB", safeguard: "adequacy" },
    { name: "Cloud Ltd", country: "US", safeguard: "standard-clauses" },
  ]);
  expect(contact.data).toContainEqual({ title: "Allergies", source: "person", special: "health" });
  expect(contact.erasure).toEqual({ for: "P2Y", from: "last-contact", end: "erase" });
  expect(record.activities[2]!.erasure).toEqual({ onDevice: "P10Y" });
  expect(record.measures, "what an engine would do is claimed by none").toEqual([]);
  expect(toArticle30(version, { language: "en", enforced: true }).measures.length).toBeGreaterThan(2);
});

test("the record names whom data is about, who gets it in the individual case, and who decides with the controller", async () => {
  const authority = {
    name: "Courts",
    category: "authority",
    role: "controller",
    country: "NL",
    for: ["support"],
  } as const;
  const partner = {
    ...authority,
    name: "Partner",
    category: "affiliate",
    role: "joint-controller",
    for: ["news"],
  } as const;
  const recipients = { ...policy.recipients, authority, partner };
  const record = toArticle30(await compile({ ...policy, recipients }), { language: "en" });
  const contact = record.activities.find(({ key }) => key === "contact")!;
  expect(contact.subjects).toEqual(["customers", "people who may become customers"]);
  expect(contact.recipients.map(({ name }) => name)).toEqual(expect.arrayContaining(["Courts", "Partner"]));
  expect(record.controller.joint).toContainEqual({ name: "Partner", country: "NL" });
});

test("the record is a table in each language, as HTML and as CSV", () => {
  const record = toArticle30(version, { language: "de" });
  const { columns, rows } = toArticle30Table(record);
  expect(rows.every((cells) => cells.length === columns.length)).toBe(true);
  expect(toArticle30Html(record)).toContain("Verarbeitungstätigkeiten");
  const lines = toArticle30Csv(record).trimEnd().split("\r\n");
  expect(lines).toHaveLength(rows.length + 1);
  expect(lines[0]).toBe(`\ufeff${columns.map((column) => `"${column}"`).join(",")}`);
});

test("a cell of the CSV that begins like a formula is text to a spreadsheet", async () => {
  const { activities, ...rest } = policy;
  const evil = await compile({
    ...rest,
    recipients: {},
    activities: { ...activities, contact: { ...activities.contact, title: '=HYPERLINK("https://evil.example")' } },
  });
  expect(toArticle30Csv(toArticle30(evil, { language: "en" }))).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
});

/** Members that the TILT schema requires: https://github.com/Transparency-Information-Language/schema (tilt-schema.json). */
const required: { readonly [path: string]: readonly string[] } = {
  "": [
    "meta",
    "controller",
    "dataProtectionOfficer",
    "dataDisclosed",
    "thirdCountryTransfers",
    "accessAndDataPortability",
    "sources",
    "rightToInformation",
    "rightToRectificationOrDeletion",
    "rightToDataPortability",
    "rightToWithdrawConsent",
    "rightToComplain",
    "automatedDecisionMaking",
    "changesOfPurpose",
  ],
  meta: ["_id", "name", "created", "modified", "version", "language", "status", "url", "_hash"],
  controller: ["name", "address", "country", "representative"],
  dataDisclosed: [
    "_id",
    "category",
    "purposes",
    "legalBases",
    "legitimateInterests",
    "recipients",
    "storage",
    "nonDisclosure",
  ],
  thirdCountryTransfers: [
    "country",
    "adequacyDecision",
    "appropriateGuarantees",
    "presenceOfEnforceableRightsAndEffectiveRemedies",
    "standardDataProtectionClause",
  ],
  accessAndDataPortability: [
    "available",
    "description",
    "url",
    "email",
    "identificationEvidences",
    "administrativeFee",
    "dataFormat",
  ],
  sources: ["_id", "dataCategory", "sources"],
  rightToComplain: ["available", "description", "url", "email", "identificationEvidences", "supervisoryAuthority"],
  automatedDecisionMaking: ["inUse", "logicInvolved", "scopeAndIntendedEffects"],
};

test("the TILT document has every member that its schema requires", () => {
  const tilt = toTilt(version, { language: "en", origin: "https://northwind.example" });
  for (const [path, members] of Object.entries(required)) {
    const found = path === "" ? tilt : (tilt[path] as Json);
    for (const item of Array.isArray(found) ? found : [found]) {
      expect(Object.keys(item as JsonObject)).toEqual(expect.arrayContaining([...members]));
    }
  }
  expect(tilt["meta"]).toMatchObject({ _hash: version.hash, url: "https://northwind.example/privacy", language: "en" });
  expect((tilt["dataDisclosed"] as readonly Json[]).length).toBe(7 + 3);
});
