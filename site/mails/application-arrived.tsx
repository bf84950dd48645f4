import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";
import { toTitle } from "./words.ts";

/** Goes out by itself as an application arrives. */
export const applicationArrived = defineMail(policy, {
  name: "application-arrived",
  kind: "applications",
  for: "recruitment",
  activity: "careers",
  title: { en: "Your application has arrived", de: "Ihre Bewerbung ist eingegangen" },
  reads: ["fullName", "position"],
  values: [],
  on: "collection",
  words: {
    en: ({ fullName, position }, { Paragraph, Heading, Small }) => ({
      subject: `Your application has arrived: ${toTitle(position)}`,
      preview: "You hear from us within ten working days.",
      body: (
        <>
          <Heading>It has arrived</Heading>
          <Paragraph>Dear {fullName},</Paragraph>
          <Paragraph>
            thank you for applying for “{toTitle(position)}”. Your application is with our recruiters. You hear from us
            within ten working days: a date to talk, or a no with the reason.
          </Paragraph>
          <Paragraph>Recruiting, Halden Software AG</Paragraph>
          <Small>
            What you sent is used for this decision and for nothing else. Six months after the decision it is erased.
            Until then you can see it, have it corrected or take it back at any time: write to privacy@halden.example
            from this address.
          </Small>
        </>
      ),
    }),
    de: ({ fullName, position }, { Paragraph, Heading, Small }) => ({
      subject: `Ihre Bewerbung ist eingegangen: ${toTitle(position)}`,
      preview: "Innerhalb von zehn Arbeitstagen hören Sie von uns.",
      body: (
        <>
          <Heading>Sie ist eingegangen</Heading>
          <Paragraph>Guten Tag {fullName}</Paragraph>
          <Paragraph>
            Danke für Ihre Bewerbung auf die Stelle «{toTitle(position)}». Sie liegt bei unserer Personalabteilung.
            Innerhalb von zehn Arbeitstagen hören Sie von uns: mit einem Termin für ein Gespräch oder mit einer Absage
            und ihrem Grund.
          </Paragraph>
          <Paragraph>Personalabteilung, Halden Software AG</Paragraph>
          <Small>
            Was Sie geschickt haben, verwenden wir für diese Entscheidung und für nichts anderes. Sechs Monate nach der
            Entscheidung wird es gelöscht. Bis dahin können Sie es jederzeit einsehen, berichtigen lassen oder
            zurückziehen: Schreiben Sie von dieser Adresse an privacy@halden.example.
          </Small>
        </>
      ),
    }),
  },
});
