import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** A sign-up form of Mailchimp, in the site's own page. It is sent to Mailchimp; nothing is stored by the form itself. */
export function mailchimpForm<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Mailchimp form",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Takes your subscription: what you enter is sent to Mailchimp.",
      de: "Nimmt Ihre Anmeldung entgegen: Was Sie eingeben, wird an Mailchimp gesandt.",
    },
    party: "third",
    policy: "https://www.intuit.com/privacy/statement/",
    duration: "P1D",
    stores: [],
    // https://mailchimp.com/help/add-a-signup-form-to-your-website/, 2026-12
    hosts: { form: ["*.list-manage.com"], style: ["cdn-images.mailchimp.com"] },
    // The form stands in the page.
    load: [],
  });
}
