import type { Visit } from "@abide/gate/render";
import { html, Html, toWords, type HtmlValue } from "@abide/policy";
import { renderSVG } from "uqr";
import { answerPassing } from "../passing.ts";
import { renderPage } from "../publish/page.ts";
import type { Roles } from "../roles.ts";
import type { Person } from "./staff.ts";
import type { Refusal, StaffTexts } from "./texts.ts";

interface Refused {
  readonly refused?: Refusal;
  readonly wait?: number;
}

/** What became of a change of one's own account. */
export interface AccountDone extends Refused {
  readonly uri?: string;
  readonly codes?: readonly string[];
  readonly again?: boolean;
  readonly said?: "factorOn" | "passwordChanged" | "ended";
  readonly cookies?: readonly string[];
}

export interface StaffDone extends Refused {
  readonly link?: string;
  readonly said?: "saved" | "removed";
}

export type StaffPage = Refused &
  (
    | { readonly page: "home" | "second-step" | "message" }
    | { readonly page: "sign-in"; readonly email?: string }
    | {
        readonly page: "join";
        readonly token: string;
        readonly first: boolean;
        readonly email: string;
        readonly name?: string;
        readonly typed?: string;
      }
    | (AccountDone & {
        readonly page: "account";
        readonly complete: boolean;
        readonly sessions: readonly {
          readonly id: string;
          readonly at: Date;
          readonly agent: string;
          readonly current: boolean;
        }[];
        readonly passkeys: readonly { readonly id: string; readonly name: string }[];
      })
    | (StaffDone & {
        readonly page: "staff";
        readonly people: readonly Person[];
        readonly roles: Roles;
        readonly origin: string;
      })
  );

export interface Around {
  readonly visit: Visit;
  readonly texts: StaffTexts;
  readonly person: Person | undefined;
  readonly desks: readonly { readonly title: string; readonly href: string }[];
  readonly cookies: readonly string[];
  readonly status: number | undefined;
}

export function answerPage(page: StaffPage, around: Around): Response {
  const { visit, texts, cookies, status = 200 } = around;
  const main = html`<div class="console">
    ${around.person && renderBar(around)} ${renderRefusal(page, texts)} ${renderMain(page, around)}
  </div>`;
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    // A back button must not bring back what somebody has signed out of.
    "cache-control": "private, no-store",
  });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  const title = toTitle(page, texts);
  // A console has no cookies to ask about: it is for people who work here.
  const shown = { ...visit, ask: false };
  const source = renderPage({ title, language: texts.language, visit: shown, main, hidden: true });
  return new Response(source, { status, headers });
}

export function answerPassingTo(to: string, texts: StaffTexts, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return answerPassing({ language: texts.language, title: texts.console, says: "…", link: texts.go, to }, headers);
}

function toTitle(page: StaffPage, texts: StaffTexts): string {
  switch (page.page) {
    case "sign-in":
      return texts.signIn;
    case "second-step":
      return texts.factorTitle;
    case "join":
      return texts.joinTitle;
    case "account":
      return texts.account;
    case "staff":
      return texts.people;
    case "home":
    case "message":
      break;
  }
  return texts.console;
}

function renderBar({ person, desks, texts }: Around): Html {
  return html`<nav class="console-bar" aria-label="${texts.console}">
    <a href="/console">${texts.console}</a>
    ${desks.map(({ title, href }) => html`<a href="${href}">${title}</a>`)}
    ${person?.complete && person.roles.includes("administrator") && html`<a href="/console/staff">${texts.people}</a>`}
    <a href="/console/account">${texts.account}</a>
    <form method="post" action="/console/sign-out"><button class="quiet" type="submit">${texts.signOut}</button></form>
  </nav>`;
}

function renderRefusal({ refused, wait }: Refused, texts: StaffTexts): HtmlValue {
  return (
    refused !== undefined &&
    html`<p class="console-refused" role="alert">${texts.refused[refused].replace("{wait}", String(wait ?? ""))}</p>`
  );
}

function renderMain(page: StaffPage, around: Around): Html {
  const { texts, person, desks } = around;
  switch (page.page) {
    case "message":
      return html`<h1>${texts.console}</h1>
        <p><a href="/console/sign-in">${texts.signIn}</a></p>`;
    case "home":
      return html`<h1>${texts.hello.replace("{name}", person?.name ?? "")}</h1>
        <h2>${texts.desks}</h2>
        ${
          desks.length === 0
            ? html`<p>${texts.noDesks}</p>`
            : html`<ul>
                ${desks.map(({ title, href }) => html`<li><a href="${href}">${title}</a></li>`)}
              </ul>`
        }`;
    case "sign-in":
      return html`<h1>${texts.signIn}</h1>
        <form class="console-form" method="post" action="/console/sign-in">
          ${input("email", texts.email, { type: "email", autocomplete: "username webauthn", value: page.email ?? "" })}
          ${input("password", texts.password, { type: "password", autocomplete: "current-password" })}
          <p><button type="submit">${texts.go}</button></p>
        </form>
        ${passkeyButton("sign-in", texts.usePasskey, texts)}`;
    case "second-step":
      return html`<h1>${texts.factorTitle}</h1>
        <p id="says">${texts.factorSays}</p>
        <form class="console-form" method="post" action="/console/second-step">
          ${input("code", texts.code, { autocomplete: "one-time-code", inputmode: "text", describedby: "says" })}
          <p><button type="submit">${texts.go}</button></p>
        </form>`;
    case "join":
      return html`<h1>${texts.joinTitle}</h1>
        <p>${page.first ? texts.firstSays : texts.joinSays}</p>
        <form class="console-form" method="post" action="/console/join">
          <input type="hidden" name="token" value="${page.token}" />
          ${input("name", texts.name, { autocomplete: "name", value: page.name ?? "", hint: texts.nameHint })}
          ${
            page.first
              ? input("email", texts.email, { type: "email", autocomplete: "username", value: page.typed ?? "" })
              : html`<p>${texts.email}: <strong>${page.email}</strong></p>`
          }
          ${input("password", texts.password, { type: "password", autocomplete: "new-password", hint: texts.passwordHint })}
          <p><button type="submit">${texts.join}</button></p>
        </form>`;
    case "account":
      return renderAccount(page, texts);
    case "staff":
      break;
  }
  return renderStaff(page, around);
}

function renderAccount(page: Extract<StaffPage, { page: "account" }>, texts: StaffTexts): Html {
  const { complete, sessions, passkeys, uri, codes = [], said, again } = page;
  const date = new Intl.DateTimeFormat(texts.language, { dateStyle: "medium", timeStyle: "short" });
  return html`<h1>${texts.account}</h1>
    ${said !== undefined && html`<p class="console-said" role="status">${texts[said]}</p>`}
    <section>
      <h2>${texts.factorTitle}</h2>
      ${complete ? html`<p>${texts.factorOn}</p>` : html`<p>${texts.factorMissing}</p>`}
      ${
        !complete &&
        uri === undefined &&
        again !== true &&
        html`<form class="console-form" method="post" action="/console/account">
          <input type="hidden" name="do" value="set-up" />
          ${input("password", texts.currentPassword, { type: "password", autocomplete: "current-password", id: "set-up-password" })}
          <p><button type="submit">${texts.factorSetUp}</button></p>
        </form>`
      }
      ${
        uri !== undefined &&
        html`<p>${texts.factorScan}</p>
          <div class="console-qr" role="img" aria-label="${texts.qr}">${new Html(renderSVG(uri))}</div>
          <p>${texts.key}: <code>${new URL(uri).searchParams.get("secret")?.replace(/(.{4})/g, "$1 ")}</code></p>
          <h3>${texts.backupTitle}</h3>
          <p>${texts.backupSays}</p>
          <ul class="console-codes">
            ${codes.map((code) => html`<li><code>${code}</code></li>`)}
          </ul>`
      }
      ${
        !complete &&
        (uri !== undefined || again === true) &&
        html`<form class="console-form" method="post" action="/console/account">
          <input type="hidden" name="do" value="confirm" />
          ${input("code", texts.code, { autocomplete: "one-time-code", inputmode: "numeric" })}
          <p><button type="submit">${texts.confirm}</button></p>
        </form>`
      }
    </section>
    ${
      complete &&
      html`<section>
          <h2>${texts.passkeys}</h2>
          <p>${texts.passkeysSays}</p>
          <ul class="console-list">
            ${passkeys.map(
              ({ id, name }) =>
                html`<li>
                  <span>${name}</span>
                  <form method="post" action="/console/account">
                    <input type="hidden" name="do" value="remove-passkey" />
                    <input type="hidden" name="passkey" value="${id}" />
                    <button class="quiet" type="submit" aria-label="${texts.remove}: ${name}">${texts.remove}</button>
                  </form>
                </li>`,
            )}
          </ul>
          ${passkeyButton("add", texts.addPasskey, texts)}
        </section>
        <section>
          <h2>${texts.changePassword}</h2>
          <form class="console-form" method="post" action="/console/account">
            <input type="hidden" name="do" value="password" />
            ${input("password", texts.currentPassword, { type: "password", autocomplete: "current-password" })}
            ${input("new-password", texts.newPassword, { type: "password", autocomplete: "new-password", hint: texts.passwordHint })}
            <p><button type="submit">${texts.changePassword}</button></p>
          </form>
        </section>
        <section>
          <h2>${texts.sessions}</h2>
          <ul class="console-list">
            ${sessions.map(
              ({ id, at, agent, current }) =>
                html`<li>
                  <span>${date.format(at)} ${agent.slice(0, 80)} ${current && html`(${texts.thisOne})`}</span>
                  ${
                    !current &&
                    html`<form method="post" action="/console/account">
                      <input type="hidden" name="do" value="end" />
                      <input type="hidden" name="session" value="${id}" />
                      <button class="quiet" type="submit" aria-label="${texts.end}: ${date.format(at)}">
                        ${texts.end}
                      </button>
                    </form>`
                  }
                </li>`,
            )}
          </ul>
        </section>`
    }`;
}

function renderStaff(page: Extract<StaffPage, { page: "staff" }>, { texts, visit }: Around): Html {
  const { people, roles, link, origin, said } = page;
  const { policy } = visit.version;
  const boxes = (own: readonly string[], prefix: string) =>
    html`<fieldset>
      <legend>${texts.roles}</legend>
      ${[
        ["administrator", texts.administrator, texts.administratorSays] as const,
        ...Object.entries(roles).map(
          ([role, { title, purposes }]) =>
            [
              role,
              toWords(title ?? role, texts.language),
              `${texts.worksFor} ${purposes.map((purpose) => toWords(policy.purposes[purpose]?.title ?? purpose, texts.language)).join(", ")}`,
            ] as const,
        ),
      ].map(
        ([role, title, says]) =>
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
  const button = (person: Person, what: string, title: string) =>
    html`<button class="quiet" type="submit" name="do" value="${what}" aria-label="${title}: ${person.name}">
      ${title}
    </button>`;
  return html`<h1>${texts.people}</h1>
    ${said !== undefined && html`<p class="console-said" role="status">${texts[said]}</p>`}
    ${
      link !== undefined &&
      html`<div class="console-said" role="status">
        <p>${texts.invitation}</p>
        <p><code class="console-link">${origin}${link}</code></p>
      </div>`
    }
    ${people.map(
      (person) =>
        html`<section class="console-person">
          <h2>${person.name} ${person.suspended && html`<em>(${texts.suspended})</em>`}</h2>
          <p>${person.email}</p>
          <form class="console-form" method="post" action="/console/staff">
            <input type="hidden" name="person" value="${person.id}" />
            ${boxes(person.roles, person.id)}
            <p class="console-actions">
              <button type="submit" name="do" value="roles" aria-label="${texts.save}: ${person.name}">
                ${texts.save}
              </button>
              ${person.suspended ? button(person, "resume", texts.resume) : button(person, "suspend", texts.suspend)}
              ${button(person, "remove", texts.removePerson)}
            </p>
          </form>
        </section>`,
    )}
    <section>
      <h2>${texts.invite}</h2>
      <form class="console-form" method="post" action="/console/staff">
        <input type="hidden" name="do" value="invite" />
        ${input("email", texts.email, { type: "email", autocomplete: "off", id: "invite-email" })}
        ${boxes([], "invite")}
        <p><button type="submit">${texts.invite}</button></p>
      </form>
    </section>`;
}

interface Input {
  readonly type?: string;
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly inputmode?: string;
  readonly describedby?: string;
  readonly id?: string;
}

function input(name: string, label: string, options: Input): Html {
  const { type = "text", autocomplete, value = "", hint, inputmode, describedby, id = name } = options;
  const described = [describedby, hint === undefined ? undefined : `${id}-hint`].filter((part) => part !== undefined);
  return html`<p>
    <label for="${id}">${label}</label>
    ${hint !== undefined && html`<small id="${id}-hint">${hint}</small>`}
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      required
      autocomplete="${autocomplete}"
      ${value !== "" && html`value="${value}"`}
      ${inputmode !== undefined && html`inputmode="${inputmode}"`}
      ${described.length > 0 && html`aria-describedby="${described.join(" ")}"`}
    />
  </p>`;
}

/** For the script of the console: without it the button stays hidden, and passwords go on. */
function passkeyButton(act: "sign-in" | "add", title: string, texts: StaffTexts): Html {
  return html`<div class="console-passkey" data-passkey="${act}" data-failed="${texts.refused.passkey}" hidden>
      <p><button type="button" class="quiet">${title}</button></p>
      <p role="alert"></p>
    </div>
    <script type="module" src="/abide/console.js"></script>`;
}
