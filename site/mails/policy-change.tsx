import { defineMail } from "@abide/engine";
import type { MailParts, MailWords } from "@abide/engine";
import { policy } from "../policy.ts";

type Values = { readonly changes: string; readonly effective: string; readonly link: string };

const common = {
  title: { en: "Our privacy policy changes", de: "Unsere Datenschutzerklärung ändert sich" },
  reads: [],
  values: ["changes", "effective", "link"],
  on: "change",
  words: {
    en: ({ changes, effective, link }: Values, { Heading, Paragraph, Button, List, Small }: MailParts): MailWords => ({
      subject: "Our privacy policy changes",
      preview: `What changes for you from ${effective} on.`,
      body: (
        <>
          <Heading>Our privacy policy changes</Heading>
          <Paragraph>
            From {effective} on, something is done differently with data that we hold about you. We tell you, because
            you should not have to find out by yourself.
          </Paragraph>
          <List of={changes.split("\n")} />
          <Button href={link}>Everything that changes</Button>
          <Small>
            You need not do anything. If you do not agree, you can object, or have erased what we hold: write to
            privacy@halden.example from this address. This is no advertising, and we send it once.
          </Small>
        </>
      ),
    }),
    de: ({ changes, effective, link }: Values, { Heading, Paragraph, Button, List, Small }: MailParts): MailWords => ({
      subject: "Unsere Datenschutzerklärung ändert sich",
      preview: `Was sich ab ${effective} für Sie ändert.`,
      body: (
        <>
          <Heading>Unsere Datenschutzerklärung ändert sich</Heading>
          <Paragraph>
            Ab {effective} geschieht mit Daten, die wir über Sie haben, etwas anders als bisher. Wir sagen es Ihnen,
            damit Sie es nicht selbst herausfinden müssen.
          </Paragraph>
          <List of={changes.split("\n")} />
          <Button href={link}>Alles, was sich ändert</Button>
          <Small>
            Sie müssen nichts tun. Sind Sie nicht einverstanden, können Sie widersprechen oder löschen lassen, was wir
            haben: Schreiben Sie von dieser Adresse an privacy@halden.example. Dies ist keine Werbung, und wir schicken
            es einmal.
          </Small>
        </>
      ),
    }),
  },
} as const;
const duty = { kind: "policyChanges", for: "compliance" } as const;

/** Tells the people of each activity, once, of a version that materially changes what happens with their data. */
export const policyChanges = [
  defineMail(policy, { ...common, ...duty, name: "policy-change-contact", activity: "contact" }),
  defineMail(policy, { ...common, ...duty, name: "policy-change-comments", activity: "comments" }),
  defineMail(policy, { ...common, ...duty, name: "policy-change-newsletter", activity: "newsletter" }),
  defineMail(policy, { ...common, ...duty, name: "policy-change-academy", activity: "academy" }),
  defineMail(policy, { ...common, ...duty, name: "policy-change-exchange", activity: "exchange" }),
  // What applicants gave serves one purpose; this is part of answering them.
  defineMail(policy, {
    ...common,
    name: "policy-change-careers",
    kind: "policyChangesCareers",
    for: "recruitment",
    activity: "careers",
  }),
];
