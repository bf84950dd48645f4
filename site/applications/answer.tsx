import type { MailMessage, PageAnswer } from "@abide/engine";
import { Actions, Button, Field, fill, Form, Note, Outcome, Page, Section, toFieldId } from "@abide/console";
import type { Answer, Application, Draft } from "./applications.ts";
import { toLanguage } from "./application.tsx";
import { base, Letter, passOn, refuse, toFailure, toRevision, toTyped, type Around } from "./parts.tsx";

/** The most characters of what a recruiter adds to a mail. */
const most = 2_000;

/** Where writing an answer has come to. */
interface Writing {
  readonly draft: Draft;
  /** The mail as it will be; without it the words are being written. */
  readonly preview?: MailMessage;
  /** What is wrong with the words. */
  readonly wrong?: string;
  /** Why nothing was sent. */
  readonly failed?: string;
  readonly status?: number;
}

/** Takes an answer through its steps: the words, the mail as it will be, sent. */
export async function answerAnswer(around: Around, id: string, answer: Answer): Promise<PageAnswer | Response> {
  const { asked, applications, texts } = around;
  const { person, form } = asked;
  const read = await applications.read(person, id);
  if (!read.allowed) return refuse(around, read.reason);
  const remark = toTyped(around, "remark");
  const key = /^[\w-]{36}$/.exec(toTyped(around, "key"))?.[0] ?? crypto.randomUUID();
  const draft: Draft = { remark, key, revision: form?.has("revision") ? toRevision(around) : read.revision };
  const show = (writing: Omit<Writing, "draft">, now = read, changed = draft) =>
    write(around, now, answer, { ...writing, draft: changed });

  const act = toTyped(around, "do");
  if (act !== "preview" && act !== "send") return show({});
  if (answer.needsRemark && remark === "") return show({ wrong: texts.wrong.emptyRemark, status: 422 });
  if (remark.length > most)
    return show({ wrong: fill(texts.wrong.longRemark, { count: remark.length, most }), status: 422 });
  const preview = await applications.preview(person, id, answer, remark);
  if (!preview.allowed) return show({ failed: texts.wrong.noPreview, status: 503 });
  const { message } = preview;
  if (act === "preview") return show({ preview: message });

  const sent = await applications.send(person, read, answer, draft);
  if (sent.sent) return passOn(around, `${base}/${id}?done=sent`);
  if (sent.moved) {
    const now = { ...read, status: answer.stage };
    const again = { ...draft, revision: sent.revision };
    return show({ failed: texts.wrong.notSent, preview: message, status: 503 }, now, again);
  }
  const { words, status } = toFailure(around, sent.reason, read.fields.notes);
  const again = { ...draft, revision: read.revision };
  return show({ failed: `${words} ${texts.wrong.nothingSent}`, preview: message, status }, read, again);
}

function write(around: Around, of: Application, answer: Answer, writing: Writing): PageAnswer {
  const { texts } = around;
  const { title } = texts.answers[answer.name];
  return {
    title,
    status: writing.status ?? 200,
    main: (
      <Page title={title} back={{ title: of.fields.fullName, href: `${base}/${of.id}` }}>
        {writing.failed !== undefined ? (
          <Outcome is="refused">{writing.failed}</Outcome>
        ) : (
          of.status === answer.stage && <Note>{texts.answer.there}</Note>
        )}
        {writing.preview ? (
          <Preview around={around} of={of} answer={answer} writing={writing} message={writing.preview} />
        ) : (
          <Write around={around} of={of} answer={answer} writing={writing} />
        )}
      </Page>
    ),
  };
}

interface Shown {
  readonly around: Around;
  readonly of: Application;
  readonly answer: Answer;
  readonly writing: Writing;
}

function Write({ around: { asked, texts }, of, answer, writing: { draft, wrong } }: Shown) {
  const words = texts.answers[answer.name];
  const path = `${base}/${of.id}`;
  const language = fill(texts.answer.language, { language: toLanguage(of.language, asked.language) });
  return (
    <Section id="write" title={texts.answer.write} says={texts.answer.writeSays}>
      <Form
        action={`${path}/${answer.name}`}
        values={{ key: draft.key, revision: String(draft.revision) }}
        problems={wrong === undefined ? [] : [{ says: wrong, id: toFieldId("remark") }]}
      >
        <Field
          kind="area"
          name="remark"
          label={words.label}
          hint={`${words.hint} ${language}`}
          rows={7}
          value={draft.remark}
          error={wrong}
          optional={!answer.needsRemark}
        />
        <Actions>
          <Button title={texts.answer.preview} name="do" value="preview" />
          <a class="button plain" href={path}>
            {texts.answer.back}
          </a>
        </Actions>
      </Form>
    </Section>
  );
}

function Preview({
  around: { texts, stages },
  of,
  answer,
  writing,
  message,
}: Shown & { readonly message: MailMessage }) {
  const { remark, key, revision } = writing.draft;
  const words = texts.answers[answer.name];
  const stage = stages.find(({ id }) => id === answer.stage)!.title;
  const happens = of.status === answer.stage ? undefined : fill(words.happens, { stage });
  return (
    <Section id="preview" title={texts.answer.mail} says={happens}>
      <Letter of={message} texts={texts} />
      <Form action={`${base}/${of.id}/${answer.name}`} values={{ key, revision: String(revision), remark }}>
        <Actions>
          <Button title={words.send} name="do" value="send" />
          <Button title={texts.answer.change} kind="second" name="do" value="write" />
        </Actions>
      </Form>
    </Section>
  );
}
