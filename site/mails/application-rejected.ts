import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";
import { toTitle } from "./title.ts";

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
    en: ({ fullName, position, remark }) => ({
      subject: `Our answer to your application: ${toTitle(position)}`,
      text: `Dear ${fullName},

thank you for applying for “${toTitle(position)}”, and for the time that you gave it. We have decided not to go on with your application.

${remark}

What you sent, and what we noted about it, is erased six months from today. If you want it gone sooner, write to privacy@halden.example from this address.

Recruiting, Halden Software AG
Uferweg 4, 8004 Zürich`,
    }),
    de: ({ fullName, position, remark }) => ({
      subject: `Unsere Antwort auf Ihre Bewerbung: ${toTitle(position)}`,
      text: `Guten Tag ${fullName}

Danke für Ihre Bewerbung auf die Stelle «${toTitle(position)}» und für die Zeit, die Sie sich dafür genommen haben. Wir haben entschieden, sie nicht weiterzuverfolgen.

${remark}

Was Sie geschickt haben und was wir dazu notiert haben, wird in sechs Monaten gelöscht. Soll es früher gehen, schreiben Sie von dieser Adresse an privacy@halden.example.

Personalabteilung, Halden Software AG
Uferweg 4, 8004 Zürich`,
    }),
  },
});
