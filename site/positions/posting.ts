import { spellCountry } from "@abide/policy";
import type { Place, Position } from "./position.ts";

/** The position as search engines read it: a JobPosting of schema.org (https://schema.org/JobPosting), in JSON-LD. */
export function toPosting(position: Position, site: string) {
  const { slug, title, body, posted, closes, hours, pay, places, remote } = position;
  const address = new URL(`/careers/${slug}`, site).href;
  return {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    title,
    description: body.source.replace(/\s+/g, " ").trim(),
    identifier: { "@type": "PropertyValue", name: "Halden Software", value: slug },
    url: address,
    datePosted: posted,
    // Left out where it stays open until it is filled: a day that nobody has set would be an invention.
    ...(closes === undefined ? {} : { validThrough: `${closes}T23:59:59Z` }),
    employmentType: hours,
    directApply: true,
    hiringOrganization: {
      "@type": "Organization",
      name: "Halden Software",
      sameAs: new URL("/", site).href,
      logo: new URL("/assets/icon.svg", site).href,
    },
    jobLocation: places.map((place) => ({
      "@type": "Place",
      address: {
        "@type": "PostalAddress",
        addressLocality: place.city,
        ...(place.region === undefined ? {} : { addressRegion: place.region }),
        addressCountry: place.country,
      },
    })),
    ...(remote === undefined
      ? {}
      : {
          jobLocationType: "TELECOMMUTE",
          applicantLocationRequirements: remote.map((country) => ({
            "@type": "Country",
            name: spellCountry(country, "en"),
          })),
        }),
    baseSalary: {
      "@type": "MonetaryAmount",
      currency: pay.currency,
      value: { "@type": "QuantitativeValue", minValue: pay.from, maxValue: pay.to, unitText: "YEAR" },
    },
  };
}

/** `value` for a data block in HTML: no character in it can end the block. */
export function toDataBlock(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** "Zürich" or "Zürich or Berlin". */
export function toCities(places: readonly Place[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(places.map(({ city }) => city));
}
