import type { Text } from "@abide/policy";

/** What people of the company do, the purposes that they do it for, and the rooms of the console that they see to. */
export type Roles<Purposes extends string = string> = {
  readonly [role: string]: {
    readonly title?: Text;
    readonly purposes: readonly Purposes[];
    /** Names of rooms: `mailbox`, `disclosures`. */
    readonly rooms?: readonly string[];
  };
};

/**
 * Whether somebody with these roles works for `purpose`. One that no role holds is the website's own: it publishes comments, say.
 * One that a role holds is for people of that role alone, and the website itself is refused.
 */
export function holdsPurpose(
  roles: Roles,
  purpose: string,
  own: readonly string[],
): "holds" | "other-role" | "no-role" {
  const holders = Object.keys(roles).filter((role) => roles[role]!.purposes.includes(purpose));
  if (holders.length === 0) return "no-role";
  return holders.some((role) => own.includes(role)) ? "holds" : "other-role";
}
