import {
  createRecords,
  type Core,
  type MailMessage,
  type Mails,
  type MailTemplate,
  type WrittenMail,
} from "@abide/engine";
import type { Actor, CountResult, DownloadResult, ReadReason } from "@abide/policy";
import { applicationRejected } from "../mails/application-rejected.tsx";
import { interviewInvitation } from "../mails/interview-invitation.tsx";
import type { policy } from "../policy.ts";
import { activity, kind, purpose, type StageId } from "./stages.ts";
import { addStep, type Step } from "./trail.ts";

/** Somebody who works with applications. What they are denied is not shown, and every read has their name on it. */
export interface Recruiter extends Actor {
  readonly name: string;
}

/** An answer by mail, and the stage that comes with it. */
export interface Answer {
  readonly name: AnswerName;
  readonly template: MailTemplate<"fullName" | "position", "remark">;
  readonly stage: StageId;
  /** Whether it cannot go without a word of the recruiter's own. */
  readonly needsRemark: boolean;
}
export type AnswerName = "invite" | "reject";

export const answers: { readonly [Name in AnswerName]: Answer } = {
  invite: { name: "invite", template: interviewInvitation, stage: "interview", needsRemark: false },
  reject: { name: "reject", template: applicationRejected, stage: "rejected", needsRemark: true },
};

/** What is being written: it stays the same from step to step. */
export interface Draft {
  readonly remark: string;
  /** The same for the same mail, however often its form is sent. */
  readonly key: string;
  /** Of the application, when writing began. */
  readonly revision: number;
}

export interface Which {
  readonly stage: StageId | undefined;
  readonly position: string | undefined;
  readonly sort: "newest" | "oldest";
  /** Where the page before ended. */
  readonly after: string | undefined;
}

type Allowed<Result> = Extract<Result, { readonly allowed: true }>;

/** How many applications a page of the list has. */
const perPage = 25;

export type Applications = ReturnType<typeof createApplications>;
export type Application = Allowed<Awaited<ReturnType<Applications["read"]>>>;
export type Listed = Allowed<Awaited<ReturnType<Applications["list"]>>>["records"][number];
export type Written =
  | { readonly allowed: true; readonly messages: readonly WrittenMail[] }
  | { readonly allowed: false };
export type Previewed = { readonly allowed: true; readonly message: MailMessage } | { readonly allowed: false };
export type Sent =
  | { readonly sent: true }
  /** `moved`: to the stage of the answer, although no mail is on its way. */
  | { readonly sent: false; readonly moved: false; readonly reason: ReadReason }
  | { readonly sent: false; readonly moved: true; readonly revision: number };

/** What recruiters do with applications. Every value is read for recruitment, under the name of who reads it. */
export function createApplications(core: Core, mails: Pick<Mails, "list" | "preview" | "send">) {
  const reader = (by: Recruiter) => createRecords<typeof policy>(Promise.resolve(core), by)(activity).for(purpose);

  /** How many there are at each stage. */
  const count = (by: Recruiter, { position }: Pick<Which, "position">): Promise<CountResult> =>
    reader(by).count(position === undefined ? {} : { where: { position } });

  const list = (by: Recruiter, { stage, position, sort, after }: Which) =>
    reader(by).list({
      fields: ["fullName", "city", "country", "position", "notes"],
      sort,
      limit: perPage,
      ...(stage === undefined ? {} : { status: stage }),
      ...(position === undefined ? {} : { where: { position } }),
      ...(after === undefined ? {} : { after }),
    });

  const read = (by: Recruiter, id: string) =>
    reader(by).read(id, ["fullName", "email", "phone", "city", "state", "country", "position", "cv", "notes"]);

  const openCv = (by: Recruiter, id: string): Promise<DownloadResult> => reader(by).download(id, "cv");

  /** Mail that was written about an application, the oldest first. */
  const listMail = (by: Recruiter, id: string): Promise<Written> => mails.list(kind, activity, id, by);

  /** Keeps a step of the trail, and the stage with it where it has one. Whoever saw another revision is refused. */
  const keep = (
    by: Recruiter,
    application: Kept,
    step: { readonly stage?: StageId; readonly note?: string },
    revision: number,
  ) => {
    const full: Step = { at: core.clock().toISOString(), by: by.name, ...step };
    return reader(by).update(application.id, {
      revision,
      fields: { notes: addStep(application.fields.notes, full) },
      ...(step.stage === undefined ? {} : { status: step.stage }),
    });
  };

  /** The mail as it will be. */
  const preview = (by: Recruiter, id: string, { template }: Answer, remark: string): Promise<Previewed> =>
    mails.preview(template, id, { remark }, by);

  /** Moves an application to the stage of an answer and sends the mail. The same draft sent again is the same mail. */
  const send = async (
    by: Recruiter,
    application: Kept & { readonly status: string | undefined },
    { template, stage }: Answer,
    { remark, key, revision }: Draft,
  ): Promise<Sent> => {
    // The stage first: a mail that says no to somebody whose application goes on would be worse than one that is sent again.
    let moved = revision;
    if (application.status !== stage) {
      const kept = await keep(by, application, { stage }, revision);
      if (!kept.allowed) return { sent: false, moved: false, reason: kept.reason };
      moved = kept.revision;
    }
    const sent = await mails.send(template, application.id, { remark }, { by, key });
    return sent.queued ? { sent: true } : { sent: false, moved: true, revision: moved };
  };

  return { clock: core.clock, count, list, read, openCv, listMail, keep, preview, send };
}

/** What of an application a step is kept with. */
interface Kept {
  readonly id: string;
  readonly fields: { readonly notes: string | undefined };
}
