import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Tells people from bots where a form is sent. No public source that could be read names what it stores. */
export function hcaptcha<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "hCaptcha",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Protects our forms against bots. hCaptcha learns your IP address and how you solve its task.",
      de: "Schützt unsere Formulare vor Bots. hCaptcha erfährt Ihre IP-Adresse und wie Sie seine Aufgabe lösen.",
    },
    party: "third",
    policy: "https://www.hcaptcha.com/privacy",
    duration: "P1D",
    stores: [],
    // https://docs.hcaptcha.com and
    // https://docs.airlock.com/iam/latest/plugins/com.airlock.iam.flow.shared.application.configuration.captcha.HCaptchaConfig.html,
    // 2026-12
    hosts: {
      script: ["hcaptcha.com", "*.hcaptcha.com"],
      frame: ["hcaptcha.com", "*.hcaptcha.com"],
      style: ["hcaptcha.com", "*.hcaptcha.com"],
      connect: ["hcaptcha.com", "*.hcaptcha.com"],
    },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
