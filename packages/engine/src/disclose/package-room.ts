import { html, toWords, type Html } from "@abide/policy";
import type { ConsoleRoom, RoomPage } from "../staff/room.ts";
import type { PackageFacts, PackageRoom, PackageState } from "./package.ts";
import { readScope, ScopeDenied } from "./package-scope.ts";
import {
  fromKey,
  fromScope,
  renderAct,
  renderFacts,
  renderField,
  renderForm,
  renderKey,
  renderLink,
  renderRefused,
  renderSaid,
  renderScope,
  renderRadios,
  renderState,
  toActivityTitle,
  toAround,
  toEndOf,
  toFieldTitle,
  toLeavings,
  toReason,
  type Around,
  type FindPerson,
} from "./room-parts.ts";

export interface PackageRoomOptions {
  readonly packages: PackageRoom;
  readonly find: FindPerson;
  /** Whether somebody may make a package for a purpose: one that a role holds takes somebody of that role. */
  readonly may: (purpose: string, by: { readonly roles: readonly string[] }) => boolean;
  /** Whether somebody sees to requests of authorities: nobody else learns from here that there is one. */
  readonly seesLegal: (by: { readonly roles: readonly string[] }) => boolean;
  /** How many records and people are in a scope, without their values. */
  readonly count: (
    ...given: CountGiven
  ) => Promise<{ readonly records: number; readonly people: number } | ScopeDenied>;
}
export type CountGiven = [
  scope: Parameters<typeof readScope>[1],
  purpose: string,
  by: { readonly id: string; readonly roles: readonly string[] },
];

/** The room of the console where packages for advisers are made, looked through and ended. */
export function createPackageRoom({ packages, find, may, seesLegal, count }: PackageRoomOptions): ConsoleRoom {
  const list = async ({ asked }: Around): Promise<readonly PackageFacts[]> => {
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
    answer: async (asked) => {
      const around = toAround(asked);
      if (asked.path === "/new") return answerNew(around);
      const { typed } = around;
      let outcome: Html | undefined;
      const act = asked.form ? typed("do") : "";
      const known = act !== "" && (await list(around)).some(({ id }) => id === typed("id"));
      if (act === "renew") {
        const renewed = known ? await packages.renew(typed("id"), asked.person) : undefined;
        outcome = renewed ? renderLink(around, renewed.link) : renderRefused(toReason(around, "not-found"));
      } else if (act === "revoke") {
        const ended = known && (await packages.revoke(typed("id"), asked.person));
        const words = around.say("The package is destroyed.", "Das Paket ist zerstört.");
        outcome = ended ? renderSaid(html`<p>${words}</p>`) : renderRefused(toReason(around, "not-found"));
      }
      return renderList(around, await list(around), outcome);
    },
  };

  async function answerNew(around: Around): Promise<RoomPage> {
    const { asked, say, typed } = around;
    const what = asked.form ? typed("what") : (asked.query.get("what") ?? "");
    const fits = (category: string) => category !== "authority" && category !== "successor";
    const leavings = toLeavings(around, (category, purpose) => fits(category) && may(purpose, asked.person));
    const title = say("A new package", "Ein neues Paket");
    if (!leavings.some(([value]) => value === what)) return { title, main: renderChoose(around, title, leavings) };
    const [recipient, activity, purpose] = what.split(" ") as [string, string, string];
    let outcome: Html | undefined;
    if (asked.form) {
      const { scope, unknown } = await fromScope(around, recipient, activity, purpose, find);
      if (unknown.length > 0) {
        outcome = renderRefused(
          say(`Nobody is known by: ${unknown.join(", ")}.`, `Niemand ist bekannt unter: ${unknown.join(", ")}.`),
        );
      } else if (typed("do") === "preview") {
        const counted = await count(scope, purpose, asked.person);
        outcome =
          counted instanceof ScopeDenied
            ? renderRefused(toReason(around, counted.reason))
            : renderSaid(
                html`<p>
                  ${say(
                    `Records: ${counted.records}. People: ${counted.people}. Fields of each: ${scope.fields.length}.`,
                    `Datensätze: ${counted.records}. Personen: ${counted.people}. Felder je Datensatz: ${scope.fields.length}.`,
                  )}
                </p>`,
              );
      } else {
        const made = await packages.make({
          recipient,
          purpose,
          scope,
          adviser: { name: typed("name"), email: typed("email") },
          key: fromKey(around),
          expires: toEndOf(typed("expires")),
          by: asked.person,
          origin: asked.origin,
        });
        if (made.made) return renderList(around, await list(around), renderLink(around, made.link));
        outcome = renderRefused(toReason(around, made.reason));
      }
    }
    const words = leavings.find(([value]) => value === what)![1];
    const main = html`<h1>${title}</h1>
      <p class="lead">${words}</p>
      ${outcome}
      ${renderForm(
        around,
        "/console/packages/new",
        html`<input type="hidden" name="what" value="${what}" />
          <section aria-labelledby="scope">
            <h2 id="scope">${say("What is in it", "Was darin ist")}</h2>
            <div>${renderScope(around, recipient, activity, purpose)}</div>
          </section>
          <section aria-labelledby="who">
            <h2 id="who">${say("Who receives it", "Wer es erhält")}</h2>
            <div>
              ${renderField(around, { name: "name", label: say("Their name", "Name der Person"), optional: true })}
              ${renderField(around, { name: "email", label: say("Their e-mail address", "E-Mail-Adresse der Person"), type: "email", optional: true })}
            </div>
          </section>
          <section aria-labelledby="seal">
            <h2 id="seal">${say("How it is sealed", "Wie es versiegelt wird")}</h2>
            <div>
              ${renderKey(around)}
              <p class="actions">
                ${renderAct("make", say("Make the package", "Paket machen"))}
                ${renderAct("preview", say("Count first", "Erst zählen"), "second")}
              </p>
            </div>
          </section>`,
      )}
      <p class="outside-back">
        <a href="/console/packages">${say("Back to the packages", "Zurück zu den Paketen")}</a>
      </p>`;
    return { title, main };
  }
}

/** Which recipient, activity and purpose: what the next form asks hangs on it. */
export function renderChoose(
  around: Around,
  title: string,
  leavings: readonly (readonly [value: string, title: string])[],
): Html {
  const { say } = around;
  if (leavings.length === 0) {
    return html`<h1>${title}</h1>
      <p class="lead">
        ${say("The policy declares no recipient for this.", "Die Erklärung kennt dafür keinen Empfänger.")}
      </p>`;
  }
  return html`<h1>${title}</h1>
    <form method="get" class="outside-form">
      ${renderRadios(around, "what", say("To whom, what, and what for", "An wen, was, und wozu"), leavings)}
      <p><button type="submit">${say("Continue", "Weiter")}</button></p>
    </form>`;
}

function renderList(around: Around, all: readonly PackageFacts[], outcome: Html | undefined): RoomPage {
  const { say } = around;
  const title = say("Packages", "Pakete");
  const main = html`<h1>${title}</h1>
    <p class="lead">
      ${say(
        "Sealed for somebody outside, for one purpose, and for a time. What is kept here opens with their key alone.",
        "Versiegelt für jemanden außerhalb, für einen Zweck und auf Zeit. Was hier liegt, öffnet nur deren Schlüssel.",
      )}
    </p>
    ${outcome}
    <p><a class="button" href="/console/packages/new">${say("Make a package", "Ein Paket machen")}</a></p>
    ${
      all.length === 0
        ? html`<p class="soft">${say("There is none yet.", "Es gibt noch keines.")}</p>`
        : html`<ul class="outside-list">
            ${all.map((facts) => html`<li>${renderPackage(around, facts)}</li>`)}
          </ul>`
    }`;
  return { title, main };
}

function renderPackage(around: Around, facts: PackageFacts): Html {
  const { say, day, policy, asked } = around;
  const { id, state, recipient, adviser, activity, purpose, fields, records, subjects, expires, opened, manifest } =
    facts;
  const words = (text: Parameters<typeof toWords>[0]) => toWords(text, asked.language, policy.languages);
  const states: { readonly [state in PackageState]: string } = {
    ready: say("not fetched yet", "noch nicht abgeholt"),
    downloaded: say("fetched", "abgeholt"),
    expired: say("expired", "abgelaufen"),
    revoked: say("destroyed", "zerstört"),
    outdated: say("out of date: make it anew", "überholt: neu machen"),
  };
  const open = state === "ready" || state === "downloaded";
  const whose = adviser ? `${adviser.name} (${adviser.email})` : words(policy.recipients[recipient]?.name ?? recipient);
  const named = fields.map((field) => toFieldTitle(policy, activity, field, asked.language)).join(", ");
  return html`<details>
    <summary>
      <span class="who">
        <b>${adviser?.name ?? words(policy.recipients[recipient]?.name ?? recipient)}</b>
        <small>${words(policy.purposes[purpose]?.says ?? purpose)}</small>
      </span>
      <span class="tags">${renderState(states[state], state === "ready" || state === "outdated")}</span>
    </summary>
    <div class="outside-open">
      ${renderFacts([
        [say("For", "Für"), whose],
        [say("Recipient", "Empfänger"), words(policy.recipients[recipient]?.name ?? recipient)],
        [say("Activity", "Vorgang"), toActivityTitle(policy, activity, asked.language)],
        [say("Fields", "Felder"), named],
        [say("Records, people", "Datensätze, Personen"), `${records}, ${subjects}`],
        [open ? say("Until", "Bis") : say("Was to last until", "Hätte gegolten bis"), day(expires)],
        [say("Key handed out", "Schlüssel herausgegeben"), say(`${opened} times`, `${opened}-mal`)],
        [say("Manifest", "Verzeichnis"), html`<code class="hash">${manifest}</code>`],
      ])}
      ${
        open &&
        renderForm(
          around,
          "/console/packages",
          html`<input type="hidden" name="id" value="${id}" />
            <p class="actions">
              ${renderAct("renew", say("New link", "Neuer Link"), "second")}
              ${renderAct("revoke", say("Destroy it", "Zerstören"), "danger")}
            </p>`,
        )
      }
    </div>
  </details>`;
}
