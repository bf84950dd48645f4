import type { Person } from "../roles/roles.ts";
import type { Visit } from "@abide/gate/render";
import { html, toWords, type Html, type HtmlValue } from "@abide/policy";
import { answerPassing } from "../http/redirect.ts";
import { renderPage } from "../page/page.ts";
import type { Roles } from "../roles/roles.ts";
import type { Account } from "./account.ts";
import { administrator, type Invited } from "./people.ts";
import type { ConsoleRoom } from "./room.ts";
import { toTime } from "./time.ts";
import { fill, type Refusal, type Said, type StaffTexts } from "./texts.ts";

interface Outcome {
  readonly refused?: Refusal | undefined;
  readonly wait?: number;
  readonly said?: Said;
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
  readonly rooms: readonly Pick<ConsoleRoom, "name" | "title">[];
  readonly origin: string;
  readonly link?: string;
}

interface RoomPage extends Outcome {
  readonly page: "room";
  readonly room: string;
  readonly title: string;
  readonly main: Html;
  readonly refresh?: number | undefined;
}

interface HomePage extends Outcome {
  readonly page: "home";
  /** What waits at a desk, by its address. */
  readonly waits: ReadonlyMap<string, string>;
}

/** A room that somebody's roles do not open. */
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
  | (Outcome & { readonly page: "message" | "missing" })
  | HomePage
  | ClosedPage
  | SignInPage
  | JoinPage
  | AccountPage
  | PeoplePage
  | RoomPage;

export interface Around {
  readonly visit: Visit;
  readonly texts: StaffTexts;
  readonly person: Person | undefined;
  /** What a form of this session is known by. */
  readonly mark: string | undefined;
  readonly desks: readonly { readonly title: string; readonly says: string | undefined; readonly href: string }[];
  readonly cookies: readonly string[];
  readonly status: number;
}

export function answerPage(page: StaffPage, around: Around): Response {
  const { visit, texts, cookies, status, person } = around;
  const main = html`<div class="console" lang="${texts.language}" dir="ltr">
    ${person && renderBar(page, around)}
    <div class="${person ? "desk" : "door"}">${renderMain(page, around)}</div>
  </div>`;
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    // A back button must not bring back what somebody has signed out of.
    "cache-control": "private, no-store",
  });
  if (status === 429) headers.set("retry-after", String(page.wait ?? 900));
  if (page.page === "room" && page.refresh !== undefined) headers.set("refresh", String(page.refresh));
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  // A console has no cookies to ask about: it is for people who work here.
  const shown = { ...visit, ask: false };
  const source = renderPage({
    title: toTitle(page, texts),
    language: texts.language,
    visit: shown,
    main,
    hidden: true,
    styles: ["/abide/console.css"],
  });
  return new Response(source, { status, headers });
}

export function answerPassingTo(to: string, texts: StaffTexts, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  const { language, console: title, passing: says, go: link } = texts;
  return answerPassing({ language, title, says, link, to }, headers);
}

function toTitle(page: StaffPage, texts: StaffTexts): string {
  if (page.page === "room" || page.page === "closed") return page.title;
  const titles = {
    account: texts.account,
    home: texts.console,
    join: texts.joinTitle,
    message: texts.console,
    missing: texts.missing,
    "second-step": texts.secondTitle,
    "sign-in": texts.signIn,
    staff: texts.people,
  };
  return titles[page.page];
}

function renderBar(shown: StaffPage, { person, desks, texts }: Around): Html {
  const at = shown.page === "room" ? `/console/${shown.room}` : shown.page;
  const here = (name: string) => at === name && html` aria-current="page"`;
  return html`<div class="bar">
    <nav aria-label="${texts.console}">
      ${
        person?.complete &&
        html`<a href="/console" ${here("home")}>${texts.home}</a>
          ${desks.map(({ title, href }) => html`<a href="${href}" ${here(href)}>${title}</a>`)}
          ${person.roles.includes(administrator) && html`<a href="/console/staff" ${here("staff")}>${texts.people}</a>`}`
      }
      <a href="/console/account" ${here("account")}>${texts.account}</a>
    </nav>
    <form method="post" action="/console/sign-out">
      <span>${person?.name}</span> <button class="plain" type="submit">${texts.signOut}</button>
    </form>
  </div>`;
}

/** What became of the form that was sent: read out as soon as the page is there. */
function renderOutcome({ refused, wait, said }: Outcome, texts: StaffTexts): HtmlValue {
  return [
    refused !== undefined &&
      html`<p class="outcome refused" role="alert">${fill(texts.refused[refused], { wait: wait ?? "" })}</p>`,
    said !== undefined && html`<p class="outcome said" role="status">${texts.said[said]}</p>`,
  ];
}

function renderMain(page: StaffPage, around: Around): Html {
  const outcome = renderOutcome(page, around.texts);
  switch (page.page) {
    case "staff":
      return renderPeople(page, around, outcome);
    case "account":
      return renderAccount(page, around, outcome);
    case "join":
      return renderJoin(page, around.texts, outcome);
    case "room":
      return page.main;
    case "home":
      return renderHome(page, around);
    case "closed":
      return renderClosed(page, around);
    case "missing":
      return html`<h1>${around.texts.missing}</h1>
        <p class="lead">${around.texts.missingSays}</p>
        <p><a href="/console">${around.texts.home}</a></p>`;
    case "sign-in":
      return renderSignIn(page, around, outcome);
    case "second-step":
      return renderSecondStep(page, around.texts, outcome);
    case "message":
      break;
  }
  return html`<h1>${around.texts.console}</h1>
    ${outcome}
    <p><a href="/console/sign-in">${around.texts.signIn}</a></p>`;
}

function renderClosed({ title, opened }: ClosedPage, { texts, person }: Around): Html {
  return html`<h1>${title}</h1>
    <p class="lead">${fill(texts.closed, { roles: opened.join(", ") })}</p>
    ${
      person?.roles.includes(administrator)
        ? html`<p>${texts.youGive} <a href="/console/staff">${texts.people}</a></p>`
        : html`<p>${texts.theyGive}</p>`
    }
    <p><a href="/console">${texts.home}</a></p>`;
}

/** What somebody can do here, and first what waits for them. */
function renderHome({ waits }: HomePage, { texts, person, desks }: Around): Html {
  const waiting = desks.filter(({ href }) => waits.has(href));
  const gives = person?.roles.includes(administrator);
  return html`<h1>${fill(texts.hello, { name: person?.name ?? "" })}</h1>
    ${
      waiting.length > 0 &&
      html`<section aria-labelledby="waits">
        <h2 id="waits">${texts.waits}</h2>
        <ul class="desks waits">
          ${waiting.map(
            ({ title, href }) =>
              html`<li>
                <a href="${href}">${title}</a>
                <p>${waits.get(href)}</p>
              </li>`,
          )}
        </ul>
      </section>`
    }
    <section aria-labelledby="desks">
      <h2 id="desks">${texts.desks}</h2>
      <div>
        ${
          desks.length === 0 &&
          (gives
            ? html`<p>${texts.noDesks} ${texts.youGive} <a href="/console/staff">${texts.people}</a></p>`
            : html`<p>${texts.noDesks} ${texts.theyGive}</p>`)
        }
        <ul class="desks">
          ${desks.map(
            ({ title, says, href }) =>
              html`<li>
                <a href="${href}">${title}</a>
                ${says !== undefined && html`<p>${says}</p>`}
              </li>`,
          )}
          ${
            gives &&
            desks.length > 0 &&
            html`<li>
              <a href="/console/staff">${texts.people}</a>
              <p>${texts.peopleSays}</p>
            </li>`
          }
        </ul>
      </div>
    </section>`;
}

function renderSignIn({ email, back }: SignInPage, around: Around, outcome: HtmlValue): Html {
  const { texts, visit } = around;
  return html`<h1>${texts.signIn}</h1>
    <p class="lead">${fill(texts.signInSays, { controller: visit.version.policy.controller.name })}</p>
    ${outcome}
    <form method="post" action="/console/sign-in">
      <input type="hidden" name="back" value="${back}" />
      ${renderInput("email", texts.email, { type: "email", autocomplete: "username", value: email ?? "" })}
      ${renderInput("password", texts.password, { type: "password", autocomplete: "current-password" })}
      <p><button type="submit">${texts.go}</button></p>
    </form>
    ${renderPasskey("sign-in", texts.usePasskey, around, back)}`;
}

function renderSecondStep({ back }: SignInPage, texts: StaffTexts, outcome: HtmlValue): Html {
  return html`<h1>${texts.secondTitle}</h1>
    <p class="lead" id="says">${texts.secondSays}</p>
    ${outcome}
    <form method="post" action="/console/second-step">
      <input type="hidden" name="back" value="${back}" />
      ${renderInput("code", texts.code, { autocomplete: "one-time-code", short: true, describedby: "says" })}
      <p><button type="submit">${texts.go}</button></p>
    </form>
    <p><a href="/console/sign-in?back=${encodeURIComponent(back)}">${texts.back}</a></p>`;
}

function renderJoin(
  { token, first, email, name = "", typed = "" }: JoinPage,
  texts: StaffTexts,
  outcome: HtmlValue,
): Html {
  return html`<h1>${texts.joinTitle}</h1>
    <p class="lead">${first ? texts.firstSays : texts.joinSays}</p>
    ${outcome}
    <form method="post" action="/console/${first ? "set-up" : "join"}">
      <input type="hidden" name="token" value="${token}" />
      ${renderInput("name", texts.name, { autocomplete: "name", value: name, hint: texts.nameHint })}
      ${
        first
          ? renderInput("email", texts.email, { type: "email", autocomplete: "username", value: typed })
          : html`<p>${fill(texts.invitedAs, { email })}</p>
              <input type="hidden" name="email" autocomplete="username" value="${email}" />`
      }
      ${renderInput("password", texts.password, { type: "password", autocomplete: "new-password", hint: texts.passwordHint })}
      <p><button type="submit">${texts.join}</button></p>
    </form>`;
}

function renderAccount(page: AccountPage, around: Around, outcome: HtmlValue): Html {
  const { texts } = around;
  const { account, complete, codes } = page;
  const day = new Intl.DateTimeFormat(texts.language, { dateStyle: "medium" });
  return html`<h1>${texts.account}</h1>
    ${!complete && html`<p class="lead">${texts.factorMissing}</p>`} ${outcome}
    ${
      codes &&
      html`<section class="kept" aria-labelledby="backup">
        <h2 id="backup">${texts.backupTitle}</h2>
        <div>
          <p>${texts.backupSays}</p>
          <ul class="codes">
            ${codes.map((code) => html`<li><code>${code}</code></li>`)}
          </ul>
          <p><a class="button" href="/console">${texts.go}</a></p>
        </div>
      </section>`
    }
    <section aria-labelledby="app">
      <h2 id="app">${texts.appTitle}</h2>
      <div>${renderApp(account, around)}</div>
    </section>
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">${texts.passkeys}</h2>
      <div>
        <p>${texts.passkeysSays}</p>
        ${account.passkeys.length === 0 && html`<p class="soft">${texts.noPasskeys}</p>`}
        <ul class="rows">
          ${account.passkeys.map(
            ({ id, name, at }) =>
              html`<li>
                <span>${name} <small>${fill(texts.added, { date: day.format(at) })}</small></span>
                ${renderForm(
                  around,
                  "/console/account",
                  { do: "remove-passkey", passkey: id },
                  html`${!account.fresh && renderOwnPassword(`key-${id}`, texts)}
                    <button class="plain" type="submit" aria-label="${texts.remove}: ${name}">${texts.remove}</button>`,
                )}
              </li>`,
          )}
        </ul>
        ${renderPasskey("add", texts.addPasskey, around, "/console/account", !account.fresh && renderOwnPassword("passkey-password", texts))}
      </div>
    </section>
    ${
      complete &&
      html`<section aria-labelledby="password-title">
          <h2 id="password-title">${texts.passwordTitle}</h2>
          <div>
            ${renderForm(
              around,
              "/console/account",
              { do: "password" },
              html`${renderInput("password", texts.currentPassword, { type: "password", autocomplete: "current-password" })}
                ${renderInput("new-password", texts.newPassword, { type: "password", autocomplete: "new-password", hint: texts.passwordHint })}
                <p><button type="submit">${texts.changePassword}</button></p>`,
            )}
          </div>
        </section>
        <section aria-labelledby="sessions">
          <h2 id="sessions">${texts.sessions}</h2>
          <div>
            <p>${texts.sessionsSays}</p>
            <ul class="rows">
              ${account.sessions.map(
                ({ id, at, agent, own }) =>
                  html`<li>
                    <span>
                      ${agent} ${own && html`<span class="tag">${texts.thisOne}</span>`}
                      <small>${fill(texts.since, { date: toTime(at, texts.language) })}</small>
                    </span>
                    ${
                      !own &&
                      renderForm(
                        around,
                        "/console/account",
                        { do: "end", session: id },
                        html`<button
                          class="plain"
                          type="submit"
                          aria-label="${texts.end}: ${agent}, ${toTime(at, texts.language)}"
                        >
                          ${texts.end}
                        </button>`,
                      )
                    }
                  </li>`,
              )}
            </ul>
            ${
              account.sessions.length > 2 &&
              renderForm(
                around,
                "/console/account",
                { do: "end-others" },
                html`<p><button class="second" type="submit">${texts.endOthers}</button></p>`,
              )
            }
          </div>
        </section>`
    }`;
}

function renderApp({ app, pending, passkeys, codes, fresh }: Account, around: Around): Html {
  const { texts } = around;
  if (pending) {
    return html`<p id="scan">${texts.appScan}</p>
      <div class="qr" role="img" aria-label="${texts.qr}">${pending.qr}</div>
      <p>${texts.key}: <code>${pending.key}</code></p>
      ${renderForm(
        around,
        "/console/account",
        { do: "confirm-app" },
        html`${renderInput("code", texts.code, { autocomplete: "one-time-code", inputmode: "numeric", short: true, describedby: "scan" })}
          <p><button type="submit">${texts.confirm}</button></p>`,
      )}
      ${renderForm(around, "/console/account", { do: "forget-app" }, html`<button class="plain" type="submit">${texts.cancel}</button>`)}`;
  }
  const act = (what: string, title: string, kind: string) =>
    html`<button class="${kind}" type="submit" name="do" value="${what}">${title}</button>`;
  const few = codes < 4;
  return html`<p>${app ? texts.appIsOn : texts.appOff}</p>
    ${app && html`<p>${fill(few ? texts.backupFew : texts.backupLeft, { count: codes })}</p>`}
    ${renderForm(
      around,
      "/console/account",
      {},
      html`${!fresh && renderOwnPassword("app-password", texts)}
        <p class="actions">
          ${act("app", app ? texts.appReplace : texts.appSetUp, app ? "second" : "")}
          ${app && act("codes", texts.backupMake, "second")}
          ${app && passkeys.length > 0 && act("remove-app", texts.appRemove, "plain")}
        </p>`,
    )}`;
}

function renderPeople(page: PeoplePage, around: Around, outcome: HtmlValue): Html {
  const { texts, person: own } = around;
  const { people, invited, link, origin } = page;
  const titles = toRoleTitles(page, around);
  const tags = (roles: readonly string[]) =>
    roles.length === 0
      ? html`<span class="soft">${texts.noRoles}</span>`
      : roles.map((role) => html`<span class="tag">${titles.get(role)?.title ?? role}</span>`);
  return html`<h1>${texts.people}</h1>
    <p class="lead">${texts.peopleSays}</p>
    ${outcome}
    ${
      link !== undefined &&
      html`<div class="outcome said" role="status">
        <p>${texts.invitation}</p>
        <p><code class="console-link">${origin}${link}</code></p>
      </div>`
    }
    <ul class="people">
      ${people.map(
        (person) =>
          html`<li class="console-person">
            <details>
              <summary>
                <span class="who">
                  <b>${person.name}</b> ${person.id === own?.id && html`<span class="soft">(${texts.you})</span>`}
                  <small>${person.email}</small>
                </span>
                <span class="tags">
                  ${person.suspended && html`<span class="tag warn">${texts.suspended}</span>`}
                  ${!person.complete && html`<span class="tag warn">${texts.incomplete}</span>`} ${tags(person.roles)}
                </span>
                <span class="more" aria-hidden="true">${texts.change}</span>
              </summary>
              ${renderPerson(person, titles, around)}
            </details>
          </li>`,
      )}
    </ul>
    ${
      invited.length > 0 &&
      html`<section aria-labelledby="invited">
        <h2 id="invited">${texts.invitedTitle}</h2>
        <ul class="rows">
          ${invited.map(
            ({ id, email, roles, until }) =>
              html`<li>
                <span>
                  ${email} <small>${fill(texts.until, { date: toTime(until, texts.language) })}</small>
                  <span class="tags">${tags(roles)}</span>
                </span>
                ${renderForm(
                  around,
                  "/console/staff",
                  { do: "revoke", person: id },
                  html`<button class="plain" type="submit" aria-label="${texts.revoke}: ${email}">
                    ${texts.revoke}
                  </button>`,
                )}
              </li>`,
          )}
        </ul>
      </section>`
    }
    <section aria-labelledby="invite">
      <h2 id="invite">${texts.inviteTitle}</h2>
      <div>
        ${renderForm(
          around,
          "/console/staff",
          { do: "invite" },
          html`${renderInput("email", texts.email, { type: "email", autocomplete: "off", id: "invite-email" })}
            ${renderRoles([], "invite", titles, texts)}
            <p><button type="submit">${texts.invite}</button></p>`,
        )}
      </div>
    </section>`;
}

type RoleTitles = ReadonlyMap<string, { readonly title: string; readonly says: string }>;

function toRoleTitles({ roles, rooms }: PeoplePage, { texts, visit }: Around): RoleTitles {
  const { policy } = visit.version;
  const toPurpose = (purpose: string) => {
    const declared = policy.purposes[purpose];
    return declared ? toWords(declared.title ?? declared.says, texts.language, policy.languages) : purpose;
  };
  return new Map([
    [administrator, { title: texts.administrator, says: texts.administratorSays }],
    ...Object.entries(roles).map(([role, { title, purposes, rooms: own = [] }]) => {
      const opened = rooms.filter(({ name }) => own.includes(name)).map((room) => toWords(room.title, texts.language));
      const says = [
        ...(purposes.length > 0 ? [fill(texts.worksFor, { purposes: purposes.map(toPurpose).join(", ") })] : []),
        ...(opened.length > 0 ? [fill(texts.opens, { rooms: opened.join(", ") })] : []),
      ];
      return [role, { title: toWords(title ?? role, texts.language), says: says.join("; ") }] as const;
    }),
  ]);
}

function renderPerson(person: Person, titles: RoleTitles, around: Around): Html {
  const { texts } = around;
  const { id, name, roles, suspended } = person;
  const form = (what: string, inner: Html) => renderForm(around, "/console/staff", { do: what, person: id }, inner);
  const button = (title: string, kind: string) =>
    html`<button class="${kind}" type="submit" aria-label="${title}: ${name}">${title}</button>`;
  return html`<div class="person">
    ${form(
      "roles",
      html`${renderRoles(roles, id, titles, texts)}
        <p>${button(texts.save, "")}</p>`,
    )}
    ${
      suspended
        ? form("resume", html`<p>${button(texts.resume, "second")}</p>`)
        : form(
            "suspend",
            html`<p>${texts.suspendSays}</p>
              <p>${button(texts.suspend, "second")}</p>`,
          )
    }
    <details class="remove">
      <summary>${texts.removePerson} …</summary>
      ${form(
        "remove",
        html`<p>${texts.removeSays}</p>
          <p>${button(texts.removePerson, "danger")}</p>`,
      )}
    </details>
  </div>`;
}

function renderRoles(own: readonly string[], prefix: string, titles: RoleTitles, texts: StaffTexts): Html {
  return html`<fieldset>
    <legend>${texts.roles}</legend>
    ${Array.from(
      titles,
      ([role, { title, says }]) =>
        html`<label for="${prefix}-${role}">
          <input
            type="checkbox"
            id="${prefix}-${role}"
            name="role-${role}"
            value="yes"
            ${own.includes(role) && html`checked`}
          />
          <span>${title} <small>${says}</small></span>
        </label>`,
    )}
  </fieldset>`;
}

/** A form of a session: it carries what the session is known by. */
function renderForm({ mark }: Around, action: string, hidden: { readonly [name: string]: string }, inner: Html): Html {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="form" value="${mark}" />
    ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${inner}
  </form>`;
}

interface Input {
  readonly type?: string;
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly inputmode?: string;
  readonly describedby?: string;
  readonly id?: string;
  readonly short?: boolean;
}

function renderInput(name: string, label: string, options: Input): Html {
  const { type = "text", autocomplete, value = "", hint, inputmode, describedby, id = name, short } = options;
  const described = [describedby, hint === undefined ? undefined : `${id}-hint`].filter((part) => part !== undefined);
  return html`<p class="field">
    <label for="${id}">${label}</label>
    ${hint !== undefined && html`<small id="${id}-hint">${hint}</small>`}
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      required
      autocomplete="${autocomplete}"
      ${short === true && html`class="short"`}
      ${value !== "" && html`value="${value}"`}
      ${inputmode !== undefined && html`inputmode="${inputmode}"`}
      ${described.length > 0 && html`aria-describedby="${described.join(" ")}"`}
    />
  </p>`;
}

function renderOwnPassword(id: string, texts: StaffTexts): Html {
  return renderInput("password", texts.currentPassword, { type: "password", autocomplete: "current-password", id });
}

/** For the script of the console: without it the button stays hidden, and passwords go on. */
function renderPasskey(
  act: "sign-in" | "add",
  title: string,
  { mark, texts }: Around,
  then: string,
  own: HtmlValue = false,
): Html {
  return html`<div
      class="passkey"
      data-passkey="${act}"
      data-form="${mark}"
      data-then="${then}"
      data-failed="${texts.refused.passkey}"
      hidden
    >
      ${own}
      <p><button type="button" class="second">${title}</button></p>
      <p role="alert"></p>
    </div>
    <script type="module" src="/abide/console.js"></script>`;
}
