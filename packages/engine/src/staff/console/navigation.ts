import type { Place, Places } from "@abide/console";
import { toWords } from "@abide/policy";
import { opensPage, toPurposeRole, type Person, type Roles } from "../../roles/roles.ts";
import type { ConsolePage, Desk, Spoken } from "../console-page.ts";
import { administrator } from "../people.ts";
import type { StaffTexts } from "../texts/all.ts";

/** The roles of the company's people, their desks on the website, and the pages of features in the console. */
export interface Work {
  readonly roles: Roles;
  readonly desks: readonly Desk[];
  readonly pages: readonly ConsolePage[];
}

/** A place that somebody's roles open, on the website or in the console. */
export interface DeskPlace {
  readonly title: string;
  readonly says: string | undefined;
  readonly href: string;
  /** Its heading in the navigation. Default: "Your work". */
  readonly group?: Spoken | undefined;
}

export const entersPage = (roles: Roles, { complete, roles: own }: Person, page: string): boolean =>
  complete && opensPage(roles, own, page);

/** The pages of features that somebody's roles open. */
export const toOwnPages = ({ roles, pages }: Work, person: Person): ConsolePage[] =>
  pages.filter(({ name }) => entersPage(roles, person, name));

/** The desks and the pages that somebody's roles open. */
export function toDesks(work: Work, person: Person, { language }: StaffTexts): DeskPlace[] {
  const desks = work.desks.filter(
    ({ purpose }) => person.complete && toPurposeRole(work.roles, purpose, person.roles) === "holds",
  );
  return [
    ...desks.map(({ title, says, href }) => ({
      title: toWords(title, language),
      says: says && toWords(says, language),
      href,
    })),
    ...toOwnPages(work, person).map(({ name, title, says, group }) => ({
      title: toWords(title, language),
      says: toWords(says, language),
      href: `/console/${name}`,
      group,
    })),
  ];
}

/** The navigation: the overview, then the work of the person in groups, then the console's own pages. */
export function toPlaces(work: Work, person: Person, texts: StaffTexts): readonly Places[] {
  const account: Place = { title: texts.account, href: "/console/account" };
  if (!person.complete) return [{ of: [account] }];
  const desks = toDesks(work, person, texts);
  const groups = Map.groupBy(desks, ({ group }) => (group ? toWords(group, texts.language) : texts.desks));
  const people: readonly Place[] = person.roles.includes(administrator)
    ? [{ title: texts.people, href: "/console/staff" }]
    : [];
  return [
    { of: [{ title: texts.home, href: "/console" }] },
    ...Array.from(groups, ([title, of]) => ({ title, of })),
    { title: texts.console, of: [...people, account, { title: texts.styleGuide, href: "/console/style-guide" }] },
  ];
}
