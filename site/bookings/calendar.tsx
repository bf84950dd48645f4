import { createRecords, type ConsolePage, type Core } from "@abide/engine";
import { Empty, Outcome, Page, Section, Table, Time } from "@abide/console";
import type { Actor } from "@abide/policy";
import type { policy } from "../policy.ts";
import type { Booking, Bookings } from "./bookings.ts";

interface Meeting extends Booking {
  /** Undefined where the record is gone: erased by itself, while the meeting stands. */
  readonly who: { readonly name: string; readonly email: string; readonly note?: string | undefined } | undefined;
}

const en = {
  title: "Demos",
  says: "Who has booked a demo, and when.",
  waits: { one: "1 demo is booked.", other: "{count} demos are booked." },
  meetings: "Booked",
  when: "When",
  who: "Who",
  mail: "E-mail address",
  note: "What they would like to see",
  erased: "What they sent was erased",
  empty: "Nobody has booked a demo.",
  denied: "Your role does not work for requests, so it does not read who has booked.",
};

const de: typeof en = {
  title: "Vorführungen",
  says: "Wer wann eine Vorführung gebucht hat.",
  waits: { one: "1 Vorführung ist gebucht.", other: "{count} Vorführungen sind gebucht." },
  meetings: "Gebucht",
  when: "Wann",
  who: "Wer",
  mail: "E-Mail-Adresse",
  note: "Was sie sehen möchten",
  erased: "Die Angaben wurden gelöscht",
  empty: "Niemand hat eine Vorführung gebucht.",
  denied: "Ihre Rolle arbeitet nicht für Anfragen und liest darum nicht, wer gebucht hat.",
};

const texts = { en, de };

/** The calendar of the meetings to come, for the people whose role sees to them. */
export function createCalendar(core: Core, { coming }: Pick<Bookings, "coming">): ConsolePage {
  const read = async (by: Actor): Promise<readonly Meeting[] | undefined> => {
    const booked = await coming();
    const records = createRecords<typeof policy>(Promise.resolve(core), by)("booking").for("requests");
    const found = new Map<string, Meeting["who"]>();
    let after: string | undefined;
    do {
      const list = await records.list({ fields: ["name", "email", "note"], limit: 100, ...(after ? { after } : {}) });
      if (!list.allowed) return undefined;
      for (const { id, fields } of list.records) found.set(id, fields);
      after = list.next;
    } while (after !== undefined && booked.some(({ record }) => !found.has(record)));
    return booked.map((one) => ({ ...one, who: found.get(one.record) }));
  };
  return {
    name: "bookings",
    title: { en: en.title, de: de.title },
    says: { en: en.says, de: de.says },
    waits: async (_, language) => {
      const count = (await coming()).length;
      if (count === 0) return undefined;
      return count === 1 ? texts[language].waits.one : texts[language].waits.other.replace("{count}", String(count));
    },
    answer: async ({ path, person, language }) => {
      const own = texts[language];
      if (path !== "") return { title: own.title, status: 404, main: <Empty>{own.empty}</Empty> };
      const meetings = await read(person);
      return {
        title: own.title,
        status: meetings ? 200 : 403,
        main: (
          <Page title={own.title} lead={own.says}>
            {meetings ? (
              <Section title={own.meetings} id="booked" wide>
                <Table
                  caption={own.meetings}
                  captionHidden
                  rows={meetings}
                  empty={own.empty}
                  columns={[
                    { title: own.when, kind: "head", cell: ({ startsAt }) => <Time at={startsAt} /> },
                    { title: own.who, cell: ({ who }) => who?.name ?? own.erased },
                    { title: own.mail, cell: ({ who }) => who && <a href={`mailto:${who.email}`}>{who.email}</a> },
                    { title: own.note, cell: ({ who }) => who?.note },
                  ]}
                />
              </Section>
            ) : (
              <Outcome is="refused">{own.denied}</Outcome>
            )}
          </Page>
        ),
      };
    },
  };
}
