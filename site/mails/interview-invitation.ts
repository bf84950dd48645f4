import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";
import { toTitle } from "./title.ts";

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
    en: ({ fullName, position, remark }) => ({
      subject: `Shall we talk? Your application for ${toTitle(position)}`,
      text: `Dear ${fullName},

we have read your application for “${toTitle(position)}” and would like to talk with you, for three quarters of an hour.

${remark || "Please write to us when it suits you."}

Recruiting, Halden Software AG
Uferweg 4, 8004 Zürich`,
    }),
    de: ({ fullName, position, remark }) => ({
      subject: `Wollen wir sprechen? Ihre Bewerbung auf ${toTitle(position)}`,
      text: `Guten Tag ${fullName}

Wir haben Ihre Bewerbung auf die Stelle «${toTitle(position)}» gelesen und möchten gern eine Dreiviertelstunde mit Ihnen sprechen.

${remark || "Bitte schreiben Sie uns, wann es Ihnen passt."}

Personalabteilung, Halden Software AG
Uferweg 4, 8004 Zürich`,
    }),
  },
});
