import {
  Act,
  Actions,
  Button,
  Empty,
  Fact,
  Facts,
  Field,
  fill,
  Form,
  Day,
  OpenRow,
  Page,
  Rows,
  Section,
  State,
} from "@abide/console";
import type { Actor } from "@abide/policy";
import {
  choose,
  answerDone,
  FieldNames,
  findLeaving,
  fromKey,
  fromOnce,
  fromScope,
  KeyFields,
  readDone,
  refused,
  said,
  ScopeFields,
  toActivityTitle,
  toAround,
  toEndOf,
  toKeyProblem,
  toLeavings,
  toLeavingTitle,
  toLinkOutcome,
  toOnce,
  toPurposeTitle,
  toReason,
  toText,
  toTypedDay,
  toUnknown,
  type Around,
  type FindPerson,
  type Leaving,
  type Outcome,
} from "../disclosures/by-hand.tsx";
import { ScopeDenied, type Scope } from "../disclosures/scope.ts";
import { groups, type ConsolePage, type PageAnswer } from "../staff/console-page.ts";
import type { PackageFacts, PackagesApi } from "./package.ts";
import { toPackageTexts, type PackageTexts } from "./texts/all.ts";

export interface PackagePageOptions {
  readonly packages: PackagesApi;
  readonly find: FindPerson;
  /** Whether somebody may make a package for a purpose: one that a role holds takes somebody of that role. */
  readonly may: (purpose: string, by: Pick<Actor, "roles">) => boolean;
  /** Whether somebody may know of requests of authorities: nobody else learns from here that there is one. */
  readonly seesLegal: (by: Pick<Actor, "roles">) => boolean;
  /** How many records and people are in a scope, without their values. */
  readonly count: (
    scope: Scope,
    purpose: string,
    by: Actor,
  ) => Promise<{ readonly records: number; readonly people: number } | ScopeDenied>;
}

const base = "/console/packages";

interface Asking extends Around {
  readonly words: PackageTexts;
}

/** The pages of the console where packages for advisers are made, looked through and ended. */
export function createPackagesPage({ packages, find, may, seesLegal, count }: PackagePageOptions): ConsolePage {
  const list = async ({ asked }: Asking): Promise<readonly PackageFacts[]> => {
    const all = await packages.list();
    return seesLegal(asked.person) ? all : all.filter(({ way }) => way === "package");
  };
  return {
    name: "packages",
    title: { en: "Packages", de: "Pakete" },
    says: {
      en: "Sealed packages for advisers and affiliates: made, looked through, taken back.",
      de: "Versiegelte Pakete für Berater und verbundene Unternehmen: packen, durchsehen, zurücknehmen.",
    },
    group: groups.leaves,
    answer: async (asked) => {
      const asking: Asking = { ...toAround(asked), words: toPackageTexts(asked.language) };
      if (asked.path === "/new") return answerNew(asking);
      const { typed, words } = asking;
      const act = asked.form ? typed("do") : "";
      const known = act !== "" && (await list(asking)).some(({ id }) => id === typed("id"));
      let outcome = readDone(asking, { destroyed: words.destroyed });
      if (act === "renew") {
        const renewed = known ? await packages.renew(typed("id"), asked.person, typed("edition")) : undefined;
        outcome = renewed ? toLinkOutcome(asking, renewed.link) : refused(words.noNewer);
      } else if (act === "revoke") {
        if (known && (await packages.revoke(typed("id"), asked.person)))
          return answerDone(asking, `${base}?done=destroyed`);
        outcome = refused(toReason(asking, "not-found"));
      }
      return showList(asking, await list(asking), outcome);
    },
  };

  async function answerNew(asking: Asking): Promise<PageAnswer> {
    const { asked, words } = asking;
    const fitting = toLeavings(asking, (category) => category !== "authority" && category !== "successor");
    const leavings = fitting.filter(({ purpose }) => may(purpose, asked.person));
    const leaving = findLeaving(asking, leavings);
    if (!leaving) {
      const more = leavings.length < fitting.length ? { more: words.ofRole } : {};
      const back = { title: words.title, href: base };
      return choose(asking, { title: words.newTitle, address: `${base}/new`, back, leavings, ...more });
    }
    const done = asked.form ? await act(asking, leaving) : undefined;
    if (done?.listed) return showList(asking, await list(asking), done.outcome);
    const outcome = done?.outcome;
    return {
      title: words.newTitle,
      main: <New asking={asking} leaving={leaving} outcome={outcome} />,
      status: outcome?.status ?? 200,
    };
  }

  /** Counts or makes what the form asks for. `listed`: the package is in the list now, and the form is over. */
  async function act(asking: Asking, leaving: Leaving): Promise<{ readonly outcome: Outcome; readonly listed?: true }> {
    const { asked, words, typed } = asking;
    const { recipient, activity, purpose } = leaving;
    const { scope, unknown } = await fromScope(asking, recipient, activity, purpose, find);
    if (unknown.length > 0) return { outcome: refused(toUnknown(asking, unknown)) };
    if (typed("do") === "preview") {
      const counted = scope.fields.length === 0 ? "no-fields" : await count(scope, purpose, asked.person);
      if (counted === "no-fields") return { outcome: refused(toReason(asking, counted)) };
      if (counted instanceof ScopeDenied) return { outcome: refused(toReason(asking, counted.reason)) };
      return { outcome: said(fill(words.counted, { ...counted, fields: scope.fields.length })) };
    }
    const problem = toKeyProblem(asking);
    if (problem !== undefined) return { outcome: refused(problem) };
    const made = await packages.make({
      id: fromOnce(asking),
      recipient,
      purpose,
      scope,
      adviser: { name: typed("name"), email: typed("email") },
      key: fromKey(asking),
      expires: toEndOf(typed("expires")),
      by: asked.person,
      origin: asked.origin,
    });
    if (made.made) return { outcome: toLinkOutcome(asking, made.link), listed: true };
    const outcome = refused(toReason(asking, made.reason, { again: words.again }));
    return made.reason === "again" ? { outcome, listed: true } : { outcome };
  }
}

function New({
  asking,
  leaving,
  outcome,
}: {
  readonly asking: Asking;
  readonly leaving: Leaving;
  readonly outcome: Outcome | undefined;
}) {
  const { words, again } = asking;
  return (
    <Page title={words.newTitle} lead={toLeavingTitle(asking, leaving)} back={{ title: words.title, href: base }}>
      {outcome?.says}
      <Form action={`${base}/new`} values={{ what: leaving.value, once: toOnce(asking) }}>
        <Section id="scope" title={words.contents}>
          <ScopeFields around={asking} of={leaving} />
        </Section>
        <Section id="who" title={words.addressee}>
          <Field name="name" label={words.name} value={again("name")} optional />
          <Field kind="email" name="email" label={words.email} value={again("email")} optional />
        </Section>
        <Section id="seal" title={words.seal}>
          <KeyFields around={asking} />
          <Actions>
            <Button name="do" value="make" title={words.makeIt} />
            <Button name="do" value="preview" title={words.count} kind="second" unchecked />
          </Actions>
        </Section>
      </Form>
    </Page>
  );
}

function showList(asking: Asking, all: readonly PackageFacts[], outcome: Outcome | undefined): PageAnswer {
  const { words } = asking;
  return {
    title: words.title,
    status: outcome?.status ?? 200,
    main: (
      <Page
        title={words.title}
        lead={words.says}
        actions={
          <a class="button" href={`${base}/new`}>
            {words.make}
          </a>
        }
      >
        {outcome?.says}
        {all.length === 0 ? (
          <Empty>{words.none}</Empty>
        ) : (
          <Rows>
            {all.map((facts) => (
              <One asking={asking} facts={facts} />
            ))}
          </Rows>
        )}
      </Page>
    ),
  };
}

function One({ asking, facts }: { readonly asking: Asking; readonly facts: PackageFacts }) {
  const { words, policy, asked } = asking;
  const { id, state, recipient, adviser, activity, purpose, fields, expires, manifest, edition } = facts;
  const open = state === "ready" || state === "downloaded";
  const to = toText(asking, policy.recipients[recipient]?.name ?? recipient);
  const is = state === "downloaded" ? "holds" : state === "ready" || state === "outdated" ? "waits" : "plain";
  return (
    <OpenRow
      title={adviser?.name ?? to}
      says={toPurposeTitle(asking, purpose)}
      states={<State is={is}>{words.states[state]}</State>}
      hint={words.look}
    >
      <Facts>
        <Fact term={words.forWhom}>{adviser ? `${adviser.name} (${adviser.email})` : to}</Fact>
        <Fact term={words.recipient}>{to}</Fact>
        <Fact term={words.activity}>{toActivityTitle(policy, activity, asked.language)}</Fact>
        <Fact term={words.fields}>
          <FieldNames policy={policy} activity={activity} of={fields} />
        </Fact>
        <Fact term={words.records}>{`${facts.records}, ${facts.subjects}`}</Fact>
        <Fact term={open ? words.until : words.wasUntil}>
          <Day of={toTypedDay(expires)} />
        </Fact>
        <Fact term={words.opened}>{fill(words.times, { count: facts.opened })}</Fact>
        <Fact term={words.manifest}>
          <code>{manifest}</code>
        </Fact>
      </Facts>
      {open && <Act action={base} values={{ id, edition }} name="do" value="renew" kind="second" title={words.renew} />}
      {open && (
        <Act
          action={base}
          values={{ id }}
          name="do"
          value="revoke"
          kind="danger"
          title={words.destroy}
          confirm={words.destroySays}
        />
      )}
    </OpenRow>
  );
}
