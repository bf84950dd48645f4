import type { Language } from "@abide/policy";

/** What the answer to a choice says, where it is read. */
export interface Says {
  readonly language: Language;
  readonly keptTitle: string;
  readonly kept: string;
  readonly inEffectTitle: string;
  readonly inEffect: string;
  readonly sentTitle: string;
  readonly back: string;
}

const en: Says = {
  language: "en",
  keptTitle: "Your choice is kept",
  kept: "You are taken back to where you were.",
  inEffectTitle: "Your refusal is in effect",
  inEffect:
    "Your refusal is in effect on this device. It is not recorded yet: that happens by itself with your next visit.",
  sentTitle: "Your message has arrived",
  back: "Go back",
};

const de: Says = {
  language: "de",
  keptTitle: "Ihre Entscheidung ist gespeichert",
  kept: "Sie werden dorthin zurückgebracht, wo Sie waren.",
  inEffectTitle: "Ihre Ablehnung gilt",
  inEffect:
    "Ihre Ablehnung gilt auf diesem Gerät. Aufgezeichnet ist sie noch nicht: Das geschieht von selbst bei Ihrem nächsten Besuch.",
  sentTitle: "Ihre Nachricht ist angekommen",
  back: "Zurück",
};

export function toSays(language: Language): Says {
  return language.split("-")[0] === "de" ? de : en;
}
