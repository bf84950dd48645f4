import { fill, Page, Row, Rows, Section, State } from "@abide/console";
import type { Person } from "../../roles/roles.ts";
import { administrator } from "../people.ts";
import type { StaffTexts } from "../texts/all.ts";
import type { StaffPage } from "./frame.tsx";
import { toDesks, toOwnPages, type DeskPlace, type Work } from "./navigation.ts";
import type { ConsoleRequest } from "./request.ts";

/** The first page of the console: what somebody can do here, and before it what waits for them. */
export async function answerOverview(work: Work, { texts }: ConsoleRequest, person: Person): Promise<StaffPage> {
  const waits = await readWaits(work, person, texts);
  const desks = toDesks(work, person, texts);
  return {
    title: texts.console,
    here: "/console",
    main: <Overview person={person} desks={desks} waits={waits} texts={texts} />,
  };
}

/** What waits for somebody, by the address of its page. */
async function readWaits(work: Work, person: Person, texts: StaffTexts): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    toOwnPages(work, person).map(
      async ({ name, waits }) => [`/console/${name}`, await waits?.(person, texts.language)] as const,
    ),
  );
  return new Map(found.flatMap(([href, says]) => (says === undefined ? [] : [[href, says]])));
}

function Overview({
  person,
  desks,
  waits,
  texts,
}: {
  readonly person: Person;
  readonly desks: readonly DeskPlace[];
  readonly waits: ReadonlyMap<string, string>;
  readonly texts: StaffTexts;
}) {
  const waiting = desks.filter(({ href }) => waits.has(href));
  const gives = person.roles.includes(administrator);
  return (
    <Page title={fill(texts.hello, { name: person.name })}>
      {waiting.length > 0 && (
        <Section id="waits" title={texts.waits}>
          <Rows>
            {waiting.map(({ title, href }) => (
              <Row title={title} href={href} states={<State is="waits">{waits.get(href)}</State>} />
            ))}
          </Rows>
        </Section>
      )}
      <Section id="desks" title={texts.desks}>
        {desks.length === 0 &&
          (gives ? (
            <p>
              {texts.noDesks} {texts.youGive} <a href="/console/staff">{texts.people}</a>
            </p>
          ) : (
            <p>
              {texts.noDesks} {texts.theyGive}
            </p>
          ))}
        {desks.length > 0 && (
          <Rows>
            {desks.map(({ title, says, href }) => (
              <Row title={title} says={says} href={href} />
            ))}
            {gives && <Row title={texts.people} says={texts.peopleSays} href="/console/staff" />}
          </Rows>
        )}
      </Section>
    </Page>
  );
}
