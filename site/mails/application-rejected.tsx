import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";
import { toParagraphs, toTitle } from "./words.ts";

/** A no, with the reason in the recruiter's own words. */
export const applicationRejected = defineMail(policy, {
  name: "application-rejected",
  kind: "applications",
  for: "recruitment",
  activity: "careers",
  title: { en: "Our answer to your application", de: "Unsere Antwort auf Ihre Bewerbung" },
  reads: ["fullName", "position"],
  values: ["remark"],
  words: {
    en: ({ fullName, position, remark }, { Paragraph, Small }) => ({
      subject: `Our answer to your application: ${toTitle(position)}`,
      preview: `About “${toTitle(position)}”.`,
      body: (
        <>
          <Paragraph>Dear {fullName},</Paragraph>
          <Paragraph>
            thank you for applying for “{toTitle(position)}”, and for the time that you gave it. We have decided not to
            go on with your application.
          </Paragraph>
          {toParagraphs(remark).map((words) => (
            <Paragraph>{words}</Paragraph>
          ))}
          <Paragraph>Recruiting, Halden Software AG</Paragraph>
          <Small>
            What you sent, and what we noted about it, is erased six months from today. If you want it gone sooner,
            write to privacy@halden.example from this address.
          </Small>
        </>
      ),
    }),
    de: ({ fullName, position, remark }, { Paragraph, Small }) => ({
      subject: `Unsere Antwort auf Ihre Bewerbung: ${toTitle(position)}`,
      preview: `Zur Stelle «${toTitle(position)}».`,
      body: (
        <>
          <Paragraph>Guten Tag {fullName}</Paragraph>
          <Paragraph>
            Danke für Ihre Bewerbung auf die Stelle «{toTitle(position)}» und für die Zeit, die Sie sich dafür genommen
            haben. Wir haben entschieden, sie nicht weiterzuverfolgen.
          </Paragraph>
          {toParagraphs(remark).map((words) => (
            <Paragraph>{words}</Paragraph>
          ))}
          <Paragraph>Personalabteilung, Halden Software AG</Paragraph>
          <Small>
            Was Sie geschickt haben und was wir dazu notiert haben, wird in sechs Monaten gelöscht. Soll es früher
            gehen, schreiben Sie von dieser Adresse an privacy@halden.example.
          </Small>
        </>
      ),
    }),
  },
});
