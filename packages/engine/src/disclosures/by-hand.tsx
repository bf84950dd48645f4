import {
  Choice,
  Copy,
  Field,
  fill,
  More,
  Outcome as Said,
  Page,
  Pair,
  Row,
  Rows,
  Button,
  Search,
  useReader,
} from "@abide/console";
import { toWords, type Compiled, type RecipientCategory } from "@abide/policy";
import type { Child } from "hono/jsx";
import type { OpenedWith } from "../archive/age.ts";
import { isId } from "../http/id.ts";
import { answerRedirect } from "../http/redirect.ts";
import type { PageRequest, PageAnswer } from "../staff/console-page.ts";
import { type Scope } from "./scope.ts";
import { decideLeaving } from "./decide-leaving.ts";
import { toDisclosureTexts, type DisclosureTexts } from "./texts/all.ts";

// What the pages share where something leaves by hand: packages, requests by authorities, a succession.

/** Who asks such a page, about which policy, and what a form brought. */
export interface Around {
  readonly asked: PageRequest;
  readonly policy: Compiled;
  readonly texts: DisclosureTexts["shared"];
  /** What somebody typed, where a form is shown again. */
  readonly typed: (name: string) => string;
  /** The same, as it is written into the page again: a secret that somebody pasted by mistake is not. */
  readonly again: (name: string) => string;
}

export function toAround(asked: PageRequest): Around {
  const { language, form, visit } = asked;
  const typed = (name: string) => form?.get(name) ?? "";
  return {
    asked,
    policy: visit.version.policy,
    texts: toDisclosureTexts(language).shared,
    typed,
    again: (name) => (secretKey.test(typed(name)) ? "" : typed(name)),
  };
}

/** What a page says about the form that was just sent. */
export interface Outcome {
  readonly says: Child;
  readonly status: 200 | 422;
}
export const refused = (words: string): Outcome => ({ says: <Said is="refused">{words}</Said>, status: 422 });
export const said = (words: Child): Outcome => ({ says: <Said is="done">{words}</Said>, status: 200 });

/** A link that is shown once. */
export const toLinkOutcome = ({ asked, texts }: Around, link: string): Outcome =>
  said(
    <>
      <p>{texts.link}</p>
      <p>
        <Copy>
          {asked.origin}
          {link}
        </Copy>
      </p>
    </>,
  );

/** A redirect after a form that did something: otherwise loading the page again would send the form once more. */
export function answerDone({ asked, texts }: Around, to: string): Response {
  return answerRedirect(
    { language: asked.language, title: texts.done, says: texts.redirect, link: texts.goOn, to },
    new Headers({ "referrer-policy": "same-origin" }),
  );
}

/** What the page says that such a redirect leads to: one of `known`. */
export function readDone({ asked }: Around, known: { readonly [done: string]: string }): Outcome | undefined {
  const done = asked.query.get("done") ?? "";
  return !asked.form && Object.hasOwn(known, done) ? said(known[done]) : undefined;
}

/** The one-time id of a form: it becomes the id of what the form makes, so that the form sent again makes nothing new. */
export const toOnce = (around: Around): string => fromOnce(around) ?? crypto.randomUUID();
export const fromOnce = ({ typed }: Around): string | undefined => (isId(typed("once")) ? typed("once") : undefined);

/** Something that can leave: of one activity, to one recipient, for one purpose. */
export interface Leaving {
  readonly recipient: string;
  readonly category: RecipientCategory;
  readonly activity: string;
  readonly purpose: string;
  /** `recipient activity purpose`, as a form names it. */
  readonly value: string;
}

/** Everything that can leave to recipients of these categories, for these purposes. */
export function toLeavings(
  { policy }: Around,
  fits: (category: RecipientCategory, purpose: string) => boolean,
): readonly Leaving[] {
  return Object.entries(policy.recipients).flatMap(([recipient, { category, for: purposes, takes = {} }]) =>
    Object.keys(takes).flatMap((activity) =>
      purposes.flatMap((purpose): Leaving[] =>
        fits(category, purpose) && toLeavingFields(policy, recipient, activity, purpose).length > 0
          ? [{ recipient, category, activity, purpose, value: `${recipient} ${activity} ${purpose}` }]
          : [],
      ),
    ),
  );
}

/** The one that somebody chose, in the address or in a form. */
export function findLeaving({ asked, typed }: Around, leavings: readonly Leaving[]): Leaving | undefined {
  const what = asked.form ? typed("what") : asked.query.get("what");
  return leavings.find(({ value }) => value === what);
}

export const toText = ({ asked, policy }: Around, text: Parameters<typeof toWords>[0]): string =>
  toWords(text, asked.language, policy.languages);

export function toLeavingTitle(around: Around, { recipient, activity, purpose }: Leaving): string {
  const { policy, asked } = around;
  const to = toText(around, policy.recipients[recipient]!.name);
  return `${to} · ${toActivityTitle(policy, activity, asked.language)} · ${toPurposeTitle(around, purpose)}`;
}

/** A purpose by its title, since staff look for that; by its sentence where it has none, which is written to visitors. */
export function toPurposeTitle(around: Around, purpose: string): string {
  const declared = around.policy.purposes[purpose];
  return declared ? toText(around, declared.title ?? declared.says) : purpose;
}

/** A page that asks for the recipient first, then for the activity and the purpose: the next form depends on them. */
export function choose(
  around: Around,
  page: {
    readonly title: string;
    readonly address: string;
    readonly back: { readonly title: string; readonly href: string };
    readonly leavings: readonly Leaving[];
    readonly more?: string;
  },
): PageAnswer {
  return { title: page.title, main: <Choose around={around} {...page} /> };
}

function Choose({
  around,
  title,
  address,
  back,
  leavings,
  more,
}: Parameters<typeof choose>[1] & { readonly around: Around }) {
  const { texts, asked, policy } = around;
  const last = more !== undefined && <p class="soft">{more}</p>;
  if (leavings.length === 0) {
    return (
      <Page title={title} lead={texts.noRecipient} back={back}>
        {last}
      </Page>
    );
  }
  const recipients = [...new Map(leavings.map((leaving) => [leaving.recipient, leaving])).values()];
  const to = recipients.length === 1 ? recipients[0]!.recipient : asked.query.get("to");
  const own = leavings.filter(({ recipient }) => recipient === to);
  if (own.length === 0) {
    const list = (some: readonly Leaving[]) => (
      <Rows>
        {some.map(({ recipient }) => {
          const { name, says = "" } = policy.recipients[recipient]!;
          return <Row title={toText(around, name)} href={`${address}?to=${recipient}`} says={toText(around, says)} />;
        })}
      </Rows>
    );
    const [near, far] = [true, false].map((is) => recipients.filter(({ category }) => isNear(category) === is));
    return (
      <Page title={title} lead={texts.toWhom} back={back}>
        {last}
        {near!.length > 0 && far!.length > 0 && <h2>{texts.near}</h2>}
        {near!.length > 0 && list(near!)}
        {far!.length > 0 && (
          <More title={`${texts.far} (${far!.length})`} open={near!.length === 0}>
            {list(far!)}
          </More>
        )}
      </Page>
    );
  }
  return (
    <Page title={title} lead={toText(around, policy.recipients[to!]!.name)} back={back}>
      {last}
      <Search>
        {[...Map.groupBy(own, ({ activity }) => activity)].map(([activity, some]) => (
          <Choice
            kind="one"
            name="what"
            id={`what-${activity}`}
            legend={toActivityTitle(policy, activity, asked.language)}
            of={some.map(({ purpose, value }) => {
              const { title: named, says } = policy.purposes[purpose]!;
              return {
                value,
                title: toPurposeTitle(around, purpose),
                ...(named === undefined ? {} : { says: toText(around, says) }),
              };
            })}
          />
        ))}
        <Button title={texts.continue} />
      </Search>
      {recipients.length > 1 && (
        <p>
          <a href={address}>{texts.another}</a>
        </p>
      )}
    </Page>
  );
}

/** Categories that are handed packages; the others usually receive by a connector. */
const isNear = (category: RecipientCategory): boolean =>
  category === "professional-adviser" || category === "affiliate" || category === "authority";

export function toLeavingFields(policy: Compiled, recipient: string, activity: string, purpose: string): string[] {
  const taken = policy.recipients[recipient]?.takes?.[activity] ?? [];
  return taken.filter((field) => !decideLeaving(policy, { recipient, activity, purpose, fields: [field] }));
}

export function toActivityTitle(policy: Compiled, activity: string, language: string): string {
  const title = policy.activities[activity]?.title;
  return title === undefined ? activity : toWords(title, language, policy.languages);
}

export const toFieldTitle = (policy: Compiled, activity: string, field: string, language: string): string => {
  const title = policy.activities[activity]?.fields[field]?.title;
  return title === undefined ? field : toWords(title, language, policy.languages);
};

/** The fields of a form for a scope: which fields, whose, and since when. None is ticked in a new form: only what somebody chose leaves. */
export function ScopeFields({
  around,
  of: { recipient, activity, purpose },
}: {
  readonly around: Around;
  readonly of: Pick<Leaving, "recipient" | "activity" | "purpose">;
}) {
  const { policy, asked, texts, typed, again } = around;
  return (
    <>
      <Choice
        kind="any"
        name="fields"
        legend={texts.fields}
        of={toLeavingFields(policy, recipient, activity, purpose).map((field) => ({
          name: `field-${field}`,
          value: "on",
          title: toFieldTitle(policy, activity, field, asked.language),
          chosen: typed(`field-${field}`) !== "",
        }))}
      />
      <Field
        kind="area"
        name="people"
        rows={3}
        label={texts.people}
        hint={texts.peopleHint}
        value={again("people")}
        optional
      />
      <Pair>
        <Field kind="date" name="since" label={texts.since} value={again("since")} optional />
        <Field kind="date" name="until" label={texts.until} value={again("until")} optional />
      </Pair>
    </>
  );
}

/** Finds a person by an address, and logs who asked. */
export type FindPerson = (email: string, by: string) => Promise<string | undefined>;

/** The scope that a form describes, and the addresses under which nobody is known. */
export async function fromScope(
  { asked, policy, typed }: Around,
  recipient: string,
  activity: string,
  purpose: string,
  find: FindPerson,
): Promise<{ readonly scope: Scope; readonly unknown: readonly string[] }> {
  const fields = toLeavingFields(policy, recipient, activity, purpose).filter(
    (field) => typed(`field-${field}`) !== "",
  );
  const emails = typed("people")
    .split(/[\s,;]+/)
    .filter((email) => email !== "")
    .slice(0, 500);
  const found = await Promise.all(emails.map((email) => find(email, asked.person.id)));
  const unknown = emails.filter((_, at) => found[at] === undefined);
  const subjects = found.filter((subject) => subject !== undefined);
  const which = {
    ...(isDay(typed("since")) ? { since: typed("since") } : {}),
    ...(isDay(typed("until")) ? { until: typed("until") } : {}),
  };
  return { scope: { activity, fields, which, ...(emails.length > 0 ? { subjects } : {}) }, unknown };
}

export const toUnknown = ({ texts }: Around, emails: readonly string[]): string =>
  fill(texts.unknown, { emails: emails.join(", ") });

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

/** The end of a day that was typed. Default: a moment long ago, which is refused as over. */
export const toEndOf = (text: string): Date => (isDay(text) ? new Date(`${text}T23:59:59Z`) : new Date(0));

/** The fields of a form for the key that something is sealed for, and its end. */
export function KeyFields({ around }: { readonly around: Around }) {
  const { texts, again } = around;
  return (
    <>
      <Field name="age" label={texts.age} hint={texts.ageHint} value={again("age")} optional />
      <Field
        name="passphrase"
        label={texts.passphrase}
        hint={texts.passphraseHint}
        value={again("passphrase")}
        optional
      />
      <Field kind="date" name="expires" label={texts.expires} value={again("expires")} />
    </>
  );
}

const secretKey = /AGE-SECRET-KEY-/i;

/** What is wrong with the key that a form brought, where that can be said better than by "no key". */
export function toKeyProblem({ typed, texts }: Around): string | undefined {
  if (secretKey.test(typed("age")) || secretKey.test(typed("passphrase"))) return texts.secretKey;
  return typed("age").trim() !== "" && typed("passphrase") !== "" ? texts.bothKeys : undefined;
}

export function fromKey({ typed }: Around): OpenedWith {
  const age = typed("age").trim();
  return age === "" ? { passphrase: typed("passphrase") } : { age };
}

/** Why something was not done, in words. */
export function toReason(
  { texts }: Around,
  reason: string,
  /** Words that fit better where it is said. */
  own: { readonly [reason: string]: string } = {},
): string {
  const known = texts.reasons as { readonly [reason: string]: string };
  return own[reason] ?? (Object.hasOwn(known, reason) ? known[reason]! : texts.otherwise);
}

/** Names of fields by the titles that the policy gives them, in a list. */
export function FieldNames({
  policy,
  activity,
  of,
}: {
  readonly policy: Compiled;
  readonly activity: string;
  readonly of: readonly string[];
}) {
  const { language } = useReader();
  return <>{of.map((field) => toFieldTitle(policy, activity, field, language)).join(", ")}</>;
}

/** The day that somebody typed, from the moment that is kept of it: the reader's time zone does not move it. */
export const toTypedDay = (iso: string): string => iso.slice(0, 10);
