import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";

/** Asks at the address whether it was its owner who signed up. */
export const confirmSubscription = defineMail(policy, {
  name: "confirm-subscription",
  kind: "confirmations",
  for: "confirmation",
  activity: "newsletterRequest",
  title: { en: "Please confirm your sign-up", de: "Bitte bestätigen Sie Ihre Anmeldung" },
  // Nothing that was typed: it may be somebody else who typed it, for whoever reads it here.
  reads: [],
  values: ["link"],
  words: {
    en: ({ link }, { Heading, Paragraph, Button, Small }) => ({
      subject: "Please confirm: the newsletter of Halden",
      preview: "One click, and a yes on the page behind it.",
      body: (
        <>
          <Heading>Was it you?</Heading>
          <Paragraph>Hello,</Paragraph>
          <Paragraph>
            somebody signed up for our newsletter with this address. If it was you, say yes on the page behind this
            button. Nothing is sent before.
          </Paragraph>
          <Button href={link}>Look at it and confirm</Button>
          <Small>
            It was not you? Then do nothing. In three days what was entered is erased, and nobody has learned anything
            about you.
          </Small>
        </>
      ),
    }),
    de: ({ link }, { Heading, Paragraph, Button, Small }) => ({
      subject: "Bitte bestätigen: der Newsletter von Halden",
      preview: "Ein Klick, und ein Ja auf der Seite dahinter.",
      body: (
        <>
          <Heading>Waren Sie das?</Heading>
          <Paragraph>Guten Tag,</Paragraph>
          <Paragraph>
            Mit dieser Adresse wurde unser Newsletter angefordert. Waren Sie das, dann sagen Sie auf der Seite hinter
            diesem Knopf Ja. Vorher wird nichts verschickt.
          </Paragraph>
          <Button href={link}>Ansehen und bestätigen</Button>
          <Small>
            Sie waren es nicht? Dann tun Sie nichts. In drei Tagen ist die Eingabe gelöscht, und niemand hat etwas über
            Sie erfahren.
          </Small>
        </>
      ),
    }),
  },
});
