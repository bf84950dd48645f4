import { compile, definePolicy, toPermitted } from "@abide/policy";
import type { Choice, SignalName, Version } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { crazyEgg } from "@abide/policy/catalogue/crazy-egg";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { metaPixel } from "@abide/policy/catalogue/meta-pixel";
import { vimeo } from "@abide/policy/catalogue/vimeo";
import type { Visit } from "../visit.ts";

/** A policy with several purposes and trackers, necessary and optional, of both parties. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  purposes: {
    operation: {
      basis: "contract",
      term: "TechnicalServiceProvision",
      says: { en: "run this website", de: "diese Website betreiben" },
    },
    analytics: {
      basis: "consent",
      term: "ServiceUsageAnalytics",
      title: { en: "Analytics", de: "Analyse" },
      says: {
        en: "understand which pages help and which do not",
        de: "verstehen, welche Seiten helfen und welche nicht",
      },
    },
    advertising: {
      basis: "consent",
      term: "TargetedAdvertising",
      title: { en: "Advertising", de: "Werbung" },
      says: {
        en: "show our advertising to people it may interest",
        de: "unsere Werbung Menschen zeigen, die sie interessieren könnte",
      },
    },
    media: {
      basis: "consent",
      term: "RequestedServiceProvision",
      title: { en: "Videos", de: "Videos" },
      says: {
        en: "play videos of other companies in our pages",
        de: "Videos anderer Unternehmen auf unseren Seiten abspielen",
      },
    },
  },
  activities: {},
  recipients: {
    google: {
      name: "Google Ireland Limited",
      category: "analytics-provider",
      role: "processor",
      country: "IE",
      for: ["analytics"],
    },
    crazyEgg: {
      name: "Crazy Egg, Inc.",
      category: "analytics-provider",
      role: "processor",
      country: "US",
      for: ["analytics"],
      safeguard: "standard-clauses",
    },
    meta: {
      name: "Meta Platforms Ireland Limited",
      category: "advertising-partner",
      role: "joint-controller",
      country: "IE",
      for: ["advertising"],
    },
    vimeo: {
      name: "Vimeo.com, Inc.",
      category: "technology-partner",
      role: "controller",
      country: "US",
      for: ["media"],
      safeguard: "adequacy",
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    googleAnalytics: googleAnalytics({ purpose: "analytics", recipient: "google", measurementId: "G-HALDEN1" }),
    crazyEgg: crazyEgg({ purpose: "analytics", recipient: "crazyEgg", accountNumber: "00123456" }),
    metaPixel: metaPixel({ purpose: "advertising", recipient: "meta", pixelId: "1234567890" }),
    vimeo: vimeo({ purpose: "media", recipient: "vimeo" }),
    memory: {
      name: "Reading position",
      purpose: "media",
      says: { en: "Remembers where you paused a video.", de: "Merkt sich, wo Sie ein Video angehalten haben." },
      party: "first",
      duration: "P1M",
      stores: [
        { kind: "local", name: "halden:paused:*", life: "until-deleted", party: "first" },
        { kind: "session", name: "halden:now", life: "session", party: "first" },
        { kind: "indexeddb", name: "halden-player", life: "until-deleted", party: "first" },
        { kind: "cache", name: "halden-player-*", life: "until-deleted", party: "first" },
        { kind: "cookie", name: "halden_player", life: "P1M", party: "first", path: "/videos" },
      ],
      hosts: {},
      load: [],
    },
  },
  signals: { gpc: "refuse", dnt: "ignore" },
  optOuts: {
    edaa: {
      title: "Your Online Choices (EDAA)",
      href: "https://www.youronlinechoices.eu",
      says: { en: "companies in Europe", de: "Unternehmen in Europa" },
    },
    naI: { title: "NAI", href: "https://thenai.org/opt-out/" },
  },
  languages: ["en", "de"],
});

let version: Promise<Version> | undefined;

/** A visit under `policy`: a first one in English unless said otherwise. */
export async function visitOf(
  facts: Partial<Omit<Visit, "choice" | "permitted">> & {
    readonly allowed?: readonly string[];
    readonly choice?: Partial<Choice>;
  } = {},
): Promise<Visit> {
  version ??= compile(policy);
  const { allowed, choice: chosen, ...more } = facts;
  const shown = more.version ?? (await version);
  const signals: readonly SignalName[] = more.signals ?? [];
  const choice: Choice | undefined =
    allowed || chosen
      ? { allowed: allowed ?? [], version: shown.hash, at: "2026-11-20T09:00:00.000Z", signals: [], ...chosen }
      : undefined;
  return {
    language: "en",
    ask: choice === undefined,
    token: () => "token-of-the-visit",
    back: "/product?plan=team&x=1",
    ...more,
    version: shown,
    signals,
    choice,
    permitted: toPermitted(shown.policy, { choice, signals }),
  };
}
