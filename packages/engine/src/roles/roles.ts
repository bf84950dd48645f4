import type { Actor, Text } from "@abide/policy";

/** What people of the company do, the purposes that they do it for, and the pages of the console that they see to. */
export type Roles<Purposes extends string = string> = {
  readonly [role: string]: {
    readonly title?: Text;
    readonly purposes: readonly Purposes[];
    /** Names of pages: `mailbox`, `disclosures`. */
    readonly pages?: readonly string[];
  };
};

/**
 * Whether somebody with these roles works for `purpose`. One that no role holds is the website's own: it publishes comments, say.
 * One that a role holds is for people of that role alone, and the website itself is refused.
 */
export function toPurposeRole(
  roles: Roles,
  purpose: string,
  own: readonly string[],
): "holds" | "other-role" | "no-role" {
  const holders = toHolders(roles, purpose);
  if (holders.length === 0) return "no-role";
  return holders.some((role) => own.includes(role)) ? "holds" : "other-role";
}

/** Whether one of the roles `own` opens the page `page` of the console. */
export const opensPage = (roles: Roles, own: readonly string[], page: string): boolean =>
  own.some((role) => Object.hasOwn(roles, role) && roles[role]!.pages?.includes(page));

/** Names of the roles that hold `purpose`. */
function toHolders(roles: Roles, purpose: string): string[] {
  return Object.keys(roles).filter((role) => roles[role]!.purposes.includes(purpose));
}

/**
 * Somebody, or a part of the website, that hands over what others may read: `id` stands in the log, and the values go past them. So
 * the roles that hold the purpose are lent for it.
 */
export function lend(id: string, roles: Roles, purpose: string): Actor {
  return { id, roles: toHolders(roles, purpose) };
}

/** Somebody of the company, as the console knows them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly suspended: boolean;
  /** Of who has signed in: with both steps. Of others: that a second step is set up. Without, nothing is opened. */
  readonly complete: boolean;
  /** The language that they chose for the console; empty where they chose none. */
  readonly language: string;
}
