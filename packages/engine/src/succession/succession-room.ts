import { html, toWords } from "@abide/policy";
import { answerDownload } from "../http/download.ts";
import type { ConsoleRoom, RoomPage } from "../staff/room.ts";
import {
  answerDone,
  fromOnce,
  readDone,
  refused,
  renderAct,
  renderBoxes,
  renderDanger,
  renderFacts,
  renderField,
  renderForm,
  renderOnce,
  renderRefused,
  renderSaid,
  renderState,
  toActivityTitle,
  toAround,
  toKeyProblem,
  toReason,
  type Around,
  type Outcome,
} from "../disclosures/room-parts.ts";
import {
  successionRoom,
  type SuccessionProgress,
  type SuccessionReason,
  type SuccessionRoom,
  type SuccessionState,
  type SuccessionStep,
} from "./succession.ts";

const base = `/console/${successionRoom}`;

/** The room of the console for the transfer of activities to a successor: planned, told, carried out. */
export function createSuccessionRoom(
  successions: SuccessionRoom,
  /** Goes on with it in the background, since it can take longer than a page may. */
  later: (work: Promise<unknown>) => void,
): ConsoleRoom {
  return {
    name: successionRoom,
    title: { en: "Succession", de: "Nachfolge" },
    says: {
      en: "The transfer of activities to a successor: planned, told, carried out.",
      de: "Der Übergang von Vorgängen auf einen Nachfolger: planen, mitteilen, ausführen.",
    },
    answer: async (asked) => {
      const around = toAround(asked);
      if (asked.path === "/new") return answerNew(around);
      if (asked.path !== "") return answerOne(around, asked.path.slice(1));
      return renderList(around, await successions.list());
    },
  };

  async function answerNew(around: Around): Promise<RoomPage | Response> {
    const { asked, say, typed, policy } = around;
    const title = say("Plan a transfer", "Einen Übergang planen");
    const choices = Object.entries(policy.recipients).flatMap(([recipient, { category, takes = {} }]) =>
      category === "successor" ? Object.keys(takes).map((activity) => ({ recipient, activity })) : [],
    );
    let outcome: Outcome | undefined;
    const problem = asked.form && toKeyProblem(around);
    if (problem !== undefined) outcome = refused(problem);
    else if (asked.form) {
      const recipient = choices[0]?.recipient ?? "";
      const id = fromOnce(around) ?? crypto.randomUUID();
      const plan = await successions.plan({
        id,
        recipient,
        successor: typed("successor"),
        contact: { name: typed("name"), email: typed("email") },
        activities: choices.flatMap(({ activity }) => (typed(`activity-${activity}`) === "" ? [] : activity)),
        key: { age: typed("age").trim() },
        effective: new Date(`${typed("effective")}T00:00:00Z`),
        noticeDays: Number(typed("days")),
        by: asked.person,
      });
      if (plan.planned) return answerDone(around, `${base}/${id}?done=planned`);
      if (plan.reason === "again") return answerDone(around, `${base}/${id}?done=again`);
      outcome = refused(toWhy(around, plan.reason));
    }
    const boxes = choices.map(
      ({ activity }) => [`activity-${activity}`, toActivityTitle(policy, activity, asked.language)] as const,
    );
    const main = html`<h1>${title}</h1>
      <p class="lead">
        ${say(
          "Everybody concerned is told, and can object, before anything leaves.",
          "Alle Betroffenen erfahren es und können widersprechen, bevor etwas hinausgeht.",
        )}
      </p>
      ${outcome?.says}
      ${
        choices.length === 0
          ? html`<p>${say("The policy declares no successor.", "Die Erklärung kennt keinen Nachfolger.")}</p>`
          : renderForm(
              around,
              `${base}/new`,
              html`${renderOnce(around)} ${renderBoxes(around, say("Activities", "Vorgänge"), boxes)}
                ${renderField(around, { name: "successor", label: say("The company that takes over", "Das übernehmende Unternehmen") })}
                ${renderField(around, { name: "name", label: say("Person there", "Person dort") })}
                ${renderField(around, { name: "email", label: say("E-mail address", "E-Mail-Adresse"), type: "email" })}
                ${renderField(around, { name: "age", label: say("Their age key (age1…)", "Der age-Schlüssel (age1…)") })}
                <div class="outside-pair">
                  ${renderField(around, { name: "effective", label: say("Takes effect on", "Wird wirksam am"), type: "date" })}
                  ${renderField(around, {
                    name: "days",
                    label: say("Days of notice", "Tage vorher mitgeteilt"),
                    hint: say("At least 14.", "Mindestens 14."),
                    value: "30",
                  })}
                </div>
                <p><button type="submit">${say("Plan it", "Planen")}</button></p>`,
            )
      }
      <p class="outside-back"><a href="${base}">${say("Back to the transfers", "Zurück zu den Übergängen")}</a></p>`;
    return { title, main, status: outcome?.status ?? 200 };
  }

  async function answerOne(around: Around, id: string): Promise<RoomPage | Response> {
    const { asked, say, typed } = around;
    const act = asked.form ? typed("do") : "";
    let outcome = readDone(around, {
      planned: say("The transfer is planned.", "Der Übergang ist geplant."),
      again: toReason(around, "again"),
    });
    const answer = (step: SuccessionStep | undefined): Response | undefined => {
      if (!step || step.done) return answerDone(around, `${base}/${id}`);
      outcome = refused(toWhy(around, step.reason));
      return undefined;
    };
    if (act === "notify" || act === "execute") {
      const work = successions[act](id, asked.person);
      // What is refused, or is done at once, is said at once.
      const first = await Promise.race([work, new Promise<undefined>((go) => setTimeout(() => go(undefined), 1_500))]);
      if (!first) later(work);
      const answered = answer(first);
      if (answered) return answered;
    }
    if (act === "cancel") {
      const answered = answer(await successions.cancel(id, asked.person));
      if (answered) return answered;
    }
    if (act === "archive") {
      const stream = await successions.archive(id, asked.person);
      if (stream) {
        const name = `succession-${id.slice(0, 8)}.tar`;
        const response = answerDownload({ stream, size: 0, name, type: "application/x-tar" });
        // The stream says itself where it ends.
        response.headers.delete("content-length");
        return response;
      }
      outcome = refused(
        say(
          "There is no archive to fetch. If somebody said no before it was fetched, or something in it was erased or over its time, carry it out once more: its manifest is another one then. If it was fetched before, it was destroyed here because of that: the successor has theirs.",
          "Es gibt kein Archiv abzuholen. Hat jemand nein gesagt, bevor es abgeholt war, oder wurde daraus etwas gelöscht oder war seine Zeit um, führen Sie den Übergang noch einmal aus: sein Verzeichnis ist dann ein anderes. War es schon abgeholt, wurde es hier deshalb zerstört: der Nachfolger hat seines.",
        ),
      );
    }
    const progress = await successions.progress(id);
    if (!progress) {
      const title = say("Succession", "Nachfolge");
      const main = html`<h1>${title}</h1>
        ${renderRefused(toReason(around, "not-found"))}
        <p class="outside-back"><a href="${base}">${say("Back to the transfers", "Zurück zu den Übergängen")}</a></p>`;
      return { title, main, status: 404 };
    }
    return renderOne(around, progress, outcome);
  }
}

function renderList(around: Around, all: readonly SuccessionProgress[]): RoomPage {
  const { say, day } = around;
  const title = say("Succession", "Nachfolge");
  const main = html`<h1>${title}</h1>
    <p class="lead">
      ${say(
        "When the company or a part of it changes hands: what is held goes along as one act, told before.",
        "Wenn das Unternehmen oder ein Teil davon den Eigentümer wechselt: Was gespeichert ist, geht in einem Schritt mit, vorher mitgeteilt.",
      )}
    </p>
    <p><a class="button" href="${base}/new">${say("Plan a transfer", "Einen Übergang planen")}</a></p>
    ${
      all.length === 0
        ? html`<p class="soft">${say("There is none.", "Es gibt keinen.")}</p>`
        : html`<ul class="outside-list">
            ${all.map(
              ({ id, successor, effective, state }) =>
                html`<li>
                  <a href="${base}/${id}">
                    <span class="who"><b>${successor ?? id}</b> <small>${day(effective)}</small></span>
                    <span class="tags"
                      >${renderState(toStateWords(around)[state], state !== "executed" && state !== "cancelled")}</span
                    >
                  </a>
                </li>`,
            )}
          </ul>`
    }`;
  return { title, main };
}

function renderOne(around: Around, progress: SuccessionProgress, outcome: Outcome | undefined): RoomPage {
  const { say, day, policy, asked } = around;
  const { id, state, people, told, untold, objections, records, transferred, withheld, parts, manifest } = progress;
  const title = progress.successor ?? say("A transfer", "Ein Übergang");
  const moving = state === "noticing" || state === "executing";
  const own = progress.by === asked.person.id;
  const buttons: { readonly [state in SuccessionState]?: readonly [act: string, title: string] | false } = {
    planned: ["notify", say("Tell everybody", "Alle informieren")],
    noticing: ["notify", say("Go on telling", "Weiter informieren")],
    noticed: !own && ["execute", say("Carry it out", "Ausführen")],
    executing: !own && ["execute", say("Go on", "Weitermachen")],
    executed: ["archive", say("Fetch the archive", "Archiv abholen")],
  };
  const button = buttons[state];
  const bar = (label: string, value: number, most: number) =>
    html`<label class="outside-progress"
      >${label} <span>${value} / ${most}</span> <progress value="${value}" max="${Math.max(most, 1)}"></progress
    ></label>`;
  const main = html`<h1>${title}</h1>
    ${outcome?.says}
    ${moving && renderSaid(html`<p>${say("Under way. This page shows how far.", "Es läuft. Diese Seite zeigt, wie weit.")}</p>`)}
    <section aria-labelledby="facts">
      <h2 id="facts">${say("The transfer", "Der Übergang")}</h2>
      ${renderFacts([
        [
          say("State", "Stand"),
          renderState(toStateWords(around)[state], state !== "executed" && state !== "cancelled"),
        ],
        [say("To", "An"), progress.contact && `${progress.contact.name} (${progress.contact.email})`],
        [say("Recipient", "Empfänger"), toWords(policy.recipients[progress.recipient]?.name ?? "", asked.language)],
        [
          say("Activities", "Vorgänge"),
          progress.activities.map((activity) => toActivityTitle(policy, activity, asked.language)).join(", "),
        ],
        [say("Takes effect", "Wirksam"), day(progress.effective)],
        [say("Told before", "Vorher mitgeteilt"), say(`${progress.noticeDays} days`, `${progress.noticeDays} Tage`)],
        progress.noticed !== undefined && [say("All told on", "Alle informiert am"), day(progress.noticed)],
        [say("Objections", "Widersprüche"), String(objections)],
        manifest !== undefined && [say("Manifest", "Verzeichnis"), html`<code class="hash">${manifest}</code>`],
      ])}
    </section>
    <section aria-labelledby="progress">
      <h2 id="progress">${say("How far", "Wie weit")}</h2>
      <div>
        ${bar(say("People told", "Informierte Personen"), told, people)}
        ${untold > 0 && html`<p>${say(`${untold} could not be told, and are left out of the transfer.`, `${untold} konnten nicht informiert werden und bleiben außen vor.`)}</p>`}
        ${bar(say("Records transferred", "Übertragene Datensätze"), transferred, Math.max(records - withheld, transferred))}
        <p class="soft">
          ${say(`Held back: ${withheld}. Parts: ${parts}.`, `Zurückgehalten: ${withheld}. Teile: ${parts}.`)}
        </p>
        ${own && state !== "executed" && state !== "cancelled" && html`<p>${toWhy(around, "same-person")}</p>`}
        ${button && renderForm(around, `${base}/${id}`, html`<p class="actions">${renderAct(...button)}</p>`)}
        ${
          state !== "executed" &&
          state !== "cancelled" &&
          renderDanger(around, {
            action: `${base}/${id}`,
            act: "cancel",
            title: say("Cancel it", "Absagen"),
            says: say(
              "It does not take place then, and what was written of it is destroyed.",
              "Der Übergang findet dann nicht statt, und was davon geschrieben ist, wird zerstört.",
            ),
          })
        }
        ${
          state === "executed" &&
          html`<p class="soft">
            ${say(
              "Only the successor's key opens the archive. Tell them the manifest's hash by another way: they import nothing without it.",
              "Nur der Schlüssel des Nachfolgers öffnet das Archiv. Sagen Sie ihm den Hash des Verzeichnisses auf anderem Weg: ohne ihn übernimmt er nichts.",
            )}
          </p>`
        }
      </div>
    </section>
    <p class="outside-back"><a href="${base}">${say("Back to the transfers", "Zurück zu den Übergängen")}</a></p>`;
  return { title, main, status: outcome?.status ?? 200, ...(moving ? { refresh: 5 } : {}) };
}

function toWhy(around: Around, reason: SuccessionReason): string {
  const { say } = around;
  return toReason(around, reason, {
    nobody: say(
      "Tick at least one activity in which something is held about somebody.",
      "Wählen Sie mindestens einen Vorgang, in dem etwas über jemanden gespeichert ist.",
    ),
    "no-template": say(
      "There are no words to tell people with. Give the website a mail for this notice, for each activity of the transfer.",
      "Es fehlen die Worte für die Mitteilung. Geben Sie der Website eine Mail dafür, zu jedem Vorgang des Übergangs.",
    ),
    "same-person": say(
      "You planned this transfer. Another person carries it out.",
      "Sie haben diesen Übergang geplant. Eine andere Person führt ihn aus.",
    ),
    "wrong-adviser": say(
      "Give the company, and the name and e-mail address of a person there.",
      "Geben Sie das Unternehmen an, dazu Name und E-Mail-Adresse einer Person dort.",
    ),
    "wrong-time": say(
      "People are told at least 14 days before. Choose a day for the transfer that leaves that time.",
      "Betroffene erfahren es mindestens 14 Tage vorher. Wählen Sie einen Tag, der diese Zeit lässt.",
    ),
  });
}

function toStateWords({ say }: Around): { readonly [state in SuccessionState]: string } {
  return {
    planned: say("planned", "geplant"),
    noticing: say("people are being told", "Betroffene werden informiert"),
    noticed: say("everybody is told", "alle sind informiert"),
    executing: say("under way", "läuft"),
    executed: say("carried out", "ausgeführt"),
    cancelled: say("cancelled", "abgesagt"),
  };
}
