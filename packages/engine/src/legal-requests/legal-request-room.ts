import { html, toWords, type Html } from "@abide/policy";
import type { ConsoleRoom, RoomPage } from "../staff/room.ts";
import {
  legalGrounds,
  legalRoom,
  spellGround,
  type LegalGround,
  type LegalRequest,
  type LegalRequests,
  type LegalState,
  type Preview,
} from "./legal-request.ts";
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
  renderFacts,
  renderField,
  renderForm,
  renderKey,
  renderLink,
  renderOnce,
  renderRefused,
  renderSaid,
  renderScope,
  renderSelect,
  renderState,
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

export interface LegalRoomOptions {
  readonly legalRequests: LegalRequests;
  readonly find: FindPerson;
  /** Names of the company's people, by their ids. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

const base = `/console/${legalRoom}`;

/** The room of the console for requests of authorities: registered by one, decided by another. */
export function createLegalRoom({ legalRequests, find, names }: LegalRoomOptions): ConsoleRoom {
  return {
    name: legalRoom,
    title: { en: "Requests by authorities", de: "Anfragen von Behörden" },
    says: {
      en: "Registered by one person, decided by another; whom it is about is told.",
      de: "Eine Person erfasst, eine andere entscheidet; wen es betrifft, der erfährt es.",
    },
    waits: async ({ id }, language) => {
      const all = await legalRequests.list();
      const open = all.filter(
        ({ state, registeredBy }) => (state === "registered" || state === "approved") && registeredBy !== id,
      );
      if (open.length === 0) return undefined;
      const due = open.map((one) => one.due).sort()[0]!;
      const date = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(due));
      return language === "de"
        ? `Zu entscheiden oder zu beantworten: ${open.length}, das erste bis ${date}.`
        : `To decide or to answer: ${open.length}, the first by ${date}.`;
    },
    answer: async (asked) => {
      const around = toAround(asked);
      if (asked.path === "/new") return answerNew(around);
      if (asked.path !== "") return answerOne(around, asked.path.slice(1));
      return renderList(around, await legalRequests.list());
    },
  };

  async function answerNew(around: Around): Promise<RoomPage | Response> {
    const { asked, say, typed } = around;
    const title = say("Register a request", "Eine Anfrage erfassen");
    const choices = toChoices(around, (category) => category === "authority");
    const choice = findChoice(around, choices);
    if (!choice) return renderChoose(around, { title, address: `${base}/new`, choices });
    const { recipient, activity, purpose, value } = choice;
    let outcome: Outcome | undefined;
    if (asked.form) {
      const { scope, unknown } = await fromScope(around, recipient, activity, purpose, find);
      if (unknown.length > 0) {
        outcome = refused(
          say(`Nobody is known by: ${unknown.join(", ")}.`, `Niemand ist bekannt unter: ${unknown.join(", ")}.`),
        );
      } else {
        // A day alone forbids as well: nobody is told because the reason was forgotten.
        const bar = { reason: typed("bar"), until: toEndOf(typed("barred")) };
        const barred = bar.reason.trim() !== "" || typed("barred") !== "";
        const id = fromOnce(around) ?? crypto.randomUUID();
        const registered = await legalRequests.register({
          id,
          recipient,
          authority: typed("authority"),
          contact: { name: typed("name"), email: typed("email") },
          ground: typed("ground") as LegalGround,
          reference: typed("reference"),
          received: new Date(`${typed("received")}T00:00:00Z`),
          due: toEndOf(typed("due")),
          purpose,
          scope,
          ...(barred ? { barred: bar } : {}),
          by: asked.person,
        });
        if (registered.registered) return answerDone(around, `${base}/${id}?done=registered`);
        if (registered.reason === "again") return answerDone(around, `${base}/${id}?done=again`);
        outcome = refused(toReason(around, registered.reason));
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
          <section aria-labelledby="who">
            <h2 id="who">${say("Who asks, and why", "Wer fragt, und warum")}</h2>
            <div>
              ${renderField(around, { name: "authority", label: say("Authority", "Behörde") })}
              ${renderField(around, { name: "name", label: say("Person there", "Person dort") })}
              ${renderField(around, { name: "email", label: say("E-mail address", "E-Mail-Adresse"), type: "email" })}
              ${renderSelect(
                around,
                "ground",
                say("Legal ground", "Rechtsgrund"),
                legalGrounds.map((ground) => [ground, spellGround(ground, asked.language)] as const),
              )}
              ${renderField(around, { name: "reference", label: say("Provision and file number", "Vorschrift und Aktenzeichen"), rows: 2 })}
              <div class="outside-pair">
                ${renderField(around, { name: "received", label: say("Received on", "Eingegangen am"), type: "date" })}
                ${renderField(around, { name: "due", label: say("To be answered by", "Zu beantworten bis"), type: "date" })}
              </div>
            </div>
          </section>
          <section aria-labelledby="scope">
            <h2 id="scope">${say("What it is about", "Worum es geht")}</h2>
            <div>${renderScope(around, recipient, activity, purpose)}</div>
          </section>
          <section aria-labelledby="notice">
            <h2 id="notice">${say("Telling the people", "Mitteilung an die Betroffenen")}</h2>
            <div>
              <p>
                ${say(
                  "They are told once the authority has fetched it, unless the law forbids it for a time.",
                  "Sie erfahren es, sobald die Behörde es abgeholt hat, sofern das Gesetz es nicht eine Zeit lang verbietet.",
                )}
              </p>
              ${renderBar(around)}
              <p><button type="submit">${say("Register", "Erfassen")}</button></p>
            </div>
          </section>`,
      )}
      <p class="outside-back"><a href="${base}">${say("Back to the requests", "Zurück zu den Anfragen")}</a></p>`;
    return { title, main, status: outcome?.status ?? 200 };
  }

  async function answerOne(around: Around, id: string): Promise<RoomPage | Response> {
    const { asked, say, typed } = around;
    const act = asked.form ? typed("do") : "";
    let preview: Preview | undefined;
    let outcome = readDone(around, {
      registered: say(
        "The request is registered. Somebody else decides it.",
        "Die Anfrage ist erfasst. Eine andere Person entscheidet.",
      ),
      again: toReason(around, "again"),
      approve: say("Approved.", "Zugestimmt."),
      refuse: say("Refused.", "Abgelehnt."),
      bar: say("Telling is barred.", "Die Mitteilung ist verboten."),
    });
    const steps = {
      approve: () => legalRequests.approve(id, asked.person),
      refuse: () => legalRequests.refuse(id, typed("refusal"), asked.person),
      bar: () => legalRequests.bar(id, { reason: typed("bar"), until: toEndOf(typed("barred")) }, asked.person),
    };
    if (act === "count" || act === "values") preview = await legalRequests.preview(id, asked.person, act === "values");
    if (act === "approve" || act === "refuse" || act === "bar") {
      const stepped = await steps[act]();
      if (stepped.done) return answerDone(around, `${base}/${id}?done=${act}`);
      const words = say(
        "You named this day, or registered the request. Another person can bring the day closer.",
        "Sie haben diesen Tag gesetzt oder die Anfrage erfasst. Vorziehen kann den Tag eine andere Person.",
      );
      outcome = refused(toReason(around, stepped.reason, act === "bar" ? { "same-person": words } : {}));
    }
    if (act === "disclose") {
      const problem = toKeyProblem(around);
      const made =
        problem === undefined
          ? await legalRequests.disclose(id, {
              id: fromOnce(around),
              key: fromKey(around),
              expires: toEndOf(typed("expires")),
              origin: asked.origin,
              by: asked.person,
            })
          : undefined;
      if (made?.made) outcome = renderLink(around, made.link);
      else outcome = refused(made ? toReason(around, made.reason) : problem!);
    }
    const request = (await legalRequests.list()).find((each) => each.id === id);
    if (!request) {
      const title = say("Requests by authorities", "Anfragen von Behörden");
      const main = html`<h1>${title}</h1>
        ${renderRefused(toReason(around, "not-found"))}
        <p class="outside-back"><a href="${base}">${say("Back to the requests", "Zurück zu den Anfragen")}</a></p>`;
      return { title, main, status: 404 };
    }
    return renderOne(around, request, { outcome, preview, names: await names() });
  }
}

function renderBar(around: Around): Html {
  const { say } = around;
  return html`${renderField(around, { name: "bar", label: say("Why telling is forbidden", "Warum die Mitteilung verboten ist"), rows: 2, optional: true })}
  ${renderField(around, { name: "barred", label: say("Until the end of", "Bis zum Ende des"), type: "date", optional: true })}`;
}

function renderList(around: Around, all: readonly LegalRequest[]): RoomPage {
  const { say, day } = around;
  const title = say("Requests by authorities", "Anfragen von Behörden");
  const main = html`<h1>${title}</h1>
    <p class="lead">
      ${say(
        "One person registers a request, another approves and discloses it. What leaves is sealed, and no more than is needed.",
        "Eine Person erfasst eine Anfrage, eine andere stimmt zu und gibt heraus. Was hinausgeht, ist versiegelt und nicht mehr als nötig.",
      )}
    </p>
    <p><a class="button" href="${base}/new">${say("Register a request", "Eine Anfrage erfassen")}</a></p>
    ${
      all.length === 0
        ? html`<p class="soft">${say("There is none yet.", "Es gibt noch keine.")}</p>`
        : html`<ul class="outside-list">
            ${all.map(
              (request) =>
                html`<li>
                  <a href="${base}/${request.id}">
                    <span class="who">
                      <b>${request.details?.authority ?? request.recipient}</b>
                      <small>
                        ${spellGround(request.ground, around.asked.language)} · ${say("by", "bis")} ${day(request.due)}
                      </small>
                    </span>
                    <span class="tags">
                      ${renderState(toStateWords(around, request), request.state === "registered" || request.state === "approved")}
                      ${request.notice === "barred" && renderState(say("notice barred", "Mitteilung verboten"), true)}
                    </span>
                  </a>
                </li>`,
            )}
          </ul>`
    }
    <p><a href="/privacy/transparency">${say("What is published of it", "Was davon veröffentlicht wird")}</a></p>`;
  return { title, main };
}

function renderOne(
  around: Around,
  request: LegalRequest,
  {
    outcome,
    preview,
    names,
  }: {
    readonly outcome: Outcome | undefined;
    readonly preview: Preview | undefined;
    readonly names: ReadonlyMap<string, string>;
  },
): RoomPage {
  const { say, day, policy, asked } = around;
  const { id, state, details, activity, purpose, fields, ground, notice } = request;
  const words = (text: Parameters<typeof toWords>[0]) => toWords(text, asked.language, policy.languages);
  const title = details?.authority ?? say("A request", "Eine Anfrage");
  const own = request.registeredBy === asked.person.id;
  const whose = (person: string, at: string | undefined) =>
    [names.get(person) ?? person, ...(at === undefined ? [] : [day(at)])].join(", ");
  const field = (name: string) => toFieldTitle(policy, activity, name, asked.language);
  const notices = {
    "not-yet": say("once it was fetched", "sobald es abgeholt ist"),
    barred: say(`forbidden until ${day(request.barredUntil ?? "")}`, `verboten bis ${day(request.barredUntil ?? "")}`),
    due: say("is being written", "wird geschrieben"),
    sent: say(
      `${request.noticed ?? 0} told, ${request.unnoticed ?? 0} could not be`,
      `${request.noticed ?? 0} informiert, ${request.unnoticed ?? 0} nicht erreichbar`,
    ),
  };
  const main = html`<h1>${title}</h1>
    ${outcome?.says}
    <section aria-labelledby="facts">
      <h2 id="facts">${say("The request", "Die Anfrage")}</h2>
      ${renderFacts([
        [
          say("State", "Stand"),
          renderState(toStateWords(around, request), state === "registered" || state === "approved"),
        ],
        [say("Ground", "Grund"), spellGround(ground, asked.language)],
        [say("Reference", "Zeichen"), details?.reference],
        [say("To", "An"), details && `${details.contact.name} (${details.contact.email})`],
        [say("Received", "Eingegangen"), day(request.received)],
        [say("To be answered by", "Zu beantworten bis"), day(request.due)],
        [say("Purpose", "Zweck"), words(policy.purposes[purpose]?.says ?? purpose)],
        [say("Activity", "Vorgang"), toActivityTitle(policy, activity, asked.language)],
        [say("Fields", "Felder"), fields.map(field).join(", ")],
        [
          say("Whose", "Wessen"),
          details?.subjects
            ? say(`people named: ${details.subjects.length}`, `benannte Personen: ${details.subjects.length}`)
            : say("everybody in it", "alle darin"),
        ],
        [say("Registered by", "Erfasst von"), whose(request.registeredBy, request.registeredAt)],
        request.approvedBy !== undefined && [
          say("Approved by", "Zugestimmt hat"),
          whose(request.approvedBy, request.approvedAt),
        ],
        request.disclosedBy !== undefined && [
          say("Sealed by", "Versiegelt von"),
          whose(request.disclosedBy, request.disclosedAt),
        ],
        request.fetched !== undefined && [say("Fetched on", "Abgeholt am"), day(request.fetched)],
        request.refusedBy !== undefined && [
          say("Refused by", "Abgelehnt von"),
          whose(request.refusedBy, request.refusedAt),
        ],
        details?.refusal !== undefined && [say("Because", "Weil"), details.refusal],
        state !== "refused" && [say("Telling the people", "Mitteilung"), notices[notice]],
        details?.bar !== undefined && [say("Forbidden because", "Verboten, weil"), details.bar],
        request.barredBy !== undefined && [say("Forbidden by", "Verboten von"), whose(request.barredBy, undefined)],
      ])}
    </section>
    ${
      state !== "refused" &&
      html`<section aria-labelledby="preview">
        <h2 id="preview">${say("What would leave", "Was hinausginge")}</h2>
        <div>
          ${preview && renderPreview(around, preview, field)}
          ${renderForm(
            around,
            `${base}/${id}`,
            html`<p class="actions">
              ${renderAct("count", say("Count", "Zählen"), "second")}
              ${renderAct("values", say("Show the first values", "Erste Werte zeigen"), "second")}
            </p>`,
          )}
          <p class="soft">${say("Who looks is written down.", "Wer nachsieht, wird festgehalten.")}</p>
        </div>
      </section>`
    }
    ${
      state === "registered" &&
      html`<section aria-labelledby="decide">
        <h2 id="decide">${say("The decision", "Die Entscheidung")}</h2>
        <div>
          ${
            own
              ? html`<p>${toReason(around, "same-person")}</p>`
              : renderForm(
                  around,
                  `${base}/${id}`,
                  html`<p class="actions">${renderAct("approve", say("Approve", "Zustimmen"))}</p>`,
                )
          }
          ${renderRefusal(around, id)}
        </div>
      </section>`
    }
    ${
      (state === "approved" || state === "disclosed") &&
      html`<section aria-labelledby="disclose">
        <h2 id="disclose">${say("The package", "Das Paket")}</h2>
        <div>
          ${
            state === "disclosed" &&
            html`<p>
              ${say("It is among the ", "Es liegt bei den ")}<a href="/console/packages"
                >${say("packages", "Paketen")}</a
              >.
              ${request.lapsed && say("It ended before anybody fetched it. It can be made again.", "Es endete, bevor es jemand abgeholt hat. Es lässt sich noch einmal machen.")}
            </p>`
          }
          ${
            own
              ? html`<p>${toReason(around, "same-person")}</p>`
              : (state === "approved" || request.lapsed) &&
                renderForm(
                  around,
                  `${base}/${id}`,
                  html`${renderOnce(around)} ${renderKey(around)}
                    <p class="actions">
                      ${renderAct("disclose", say("Seal and disclose", "Versiegeln und herausgeben"))}
                    </p>`,
                )
          }
          ${state === "approved" && renderRefusal(around, id)}
        </div>
      </section>`
    }
    ${
      state !== "refused" &&
      notice !== "sent" &&
      html`<section aria-labelledby="bar">
        <h2 id="bar">${say("Forbid to tell", "Mitteilung verbieten")}</h2>
        <div>
          ${renderForm(
            around,
            `${base}/${id}`,
            html`${renderBar(around)}
              ${
                notice === "barred" &&
                html`<p class="soft">
                  ${say(
                    "Who registered the request, or named the day, can only move it further away. To bring it closer needs another person.",
                    "Wer die Anfrage erfasst oder den Tag gesetzt hat, kann ihn nur hinausschieben. Vorziehen kann ihn eine andere Person.",
                  )}
                </p>`
              }
              <p class="actions">${renderAct("bar", say("Until that day", "Bis zu diesem Tag"), "second")}</p>`,
          )}
        </div>
      </section>`
    }
    <p class="outside-back"><a href="${base}">${say("Back to the requests", "Zurück zu den Anfragen")}</a></p>`;
  return { title, main, status: outcome?.status ?? 200 };
}

function renderRefusal(around: Around, id: string): Html {
  const { say } = around;
  return renderForm(
    around,
    `${base}/${id}`,
    html`${renderField(around, { name: "refusal", label: say("Or refuse it, because", "Oder ablehnen, weil"), rows: 2 })}
      <p class="actions">${renderAct("refuse", say("Refuse", "Ablehnen"), "danger")}</p>`,
  );
}

function renderPreview(around: Around, preview: Preview, field: (name: string) => string): Html {
  const { say } = around;
  if (!preview.allowed) return renderRefused(toReason(around, preview.reason));
  const { records, subjects, fields, sample } = preview;
  return html`${renderSaid(
    html`<p>
      ${say(
        `Records: ${records}. People: ${subjects}. Fields of each: ${fields.map(field).join(", ")}.`,
        `Datensätze: ${records}. Personen: ${subjects}. Felder je Datensatz: ${fields.map(field).join(", ")}.`,
      )}
    </p>`,
  )}
  ${
    sample.length > 0 &&
    html`<ul class="outside-sample">
      ${sample.map(
        ({ fields: values }) =>
          html`<li>
            ${renderFacts(
              fields.map((name) => {
                const value = values[name];
                return [
                  field(name),
                  typeof value === "string" ? value : value === undefined ? "–" : say("a file", "eine Datei"),
                ] as const;
              }),
            )}
          </li>`,
      )}
    </ul>`
  }`;
}

function toStateWords({ say }: Around, { state, fetched, lapsed }: LegalRequest): string {
  const words: { readonly [state in LegalState]: string } = {
    registered: say("waits for a second person", "wartet auf eine zweite Person"),
    approved: say("approved", "zugestimmt"),
    disclosed: lapsed
      ? say("never fetched", "nie abgeholt")
      : fetched === undefined
        ? say("sealed, not fetched yet", "versiegelt, noch nicht abgeholt")
        : say("fetched", "abgeholt"),
    refused: say("refused", "abgelehnt"),
  };
  return words[state];
}
