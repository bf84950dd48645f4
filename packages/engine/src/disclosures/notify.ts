import type { Language } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { findDeclared, toLanguage } from "../mail/declared.ts";
import type { Mails, MailTemplate } from "../mail/mail.ts";

/** A notice to somebody about their data, by transactional mail. */
export interface Notice {
  readonly about: "legal-request" | "succession" | "succession-cancelled";
  readonly activity: string;
  /** The record whose address it goes to. */
  readonly record: string;
  /** The language that the record was collected in. */
  readonly language: Language;
  /** Values for the words of its template, in the language that its mail is written in. */
  readonly values: (language: Language) => { readonly [name: string]: string };
  /** The same key is the same notice: nobody gets it twice. */
  readonly key: string;
}

/** Writes a notice, or says why not. "failed" is tried again. */
export type Notify = (
  notice: Notice,
) => Promise<{ readonly queued: true } | { readonly queued: false; readonly reason: string }>;

/** Whether there are words for a notice to people with records of an activity. */
export type Tells = (about: Notice["about"], activity: string) => boolean;

/** The mail by which people are told that an authority got their data, or that a successor will: one for each activity. */
export type DisclosureMails = { readonly [about in Notice["about"]]?: readonly MailTemplate[] };

/** Tells people by the templates that there are. */
export function createNotify(
  { versions }: Pick<Core, "versions">,
  mails: Pick<Mails, "send">,
  templates: DisclosureMails | undefined,
): { readonly notify: Notify; readonly tells: Tells } {
  const find = (about: Notice["about"], activity: string) => {
    const template = templates?.[about]?.find((each) => each.activity === activity);
    const found = template && findDeclared(versions.current, template.kind, activity);
    return found && { template, policy: found.version.policy };
  };
  return {
    tells: (about, activity) => find(about, activity) !== undefined,
    notify: async ({ about, activity, record, language, values, key }) => {
      const notice = find(about, activity);
      if (!notice) return { queued: false, reason: "no-template" };
      const { template, policy } = notice;
      return mails.send(template, record, values(toLanguage(language, template, policy)), { key });
    },
  };
}
