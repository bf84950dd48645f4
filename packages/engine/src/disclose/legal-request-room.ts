import { html, toWords, type Html } from "@abide/policy";
import type { ConsoleRoom, RoomPage } from "../staff/room.ts";
import {
  legalGrounds,
  legalRoom,
  type LegalGround,
  type LegalRequest,
  type LegalRequests,
  type LegalState,
  type Preview,
} from "./legal-request.ts";
import { renderChoose } from "./package-room.ts";
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
  renderSelect,
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
      return renderList(around, await legalRequests.list(), undefined);
    },
  };

  async function answerNew(around: Around): Promise<RoomPage> {
    const { asked, say, typed } = around;
    const title = say("Register a request", "Eine Anfrage erfassen");
    const what = asked.form ? typed("what") : (asked.query.get("what") ?? "");
    const leavings = toLeavings(around, (category) => category === "authority");
    const words = leavings.find(([value]) => value === what)?.[1];
    if (words === undefined) return { title, main: renderChoose(around, title, leavings) };
    const [recipient, activity, purpose] = what.split(" ") as [string, string, string];
    let outcome: Html | undefined;
    if (asked.form) {
      const { scope, unknown } = await fromScope(around, recipient, activity, purpose, find);
      if (unknown.length > 0) {
        outcome = renderRefused(
          say(`Nobody is known by: ${unknown.join(", ")}.`, `Niemand ist bekannt unter: ${unknown.join(", ")}.`),
        );
      } else {
        // A day alone forbids as well: nobody is told because the reason was forgotten.
        const bar = { reason: typed("bar"), until: toEndOf(typed("barred")) };
        const barred = bar.reason.trim() !== "" || typed("barred") !== "";
        const registered = await legalRequests.register({
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
        if (registered.registered) {
          const said = say(
            "The request is registered. Somebody else decides it.",
            "Die Anfrage ist erfasst. Eine andere Person entscheidet.",
          );
          return renderList(around, await legalRequests.list(), renderSaid(html`<p>${said}</p>`));
        }
        outcome = renderRefused(toReason(around, registered.reason));
      }
    }
    const main = html`<h1>${title}</h1>
      <p class="lead">${words}</p>
      ${outcome}
      ${renderForm(
        around,
        `${base}/new`,
        html`<input type="hidden" name="what" value="${what}" />
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
                legalGrounds.map((ground) => [ground, toGround(around, ground)] as const),
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
                  "They are told as soon as it is disclosed, unless the law forbids it for a time.",
                  "Sie erfahren es mit der Herausgabe, sofern das Gesetz es nicht eine Zeit lang verbietet.",
                )}
              </p>
              ${renderBar(around)}
              <p><button type="submit">${say("Register", "Erfassen")}</button></p>
            </div>
          </section>`,
      )}
      <p class="outside-back"><a href="${base}">${say("Back to the requests", "Zurück zu den Anfragen")}</a></p>`;
    return { title, main };
  }

  async function answerOne(around: Around, id: string): Promise<RoomPage> {
    const { asked, say, typed } = around;
    const act = asked.form ? typed("do") : "";
    let outcome: Html | undefined;
    let preview: Preview | undefined;
    const step = async (stepped: ReturnType<LegalRequests["approve"]>, done: string) => {
      const result = await stepped;
      outcome = result.done ? renderSaid(html`<p>${done}</p>`) : renderRefused(toReason(around, result.reason));
    };
    if (act === "count" || act === "values") preview = await legalRequests.preview(id, asked.person, act === "values");
    if (act === "approve") await step(legalRequests.approve(id, asked.person), say("Approved.", "Zugestimmt."));
    if (act === "refuse")
      await step(legalRequests.refuse(id, typed("refusal"), asked.person), say("Refused.", "Abgelehnt."));
    if (act === "bar") {
      const bar = { reason: typed("bar"), until: toEndOf(typed("barred")) };
      await step(legalRequests.bar(id, bar, asked.person), say("Telling is barred.", "Die Mitteilung ist verboten."));
    }
    if (act === "disclose") {
      const made = await legalRequests.disclose(id, {
        key: fromKey(around),
        expires: toEndOf(typed("expires")),
        origin: asked.origin,
        by: asked.person,
      });
      outcome = made.made ? renderLink(around, made.link) : renderRefused(toReason(around, made.reason));
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

function renderList(around: Around, all: readonly LegalRequest[], outcome: Html | undefined): RoomPage {
  const { say, day } = around;
  const title = say("Requests by authorities", "Anfragen von Behörden");
  const main = html`<h1>${title}</h1>
    <p class="lead">
      ${say(
        "One person registers a request, another approves and discloses it. What leaves is sealed, and no more than is needed.",
        "Eine Person erfasst eine Anfrage, eine andere stimmt zu und gibt heraus. Was hinausgeht, ist versiegelt und nicht mehr als nötig.",
      )}
    </p>
    ${outcome}
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
                      <small> ${toGround(around, request.ground)} · ${say("by", "bis")} ${day(request.due)} </small>
                    </span>
                    <span class="tags">
                      ${renderState(toStateWords(around)[request.state], request.state === "registered" || request.state === "approved")}
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
    readonly outcome: Html | undefined;
    readonly preview: Preview | undefined;
    readonly names: ReadonlyMap<string, string>;
  },
): RoomPage {
  const { say, day, policy, asked } = around;
  const { id, state, details, activity, purpose, fields, ground, notice } = request;
  const words = (text: Parameters<typeof toWords>[0]) => toWords(text, asked.language, policy.languages);
  const title = details?.authority ?? say("A request", "Eine Anfrage");
  const own = request.registeredBy === asked.person.id;
  const whose = (person: string | undefined) => person !== undefined && (names.get(person) ?? person);
  const field = (name: string) => toFieldTitle(policy, activity, name, asked.language);
  const notices = {
    "not-yet": say("with the disclosure", "mit der Herausgabe"),
    barred: say(`forbidden until ${day(request.barredUntil ?? "")}`, `verboten bis ${day(request.barredUntil ?? "")}`),
    due: say("is being written", "wird geschrieben"),
    sent: say(
      `${request.noticed ?? 0} told, ${request.unnoticed ?? 0} could not be`,
      `${request.noticed ?? 0} informiert, ${request.unnoticed ?? 0} nicht erreichbar`,
    ),
  };
  const main = html`<h1>${title}</h1>
    ${outcome}
    <section aria-labelledby="facts">
      <h2 id="facts">${say("The request", "Die Anfrage")}</h2>
      ${renderFacts([
        [
          say("State", "Stand"),
          renderState(toStateWords(around)[state], state === "registered" || state === "approved"),
        ],
        [say("Ground", "Grund"), toGround(around, ground)],
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
        [say("Registered by", "Erfasst von"), whose(request.registeredBy)],
        request.approvedBy !== undefined && [say("Approved by", "Zugestimmt hat"), whose(request.approvedBy)],
        request.disclosedBy !== undefined && [say("Disclosed by", "Herausgegeben von"), whose(request.disclosedBy)],
        request.refusedBy !== undefined && [say("Refused by", "Abgelehnt von"), whose(request.refusedBy)],
        details?.refusal !== undefined && [say("Because", "Weil"), details.refusal],
        state !== "refused" && [say("Telling the people", "Mitteilung"), notices[notice]],
        details?.bar !== undefined && [say("Forbidden because", "Verboten, weil"), details.bar],
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
            </p>`
          }
          ${
            own
              ? html`<p>${toReason(around, "same-person")}</p>`
              : state === "approved" &&
                renderForm(
                  around,
                  `${base}/${id}`,
                  html`${renderKey(around)}
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
              <p class="actions">${renderAct("bar", say("Until that day", "Bis zu diesem Tag"), "second")}</p>`,
          )}
        </div>
      </section>`
    }
    <p class="outside-back"><a href="${base}">${say("Back to the requests", "Zurück zu den Anfragen")}</a></p>`;
  return { title, main };
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

function toStateWords({ say }: Around): { readonly [state in LegalState]: string } {
  return {
    registered: say("waits for a second person", "wartet auf eine zweite Person"),
    approved: say("approved", "zugestimmt"),
    disclosed: say("disclosed", "herausgegeben"),
    refused: say("refused", "abgelehnt"),
  };
}

function toGround({ say }: Around, ground: LegalGround): string {
  const words: { readonly [ground in LegalGround]: string } = {
    "court-order": say("Order of a court", "Gerichtliche Anordnung"),
    "criminal-investigation": say("Criminal investigation", "Strafverfolgung"),
    "supervisory-authority": say("Supervisory authority", "Aufsichtsbehörde"),
    "tax-authority": say("Tax authority", "Steuerbehörde"),
    "statutory-duty": say("Duty under a statute", "Gesetzliche Pflicht"),
    "legal-claim": say("Legal claim of ours or against us", "Rechtsanspruch von uns oder gegen uns"),
    fraud: say("Fraud", "Betrug"),
    "security-incident": say("Security incident", "Sicherheitsvorfall"),
    "breach-of-terms": say("Breach of our terms", "Verstoß gegen unsere Bedingungen"),
  };
  return words[ground] ?? ground;
}
