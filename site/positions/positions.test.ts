import { compile, type Version } from "@abide/policy";
import { expect, test } from "vitest";
import type { PageVisit } from "../pages/visit.ts";
import { policy } from "../policy.ts";
import { createSite } from "../site.ts";
import { isOpen, positions } from "./all.ts";
import { toDataBlock, toPosting } from "./posting.ts";
import { openPosition } from "./shape.ts";

const version: Version = await compile(policy);
const visit: PageVisit = { version, language: "en", back: "/" };
const site = await createSite({ comments: async () => [] });
const get = async (path: string, more: Partial<PageVisit> = {}) => {
  const response = await site(new Request(new URL(path, "https://halden.example")), { ...visit, ...more });
  return { status: response.status, text: await response.text() };
};
const today = new Date().toISOString().slice(0, 10);
const open = positions.filter((position) => isOpen(position, today));

test.each(open.map((position) => [position.slug, position] as const))(
  "%s says in its page what search engines ask of a JobPosting",
  async (slug, position) => {
    const { status, text } = await get(`/careers/${slug}`);
    expect(status).toBe(200);
    const block = /<script type="application\/ld\+json">([^]*?)<\/script>/.exec(text)![1]!;
    const posting = JSON.parse(block) as ReturnType<typeof toPosting>;
    expect(posting).toEqual(JSON.parse(JSON.stringify(toPosting(position, "https://halden.example"))));

    // Required: https://developers.google.com/search/docs/appearance/structured-data/job-posting
    expect(posting["@context"]).toBe("https://schema.org");
    expect(posting["@type"]).toBe("JobPosting");
    expect(posting.title).toBe(position.title);
    expect(posting.datePosted).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(posting.description.length).toBeGreaterThan(400);
    expect(posting.description).toMatch(/^<p>[^]*<\/ul>|<\/p>$/);
    expect(posting.hiringOrganization).toMatchObject({ "@type": "Organization", name: "Halden Software" });
    for (const { "@type": type, address } of posting.jobLocation) {
      expect([type, address["@type"]]).toEqual(["Place", "PostalAddress"]);
      expect(address.addressCountry).toMatch(/^[A-Z]{2}$/);
      expect(address.addressLocality).not.toBe("");
    }
    // Recommended, where they apply.
    expect(posting.identifier).toEqual({ "@type": "PropertyValue", name: "Halden Software", value: slug });
    expect(["FULL_TIME", "PART_TIME"]).toContain(posting.employmentType);
    expect(posting.directApply).toBe(true);
    const { minValue, maxValue, unitText } = posting.baseSalary.value;
    expect(unitText).toBe("YEAR");
    expect(minValue).toBeLessThan(maxValue);
    expect(["CHF", "EUR"]).toContain(posting.baseSalary.currency);
    expect(posting.validThrough?.slice(0, 10)).toBe(position.closes);
    expect(posting.jobLocationType !== undefined).toBe(position.remote !== undefined);
    expect(posting.applicantLocationRequirements?.length).toBe(position.remote?.length);
  },
);

test("no text can end a data block", () => {
  const block = toDataBlock({ title: "</script><script>alert(1)</script><!-- &amp; \u2028" });
  expect(block).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(block)).toEqual({ title: "</script><script>alert(1)</script><!-- &amp; \u2028" });
});

test("the list is filtered by team and by place, and a filter that is none shows all", async () => {
  const titles = async (query: string) => {
    const { text } = await get(`/careers${query}`);
    return positions.filter(({ slug }) => text.includes(`href="/careers/${slug}"`)).map(({ slug }) => slug);
  };
  expect(await titles("")).toEqual(open.map(({ slug }) => slug));
  expect(await titles("?team=Product")).toEqual(open.filter(({ team }) => team === "Product").map(({ slug }) => slug));
  expect(await titles("?place=Z%C3%BCrich&team=Operations")).toEqual(["reliability-engineer"]);
  expect(await titles("?place=Utrecht&team=Product")).toEqual([]);
  expect(await titles("?team=%3Cscript%3E&place=Atlantis")).toEqual(open.map(({ slug }) => slug));
  expect((await get("/careers?team=%3Cscript%3Ealert(1)")).text).not.toContain("<script>alert");
});

test("a position that is filled is gone, shows no form, and leads on", async () => {
  const closed = positions.find(({ closed }) => closed !== undefined)!;
  const { status, text } = await get(`/careers/${closed.slug}`);
  expect(status).toBe(410);
  expect(text).not.toContain("<form");
  expect(text).not.toContain("ld+json");
  expect(text).toContain('href="/careers#open"');
  expect(text).toContain('href="/careers/browser-engineer"');

  const form = { activity: "careers", values: {}, consents: [], problems: [], message: "Not taken." };
  expect((await get(`/careers/${closed.slug}`, { form })).text).toContain("was not kept");
  expect((await get("/careers/no-such-position")).status).toBe(404);
  expect((await openPosition["~standard"].validate(closed.slug)).issues).toBeDefined();
  expect((await openPosition["~standard"].validate("no-such-position")).issues).toBeDefined();
  expect(await openPosition["~standard"].validate("browser-engineer")).toEqual({ value: "browser-engineer" });
});

test("a position closes after its last day", () => {
  const position = positions.find(({ closes }) => closes !== undefined)!;
  expect(isOpen(position, position.closes!)).toBe(true);
  expect(isOpen(position, "2027-04-01")).toBe(false);
});
