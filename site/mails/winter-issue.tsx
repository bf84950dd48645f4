import { definePromotion } from "@abide/engine";
import { policy } from "../policy.ts";

/** An issue of the newsletter. */
export const winterIssue = definePromotion(policy, {
  name: "winter-issue",
  kind: "newsletter",
  for: "newsletter",
  activity: "newsletter",
  title: { en: "Newsletter: winter 2026", de: "Newsletter: Winter 2026" },
  reads: ["name"],
  values: [],
  measures: "readership",
  words: {
    en: ({ name }, { Heading, Paragraph, Offer, Button }) => ({
      subject: "Forty screens for one holiday request",
      preview: "We counted, and then took thirty-four of them away.",
      body: (
        <>
          <Heading>Forty screens for one holiday request</Heading>
          <Paragraph>{name ? `Dear ${name},` : "Hello,"}</Paragraph>
          <Paragraph>
            a company with nine thousand people asked us why so few of them enter their holidays themselves. We sat down
            next to twelve of them and counted screens. There were forty, and six would have been enough.
          </Paragraph>
          <Button href="/blog/forty-screens-one-holiday-request">Read what we found</Button>
          <Heading>A guide is not a manual</Heading>
          <Paragraph>
            A manual explains what there is. A guide takes somebody by the hand through the one thing that they came
            for. Why that is shorter, and harder to write, is the other piece of this month.
          </Paragraph>
          <Button href="/blog/a-guide-is-not-a-manual">A guide is not a manual</Button>
          <Offer title="Half an hour, one of your forms" href="/contact?topic=demo" more="Ask for a demo">
            Bring a form that people ask about. We write a guide for it on your screen, and you keep it.
          </Offer>
        </>
      ),
    }),
    de: ({ name }, { Heading, Paragraph, Offer, Button }) => ({
      subject: "Vierzig Bildschirme für einen Urlaubsantrag",
      preview: "Wir haben gezählt und dann vierunddreissig davon weggelassen.",
      body: (
        <>
          <Heading>Vierzig Bildschirme für einen Urlaubsantrag</Heading>
          <Paragraph>Guten Tag{name ? ` ${name}` : ""}</Paragraph>
          <Paragraph>
            Ein Unternehmen mit neuntausend Leuten fragte uns, warum so wenige von ihnen ihren Urlaub selbst eintragen.
            Wir setzten uns neben zwölf von ihnen und zählten Bildschirme. Es waren vierzig, und sechs hätten gereicht.
          </Paragraph>
          <Button href="/blog/forty-screens-one-holiday-request">Lesen, was wir fanden</Button>
          <Heading>Eine Anleitung ist kein Handbuch</Heading>
          <Paragraph>
            Ein Handbuch erklärt, was es alles gibt. Eine Anleitung nimmt jemanden an der Hand und führt durch das eine,
            wofür er gekommen ist. Warum das kürzer ist und schwerer zu schreiben, steht im zweiten Beitrag.
          </Paragraph>
          <Button href="/blog/a-guide-is-not-a-manual">Zum Beitrag, auf Englisch</Button>
          <Offer
            title="Eine halbe Stunde, ein Formular von Ihnen"
            href="/contact?topic=demo"
            more="Um eine Demo bitten"
          >
            Bringen Sie ein Formular mit, nach dem oft gefragt wird. Wir schreiben auf Ihrem Bildschirm eine Anleitung
            dazu, und Sie behalten sie.
          </Offer>
        </>
      ),
    }),
  },
});
