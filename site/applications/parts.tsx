import { answerRedirect, type MailMessage, type PageAnswer, type PageRequest } from "@abide/engine";
import { Actions, Fact, Facts, fill, Page, State, Verbatim } from "@abide/console";
import type { ReadReason } from "@abide/policy";
import { toTitle } from "../mails/words.ts";
import type { Applications } from "./applications.ts";
import type { Stage } from "./stages.ts";
import { type ApplicationTexts } from "./texts/all.ts";
import { toSteps } from "./trail.ts";

export const base = "/console/applications";

/** Who asks a page, in which words. */
export interface Around {
  readonly asked: PageRequest;
  readonly applications: Applications;
  readonly texts: ApplicationTexts;
  readonly stages: readonly Stage[];
}

/** What a form brought in a field, without what surrounds it. */
export const toTyped = ({ asked: { form } }: Around, name: string): string =>
  (form?.get(name) ?? "").replace(/\r\n?/g, "\n").trim();

/** The revision that a form was written for; one that none has where the form says none. */
export function toRevision(around: Around): number {
  const revision = toTyped(around, "revision");
  return /^\d{1,9}$/.test(revision) ? Number(revision) : -1;
}

/** On to `to` after something was done: loading the page again does not do it once more. */
export function passOn({ asked: { language }, texts: { pass } }: Around, to: string): Response {
  return answerRedirect({ language, ...pass, to }, new Headers());
}

/** The page in place of an application, or of the list: why not, and a way on. It says nothing of anybody. */
export function refuse({ texts }: Around, reason: ReadReason): PageAnswer {
  const { why, status } = toRefusal(reason);
  const { title, says } = texts.refused[why];
  return {
    title,
    status,
    main: (
      <Page title={title} lead={says}>
        <Actions>
          {why === "staff" ? (
            <a class="button" href="/console">
              {texts.overview}
            </a>
          ) : (
            <a class="button" href={base}>
              {texts.all}
            </a>
          )}
        </Actions>
      </Page>
    ),
  };
}

function toRefusal(reason: ReadReason): { readonly why: keyof ApplicationTexts["refused"]; readonly status: number } {
  switch (reason) {
    case "not-staff":
    case "other-purpose":
      return { why: "staff", status: 403 };
    case "not-found":
    case "erased":
    case "expired":
      return { why: "gone", status: 404 };
    case "objected":
    case "restricted":
    case "withdrawn":
    case "refused":
    case "no-choice":
      return { why: "person", status: 403 };
    case "bad-cursor":
    case "wrong-value":
    case "not-lookup":
    case "undeclared":
      return { why: "address", status: 400 };
    case "changed":
      return { why: "changed", status: 409 };
    case "failed":
    default:
      return { why: "failed", status: 503 };
  }
}

/** Why a step was not kept, and what to do now. */
export function toFailure(
  around: Around,
  reason: ReadReason,
  notes: string | undefined,
): { readonly words: string; readonly status: number } {
  const { wrong } = around.texts;
  if (reason === "changed") return { words: `${toMeanwhile(around, notes)} ${wrong.look}`, status: 409 };
  return reason === "wrong-value" ? { words: wrong.full, status: 422 } : { words: wrong.failed, status: 503 };
}

/** Who changed an application while somebody else was looking at it. */
function toMeanwhile({ texts: { wrong }, stages }: Around, notes: string | undefined): string {
  const last = toSteps(notes).at(-1);
  if (!last || last.by === "") return wrong.changed;
  const stage = stages.find(({ id }) => id === last.stage)?.title;
  return stage === undefined
    ? fill(wrong.changedNote, { name: last.by })
    : fill(wrong.changedStage, { name: last.by, stage });
}

/** A stage by its title: it waits for the next step, or is over. */
export function StageState({
  around: { stages, texts },
  of,
}: {
  readonly around: Around;
  readonly of: string | undefined;
}) {
  const stage = stages.find(({ id }) => id === of);
  const is = !stage || stage.ends ? "plain" : "waits";
  return <State is={is}>{stage?.title ?? texts.unknown}</State>;
}

/** The title of a position, which is written in English. */
export function PositionTitle({ of, language }: { readonly of: string; readonly language: string }) {
  return <span lang={language === "en" ? undefined : "en"}>{toTitle(of)}</span>;
}

/** A mail as it is sent. */
export function Letter({
  of: { from, to, subject, text, language },
  texts: { letter },
}: {
  readonly of: Omit<MailMessage, "id" | "at">;
  readonly texts: ApplicationTexts;
}) {
  return (
    <>
      <Facts>
        <Fact term={letter.from}>
          <bdi>{from.name === undefined ? from.address : `${from.name} <${from.address}>`}</bdi>
        </Fact>
        <Fact term={letter.to}>
          <bdi>{to.address}</bdi>
        </Fact>
        <Fact term={letter.subject}>
          <bdi lang={language}>{subject}</bdi>
        </Fact>
      </Facts>
      <Verbatim label={letter.text} language={language}>
        {text}
      </Verbatim>
    </>
  );
}

/** What somebody wrote, with its paragraphs and lines. */
export function Paragraphs({ of }: { readonly of: string }) {
  return (
    <>
      {of.split(/\n{2,}/).map((paragraph) => (
        <p dir="auto">
          {paragraph.split("\n").map((line, at) => (
            <>
              {at > 0 && <br />}
              {line}
            </>
          ))}
        </p>
      ))}
    </>
  );
}

/** How long it was from `from` to `to`, in whole days. */
export function toWait(words: ApplicationTexts["wait"], from: string, to: Date): string {
  const count = Math.floor((to.getTime() - Date.parse(from)) / day);
  return count < 1 ? words.today : count === 1 ? words.one : fill(words.other, { count });
}

export const day = 86_400_000;

/** Since when an application is at its stage. */
export const toMoved = (at: string, notes: string | undefined): string =>
  toSteps(notes).findLast((step) => step.stage !== undefined)?.at ?? at;
