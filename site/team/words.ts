import { type Compiled, html, type Html, type ReadReason, toWords } from "@abide/policy";

export const activity = "careers";
export const purpose = "recruitment";
/** The kind of mail that answers applications. */
export const kind = "applications";

export type Stage = "received" | "screening" | "interview" | "offer" | "hired" | "rejected" | "withdrawn";

/** The stages of an application, in their order, as the policy has them. */
export function toStages(
  policy: Compiled,
): readonly { readonly id: Stage; readonly title: string; readonly ends: boolean }[] {
  return policy.activities[activity]!.statuses!.map(({ id, title, starts }) => ({
    id: id as Stage,
    title: toWords(title, "en"),
    ends: starts === "decision",
  }));
}

/** A stage by its title, marked where it ends the matter. */
export function toBadge(policy: Compiled, status: string | undefined): Html {
  const stage = toStages(policy).find(({ id }) => id === status);
  return html`<span class="badge ${stage?.ends && "ended"}">${stage?.title ?? "Unknown"}</span>`;
}

/** Why an application, or the list of them, is not shown: what happened, and what to do. */
export function toRefusal(reason: ReadReason): {
  readonly status: number;
  readonly title: string;
  readonly says: string;
} {
  switch (reason) {
    case "not-staff":
    case "other-purpose":
      return {
        status: 403,
        title: "This is for recruiters",
        says: "Your roles do not work for recruitment, so applications are not shown to you. Ask whoever gives out the roles.",
      };
    case "not-found":
    case "erased":
    case "expired":
      return {
        status: 404,
        title: "There is no such application",
        says: "There is none at this address, or its time is over and it has been erased.",
      };
    case "objected":
    case "restricted":
    case "withdrawn":
    case "refused":
    case "no-choice":
      return {
        status: 403,
        title: "This application may not be worked on",
        says: "The person has objected to it, or asked that it be left alone. The data protection officer knows more.",
      };
    case "bad-cursor":
    case "wrong-value":
    case "not-lookup":
    case "undeclared":
      return {
        status: 400,
        title: "This address has a slip in it",
        says: "It names a page or a filter that does not exist. Start at the first page.",
      };
    case "changed":
      return {
        status: 409,
        title: "Somebody was quicker",
        says: "The application was changed meanwhile. Open it again and look before you go on.",
      };
    case "failed":
    default:
      return {
        status: 503,
        title: "Applications cannot be shown just now",
        says: "Something on our side does not answer. Try again in a minute.",
      };
  }
}
