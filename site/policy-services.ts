import { definePolicy, email, ip, text } from "@abide/policy";
import { policy as website } from "./policy.ts";

/** The privacy policy of the product itself, published beside the website's: one deployment, two policies that point to each other. */
export const services = definePolicy({
  id: "services",
  title: { en: "Privacy policy: services", de: "Datenschutzerklärung: Dienste" },
  path: "/privacy/services",
  effective: "2026-11-16",
  languages: ["en", "de"],
  controller: website.controller,

  purposes: {
    guidance: {
      basis: "contract",
      term: "ServiceProvision",
      title: { en: "Guidance", de: "Führung" },
      says: {
        en: "show a guide at the step where it helps, and remember which step comes next",
        de: "eine Anleitung an der richtigen Stelle zeigen und sich den nächsten Schritt merken",
      },
    },
    insight: {
      basis: "legitimate-interest",
      term: "ServiceUsageAnalytics",
      title: { en: "Insight", de: "Auswertung" },
      says: {
        en: "tell a customer, in totals, which steps of a task people give up at",
        de: "der Kundschaft in Summen zeigen, bei welchen Schritten Menschen aufgeben",
      },
      interest: { en: "guides that help", de: "hilfreiche Anleitungen" },
    },
    protection: {
      basis: "legitimate-interest",
      term: "EnforceSecurity",
      title: { en: "Protection", de: "Schutz" },
      says: { en: "keep the service secure", de: "den Dienst sicher halten" },
      interest: { en: "a secure service", de: "ein sicherer Dienst" },
    },
  },

  activities: {
    progress: {
      about: ["users"],
      title: { en: "Progress through a guide", de: "Fortschritt in einer Anleitung" },
      says: {
        en: "While a guide runs, the service notes which of its steps are done. What is typed into the application is never read.",
        de: "Während eine Anleitung läuft, merkt sich der Dienst erledigte Schritte. Was in der Anwendung eingegeben wird, wird nie gelesen.",
      },
      source: "automatic",
      storage: { for: "P13M", end: "anonymise" },
      fields: {
        person: {
          title: { en: "Identifier that the customer chose", de: "Kennung, die der Kunde vergibt" },
          shape: text(120),
          for: ["guidance", "insight"],
        },
        step: {
          title: { en: "Guide and step", de: "Anleitung und Schritt" },
          shape: text(200),
          for: ["guidance", "insight"],
        },
        ip: { title: { en: "IP address", de: "IP-Adresse" }, shape: ip(), for: ["protection"], term: "IPAddress" },
      },
    },
    editors: {
      title: { en: "Accounts of people who write guides", de: "Konten von Menschen, die Anleitungen schreiben" },
      storage: { for: "P1Y", from: "end-of-contract" },
      fields: {
        name: { title: { en: "Name", de: "Name" }, shape: text(120), for: ["guidance"], term: "Name" },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["guidance", "protection"],
          term: "EmailAddress",
        },
      },
    },
  },

  recipients: {
    aws: {
      name: "Amazon Web Services EMEA SARL",
      category: "hosting-provider",
      role: "processor",
      country: "LU",
      for: ["guidance", "insight", "protection"],
      takes: { progress: ["person", "step", "ip"], editors: ["name", "email"] },
      says: {
        en: "Hosts the service in Frankfurt: data storage and disaster recovery.",
        de: "Hostet den Dienst in Frankfurt: Datenspeicherung und Notfallwiederherstellung.",
      },
      policy: "https://aws.amazon.com/privacy/",
    },
  },

  signals: { gpc: "refuse", dnt: "refuse" },

  links: {
    website: {
      title: { en: "Privacy policy for our website", de: "Datenschutzerklärung für unsere Website" },
      href: "/privacy",
      says: {
        en: "What halden.example collects, shares and runs.",
        de: "Was halden.example erhebt, weitergibt und ausführt.",
      },
    },
    full: {
      title: { en: "Privacy at Halden, the complete view", de: "Datenschutz bei Halden, der vollständige Überblick" },
      href: "/trust",
    },
  },
});
