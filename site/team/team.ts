import { answerDownload, type Mails, verifySameOrigin } from "@abide/engine";
import type { Page } from "../pages/layout.ts";
import type { Colleague, PageVisit } from "../pages/visit.ts";
import { type Answer, answer, answers, type Draft, previewAnswer } from "./answer.ts";
import { type Application, application, readApplication, type Said, toMeanwhile } from "./application.ts";
import { applications } from "./applications.ts";
import { passOn } from "./pass-on.ts";
import { readForm } from "./read-form.ts";
import { refusal, signIn } from "./refusal.ts";
import { addStep, type Step } from "./trail.ts";
import { activity, purpose, type Stage, toStages } from "./words.ts";

export interface TeamOptions {
  readonly mails: Pick<Mails, "list" | "preview" | "send">;
  readonly clock: () => Date;
}

const done: { readonly [done: string]: string } = {
  moved: "Moved.",
  noted: "The note is kept.",
  sent: "Done, and the mail is on its way.",
};

/**
 * The pages of the company's own people below /team. Nothing here decides who may see what: every value comes from the records of
 * who has signed in, for recruitment, and what they are denied is not shown.
 */
export async function team(request: Request, visit: PageVisit, options: TeamOptions): Promise<Page | Response> {
  const { staff } = visit;
  const url = new URL(request.url);
  if (!staff) return signIn(url);
  const [, , room, id, act, ...rest] = url.pathname.replace(/\/$/, "").split("/");
  if (room !== "applications" || rest.length > 0) return refusal("not-found", staff);
  const post = request.method === "POST";
  if (post) verifySameOrigin(request, url.origin);
  else if (request.method !== "GET" && request.method !== "HEAD") return notAllowed("GET, HEAD, POST");
  const now = options.clock();

  if (id === undefined) return post ? notAllowed("GET, HEAD") : applications(url.searchParams, visit, staff, now);
  if (act === undefined) {
    if (post) return change(await readForm(request), id, visit, staff, options);
    const words = done[url.searchParams.get("done") ?? ""];
    const said = words === undefined ? undefined : { good: true, words };
    return application(id, visit, staff, options.mails, now, said);
  }
  if (act === "cv") {
    if (post) return notAllowed("GET, HEAD");
    const got = await staff.records(activity).for(purpose).download(id, "cv");
    return got.allowed ? answerDownload(got.file) : refusal(got.reason, staff);
  }
  const found = Object.hasOwn(answers, act) ? answers[act] : undefined;
  if (!found) return refusal("not-found", staff);
  const read = await readApplication(staff, id);
  if (!read.allowed) return refusal(read.reason, staff);
  const form = post ? await readForm(request) : new URLSearchParams();
  return write(form, found, read, visit, staff, options);
}

/** Moves an application, or adds a note to it. */
async function change(
  form: URLSearchParams,
  id: string,
  visit: PageVisit,
  staff: Colleague,
  { mails, clock }: TeamOptions,
): Promise<Page | Response> {
  const note = (form.get("note") ?? "").replace(/\r\n?/g, "\n").trim().slice(0, 4_000);
  const stage = toStages(visit.version.policy).find(({ id }) => id === form.get("stage"))?.id;
  const show = (said: Said) => application(id, visit, staff, mails, clock(), said);
  const read = await readApplication(staff, id);
  if (!read.allowed) return refusal(read.reason, staff);
  const isMove = form.get("do") === "move";
  if (isMove && stage === undefined) return show({ good: false, words: "Choose a stage.", status: 422 });
  if (!isMove && note === "") return show({ good: false, words: "The note is empty.", status: 422 });

  const step = isMove ? { stage: stage! } : { note };
  const updated = await keep(read, step, toRevision(form), staff, clock());
  if (updated.allowed) return passOn(`/team/applications/${id}?done=${isMove ? "moved" : "noted"}`);
  return show({ ...toFailure(updated.reason, read, visit), ...(isMove ? {} : { note }) });
}

/** Takes an answer through its steps: words, preview, sent. */
async function write(
  form: URLSearchParams,
  found: Answer,
  read: Application,
  visit: PageVisit,
  staff: Colleague,
  { mails, clock }: TeamOptions,
): Promise<Page | Response> {
  const remark = (form.get("remark") ?? "").replace(/\r\n?/g, "\n").trim().slice(0, 2_000);
  const key = /^[\w-]{36}$/.exec(form.get("key") ?? "")?.[0] ?? crypto.randomUUID();
  const draft: Draft = { remark, key, revision: form.has("revision") ? toRevision(form) : read.revision };
  const act = form.get("do");
  if (act !== "preview" && act !== "send") return answer(read, found, staff, draft, {});
  if (found.needed && remark === "")
    return answer(read, found, staff, draft, { problem: "Write the reason first.", status: 422 });
  const preview = await previewAnswer(mails, found, read.id, remark, staff);
  if (!preview.allowed) {
    const problem = "The mail cannot be written just now. Nothing was changed; try again in a minute.";
    return answer(read, found, staff, draft, { problem, status: 503 });
  }
  const { message } = preview;
  if (act === "preview") return answer(read, found, staff, draft, { preview: message });

  // The stage first: a mail that says no to somebody whose application goes on would be worse than one that is sent again.
  let { revision } = draft;
  if (read.status !== found.stage) {
    const updated = await keep(read, { stage: found.stage }, revision, staff, clock());
    if (!updated.allowed) {
      const { words, status = 503 } = toFailure(updated.reason, read, visit);
      const problem = `${String(words)} Nothing was sent.`;
      return answer(read, found, staff, { ...draft, revision: read.revision }, { problem, preview: message, status });
    }
    ({ revision } = updated);
  }
  const sent = await mails.send(found.template, read.id, { remark }, { by: staff, key });
  if (sent.queued) return passOn(`/team/applications/${read.id}?done=sent`);
  const problem =
    "The application was moved, but the mail could not be kept, and so was not sent. Send it again from here in a minute.";
  const now = { ...read, status: found.stage };
  return answer(now, found, staff, { ...draft, revision }, { problem, preview: message, status: 503 });
}

/** Keeps a step of the trail, and the stage with it where it has one. */
function keep(
  read: Application,
  step: { readonly stage?: Stage; readonly note?: string },
  revision: number,
  staff: Colleague,
  now: Date,
) {
  const full: Step = { at: now.toISOString(), by: staff.name, ...step };
  return staff
    .records(activity)
    .for(purpose)
    .update(read.id, {
      revision,
      fields: { notes: addStep(read.fields.notes, full) },
      ...(step.stage === undefined ? {} : { status: step.stage }),
    });
}

function toFailure(reason: string, read: Application, visit: PageVisit): Said {
  switch (reason) {
    case "changed":
      return {
        good: false,
        words: `${toMeanwhile(read.fields.notes, visit)} Look at it before you go on: nothing of yours was kept.`,
        status: 409,
      };
    case "wrong-value":
      return { good: false, words: "There is no room for more notes on this application.", status: 422 };
    default:
      return { good: false, words: "It could not be kept. Nothing was changed; try again in a minute.", status: 503 };
  }
}

function toRevision(form: URLSearchParams): number {
  const revision = form.get("revision") ?? "";
  return /^\d{1,9}$/.test(revision) ? Number(revision) : -1;
}

function notAllowed(allow: string): Response {
  return new Response("This address does not take that.\n", {
    status: 405,
    headers: { Allow: allow, "Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8" },
  });
}
