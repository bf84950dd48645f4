import type { PageAnswer } from "@abide/engine";
import {
  Actions,
  Button,
  Day,
  Fact,
  Facts,
  Field,
  fill,
  Form,
  More,
  Note,
  Outcome,
  Page,
  Row,
  Rows,
  Section,
  Sentence,
  State,
  Time,
  toFieldId,
} from "@abide/console";
import { type FileFacts, spellCountry, toWords } from "@abide/policy";
import type { Child } from "hono/jsx";
import { mail } from "../mails/all.ts";
import type { Application, Written } from "./applications.ts";
import {
  base,
  Letter,
  Paragraphs,
  passOn,
  PositionTitle,
  refuse,
  StageState,
  toFailure,
  toMoved,
  toRevision,
  toTyped,
  toWait,
  type Around,
} from "./parts.tsx";
import { type Step, toSteps } from "./trail.ts";

/** The most characters of a note. */
const most = 4_000;

/** What became of a form of the page, and what was typed into it where it was not taken. */
interface Became {
  readonly is: "done" | "refused";
  /** Said above everything; at its field where a field is wrong. */
  readonly words: string;
  readonly at?: "note" | "stage";
  readonly status: number;
  readonly note?: string;
  readonly stage?: string;
}

/** One application: opened, or changed by one of its forms. */
export async function answerApplication(around: Around, id: string): Promise<PageAnswer | Response> {
  const { asked, texts } = around;
  if (asked.form) return change(around, id);
  const done = asked.query.get("done") ?? "";
  const known = texts.done as { readonly [done: string]: string };
  return show(around, id, Object.hasOwn(known, done) ? { is: "done", words: known[done]!, status: 200 } : undefined);
}

/** Moves an application, or adds a note to it. */
async function change(around: Around, id: string): Promise<PageAnswer | Response> {
  const { asked, applications, texts, stages } = around;
  const { wrong } = texts;
  const typed = { note: toTyped(around, "note"), stage: toTyped(around, "stage") };
  const stage = stages.find((known) => known.id === typed.stage)?.id;
  const read = await applications.read(asked.person, id);
  if (!read.allowed) return refuse(around, read.reason);
  const refused = (at: "note" | "stage", words: string) =>
    show(around, id, { is: "refused", at, words, status: 422, ...typed });
  const moves = toTyped(around, "do") === "move";
  if (moves && stage === undefined) return refused("stage", wrong.stage);
  if (!moves && typed.note === "") return refused("note", wrong.emptyNote);
  if (!moves && typed.note.length > most)
    return refused("note", fill(wrong.longNote, { count: typed.note.length, most }));

  const step = moves ? { stage: stage! } : { note: typed.note };
  const kept = await applications.keep(asked.person, read, step, toRevision(around));
  if (kept.allowed) return passOn(around, `${base}/${id}?done=${moves ? "moved" : "noted"}`);
  return show(around, id, { is: "refused", ...toFailure(around, kept.reason, read.fields.notes), ...typed });
}

async function show(around: Around, id: string, became: Became | undefined): Promise<PageAnswer> {
  const { asked, applications, texts } = around;
  const [read, written] = await Promise.all([
    applications.read(asked.person, id),
    applications.listMail(asked.person, id),
  ]);
  if (!read.allowed) return refuse(around, read.reason);
  return {
    // No name of a person: titles go into histories.
    title: texts.one.title,
    status: became?.status ?? 200,
    main: <One around={around} of={read} written={written} became={became} />,
  };
}

interface Shown {
  readonly around: Around;
  readonly of: Application;
}

function One({
  around,
  of,
  written,
  became,
}: Shown & { readonly written: Written; readonly became: Became | undefined }) {
  const { texts } = around;
  const { one } = texts;
  const path = `${base}/${of.id}`;
  return (
    <Page
      title={<bdi>{of.fields.fullName}</bdi>}
      state={<StageState around={around} of={of.status} />}
      lead={<Lead around={around} of={of} />}
      back={{ title: texts.title, href: base }}
      actions={
        <>
          <a class="button second" href={`${path}/invite`}>
            {one.invite}
          </a>
          <a class="button second" href={`${path}/reject`}>
            {one.reject}
          </a>
        </>
      }
    >
      {became && became.at === undefined && <Outcome is={became.is}>{became.words}</Outcome>}
      <Section id="sent" title={one.sent}>
        <WhatWasSent around={around} of={of} />
      </Section>
      <Section id="move" title={one.stage}>
        <Way around={around} of={of} />
        <Move around={around} of={of} became={became} />
      </Section>
      <Section id="add" title={one.note}>
        <AddNote around={around} of={of} became={became} />
      </Section>
      <Section id="trail" title={one.trail}>
        <Trail around={around} of={of} />
      </Section>
      <Section id="mail" title={one.mail}>
        <Mails around={around} written={written} />
      </Section>
    </Page>
  );
}

function Lead({ around: { asked, applications, texts }, of: { at, due, fields } }: Shown) {
  const { one, waiting } = texts;
  return (
    <>
      <a href={`/careers/${fields.position}`}>
        <PositionTitle of={fields.position} language={asked.language} />
      </a>
      <br />
      <Sentence of={one.receivedOn} day={<Day of={at} />} />
      {", "}
      {due === undefined ? (
        toWait(waiting, toMoved(at, fields.notes), applications.clock())
      ) : (
        <Sentence of={one.due} day={<Day of={due} />} />
      )}
    </>
  );
}

function WhatWasSent({ around: { asked, texts }, of: { id, fields, language: written } }: Shown) {
  const { one } = texts;
  const { email, phone, city, state, country, cv } = fields;
  return (
    <>
      <Facts>
        <Fact term={one.email}>
          <a href={`mailto:${email}`}>{email}</a>
        </Fact>
        <Fact term={one.phone}>
          <a href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
            <bdi dir="ltr">{phone}</bdi>
          </a>
        </Fact>
        <Fact term={one.place}>
          <bdi>{[city, state, spellCountry(country, asked.language)].filter(Boolean).join(", ")}</bdi>
        </Fact>
        <Fact term={one.language}>{toLanguage(written, asked.language)}</Fact>
        <Fact term={one.cv}>{cv ? <File of={cv} around={{ asked, texts }} /> : one.noCv}</Fact>
      </Facts>
      {cv && (
        <Actions>
          <a class="button second" href={`${base}/${id}/cv`} download>
            {one.save}
          </a>
        </Actions>
      )}
    </>
  );
}

/** A language by its name in another one. */
export const toLanguage = (of: string, language: string): string =>
  new Intl.DisplayNames([language], { type: "language" }).of(of) ?? of;

const types: { readonly [type: string]: keyof Around["texts"]["files"] } = {
  "application/pdf": "pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
  "application/vnd.oasis.opendocument.text": "openDocument",
  "text/plain": "text",
};

function File({
  of: { name, type, size },
  around: { asked, texts },
}: {
  readonly of: FileFacts;
  readonly around: Pick<Around, "asked" | "texts">;
}) {
  const digits = size < 1_000_000 ? 0 : 1;
  const amount = new Intl.NumberFormat(asked.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const says = digits === 0 ? `${amount.format(Math.max(1, size / 1000))} KB` : `${amount.format(size / 1_000_000)} MB`;
  return (
    <>
      <bdi>{name}</bdi>{" "}
      <small>
        {texts.files[types[type.split(";")[0]!] ?? "other"]}, {says}
      </small>
    </>
  );
}

/** The way that an application went, and what is ahead of it. Once it is decided, stages that it never came to are left out. */
function Way({ around: { stages, texts }, of: { status, fields } }: Shown) {
  const here = stages.findIndex(({ id }) => id === status);
  const over = stages[here]?.ends === true;
  const passed = new Set<string | undefined>([stages[0]!.id, ...toSteps(fields.notes).map(({ stage }) => stage)]);
  const went = stages.filter(({ id, ends }, at) =>
    at < here ? passed.has(id) && !ends : at === here || (!ends && !over),
  );
  const titles = [...went.map(({ title }) => title), ...(over ? [] : [texts.one.decision])];
  const at = went.findIndex(({ id }) => id === status);
  return (
    <p id="way" aria-label={texts.one.way} role="group">
      {titles.map((title, index): Child => (
        <>
          {index > 0 && (
            <span class="soft" aria-hidden="true">
              {" ›\u00a0\u00a0"}
            </span>
          )}
          {index === at ? (
            <b aria-current="step">
              <State is={over ? "plain" : "waits"}>{title}</State>
            </b>
          ) : (
            <State is={index < at ? "holds" : "plain"}>{title}</State>
          )}
        </>
      ))}
    </p>
  );
}

interface Changing extends Shown {
  readonly became: Became | undefined;
}

function Move({ around: { stages, texts }, of: { id, status, revision }, became }: Changing) {
  const after = stages[stages.findIndex((stage) => stage.id === status) + 1];
  // A decision is chosen, never what is there already.
  const next = after?.ends === false ? after.id : undefined;
  const others = stages.filter((stage) => stage.id !== status);
  const typed = others.find((stage) => stage.id === became?.stage)?.id;
  const error = became?.at === "stage" ? became.words : undefined;
  return (
    <Form
      action={`${base}/${id}`}
      values={{ revision: String(revision) }}
      problems={error === undefined ? [] : [{ says: error, id: toFieldId("stage") }]}
    >
      <Field
        kind="select"
        name="stage"
        label={texts.one.moveTo}
        hint={texts.one.moveHint}
        value={typed ?? next}
        error={error}
        options={others.map((stage) => ({ value: stage.id, title: stage.title }))}
      />
      <Button title={texts.one.move} name="do" value="move" />
    </Form>
  );
}

function AddNote({ around: { texts }, of: { id, revision }, became }: Changing) {
  const error = became?.at === "note" ? became.words : undefined;
  return (
    <Form
      action={`${base}/${id}`}
      values={{ revision: String(revision) }}
      problems={error === undefined ? [] : [{ says: error, id: toFieldId("note") }]}
    >
      <Field
        kind="area"
        name="note"
        label={texts.one.noteLabel}
        hint={texts.one.noteHint}
        value={became?.note}
        error={error}
      />
      <Button title={texts.one.addNote} name="do" value="note" kind="second" />
    </Form>
  );
}

/** What was done and noted, the newest first. */
function Trail({ around, of: { at, fields } }: Shown) {
  return (
    <Rows>
      {toSteps(fields.notes)
        .toReversed()
        .map((step) => (
          <Done around={around} step={step} />
        ))}
      <Row title={around.texts.one.arrived} says={<Time at={at} />} />
    </Rows>
  );
}

function Done({
  around: { stages, texts },
  step: { at, by, stage, note },
}: {
  readonly around: Around;
  readonly step: Step;
}) {
  const title = stages.find(({ id }) => id === stage)?.title ?? stage;
  return (
    <Row
      title={title === undefined ? texts.one.noted : fill(texts.one.movedTo, { stage: title })}
      says={
        by !== "" && (
          <>
            <Time at={at} />, <bdi>{by}</bdi>
          </>
        )
      }
    >
      {note !== undefined && (
        <Note>
          <Paragraphs of={note} />
        </Note>
      )}
    </Row>
  );
}

function Mails({ around: { asked, texts }, written }: { readonly around: Around; readonly written: Written }) {
  if (!written.allowed) return <Outcome is="refused">{texts.one.mailDown}</Outcome>;
  if (written.messages.length === 0) return <p class="soft">{texts.one.noMail}</p>;
  return (
    <>
      {written.messages.toReversed().map((message) => {
        const known = mail.templates.find(({ name }) => name === message.template);
        const is = { delivered: "holds", queued: "waits", failed: "drifts" } as const;
        const { state } = message;
        return (
          <More
            title={
              <>
                {known ? toWords(known.title, asked.language) : message.template}{" "}
                <span class="soft">
                  <Time at={message.at} />
                </span>
                {"\u2002"}
                <State is={state in is ? is[state as keyof typeof is] : "plain"}>{texts.states[state]}</State>
              </>
            }
          >
            <Letter of={message} texts={texts} />
          </More>
        );
      })}
    </>
  );
}
