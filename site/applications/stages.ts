import { toWords, type Compiled, type Language } from "@abide/policy";

export const activity = "careers";
export const purpose = "recruitment";
/** The kind of mail that answers applications. */
export const kind = "applications";

export type StageId = "received" | "screening" | "interview" | "offer" | "hired" | "rejected" | "withdrawn";

export interface Stage {
  readonly id: StageId;
  readonly title: string;
  /** Whether it is a decision, after which the application is kept for a time and no more. */
  readonly ends: boolean;
}

/** The stages of an application, in their order, as the policy has them. */
export function toStages({ activities, languages }: Compiled, language: Language): readonly Stage[] {
  return activities[activity]!.statuses!.map(({ id, title, starts }) => ({
    id: id as StageId,
    title: toWords(title, language, languages),
    ends: starts === "decision",
  }));
}
