import {
  Act,
  Actions,
  Button,
  Choice,
  Copy,
  Day,
  Empty,
  Field,
  fill,
  Form,
  Markup,
  OpenRow,
  Outcome as Said,
  Page,
  renderDocument,
  Row,
  Rows,
  Section,
  Sentence,
  Shell,
  spellTime,
  State,
  StyleGuide,
  Tag,
  Time,
  useReader,
  type Place,
  type Places,
} from "@abide/console";
import { toDirection, type Visit } from "@abide/gate/render";
import { spellLanguage, toWords } from "@abide/policy";
import type { Child } from "hono/jsx";
import { answerRedirect } from "../http/redirect.ts";
import type { Person, Roles } from "../roles/roles.ts";
import type { Account } from "./account.ts";
import type { Invited } from "./invitation.ts";
import { administrator } from "./people.ts";
import type { ConsolePage, Spoken } from "./console-page.ts";
import type { StaffTexts } from "./texts/all.ts";
import type { Refusal, Said as Done } from "./texts/en.ts";

interface Outcome {
  readonly refused?: Refusal | undefined;
  readonly wait?: number;
  readonly said?: Done;
}

interface JoinPage extends Outcome {
  readonly page: "join";
  readonly token: string;
  readonly first: boolean;
  /** Who was invited; of the first, nobody knows. */
  readonly email: string;
  readonly name?: string;
  readonly typed?: string;
}

interface AccountPage extends Outcome {
  readonly page: "account";
  readonly account: Account;
  readonly complete: boolean;
  readonly codes?: readonly string[];
}

interface PeoplePage extends Outcome {
  readonly page: "staff";
  readonly people: readonly Person[];
  readonly invited: readonly Invited[];
  readonly roles: Roles;
  /** What the console has beside accounts and people: what a role can open. */
  readonly pages: readonly Pick<ConsolePage, "name" | "title">[];
  readonly origin: string;
  readonly link?: string;
}

interface RoomPage extends Outcome {
  readonly page: "feature";
  readonly name: string;
  readonly title: string;
  readonly main: Child;
  readonly refresh?: number | undefined;
}

interface HomePage extends Outcome {
  readonly page: "home";
  /** What waits at a desk, by its address. */
  readonly waits: ReadonlyMap<string, string>;
}

/** A page that somebody's roles do not open. */
interface ClosedPage extends Outcome {
  readonly page: "closed";
  readonly title: string;
  /** Titles of the roles that open it. */
  readonly opened: readonly string[];
}

interface SignInPage extends Outcome {
  readonly page: "sign-in" | "second-step";
  readonly email?: string;
  /** Where one goes on from here, once in: a path of this site. */
  readonly back: string;
}

export type StaffPage =
  | (Outcome & { readonly page: "message" | "missing" | "style-guide" })
  | HomePage
  | ClosedPage
  | SignInPage
  | JoinPage
  | AccountPage
  | PeoplePage
  | RoomPage;

/** A place of the console that somebody's roles open. */
export interface DeskPlace {
  readonly title: string;
  readonly says: string | undefined;
  readonly href: string;
  /** Under what it stands in the navigation. Default: the work of whoever looks. */
  readonly group?: Spoken | undefined;
}

export interface Around {
  readonly visit: Visit;
  readonly texts: StaffTexts;
  /** The time zone that moments are read in. */
  readonly zone: string;
  readonly person: Person | undefined;
  /** What a form of this session is known by. */
  readonly csrfToken: string | undefined;
  readonly desks: readonly DeskPlace[];
  readonly cookies: readonly string[];
  readonly status: number;
  /** Path of the page, to come back to. */
  readonly address: string;
}

export async function answerPage(page: StaffPage, around: Around): Promise<Response> {
  const { visit, texts, zone, cookies, status, person, csrfToken, address } = around;
  const { policy, hash } = visit.version;
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    // A back button must not bring back what somebody has signed out of.
    "cache-control": "private, no-store",
  });
  if (status === 429) headers.set("retry-after", String(page.wait ?? 900));
  if (page.page === "feature" && page.refresh !== undefined) headers.set("refresh", String(page.refresh));
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  const source = await renderDocument(
    <Shell
      reader={{ language: texts.language, zone, csrfToken }}
      direction={toDirection(texts.language)}
      title={toTitle(page, texts)}
      site={policy.controller.name}
      styles={["/abide/page.css", "/abide/console.css"]}
      scripts={page.page === "sign-in" || page.page === "account" ? ["/abide/console.js"] : []}
      person={person?.name}
      places={person ? toPlaces(around, person) : []}
      here={toHere(page)}
      languages={languages}
      address={address}
      policy={{ href: policy.path, hash }}
    >
      <Main page={page} around={around} />
    </Shell>,
  );
  return new Response(source, { status, headers });
}

const languages = (["en", "de"] as const).map((language) => ({ language, title: spellLanguage(language) }));

export function answerRedirectTo(to: string, texts: StaffTexts, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  const { language, console: title, redirect: says, go: link } = texts;
  return answerRedirect({ language, title, says, link, to }, headers);
}

function toTitle(page: StaffPage, texts: StaffTexts): string {
  if (page.page === "feature" || page.page === "closed") return page.title;
  const titles = {
    account: texts.account,
    home: texts.console,
    join: texts.joinTitle,
    message: texts.console,
    missing: texts.missing,
    "second-step": texts.secondTitle,
    "sign-in": texts.signIn,
    staff: texts.people,
    "style-guide": texts.styleGuide,
  };
  return titles[page.page];
}

function toHere(page: StaffPage): string | undefined {
  if (page.page === "feature") return `/console/${page.name}`;
  const own: { readonly [page in StaffPage["page"]]?: string } = {
    account: "/console/account",
    home: "/console",
    staff: "/console/staff",
    "style-guide": "/console/style-guide",
  };
  return own[page.page];
}

/** The navigation: the work of whoever looks first, then the console's own pages in their groups, and what everybody has. */
function toPlaces({ texts, desks }: Around, { complete, roles }: Person): readonly Places[] {
  const account: Place = { title: texts.account, href: "/console/account" };
  if (!complete) return [{ of: [account] }];
  const groups = Map.groupBy(desks, ({ group }) => (group ? toWords(group, texts.language) : texts.desks));
  const people: readonly Place[] = roles.includes(administrator)
    ? [{ title: texts.people, href: "/console/staff" }]
    : [];
  return [
    { of: [{ title: texts.home, href: "/console" }] },
    ...Array.from(groups, ([title, of]) => ({ title, of })),
    { title: texts.console, of: [...people, account, { title: texts.styleGuide, href: "/console/style-guide" }] },
  ];
}

interface Shown<Page extends StaffPage> {
  readonly page: Page;
  readonly around: Around;
}

function Main({ page, around }: Shown<StaffPage>) {
  const { texts } = around;
  switch (page.page) {
    case "staff":
      return <PeopleMain page={page} around={around} />;
    case "account":
      return <AccountMain page={page} around={around} />;
    case "join":
      return <JoinMain page={page} around={around} />;
    case "feature":
      return <>{page.main}</>;
    case "home":
      return <HomeMain page={page} around={around} />;
    case "closed":
      return <ClosedMain page={page} around={around} />;
    case "missing":
      return (
        <Page title={texts.missing} lead={texts.missingSays}>
          <p>
            <a href="/console">{texts.home}</a>
          </p>
        </Page>
      );
    case "sign-in":
      return <SignInMain page={page} around={around} />;
    case "second-step":
      return <SecondStepMain page={page} around={around} />;
    case "style-guide":
      return <StyleGuide />;
    case "message":
      break;
  }
  return (
    <Page title={texts.console}>
      <Became of={page} texts={texts} />
      <p>
        <a href="/console/sign-in">{texts.signIn}</a>
      </p>
    </Page>
  );
}

/** What became of the form that was sent: read out as soon as the page is there. */
function Became({ of: { refused, wait, said }, texts }: { readonly of: Outcome; readonly texts: StaffTexts }) {
  return (
    <>
      {refused !== undefined && <Said is="refused">{fill(texts.refused[refused], { wait: wait ?? "" })}</Said>}
      {said !== undefined && <Said is="done">{texts.said[said]}</Said>}
    </>
  );
}

function ClosedMain({ page: { title, opened }, around: { texts, person } }: Shown<ClosedPage>) {
  return (
    <Page title={title} lead={fill(texts.closed, { roles: opened.join(", ") })}>
      {person?.roles.includes(administrator) ? (
        <p>
          {texts.youGive} <a href="/console/staff">{texts.people}</a>
        </p>
      ) : (
        <p>{texts.theyGive}</p>
      )}
      <p>
        <a href="/console">{texts.home}</a>
      </p>
    </Page>
  );
}

/** What somebody can do here, and first what waits for them. */
function HomeMain({ page: { waits }, around: { texts, person, desks } }: Shown<HomePage>) {
  const waiting = desks.filter(({ href }) => waits.has(href));
  const gives = person?.roles.includes(administrator) === true;
  return (
    <Page title={fill(texts.hello, { name: person?.name ?? "" })}>
      {waiting.length > 0 && (
        <Section id="waits" title={texts.waits}>
          <Rows>
            {waiting.map(({ title, href }) => (
              <Row title={title} href={href} states={<State is="waits">{waits.get(href)}</State>} />
            ))}
          </Rows>
        </Section>
      )}
      <Section id="desks" title={texts.desks}>
        {desks.length === 0 &&
          (gives ? (
            <p>
              {texts.noDesks} {texts.youGive} <a href="/console/staff">{texts.people}</a>
            </p>
          ) : (
            <p>
              {texts.noDesks} {texts.theyGive}
            </p>
          ))}
        {desks.length > 0 && (
          <Rows>
            {desks.map(({ title, says, href }) => (
              <Row title={title} says={says} href={href} />
            ))}
            {gives && <Row title={texts.people} says={texts.peopleSays} href="/console/staff" />}
          </Rows>
        )}
      </Section>
    </Page>
  );
}

function SignInMain({ page, around }: Shown<SignInPage>) {
  const { texts, visit } = around;
  const { email, back } = page;
  return (
    <Page title={texts.signIn} lead={fill(texts.signInSays, { controller: visit.version.policy.controller.name })}>
      <Became of={page} texts={texts} />
      <Form action="/console/sign-in" values={{ back }}>
        <Field name="email" kind="email" label={texts.email} autocomplete="username" value={email} />
        <Field name="password" kind="password" label={texts.password} autocomplete="current-password" />
        <Button title={texts.go} />
      </Form>
      <Passkey act="sign-in" title={texts.usePasskey} then={back} texts={texts} />
    </Page>
  );
}

function SecondStepMain({ page, around: { texts } }: Shown<SignInPage>) {
  const { back } = page;
  return (
    <Page title={texts.secondTitle} lead={<span id="says">{texts.secondSays}</span>}>
      <Became of={page} texts={texts} />
      <Form action="/console/second-step" values={{ back }}>
        <Field name="code" label={texts.code} autocomplete="one-time-code" short describedBy="says" />
        <Button title={texts.go} />
      </Form>
      <p>
        <a href={`/console/sign-in?back=${encodeURIComponent(back)}`}>{texts.back}</a>
      </p>
    </Page>
  );
}

function JoinMain({ page, around: { texts } }: Shown<JoinPage>) {
  const { token, first, email, name = "", typed = "" } = page;
  return (
    <Page title={texts.joinTitle} lead={first ? texts.firstSays : texts.joinSays}>
      <Became of={page} texts={texts} />
      <Form action={`/console/${first ? "set-up" : "join"}`} values={{ token }}>
        <Field name="name" label={texts.name} autocomplete="name" value={name} hint={texts.nameHint} />
        {first ? (
          <Field name="email" kind="email" label={texts.email} autocomplete="username" value={typed} />
        ) : (
          <>
            <p>{fill(texts.invitedAs, { email })}</p>
            <input type="hidden" name="email" autocomplete="username" value={email} />
          </>
        )}
        <Field
          name="password"
          kind="password"
          label={texts.password}
          autocomplete="new-password"
          hint={texts.passwordHint}
        />
        <Button title={texts.join} />
      </Form>
    </Page>
  );
}

const account = "/console/account";

function AccountMain({ page, around }: Shown<AccountPage>) {
  const { texts } = around;
  const { account: own, complete, codes } = page;
  const { language, zone } = useReader();
  return (
    <Page title={texts.account} lead={!complete && texts.factorMissing}>
      <Became of={page} texts={texts} />
      {codes && (
        <Section id="backup" title={texts.backupTitle} says={texts.backupSays}>
          <ul class="codes">
            {codes.map((code) => (
              <li>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <p>
            <a class="button" href="/console">
              {texts.go}
            </a>
          </p>
        </Section>
      )}
      <Section id="app" title={texts.appTitle}>
        <App account={own} texts={texts} />
      </Section>
      <Section id="passkeys" title={texts.passkeys} says={texts.passkeysSays}>
        {own.passkeys.length === 0 ? (
          <Empty>{texts.noPasskeys}</Empty>
        ) : (
          <Rows>
            {own.passkeys.map(({ id, name, at }) => (
              <Row
                title={name}
                says={<Sentence of={texts.added} date={<Day of={at} />} />}
                acts={
                  <Act
                    action={account}
                    values={{ do: "remove-passkey", passkey: id }}
                    kind="plain"
                    title={texts.remove}
                    about={name}
                  >
                    {!own.fresh && <OwnPassword id={`key-${id}`} texts={texts} />}
                  </Act>
                }
              />
            ))}
          </Rows>
        )}
        <Passkey act="add" title={texts.addPasskey} then={account} texts={texts}>
          {!own.fresh && <OwnPassword id="passkey-password" texts={texts} />}
        </Passkey>
      </Section>
      {complete && (
        <>
          <Section id="password-title" title={texts.passwordTitle}>
            <Form action={account} values={{ do: "password" }}>
              <OwnPassword id="password" texts={texts} />
              <Field
                name="new-password"
                kind="password"
                label={texts.newPassword}
                autocomplete="new-password"
                hint={texts.passwordHint}
              />
              <Button title={texts.changePassword} />
            </Form>
          </Section>
          <Section id="sessions" title={texts.sessions} says={texts.sessionsSays}>
            <Rows>
              {own.sessions.map(({ id, at, agent, own: here }) => (
                <Row
                  title={agent}
                  says={<Sentence of={texts.since} date={<Time at={at} />} />}
                  states={here && <Tag>{texts.thisOne}</Tag>}
                  acts={
                    !here && (
                      <Act
                        action={account}
                        values={{ do: "end", session: id }}
                        kind="plain"
                        title={texts.end}
                        about={`${agent}, ${spellTime(at, language, zone)}`}
                      />
                    )
                  }
                />
              ))}
            </Rows>
            {own.sessions.length > 2 && (
              <Act action={account} values={{ do: "end-others" }} kind="second" title={texts.endOthers} />
            )}
          </Section>
        </>
      )}
    </Page>
  );
}

function App({
  account: { app, pending, passkeys, codes, fresh },
  texts,
}: {
  readonly account: Account;
  readonly texts: StaffTexts;
}) {
  if (pending) {
    return (
      <>
        <p id="scan">{texts.appScan}</p>
        <div class="qr" role="img" aria-label={texts.qr}>
          <Markup of={pending.qr} />
        </div>
        <p>
          {texts.key}: <code>{pending.key}</code>
        </p>
        <Form action={account} values={{ do: "confirm-app" }}>
          <Field
            name="code"
            label={texts.code}
            autocomplete="one-time-code"
            inputMode="numeric"
            short
            describedBy="scan"
          />
          <Button title={texts.confirm} />
        </Form>
        <Act action={account} values={{ do: "forget-app" }} kind="plain" title={texts.cancel} />
      </>
    );
  }
  return (
    <>
      <p>{app ? texts.appIsOn : texts.appOff}</p>
      {app && <p>{fill(codes < 4 ? texts.backupFew : texts.backupLeft, { count: codes })}</p>}
      <Form action={account}>
        {!fresh && <OwnPassword id="app-password" texts={texts} />}
        <Actions>
          <Button
            name="do"
            value="app"
            title={app ? texts.appReplace : texts.appSetUp}
            kind={app ? "second" : "first"}
          />
          {app && <Button name="do" value="codes" title={texts.backupMake} kind="second" />}
          {app && passkeys.length > 0 && <Button name="do" value="remove-app" title={texts.appRemove} kind="plain" />}
        </Actions>
      </Form>
    </>
  );
}

function OwnPassword({ id, texts }: { readonly id: string; readonly texts: StaffTexts }) {
  return (
    <Field name="password" kind="password" label={texts.currentPassword} autocomplete="current-password" id={id} />
  );
}

/** For the script of the console: without it the button stays hidden, and passwords go on. */
function Passkey({
  act,
  title,
  then,
  texts,
  children,
}: {
  readonly act: "sign-in" | "add";
  readonly title: string;
  readonly then: string;
  readonly texts: StaffTexts;
  readonly children?: Child;
}) {
  const { csrfToken } = useReader();
  return (
    <div
      class="passkey"
      data-passkey={act}
      data-form={csrfToken}
      data-then={then}
      data-failed={texts.refused.passkey}
      hidden
    >
      {children}
      <p>
        <button type="button" class="button second">
          {title}
        </button>
      </p>
      <p role="alert"></p>
    </div>
  );
}

function PeopleMain({ page, around }: Shown<PeoplePage>) {
  const { texts, person: own } = around;
  const { people, invited, link, origin } = page;
  const titles = toRoleTitles(page, around);
  const action = "/console/staff";
  return (
    <Page title={texts.people} lead={texts.peopleSays}>
      <Became of={page} texts={texts} />
      {link !== undefined && (
        <Said is="done">
          <p>{texts.invitation}</p>
          <p>
            <Copy>
              {origin}
              {link}
            </Copy>
          </p>
        </Said>
      )}
      <Rows>
        {people.map((person) => {
          const { id, name, email, suspended, complete } = person;
          return (
            <OpenRow
              title={
                <>
                  {name} {id === own?.id && <span class="soft">({texts.you})</span>}
                </>
              }
              says={email}
              states={
                <>
                  {suspended && <State is="waits">{texts.suspended}</State>}{" "}
                  {!complete && <State is="waits">{texts.incomplete}</State>}{" "}
                  <RoleTags of={person.roles} titles={titles} texts={texts} />
                </>
              }
              hint={texts.change}
            >
              <Act action={action} values={{ do: "roles", person: id }} title={texts.save} about={name}>
                <RoleChoice own={person.roles} id={id} titles={titles} texts={texts} />
              </Act>
              {suspended ? (
                <Act
                  action={action}
                  values={{ do: "resume", person: id }}
                  kind="second"
                  title={texts.resume}
                  about={name}
                />
              ) : (
                <Act
                  action={action}
                  values={{ do: "suspend", person: id }}
                  kind="second"
                  title={texts.suspend}
                  about={name}
                >
                  <p>{texts.suspendSays}</p>
                </Act>
              )}
              <Act
                action={action}
                values={{ do: "remove", person: id }}
                kind="danger"
                title={texts.removePerson}
                about={name}
                confirm={texts.removeSays}
              />
            </OpenRow>
          );
        })}
      </Rows>
      {invited.length > 0 && (
        <Section id="invited" title={texts.invitedTitle}>
          <Rows>
            {invited.map(({ id, email, roles, until }) => (
              <Row
                title={email}
                says={<Sentence of={texts.until} date={<Time at={until} />} />}
                states={<RoleTags of={roles} titles={titles} texts={texts} />}
                acts={
                  <Act
                    action={action}
                    values={{ do: "revoke", person: id }}
                    kind="plain"
                    title={texts.revoke}
                    about={email}
                  />
                }
              />
            ))}
          </Rows>
        </Section>
      )}
      <Section id="invite" title={texts.inviteTitle}>
        <Form action={action} values={{ do: "invite" }}>
          <Field name="email" kind="email" label={texts.email} id="invite-email" />
          <RoleChoice own={[]} id="invite" titles={titles} texts={texts} />
          <Button title={texts.invite} />
        </Form>
      </Section>
    </Page>
  );
}

type RoleTitles = ReadonlyMap<string, { readonly title: string; readonly says: string }>;

function toRoleTitles({ roles, pages }: PeoplePage, { texts, visit }: Around): RoleTitles {
  const { policy } = visit.version;
  const toPurpose = (purpose: string) => {
    const declared = policy.purposes[purpose];
    return declared ? toWords(declared.title ?? declared.says, texts.language, policy.languages) : purpose;
  };
  return new Map([
    [administrator, { title: texts.administrator, says: texts.administratorSays }],
    ...Object.entries(roles).map(([role, { title, purposes, pages: own = [] }]) => {
      const opened = pages.filter(({ name }) => own.includes(name)).map((page) => toWords(page.title, texts.language));
      const says = [
        ...(purposes.length > 0 ? [fill(texts.worksFor, { purposes: purposes.map(toPurpose).join(", ") })] : []),
        ...(opened.length > 0 ? [fill(texts.opens, { pages: opened.join(", ") })] : []),
      ];
      return [role, { title: toWords(title ?? role, texts.language), says: says.join("; ") }] as const;
    }),
  ]);
}

interface RolesShown {
  readonly titles: RoleTitles;
  readonly texts: StaffTexts;
}

function RoleTags({ of, titles, texts }: RolesShown & { readonly of: readonly string[] }) {
  if (of.length === 0) return <span class="soft">{texts.noRoles}</span>;
  return (
    <>
      {of.map((role) => (
        <>
          <Tag>{titles.get(role)?.title ?? role}</Tag>{" "}
        </>
      ))}
    </>
  );
}

function RoleChoice({ own, id, titles, texts }: RolesShown & { readonly own: readonly string[]; readonly id: string }) {
  return (
    <Choice
      kind="any"
      legend={texts.roles}
      name="roles"
      id={id}
      of={Array.from(titles, ([role, { title, says }]) => ({
        name: `role-${role}`,
        value: "yes",
        title,
        says,
        chosen: own.includes(role),
      }))}
    />
  );
}
