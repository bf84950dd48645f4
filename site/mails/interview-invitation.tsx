import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";
import { toParagraphs, toTitle } from "./words.ts";

/** Asks for a talk; the recruiter proposes when and where. */
export const interviewInvitation = defineMail(policy, {
  name: "interview-invitation",
  kind: "applications",
  for: "recruitment",
  activity: "careers",
  title: { en: "Shall we talk?", de: "Wollen wir sprechen?" },
  reads: ["fullName", "position"],
  values: ["remark"],
  words: {
    en: ({ fullName, position, remark }, { Heading, Paragraph }) => ({
      subject: `Shall we talk? Your application for ${toTitle(position)}`,
      preview: "We have read your application and would like to talk with you.",
      body: (
        <>
          <Heading>Shall we talk?</Heading>
          <Paragraph>Dear {fullName},</Paragraph>
          <Paragraph>
            we have read your application for “{toTitle(position)}” and would like to talk with you, for three quarters
            of an hour.
          </Paragraph>
          {toParagraphs(remark || "Please write to us when it suits you.").map((words) => (
            <Paragraph>{words}</Paragraph>
          ))}
          <Paragraph>Recruiting, Halden Software AG</Paragraph>
        </>
      ),
    }),
    de: ({ fullName, position, remark }, { Heading, Paragraph }) => ({
      subject: `Wollen wir sprechen? Ihre Bewerbung auf ${toTitle(position)}`,
      preview: "Wir haben Ihre Bewerbung gelesen und möchten gern mit Ihnen sprechen.",
      body: (
        <>
          <Heading>Wollen wir sprechen?</Heading>
          <Paragraph>Guten Tag {fullName}</Paragraph>
          <Paragraph>
            Wir haben Ihre Bewerbung auf die Stelle «{toTitle(position)}» gelesen und möchten gern eine
            Dreiviertelstunde mit Ihnen sprechen.
          </Paragraph>
          {toParagraphs(remark || "Bitte schreiben Sie uns, wann es Ihnen passt.").map((words) => (
            <Paragraph>{words}</Paragraph>
          ))}
          <Paragraph>Personalabteilung, Halden Software AG</Paragraph>
        </>
      ),
    }),
  },
});
