import type { FeatureRef } from "../core/core.ts";
import { defineFeature, type Feature } from "../core/feature.ts";
import { createMailboxPage } from "./console/mailbox.tsx";
import type { MailOptions, Mails, MailTemplate } from "./mail.ts";
import { personal } from "./personal.ts";
import { toMailRule } from "./smtp/rule.ts";
import { createMails, type MailsApi } from "./mails.ts";

declare module "../core/feature.ts" {
  interface Feature<Api = unknown> {
    /** Transactional mails that it sends beside those of the site: by `core.feature(mails).send`, or at the event that `on` names. */
    readonly mails?: readonly MailTemplate[];
  }
}

/** Mail: templates, sending, unsubscribing, and reports of mail that came back. */
export const mailFeature: FeatureRef<MailsApi> = { name: "mail" };

/** The same for features of a site: `engine.mail`. */
export const mails: FeatureRef<Mails> = mailFeature;

export function createMailFeature(mail: MailOptions | undefined): Feature {
  return defineFeature<MailsApi>({
    ...mailFeature,
    personal,
    open: async (core) => {
      const mails = await createMails(core, mail);
      const { mailbox } = mails.transports;
      const origin = mails.origin ?? "http://localhost";
      return {
        api: mails,
        reaches: mail?.smtp ? [toMailRule(mail.smtp.url)] : [],
        pages: mail ? [createMailboxPage(core, { mail, origin, mailbox })] : [],
        jobs: [{ name: "mail", when: "*/10 * * * *", work: mails.sweep }],
        onCollected: mails.onCollected,
        close: mails.close,
      };
    },
  });
}
