import { html, toWords, type Html } from "@abide/policy";
import type { ConsoleRoom, RoomPage } from "../staff/room.ts";
import type { PackageFacts, PackageRoom, PackageState } from "./package.ts";
import { readScope, ScopeDenied } from "../disclosures/scope.ts";
import {
  answerDone,
  findChoice,
  fromKey,
  fromOnce,
  fromScope,
  readDone,
  refused,
  renderAct,
  renderChoose,
  renderDanger,
  renderFacts,
  renderField,
  renderForm,
  renderKey,
  renderLink,
  renderOnce,
  renderScope,
  renderState,
  said,
  toActivityTitle,
  toAround,
  toChoices,
  toChoiceTitle,
  toEndOf,
  toFieldTitle,
  toKeyProblem,
  toReason,
  type Around,
  type FindPerson,
  type Outcome,
} from "../disclosures/room-parts.ts";

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

const base = "/console/packages";

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
      const { typed, say } = around;
      const act = asked.form ? typed("do") : "";
      const known = act !== "" && (await list(around)).some(({ id }) => id === typed("id"));
      let outcome = readDone(around, { destroyed: say("The package is destroyed.", "Das Paket ist zerstört.") });
      if (act === "renew") {
        const renewed = known ? await packages.renew(typed("id"), asked.person, typed("edition")) : undefined;
        outcome = renewed
          ? renderLink(around, renewed.link)
          : refused(
              say(
                "It is not there any more, or has a newer link already.",
                "Das gibt es nicht mehr, oder es hat schon einen neueren Link.",
              ),
            );
      } else if (act === "revoke") {
        if (known && (await packages.revoke(typed("id"), asked.person)))
          return answerDone(around, `${base}?done=destroyed`);
        outcome = refused(toReason(around, "not-found"));
      }
      return renderList(around, await list(around), outcome);
    },
  };

  async function answerNew(around: Around): Promise<RoomPage> {
    const { asked, say, typed } = around;
    const title = say("A new package", "Ein neues Paket");
    const fitting = toChoices(around, (category) => category !== "authority" && category !== "successor");
    const choices = fitting.filter(({ purpose }) => may(purpose, asked.person));
    const choice = findChoice(around, choices);
    if (!choice) {
      const more = say(
        "For a purpose that a role holds, somebody of that role makes the package.",
        "Für einen Zweck, den eine Rolle hat, macht jemand mit dieser Rolle das Paket.",
      );
      const address = `${base}/new`;
      return renderChoose(around, { title, address, choices, ...(choices.length < fitting.length ? { more } : {}) });
    }
    const { recipient, activity, purpose, value } = choice;
    let outcome: Outcome | undefined;
    if (asked.form) {
      const { scope, unknown } = await fromScope(around, recipient, activity, purpose, find);
      const problem = toKeyProblem(around);
      if (unknown.length > 0) {
        outcome = refused(
          say(`Nobody is known by: ${unknown.join(", ")}.`, `Niemand ist bekannt unter: ${unknown.join(", ")}.`),
        );
      } else if (typed("do") === "preview") {
        const counted = scope.fields.length === 0 ? "no-fields" : await count(scope, purpose, asked.person);
        if (counted === "no-fields" || counted instanceof ScopeDenied) {
          outcome = refused(toReason(around, counted === "no-fields" ? counted : counted.reason));
        } else {
          const { records, people } = counted;
          const fields = scope.fields.length;
          outcome = said(
            html`<p>
              ${say(
                `Records: ${records}. People: ${people}. Fields of each: ${fields}.`,
                `Datensätze: ${records}. Personen: ${people}. Felder je Datensatz: ${fields}.`,
              )}
            </p>`,
          );
        }
      } else if (problem !== undefined) {
        outcome = refused(problem);
      } else {
        const made = await packages.make({
          id: fromOnce(around),
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
        const again = say(
          "This form was sent before, and its package is made. Its link was shown once; below is a button for a new one.",
          "Dieses Formular wurde schon gesendet, sein Paket ist gemacht. Der Link wurde einmal gezeigt; einen neuen gibt es unten.",
        );
        outcome = refused(toReason(around, made.reason, { again }));
        if (made.reason === "again") return renderList(around, await list(around), outcome);
      }
    }
    const main = html`<h1>${title}</h1>
      <p class="lead">${toChoiceTitle(around, choice)}</p>
      ${outcome?.says}
      ${renderForm(
        around,
        `${base}/new`,
        html`<input type="hidden" name="what" value="${value}" />
          ${renderOnce(around)}
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
                ${renderAct("preview", say("Count first", "Erst zählen"), "second", true)}
              </p>
            </div>
          </section>`,
      )}
      <p class="outside-back">
        <a href="${base}">${say("Back to the packages", "Zurück zu den Paketen")}</a>
      </p>`;
    return { title, main, status: outcome?.status ?? 200 };
  }
}

function renderList(around: Around, all: readonly PackageFacts[], outcome: Outcome | undefined): RoomPage {
  const { say } = around;
  const title = say("Packages", "Pakete");
  const main = html`<h1>${title}</h1>
    <p class="lead">
      ${say(
        "Sealed for somebody outside, for one purpose, and for a time. What is kept here opens with their key alone.",
        "Versiegelt für jemanden außerhalb, für einen Zweck und auf Zeit. Was hier liegt, öffnet nur deren Schlüssel.",
      )}
    </p>
    ${outcome?.says}
    <p><a class="button" href="${base}/new">${say("Make a package", "Ein Paket machen")}</a></p>
    ${
      all.length === 0
        ? html`<p class="soft">${say("There is none yet.", "Es gibt noch keines.")}</p>`
        : html`<ul class="outside-list">
            ${all.map((facts) => html`<li>${renderPackage(around, facts)}</li>`)}
          </ul>`
    }`;
  return { title, main, status: outcome?.status ?? 200 };
}

function renderPackage(around: Around, facts: PackageFacts): Html {
  const { say, day, policy, asked } = around;
  const {
    id,
    state,
    recipient,
    adviser,
    activity,
    purpose,
    fields,
    records,
    subjects,
    expires,
    opened,
    manifest,
    edition,
  } = facts;
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
        html`${renderForm(
          around,
          base,
          html`<input type="hidden" name="id" value="${id}" />
            <input type="hidden" name="edition" value="${edition}" />
            <p class="actions">${renderAct("renew", say("New link", "Neuer Link"), "second")}</p>`,
        )}
        ${renderDanger(around, {
          action: base,
          id,
          act: "revoke",
          title: say("Destroy it", "Zerstören"),
          says: say(
            "Its link and its key end: whoever has not opened it by then never will.",
            "Link und Schlüssel enden: Wer es bis dahin nicht geöffnet hat, öffnet es nie.",
          ),
        })}`
      }
    </div>
  </details>`;
}
