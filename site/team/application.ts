import { type FileFacts, html, type Html, spellCountry, toWords } from "@abide/policy";
import type { MailMessage, Mails, WrittenMail } from "@abide/engine";
import { mail } from "../mails/all.ts";
import { toTitle } from "../mails/words.ts";
import { toDay, toMoment, toWait } from "../pages/dates.ts";
import type { Page } from "../pages/layout.ts";
import type { Colleague, PageVisit } from "../pages/visit.ts";
import { refusal } from "./refusal.ts";
import { type Step, toSteps } from "./trail.ts";
import { activity, kind, purpose, toBadge, toStages } from "./words.ts";

/** What has just been done, or has failed. */
export interface Said {
  readonly good: boolean;
  readonly words: Html | string;
  /** A note that was not kept: it stands in its field again. */
  readonly note?: string;
  readonly status?: number;
}

/** Reads one application, with all that a recruiter works with. */
export function readApplication(staff: Colleague, id: string) {
  const fields = ["fullName", "email", "phone", "city", "state", "country", "position", "cv", "notes"] as const;
  return staff.records(activity).for(purpose).read(id, fields);
}

type Read = Awaited<ReturnType<typeof readApplication>>;
export type Application = Extract<Read, { readonly allowed: true }>;

/** One application: what was sent, where it stands, what was noted, and the mail about it. */
export async function application(
  id: string,
  visit: PageVisit,
  staff: Colleague,
  mails: Pick<Mails, "list">,
  now: Date,
  said?: Said,
): Promise<Page> {
  const [read, sent] = await Promise.all([readApplication(staff, id), mails.list(kind, activity, id, staff)]);
  if (!read.allowed) return refusal(read.reason, staff);
  const { fields, status, at, due, revision } = read;
  const { fullName, position } = fields;
  const steps = toSteps(fields.notes);
  const moved = steps.findLast((step) => step.stage !== undefined)?.at ?? at;
  const path = `/team/applications/${id}`;
  const stages = toStages(visit.version.policy);
  const after = stages[stages.findIndex((stage) => stage.id === status) + 1];
  // A decision is chosen, never what is there already.
  const next = after?.ends === false ? after.id : undefined;
  return {
    title: "Application",
    description: "One application.",
    path,
    status: said?.status ?? 200,
    team: { name: staff.name },
    body: html`<div class="wide application-head">
        <p class="meta">
          <a href="/team/applications">Applications</a> <a href="/careers/${position}">${toTitle(position)}</a>
        </p>
        <h1>${fullName}</h1>
        <p class="meta">
          ${toBadge(visit.version.policy, status)} <span>received ${toDay(at)}</span>
          ${
            due === undefined
              ? html`<span>waiting ${toWait(moved, now) === "today" ? "since today" : toWait(moved, now)}</span>`
              : html`<span class="due">will be erased on ${toDay(due)}</span>`
          }
        </p>
        ${said && html`<p class="${said.good ? "sent" : "failed"}" role="${said.good ? "status" : "alert"}">${said.words}</p>`}
        ${toWay(visit, status, steps)}
      </div>
      <div class="wide split application">
        <div>
          <section aria-labelledby="sent-in">
            <h2 id="sent-in">What was sent</h2>
            <dl class="claims">
              ${toFact("E-mail", html`<a href="mailto:${fields.email}">${fields.email}</a>`)}
              ${toFact("Telephone", html`<a href="tel:${fields.phone.replace(/[^+\d]/g, "")}"><bdi dir="ltr">${fields.phone}</bdi></a>`)}
              ${toFact("Place", [fields.city, fields.state, spellCountry(fields.country, "en")].filter(Boolean).join(", "))}
              ${toFact("Language", read.language.startsWith("de") ? "German" : "English")}
            </dl>
            ${toFile(fields.cv, `${path}/cv`)}
          </section>
          <section aria-labelledby="trail">
            <h2 id="trail">What we did and noted</h2>
            <ol class="trail-list" reversed>
              ${steps.toReversed().map((step) => toStep(step, visit))}
              <li>
                <p class="meta">${toMoment(at)}</p>
                <p>The application arrived.</p>
              </li>
            </ol>
          </section>
          <section aria-labelledby="mail">
            <h2 id="mail">Mail</h2>
            ${toMail(sent)}
          </section>
        </div>
        <aside aria-label="What to do">
          <section class="note" aria-labelledby="move">
            <h2 id="move">Stage</h2>
            <form class="form" method="post" action="${path}">
              <input type="hidden" name="do" value="move" />
              <input type="hidden" name="revision" value="${revision}" />
              <div class="field">
                <label for="stage">Move to</label>
                <select id="stage" name="stage">
                  ${stages
                    .filter((stage) => stage.id !== status)
                    .map(
                      ({ id, title }) => html`<option value="${id}" ${id === next && html`selected`}>${title}</option>`,
                    )}
                </select>
                <p class="hint" id="stage-hint">
                  Hired, rejected and withdrawn are decisions: six months after one, the application is erased.
                </p>
              </div>
              <p><button class="button small" type="submit">Move</button></p>
            </form>
            <ul class="ways">
              <li><a class="more" href="${path}/invite">Invite with a mail</a></li>
              <li><a class="more" href="${path}/reject">Reject with a mail</a></li>
            </ul>
          </section>
          <section class="note" aria-labelledby="add">
            <h2 id="add">Note</h2>
            <form class="form" method="post" action="${path}">
              <input type="hidden" name="do" value="note" />
              <input type="hidden" name="revision" value="${revision}" />
              <div class="field">
                <label for="note">What you want to remember</label>
                <p class="hint" id="note-hint">Applicants can ask to read it.</p>
                <textarea id="note" name="note" rows="4" maxlength="4000" aria-describedby="note-hint" required>
${said?.note ?? ""}</textarea>
              </div>
              <p><button class="button small" type="submit">Add the note</button></p>
            </form>
          </section>
        </aside>
      </div>`,
  };
}

/** Where the application stands on its way, as a row of waymarks: those it passed, and those that are ahead. */
function toWay({ version }: PageVisit, status: string | undefined, steps: readonly Step[]): Html {
  const stages = toStages(version.policy);
  const here = stages.findIndex(({ id }) => id === status);
  const over = stages[here]?.ends === true;
  const passed = new Set<string | undefined>([stages[0]!.id, ...steps.map(({ stage }) => stage)]);
  const way = stages.filter(({ id, ends }, index) =>
    index < here ? passed.has(id) && !ends : index === here || (!ends && !over),
  );
  const shown = over ? way : [...way, { id: "decision", title: "Decision", ends: true }];
  const at = shown.findIndex(({ id }) => id === status);
  return html`<ol class="way" aria-label="The way of an application">
    ${shown.map(
      ({ title }, index) =>
        html`<li
          class="${index < at ? "done" : index === at ? "here" : "ahead"}"
          ${index === at && html`aria-current="step"`}
        >
          ${title}
        </li>`,
    )}
  </ol>`;
}

function toFact(title: string, value: Html | string): Html {
  return html`<div>
    <dt>${title}</dt>
    <dd>${value}</dd>
  </div>`;
}

const types: { readonly [type: string]: string } = {
  "application/pdf": "PDF",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
  "application/vnd.oasis.opendocument.text": "OpenDocument text",
  "text/plain": "plain text",
};

function toFile(file: FileFacts | undefined, href: string): Html {
  if (!file) return html`<p class="none">There is no CV.</p>`;
  const { name, size } = file;
  const type = types[file.type.split(";")[0]!] ?? "document";
  const amount =
    size < 1_000_000 ? `${Math.max(1, Math.round(size / 1000))} KB` : `${(size / 1_000_000).toFixed(1)} MB`;
  return html`<p class="file">
    <a class="button small" href="${href}" download>Save the CV</a>
    <span><bdi>${name}</bdi><br />${type}, ${amount}</span>
  </p>`;
}

function toStep({ at, by, stage, note }: Step, { version }: PageVisit): Html {
  const title = toStages(version.policy).find(({ id }) => id === stage)?.title;
  return html`<li>
    <p class="meta">${Date.parse(at) > 0 && toMoment(at)} ${by !== "" && html`<strong>${by}</strong>`}</p>
    ${stage !== undefined && html`<p>Moved to <b>${title ?? stage}</b>.</p>`}
    ${note !== undefined && note.split(/\n{2,}/).map((paragraph) => html`<p class="written">${paragraph}</p>`)}
  </li>`;
}

function toMail(sent: Awaited<ReturnType<Mails["list"]>>): Html {
  if (!sent.allowed)
    return html`<p class="failed">The mail about it cannot be shown just now. Try again in a minute.</p>`;
  if (sent.messages.length === 0)
    return html`<p class="none">
      None was written. The confirmation should be here: send a mail with the invitation or the answer.
    </p>`;
  return html`${sent.messages.toReversed().map(
    (message) =>
      html`<details class="letter">
        <summary>${toMailTitle(message)} <span>${toMoment(message.at)}, ${states[message.state]}</span></summary>
        ${toLetter(message)}
      </details>`,
  )}`;
}

/** How far a mail is. */
const states: { readonly [state in WrittenMail["state"]]: string } = {
  kept: "not sent",
  queued: "on its way",
  delivered: "sent",
  failed: "could not be delivered",
  denied: "not sent: the person said no meanwhile",
  dropped: "not sent: somebody stopped it",
};

function toMailTitle({ template }: MailMessage): string {
  const known = mail.templates.find(({ name }) => name === template);
  return known ? toWords(known.title, "en") : template;
}

/** A mail as it is sent. */
export function toLetter({ from, to, subject, text, language }: Omit<MailMessage, "id" | "at">): Html {
  return html`<dl class="head">
      ${toFact("From", html`${from.name} &lt;${from.address}&gt;`)} ${toFact("To", to.address)}
      ${toFact("Subject", html`<span lang="${language}">${subject}</span>`)}
    </dl>
    <div class="letter-text" lang="${language}">
      ${text.split(/\n{2,}/).map((paragraph) => html`<p>${paragraph.split("\n").flatMap((line, index) => (index === 0 ? [line] : [html`<br />`, line]))}</p>`)}
    </div>`;
}

/** Who changed an application while somebody else was looking at it. */
export function toMeanwhile(notes: string | undefined, visit: PageVisit): string {
  const last = toSteps(notes).at(-1);
  if (!last || last.by === "") return "It was changed meanwhile.";
  const title = toStages(visit.version.policy).find(({ id }) => id === last.stage)?.title;
  return title === undefined
    ? `Changed meanwhile by ${last.by}, who added a note.`
    : `Changed meanwhile by ${last.by}, who moved it to ${title}.`;
}
