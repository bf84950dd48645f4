import { defineMail } from "@abide/engine";
import type { Language } from "@abide/policy";
import { policy } from "../policy.ts";
import { fromSlot } from "./slot.ts";
import { spellSlot } from "./spell.ts";

const spell = (slot: string, language: Language): string => {
  const at = fromSlot(slot);
  return at ? spellSlot(at, language) : slot;
};

const about = {
  kind: "transactions",
  for: "requests",
  activity: "booking",
  reads: ["name", "slot"],
  values: [],
} as const;

/** Goes out by itself as a meeting is booked. */
export const bookingConfirmed = defineMail(policy, {
  ...about,
  name: "booking-confirmed",
  title: { en: "Your demo is booked", de: "Ihr Termin steht" },
  on: "collection",
  words: {
    en: ({ name, slot }, { Heading, Paragraph, Small }) => ({
      subject: `Your demo: ${spell(slot, "en")}`,
      preview: "Half an hour, one of your own forms, and a guide for it at the end.",
      body: (
        <>
          <Heading>Your demo is booked</Heading>
          <Paragraph>Dear {name},</Paragraph>
          <Paragraph>we meet on {spell(slot, "en")}, for half an hour. Bring a form that people ask about.</Paragraph>
          <Paragraph>If the time does not suit you any more, answer this mail.</Paragraph>
          <Small>We remind you once, the day before. A month after you booked, what you sent us is erased.</Small>
        </>
      ),
    }),
    de: ({ name, slot }, { Heading, Paragraph, Small }) => ({
      subject: `Ihr Termin: ${spell(slot, "de")}`,
      preview: "Eine halbe Stunde, ein Formular von Ihnen, und am Ende eine Anleitung dafür.",
      body: (
        <>
          <Heading>Ihr Termin steht</Heading>
          <Paragraph>Guten Tag {name}</Paragraph>
          <Paragraph>
            Wir treffen uns am {spell(slot, "de")} für eine halbe Stunde. Bringen Sie ein Formular mit, zu dem viele
            fragen.
          </Paragraph>
          <Paragraph>Passt die Zeit nicht mehr, antworten Sie auf diese E-Mail.</Paragraph>
          <Small>
            Wir erinnern Sie einmal, am Tag davor. Einen Monat nach der Buchung wird gelöscht, was Sie uns geschickt
            haben.
          </Small>
        </>
      ),
    }),
  },
});

/** Goes out once, on the day before. */
export const bookingReminder = defineMail(policy, {
  ...about,
  name: "booking-reminder",
  title: { en: "Tomorrow: your demo", de: "Morgen: Ihr Termin" },
  words: {
    en: ({ name, slot }, { Heading, Paragraph }) => ({
      subject: `Your demo is within a day: ${spell(slot, "en")}`,
      body: (
        <>
          <Heading>See you soon</Heading>
          <Paragraph>Dear {name},</Paragraph>
          <Paragraph>we meet on {spell(slot, "en")}. If you cannot come, answer this mail.</Paragraph>
        </>
      ),
    }),
    de: ({ name, slot }, { Heading, Paragraph }) => ({
      subject: `Ihr Termin ist bald: ${spell(slot, "de")}`,
      body: (
        <>
          <Heading>Bis bald</Heading>
          <Paragraph>Guten Tag {name}</Paragraph>
          <Paragraph>
            Wir treffen uns am {spell(slot, "de")}. Können Sie nicht kommen, antworten Sie auf diese E-Mail.
          </Paragraph>
        </>
      ),
    }),
  },
});
