import { defineMail, type MailParts, type MailWords } from "@abide/engine";
import { policy } from "../policy.ts";

type Cancelled = { readonly effective: string; readonly successor: string };

const cancelled = {
  kind: "legalNotices",
  for: "compliance",
  title: { en: "Your data stays with us", de: "Ihre Daten bleiben bei uns" },
  reads: [],
  values: ["effective", "successor"],
  words: {
    en: ({ effective, successor }: Cancelled, { Heading, Paragraph, Small }: MailParts): MailWords => ({
      subject: "Your data stays with us",
      preview: `Nothing goes to ${successor} after all.`,
      body: (
        <>
          <Heading>Your data stays with us</Heading>
          <Paragraph>
            We wrote to you that what we hold about you would go to {successor} on {effective}. That does not take
            place: nothing has left, and nothing changes for you.
          </Paragraph>
          <Small>Questions? Write to dpo@halden.example.</Small>
        </>
      ),
    }),
    de: ({ effective, successor }: Cancelled, { Heading, Paragraph, Small }: MailParts): MailWords => ({
      subject: "Ihre Daten bleiben bei uns",
      preview: `An ${successor} geht nun doch nichts.`,
      body: (
        <>
          <Heading>Ihre Daten bleiben bei uns</Heading>
          <Paragraph>
            Wir hatten Ihnen geschrieben, dass am {effective} an {successor} geht, was wir über Sie haben. Dazu kommt es
            nicht: Nichts hat das Haus verlassen, und für Sie ändert sich nichts.
          </Paragraph>
          <Small>Fragen? Schreiben Sie an dpo@halden.example.</Small>
        </>
      ),
    }),
  },
} as const;

/** Tells people who were told of a successor that there is none. */
export const successionCancelledNotices = [
  defineMail(policy, { ...cancelled, name: "succession-cancelled-contact", activity: "contact" }),
  defineMail(policy, { ...cancelled, name: "succession-cancelled-academy", activity: "academy" }),
  defineMail(policy, { ...cancelled, name: "succession-cancelled-exchange", activity: "exchange" }),
];
