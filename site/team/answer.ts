import { html } from "@abide/policy";
import type { MailMessage, MailTemplate, Mails } from "@abide/engine";
import { applicationRejected } from "../mails/application-rejected.tsx";
import { interviewInvitation } from "../mails/interview-invitation.tsx";
import type { Page } from "../pages/layout.ts";
import type { Colleague } from "../pages/visit.ts";
import { type Application, toLetter } from "./application.ts";
import type { Stage } from "./words.ts";

/** An answer to an application: the mail, and the stage that comes with it. */
export interface Answer {
  readonly template: MailTemplate<"fullName" | "position", "remark">;
  readonly stage: Stage;
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly send: string;
  readonly needed: boolean;
}

export const answers: { readonly [name: string]: Answer } = {
  invite: {
    template: interviewInvitation,
    stage: "interview",
    title: "Invite to a talk",
    label: "When and where",
    hint: "Two or three dates, and a telephone number to call back. Write in the language of the mail.",
    send: "Move to interview and send",
    needed: false,
  },
  reject: {
    template: applicationRejected,
    stage: "rejected",
    title: "Reject",
    label: "The reason",
    hint: "One or two sentences that help. Write in the language of the mail; nothing that you would not say in the room.",
    send: "Reject and send",
    needed: true,
  },
};

/** What is being written: kept in the page's form between its steps. */
export interface Draft {
  readonly remark: string;
  /** The same for the same mail, however often its form is sent. */
  readonly key: string;
  readonly revision: number;
}

/** Writes an answer: first the words, then the mail as it will be, then it is sent. */
export function answer(
  { id, fields, status }: Application,
  answer: Answer,
  staff: Colleague,
  draft: Draft,
  step: { readonly problem?: string | undefined; readonly preview?: MailMessage | undefined; readonly status?: number },
): Page {
  const path = `/team/applications/${id}`;
  const { preview, problem } = step;
  const name = Object.keys(answers).find((known) => answers[known] === answer)!;
  const hidden = html`<input type="hidden" name="key" value="${draft.key}" />
    <input type="hidden" name="revision" value="${draft.revision}" />`;
  return {
    title: answer.title,
    description: answer.title,
    path: `${path}/${name}`,
    status: step.status ?? 200,
    team: { name: staff.name },
    body: html`<div class="wide application-head">
        <p class="meta"><a href="/team/applications">Applications</a> <a href="${path}">${fields.fullName}</a></p>
        <h1>${answer.title}</h1>
        ${
          problem !== undefined
            ? html`<p class="failed" role="alert">${problem}</p>`
            : status === answer.stage &&
              html`<p class="sent">It is at this stage already. Sending writes the mail and changes nothing else.</p>`
        }
      </div>
      <div class="wide split application">
        ${
          preview
            ? html`<section class="letter open" aria-labelledby="preview">
                <h2 id="preview">The mail, as it will be</h2>
                ${toLetter(preview)}
                <form class="form" method="post" action="${path}/${name}">
                  ${hidden}
                  <input type="hidden" name="remark" value="${draft.remark}" />
                  <p class="actions">
                    <button class="button" type="submit" name="do" value="send">${answer.send}</button>
                    <button class="button small" type="submit" name="do" value="write">Change the words</button>
                  </p>
                </form>
              </section>`
            : html`<form class="form" method="post" action="${path}/${name}">
                ${hidden}
                <div class="field">
                  <label for="remark"
                    >${answer.label} ${!answer.needed && html`<span class="optional">optional</span>`}</label
                  >
                  <p class="hint" id="remark-hint">${answer.hint}</p>
                  <textarea
                    id="remark"
                    name="remark"
                    rows="7"
                    maxlength="2000"
                    aria-describedby="remark-hint"
                    ${answer.needed && html`required`}
                  >
${draft.remark}</textarea>
                </div>
                <p class="actions">
                  <button class="button" type="submit" name="do" value="preview">Show the mail</button>
                  <a href="${path}">Back without sending</a>
                </p>
              </form>`
        }
        <aside class="note" aria-labelledby="what">
          <h2 id="what">What happens</h2>
          <ol class="parts">
            <li>You write the part that only you can write.</li>
            <li>You see the whole mail before it is sent.</li>
            <li>
              ${
                answer.stage === "rejected"
                  ? "The application is rejected and the mail goes out. Six months later all of it is erased, by itself."
                  : "The application moves to this stage and the mail goes out."
              }
            </li>
          </ol>
        </aside>
      </div>`,
  };
}

/** The mail of `answer` with these words, or why it cannot be written. */
export function previewAnswer(
  mails: Pick<Mails, "preview">,
  found: Answer,
  id: string,
  remark: string,
  staff: Colleague,
) {
  return mails.preview(found.template, id, { remark }, staff);
}
