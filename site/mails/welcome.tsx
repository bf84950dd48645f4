import { defineMail } from "@abide/engine";
import { policy } from "../policy.ts";

/** Says that it is done, and where it is changed. */
export const welcome = defineMail(policy, {
  name: "welcome",
  kind: "confirmations",
  for: "confirmation",
  activity: "newsletter",
  title: { en: "You are on the list", de: "Sie stehen auf der Liste" },
  reads: ["name"],
  values: ["link"],
  words: {
    en: ({ name, link }, { Heading, Paragraph, Button, List }) => ({
      subject: "You are on the list",
      preview: "What you agreed to, and where you change it.",
      body: (
        <>
          <Heading>You are on the list</Heading>
          <Paragraph>{name ? `Dear ${name},` : "Hello,"}</Paragraph>
          <Paragraph>you confirmed that you want our newsletter. That is all there is to do.</Paragraph>
          <List
            of={[
              "It comes about once a month.",
              "Every issue ends with a link that stops it, with one click.",
              "We count what is opened only if you agreed to that.",
            ]}
          />
          <Button href={link}>Your choices</Button>
        </>
      ),
    }),
    de: ({ name, link }, { Heading, Paragraph, Button, List }) => ({
      subject: "Sie stehen auf der Liste",
      preview: "Was Sie erlaubt haben, und wo Sie es ändern.",
      body: (
        <>
          <Heading>Sie stehen auf der Liste</Heading>
          <Paragraph>Guten Tag{name ? ` ${name}` : ""}</Paragraph>
          <Paragraph>Sie haben bestätigt, dass Sie unseren Newsletter möchten. Mehr ist nicht zu tun.</Paragraph>
          <List
            of={[
              "Er kommt etwa einmal im Monat.",
              "Am Ende jeder Ausgabe steht ein Link, der ihn mit einem Klick beendet.",
              "Was geöffnet wird, zählen wir nur, wenn Sie es erlaubt haben.",
            ]}
          />
          <Button href={link}>Ihre Entscheidungen</Button>
        </>
      ),
    }),
  },
});
