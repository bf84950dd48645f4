import type { Compiled, Language } from "@abide/policy";
import type { MailTemplate, Promotion } from "../mail.ts";

/**
 * Values of an invented person, so that a preview reads nobody's data. A value that nothing is known of is an address where it is among
 * `links`; default: its own name.
 */
export function toSample(
  { reads, values, activity }: MailTemplate | Promotion,
  policy: Compiled,
  language: Language,
  links: readonly string[],
): { readonly [name: string]: string } {
  const fields = policy.activities[activity]?.fields ?? {};
  const known = invented[language.startsWith("de") ? "de" : "en"];
  const sample = (name: string): string => {
    const field = fields[name];
    if (field?.kind === "email") return "ada.lund@example.org";
    if (field?.kind === "choice") return field.options?.[0] ?? name;
    if (field?.term === "Name") return "Ada Lund";
    return known[name] ?? (links.includes(name) ? somewhere : name);
  };
  return Object.fromEntries([...reads, ...values].map((name) => [name, sample(name)]));
}

const somewhere = "https://www.example.org/";

const invented: { readonly en: { readonly [name: string]: string }; readonly de: { readonly [name: string]: string } } =
  {
    en: {
      changes: "“News” is kept longer: 2 years instead of 1 year.\nNew recipient: “Example Hosting”.",
      effective: "1 December 2026",
      authority: "Example Public Prosecutor",
      disclosed: "24 November 2026",
      fields: "email",
      ground: "An order of the Example District Court",
      link: somewhere,
      objection: somewhere,
      successor: "Example Successor Ltd",
      remark: "We would like to hear more about your last two years.",
    },
    de: {
      changes: "„Neuigkeiten“ werden länger aufbewahrt: 2 Jahre statt 1 Jahr.\nNeuer Empfänger: „Example Hosting“.",
      effective: "1. Dezember 2026",
      authority: "Staatsanwaltschaft Beispielstadt",
      disclosed: "24. November 2026",
      fields: "email",
      ground: "Eine Anordnung des Bezirksgerichts Beispielstadt",
      link: somewhere,
      objection: somewhere,
      successor: "Beispiel Nachfolge AG",
      remark: "Wir möchten gern mehr über Ihre letzten zwei Jahre hören.",
    },
  };
