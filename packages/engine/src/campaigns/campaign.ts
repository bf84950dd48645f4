import type { ReadReason } from "@abide/policy";
import type { Promotion } from "../mail/mail.ts";
import type { Progress } from "../outbox/message.ts";

/** The people who get it: those with such a record whose data may serve the promotion's purpose when it is written and when it leaves. */
export interface Audience {
  readonly activity: string;
  readonly which?: Which | undefined;
}

/** The conditions of an audience. */
export interface Which {
  /** Values of look-up fields. */
  readonly where?: { readonly [field: string]: string };
  readonly status?: string;
  /** Collected since then, in ISO 8601. */
  readonly since?: string;
  readonly until?: string;
}

export interface Plan {
  readonly promotion: Promotion;
  readonly audience: Audience;
  /** The promotion's further values: the same for everybody. */
  readonly values?: { readonly [name: string]: string };
  /** Whether people get it who have it already: the same promotion with the same values. Default: they are left out. */
  readonly again?: boolean;
}

/** `other-plan`: under the id that was given another mail was begun, or the same one to others. */
export type CampaignReason = ReadReason | "other-activity" | "missing-value" | "nobody" | "other-plan";

export type Estimated =
  /** `exact` is false where there are more than could be counted in a moment. */
  | {
      readonly allowed: true;
      readonly people: number;
      /** How many more have it already or are about to, and are left out. */
      readonly reached: number;
      /** How many more are left out since a paused campaign holds it for them: nothing of that leaves until it is resumed. */
      readonly held: number;
      readonly exact: boolean;
    }
  | { readonly allowed: false; readonly reason: CampaignReason };

export type Started =
  | { readonly started: true; readonly id: string }
  | { readonly started: false; readonly reason: CampaignReason };

/** A campaign that the same promotion went out by. */
export interface EarlierCampaign {
  readonly id: string;
  readonly at: string;
  readonly state: CampaignState;
  readonly delivered: number;
  /** Whether it had the same values, and so is the same mail. */
  readonly same: boolean;
}

export type CampaignState = "running" | "paused" | "cancelled" | "failed" | "done";

export interface CampaignProgress {
  readonly id: string;
  /** Name of the promotion. */
  readonly promotion: string;
  readonly activity: string;
  readonly which: Which;
  /** Whether people got it who had it already. */
  readonly again: boolean;
  readonly state: CampaignState;
  /** Why it failed. */
  readonly why: string | undefined;
  readonly by: string;
  readonly at: string;
  readonly ended: string | undefined;
  /** Whether everybody of the audience has been written to. The messages leave at their own pace. */
  readonly written: boolean;
  /** How many were written to. */
  readonly people: number;
  /** How many people of the audience were not written to: suppressed, in it twice, or reached already. */
  readonly leftOut: number;
  readonly messages: Progress;
  readonly opens: number;
  /** People who followed a link, and how many followed each. Only those who agreed to be counted. */
  readonly clicks: number;
  readonly links: readonly { readonly link: number; readonly clicks: number }[];
}

/** Promotional mail to a declared audience. A campaign that was started goes on by itself, also after the process was killed. */
export interface Campaigns {
  /** How many people it would go to now. */
  readonly estimate: (plan: Plan) => Promise<Estimated>;
  /** The last campaigns that the plan's promotion went out by, the newest first. */
  readonly earlier: (plan: Plan) => Promise<EarlierCampaign[]>;
  /**
   * Begins to write to everybody of the audience. Starting again with the same `id`, a UUID, gives back the campaign that is there: a
   * form that is sent twice begins one. With another plan it is refused.
   *
   * @example
   * const started = await engine.campaigns.start({ promotion: winterIssue, audience: { activity: "newsletter" }, by: "mira" });
   * if (!started.started) show(started.reason);
   */
  readonly start: (plan: Plan & { readonly by: string; readonly id?: string }) => Promise<Started>;
  /** Nothing of it leaves until it is resumed. False where it is not running. */
  readonly pause: (id: string, by: string) => Promise<boolean>;
  readonly resume: (id: string, by: string) => Promise<boolean>;
  /**
   * Messages that have not left by now do not leave, and nobody can retry them; one that is being sent at this moment may arrive. False
   * where the campaign has ended and no message of it was given up.
   */
  readonly cancel: (id: string, by: string) => Promise<boolean>;
  readonly progress: (id: string) => Promise<CampaignProgress | undefined>;
  /** All of them, the newest first. */
  readonly list: () => Promise<CampaignProgress[]>;
  /** Writes everything that can be written now. Without this call it is written in the background. */
  readonly drain: () => Promise<void>;
}
