import { defineMail, type MailParts, type MailWords } from "@abide/engine";
import { toWords } from "@abide/policy";
import { policy } from "../policy.ts";

/** What fields are called, in one line. */
function toTitles(activity: "contact" | "comments", fields: string, language: string): string {
  const declared: { readonly [name: string]: { readonly title: { readonly en: string; readonly de: string } } } =
    policy.activities[activity].fields;
  return fields
    .split(" ")
    .map((name) => toWords(declared[name]?.title ?? name, language))
    .join(", ");
}

type Disclosed = {
  readonly authority: string;
  readonly disclosed: string;
  readonly fields: string;
  readonly ground: string;
};

const toDisclosed = (activity: "contact" | "comments") =>
  ({
    kind: "legalNotices",
    for: "compliance",
    title: { en: "An authority received data about you", de: "Eine Behörde hat Daten über Sie erhalten" },
    reads: [],
    values: ["authority", "disclosed", "fields", "ground"],
    words: {
      en: (
        { authority, disclosed, fields, ground }: Disclosed,
        { Heading, Paragraph, Facts, Small }: MailParts,
      ): MailWords => ({
        subject: "An authority received data about you",
        preview: "What it was, when, and on which ground.",
        body: (
          <>
            <Heading>An authority received data about you</Heading>
            <Paragraph>
              We were obliged to hand over what is named here, and nothing beyond it. Two of our people looked at the
              request before anything left.
            </Paragraph>
            <Facts
              of={[
                ["Authority", authority],
                ["On", disclosed],
                ["What", toTitles(activity, fields, "en")],
                ["Legal ground", ground],
              ]}
            />
            <Small>
              You can ask us what exactly it was, and complain to a supervisory authority or go to court: the privacy
              policy says how. Write to dpo@halden.example with questions.
            </Small>
          </>
        ),
      }),
      de: (
        { authority, disclosed, fields, ground }: Disclosed,
        { Heading, Paragraph, Facts, Small }: MailParts,
      ): MailWords => ({
        subject: "Eine Behörde hat Daten über Sie erhalten",
        preview: "Was es war, wann und auf welcher Grundlage.",
        body: (
          <>
            <Heading>Eine Behörde hat Daten über Sie erhalten</Heading>
            <Paragraph>
              Wir waren verpflichtet, das hier Genannte herauszugeben, und nichts darüber hinaus. Zwei unserer Leute
              haben die Anfrage geprüft, bevor etwas das Haus verliess.
            </Paragraph>
            <Facts
              of={[
                ["Behörde", authority],
                ["Am", disclosed],
                ["Was", toTitles(activity, fields, "de")],
                ["Rechtsgrundlage", ground],
              ]}
            />
            <Small>
              Sie können uns fragen, was genau es war, sich bei einer Aufsichtsbehörde beschweren oder vor Gericht
              gehen: Wie, steht in der Datenschutzerklärung. Fragen beantwortet dpo@halden.example.
            </Small>
          </>
        ),
      }),
    },
  }) as const;

/** Tells somebody that an authority received data about them, as soon as that may be told. */
export const legalRequestNotices = [
  defineMail(policy, { ...toDisclosed("contact"), name: "disclosed-contact", activity: "contact" }),
  defineMail(policy, { ...toDisclosed("comments"), name: "disclosed-comments", activity: "comments" }),
];

type Succession = { readonly effective: string; readonly objection: string; readonly successor: string };

const succession = {
  kind: "legalNotices",
  for: "compliance",
  title: { en: "Who is responsible for your data changes", de: "Die Verantwortung für Ihre Daten wechselt" },
  reads: [],
  values: ["effective", "objection", "successor"],
  words: {
    en: (
      { effective, objection, successor }: Succession,
      { Heading, Paragraph, Button, Small }: MailParts,
    ): MailWords => ({
      subject: "Who is responsible for your data changes",
      preview: `${successor}, from ${effective} on.`,
      body: (
        <>
          <Heading>Who is responsible for your data changes</Heading>
          <Paragraph>
            A part of Halden Software goes to {successor}. From {effective} on they hold what we hold about you, for the
            same purposes and no others.
          </Paragraph>
          <Paragraph>You can say no until then. What you object to stays here.</Paragraph>
          <Button href={objection}>Look at it, and object</Button>
          <Small>Questions? Write to dpo@halden.example.</Small>
        </>
      ),
    }),
    de: (
      { effective, objection, successor }: Succession,
      { Heading, Paragraph, Button, Small }: MailParts,
    ): MailWords => ({
      subject: "Die Verantwortung für Ihre Daten wechselt",
      preview: `${successor}, ab ${effective}.`,
      body: (
        <>
          <Heading>Die Verantwortung für Ihre Daten wechselt</Heading>
          <Paragraph>
            Ein Teil von Halden Software geht an {successor}. Ab {effective} liegt dort, was wir über Sie haben, für
            dieselben Zwecke und für keine anderen.
          </Paragraph>
          <Paragraph>Bis dahin können Sie Nein sagen. Was Sie nicht möchten, bleibt hier.</Paragraph>
          <Button href={objection}>Ansehen und widersprechen</Button>
          <Small>Fragen? Schreiben Sie an dpo@halden.example.</Small>
        </>
      ),
    }),
  },
} as const;

/** Tells people that a successor will hold their data, before it does. */
export const successionNotices = [
  defineMail(policy, { ...succession, name: "succession-contact", activity: "contact" }),
  defineMail(policy, { ...succession, name: "succession-academy", activity: "academy" }),
  defineMail(policy, { ...succession, name: "succession-exchange", activity: "exchange" }),
];
