import { Choice, Box } from "./choice.tsx";
import { Field, Group, Pair } from "./field.tsx";
import { Act, Actions, Button, Find, Form } from "./form.tsx";
import { Card, Cards, OpenRow, Row, Rows } from "./list.tsx";
import { More, Page, Section, Views } from "./page.tsx";
import {
  Copy,
  Count,
  Day,
  Fact,
  Facts,
  Figures,
  Note,
  Outcome,
  Progress,
  State,
  Tag,
  Time,
  Verbatim,
} from "./said.tsx";
import { Empty, Pager, Table } from "./table.tsx";

interface Message {
  readonly to: string;
  readonly at: string;
  readonly attempts: number;
  readonly is: "holds" | "waits" | "drifts";
  readonly says: string;
}

const messages: readonly Message[] = [
  { to: "Fjord Desk Ltd", at: "2026-11-30T23:52:00Z", attempts: 1, is: "holds", says: "Arrived" },
  { to: "Brevpost AS", at: "2026-11-30T22:05:00Z", attempts: 3, is: "waits", says: "Tries again" },
  { to: "Lumen Analytics", at: "2026-11-28T08:00:00Z", attempts: 12, is: "drifts", says: "Given up" },
];

/** Nowhere: the style guide changes nothing, and answers no form. */
const here = "/console/style-guide";

/**
 * Every part of the kit in each of its states, with invented words. Looked at by people who make a page, and by a test that compares
 * its pictures with those that were looked at before.
 */
export function StyleGuide() {
  return (
    <Page
      title="Style guide"
      state={<State is="holds">Holds</State>}
      back={{ title: "Overview", href: "/console" }}
      lead="Every part that a page of the console is made of, in each of its states."
      actions={
        <>
          <a class="button" href={here}>
            Begin something
          </a>
          <a class="button second" href={here}>
            Something beside it
          </a>
        </>
      }
    >
      <Outcomes />
      <States />
      <FactsAndFigures />
      <Fields />
      <Acts />
      <Lists />
      <CardGrid />
      <Tables />
    </Page>
  );
}

function Outcomes() {
  return (
    <>
      <Outcome is="done">It is done: the recipient was told.</Outcome>
      <Outcome is="refused">It was not done. Another person has to approve it.</Outcome>
      <Outcome is="waits">
        <p>Give this link to them alone. It works once.</p>
        <p>
          <Copy>https://www.halden.example/console/join?token=px_YvA3VZnQu5e5FVa5ypvkmz0Molhyr</Copy>
        </p>
      </Outcome>
    </>
  );
}

function States() {
  return (
    <Section id="states" title="States" says="A shape and words, never colour alone.">
      <Actions>
        <State is="holds">Holds</State>
        <State is="waits">Waits for somebody</State>
        <State is="drifts">Drifts</State>
        <State>Over</State>
        <Tag>Recruiter</Tag>
        <Tag>Privacy officer</Tag>
      </Actions>
      <Note>Something to know, always there.</Note>
      <Note is="waits">Stopped since Monday: they move their system.</Note>
    </Section>
  );
}

function FactsAndFigures() {
  return (
    <Section id="facts" title="Facts and figures">
      <Facts>
        <Fact term="Arrived">
          <Time at="2026-11-30T23:52:00Z" />
        </Fact>
        <Fact term="Takes effect">
          <Day of="2027-01-15" />
        </Fact>
        <Fact term="Version">
          <code>9fab12c04e77d1</code>
        </Fact>
        <Fact term="Purpose">Answer what people ask, for as long as they ask</Fact>
      </Facts>
      <Figures
        of={[
          { term: "Delivered", count: <Count of={12_480} /> },
          { term: "Waiting", count: <Count of={36} /> },
          { term: "Given up", count: <Count of={2} /> },
          { term: "Left out: unsubscribed or bounced", count: <Count of={118} /> },
        ]}
      />
      <Progress title="People told" value={640} most={1000} />
    </Section>
  );
}

function Fields() {
  return (
    <Section id="fields" title="Fields">
      <Form
        action={here}
        problems={[
          { says: "Give an address with an @ in it.", id: "field-email-wrong" },
          { says: "Tick at least one field.", id: "wrong-fields-0" },
          { says: "Another person has to approve it." },
        ]}
      >
        <Field name="title" label="Title" hint="As others will look for it." value="Audit 2026" />
        <Field
          name="email"
          id="field-email-wrong"
          kind="email"
          label="E-mail address"
          value="ada"
          error="Give an address with an @ in it."
        />
        <Field name="code" label="Code" short value="482 913" inputMode="numeric" />
        <Field
          name="basis"
          kind="select"
          label="Legal basis"
          value="contract"
          options={[
            { value: "consent", title: "Consent" },
            { value: "contract", title: "Contract" },
          ]}
        />
        <Pair>
          <Field name="since" kind="date" label="Collected from" value="2026-01-01" optional />
          <Field name="until" kind="date" label="and before" value="2026-07-01" optional />
        </Pair>
        <Field name="why" kind="area" label="Why" rows={3} hint="One a line." optional value="They asked for it." />
        <Choice
          kind="one"
          legend="How it leaves"
          name="way"
          of={[
            {
              value: "connector",
              title: "By the connector",
              says: "at once, and again until it arrives",
              chosen: true,
            },
            { value: "package", title: "As a sealed package", says: "fetched by the addressee, until it ends" },
          ]}
        />
        <Choice
          kind="any"
          legend="Fields"
          name="wrong-fields"
          hint="Only what is needed."
          error="Tick at least one field."
          of={[
            { value: "email", title: "E-mail address" },
            { value: "message", title: "Message" },
          ]}
        />
        <Group legend="What stands in it">
          <Field name="topic" label="Topic" value="Forms" />
        </Group>
        <Box name="again" title="Send it to those too who have it already" chosen />
        <Actions>
          <Button title="Save" />
          <Button kind="second" title="Try it first" />
          <Button kind="plain" title="Cancel" />
          <Button kind="danger" title="Delete" />
        </Actions>
      </Form>
    </Section>
  );
}

function Acts() {
  return (
    <Section id="acts" title="Acts" says="What cannot be taken back is asked for twice, without a script.">
      <Actions>
        <Act action={here} title="Pause" kind="second" name="do" value="pause" />
        <Act
          action={here}
          title="Cancel for good"
          kind="danger"
          name="do"
          value="cancel"
          confirm="What has left stays where it is. Everything else is dropped."
        />
      </Actions>
      <More title="What was tried before" open>
        <p>Three times, and each time the recipient answered 503.</p>
      </More>
    </Section>
  );
}

function Lists() {
  return (
    <Section id="lists" title="Lists">
      <Rows>
        <Row
          title="Annual audit"
          href={here}
          says="Nordlys Revisjon · until 31 December 2026"
          states={<State is="waits">Waits for approval</State>}
        />
        <Row
          title="Winter issue"
          href={here}
          says="Started 30 November 2026, 23:52 UTC by Mira Halvorsen"
          states={<State is="holds">Done</State>}
          acts={<Act action={here} kind="plain" title="Take back" about="Winter issue" />}
        >
          <Progress title="640 of 1000 have left" value={640} most={1000} says="2 were given up" />
        </Row>
        <OpenRow
          title="Rita Vogel"
          says="rita@halden.example"
          states={
            <>
              <State is="waits">Second step missing</State> <Tag>Recruiter</Tag>
            </>
          }
          hint="Change"
          open
        >
          <Act action={here} kind="second" title="Suspend" about="Rita Vogel">
            <p>They are signed out at once.</p>
          </Act>
          <Act
            action={here}
            kind="danger"
            title="Remove for good"
            about="Rita Vogel"
            confirm="The account is erased, and the key that sealed it with it."
          />
        </OpenRow>
        <Row title="Tomas Lund" says="tomas@halden.example" states={<Tag>Privacy officer</Tag>} />
      </Rows>
      <Empty>Nothing was given up.</Empty>
    </Section>
  );
}

function CardGrid() {
  return (
    <Section id="cards" title="Cards" wide>
      <Cards>
        <Card title="Fjord Desk Ltd" edge="holds" state={<State is="holds">Runs</State>}>
          <Figures
            of={[
              { term: "Delivered", count: 412 },
              { term: "Waiting", count: 0 },
            ]}
          />
        </Card>
        <Card title="Brevpost AS" edge="waits" state={<State is="waits">Tries again</State>}>
          <p class="soft">Next attempt in four minutes.</p>
        </Card>
        <Card title="Lumen Analytics" edge="drifts" state={<State is="drifts">Given up</State>}>
          <Act action={here} kind="second" title="Try again" about="Lumen Analytics" />
        </Card>
      </Cards>
    </Section>
  );
}

function Tables() {
  return (
    <Section id="tables" title="Tables" wide>
      <Find action={here} name="q" label="Subject, recipient or sender" value="question" title="Search" />
      <Views
        label="Which letters"
        of={[
          { title: "All", href: here, current: true },
          { title: "Given up", href: here, current: false },
        ]}
      />
      <Table
        caption="Letters, the newest first"
        columns={[
          { title: "To", kind: "head", cell: ({ to }) => <a href={here}>{to}</a> },
          { title: "Last attempt", cell: ({ at }) => <Time at={at} /> },
          { title: "Attempts", kind: "number", cell: ({ attempts }) => attempts },
          { title: "State", cell: ({ is, says }) => <State is={is}>{says}</State> },
        ]}
        rows={messages}
      />
      <Pager newer={here} older={here} at="Page 2" />
      <Table caption="Letters" columns={[]} rows={[]} empty="No letter waits." />
      <Verbatim>{"From: hello@mail.halden.example\nSubject: You are on the list"}</Verbatim>
    </Section>
  );
}
