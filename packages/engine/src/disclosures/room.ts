import type { Person } from "../roles/roles.ts";
import type { Addressees, ReceivedBy } from "./received.ts";
import { html, toWords, type Compiled, type Html, type HtmlValue, type Language } from "@abide/policy";
import type { Attempt, DeadLetter, LaneState, Outbox } from "../outbox/outbox.ts";
import { isId } from "../http/id.ts";
import type { ConsoleRoom, RoomAsked, RoomPage } from "../staff/room.ts";
import { fill } from "@abide/console";
import { toTime } from "../staff/time.ts";
import type { Subjects } from "../subjects/subjects.ts";
import type { Versions } from "../policies/versions.ts";
import type { Door } from "./disclose.ts";
import type { Disclosure } from "./received.ts";
import { toActivityTitle, toFieldTitle } from "./room-parts.ts";
import { toRoomTexts, type RoomTexts } from "./room-texts.ts";

export interface DisclosuresRoomOptions {
  readonly door: Door;
  readonly outbox: Outbox;
  readonly versions: Versions;
  readonly find: Subjects["find"];
  readonly outside: Addressees;
  readonly clock: () => Date;
}

/** Dead letters of a page. */
const most = 20;

/**
 * The room of the console for everything that leaves: what waits and what arrived for each recipient, what was given up and what to do
 * about it, and who received what about one person. It shows names of fields and never a value.
 */
export function createDisclosuresRoom(options: DisclosuresRoomOptions): ConsoleRoom {
  const { door, outbox, versions, find, outside, clock } = options;
  /** Does what a form asks for. Returns what to say about it. */
  const act = async (form: ReadonlyMap<string, string>, person: Person, texts: RoomTexts): Promise<Outcome> => {
    const by = person.id;
    const field = (name: string) => (form.get(name) ?? "").trim();
    const said = (words: string): Outcome => ({ said: words });
    const lane = field("lane");
    // A form that was made up makes no lane.
    if (lane !== "" && !(await outbox.lanes()).some((known) => known.lane === lane)) return { refused: texts.gone };
    switch (field("do")) {
      case "pause":
        // Whoever finds it standing still later has to know why.
        if (field("why") === "" || lane === "") return { refused: texts.whyMissing };
        await outbox.pause(lane, by, field("why"));
        return said(texts.saidPaused);
      case "resume":
        await outbox.resume(lane, by);
        return said(texts.saidResumed);
      case "retry":
        return (await outbox.retry(field("letter"), by)) ? said(texts.saidRetried) : { refused: texts.gone };
      case "retry-all":
        return said(fill(texts.saidRetriedAll, { count: await outbox.retryAll(lane, by) }));
      case "drop":
        return (await outbox.drop(field("letter"), by)) ? said(texts.saidDropped) : { refused: texts.gone };
      case "look-up": {
        const email = field("email").slice(0, 254);
        const subject = email === "" ? undefined : await find({ email }, { by });
        if (subject === undefined) return { email, nobody: true };
        const received = await door.received(subject, outside.seesLegal(person) ? undefined : clock());
        return { email, received, addressees: await outside.addressees() };
      }
      default:
        return {};
    }
  };

  return {
    name: "disclosures",
    title: { en: "Disclosures", de: "Weitergaben" },
    says: {
      en: "Everything that leaves: to whom, how far it is, what did not arrive, and who received what about one person.",
      de: "Alles, was hinausgeht: an wen, wie weit es ist, was nicht ankam, und wer was über eine Person bekommen hat.",
    },
    waits: async (_, language) => {
      const lanes = await outbox.lanes();
      const dead = lanes.reduce((sum, lane) => sum + lane.dead, 0);
      const stopped = lanes.filter(({ paused }) => paused).length;
      const texts = toRoomTexts(language);
      const says = [
        ...(dead > 0 ? [fill(texts.waitsDead, { count: dead })] : []),
        ...(stopped > 0 ? [fill(texts.waitsStopped, { count: stopped })] : []),
      ];
      return says.length > 0 ? says.join(" ") : undefined;
    },
    answer: async (asked) => {
      const texts = toRoomTexts(asked.language);
      const outcome = asked.form ? await act(asked.form, asked.person, texts) : {};
      const [ended = "", id = ""] = (asked.query.get("before") ?? "").split(" ");
      const before = isId(id) && !Number.isNaN(Date.parse(ended)) ? { ended, id } : undefined;
      const [lanes, known, dead] = await Promise.all([
        outbox.lanes(),
        outside.names(),
        outbox.dead(undefined, { limit: most + 1, ...(before ? { before } : {}) }),
      ]);
      const shown = await Promise.all(
        dead.slice(0, most).map(async (letter) => ({ letter, attempts: await outbox.attempts(letter.id) })),
      );
      const policies = versions.current.map(({ policy }) => policy);
      const last = dead.length > most ? dead[most - 1]! : undefined;
      const next = last && new URLSearchParams({ before: `${last.ended} ${last.id}` }).toString();
      return renderRoom({ asked, texts, outcome, lanes, shown, next, door, policies, names: known });
    },
  };
}

interface Outcome {
  readonly said?: string;
  readonly refused?: string;
  readonly email?: string;
  /** Nothing is held about anybody with that address. */
  readonly nobody?: boolean;
  readonly received?: readonly Disclosure[];
  readonly addressees?: ReadonlyMap<string, ReceivedBy>;
}

interface Dead {
  readonly letter: DeadLetter;
  readonly attempts: readonly Attempt[];
}

interface Shown {
  readonly asked: RoomAsked;
  readonly texts: RoomTexts;
  readonly outcome: Outcome;
  readonly lanes: readonly LaneState[];
  readonly shown: readonly Dead[];
  readonly next: string | undefined;
  readonly door: Door;
  readonly policies: readonly Compiled[];
  readonly names: ReadonlyMap<string, string>;
}

function renderRoom(room: Shown): RoomPage {
  const { texts, outcome, lanes, shown, next } = room;
  const { said, refused, email, nobody, received } = outcome;
  return {
    title: texts.title,
    status: refused === undefined && !nobody ? 200 : 422,
    main: html`<h1>${texts.title}</h1>
      <p class="lead">${texts.says}</p>
      ${said !== undefined && html`<p class="outcome said" role="status">${said}</p>`}
      ${refused !== undefined && html`<p class="outcome refused" role="alert">${refused}</p>`}
      <section aria-labelledby="disclosures-lanes">
        <h2 id="disclosures-lanes">${texts.lanes}</h2>
        ${
          lanes.length === 0
            ? html`<p class="soft">${texts.noLanes}</p>`
            : html`<ul class="disclosures-lanes">
                ${lanes.map((lane, at) => renderLane(lane, at, room))}
              </ul>`
        }
      </section>
      <section aria-labelledby="disclosures-dead">
        <h2 id="disclosures-dead">${texts.dead}</h2>
        <div>
          <p>${texts.deadSays}</p>
          ${
            shown.length === 0
              ? html`<p class="soft">${texts.noDead}</p>`
              : html`<ul class="disclosures-dead">
                  ${shown.map((dead) => renderDead(dead, room))}
                </ul>`
          }
          ${next !== undefined && html`<p><a href="/console/disclosures?${next}">${texts.older}</a></p>`}
        </div>
      </section>
      <section aria-labelledby="disclosures-person">
        <h2 id="disclosures-person">${texts.person}</h2>
        <div>
          <form method="post" action="/console/disclosures#disclosures-person">
            ${room.asked.mark}
            <p class="field">
              <label for="disclosures-email">${texts.email}</label>
              <small id="disclosures-hint">${texts.personSays}</small>
              <input
                id="disclosures-email"
                name="email"
                type="email"
                required
                autocomplete="off"
                aria-describedby="disclosures-hint"
                ${email !== undefined && html`value="${email}"`}
              />
            </p>
            <p><button type="submit" name="do" value="look-up">${texts.lookUp}</button></p>
          </form>
          ${nobody && html`<p class="outcome refused" role="alert">${texts.nobody}</p>`}
          ${received && renderReceived(received, room)}
        </div>
      </section>`,
  };
}

function renderLane(lane: LaneState, at: number, room: Shown): Html {
  const { texts, asked, door, names } = room;
  const { queued, delivered, dead, denied, dropped, waiting, paused, served, next, why } = lane;
  const number = new Intl.NumberFormat(asked.language);
  const recipient = toRecipient(lane.lane);
  const connector =
    recipient !== undefined && Object.hasOwn(door.connectors, recipient) ? door.connectors[recipient] : undefined;
  const name = toLaneTitle(lane.lane, room);
  const all = queued + delivered + dead;
  const state = paused ? "paused" : !served ? "unserved" : waiting > 0 ? "waiting" : "running";
  const counts = [
    [texts.delivered, delivered],
    [texts.queued, queued],
    [texts.givenUp, dead],
    [texts.denied, denied],
    [texts.dropped, dropped],
  ] as const;
  const some = counts.filter(([, count]) => count > 0);
  return html`<li class="disclosures-lane" data-state="${state}">
    <div class="disclosures-head">
      <h3>${name}</h3>
      <span class="tag ${state === "running" ? "" : "warn"}">${texts[state]}</span>
    </div>
    <p class="soft">
      ${
        connector
          ? connector.can.delete
            ? texts.deletes
            : html`${texts.deletesNot} ${renderNotice(recipient!, room)}`
          : texts.mailLane
      }
    </p>
    ${
      all > 0 &&
      html`<progress value="${delivered}" max="${all}" aria-label="${fill(texts.progress, { name })}">
        ${number.format(delivered)} / ${number.format(all)}
      </progress>`
    }
    ${
      some.length === 0
        ? html`<p class="soft">${texts.nothingYet}</p>`
        : html`<dl class="disclosures-counts">
            ${some.map(
              ([title, count]) =>
                html`<div>
                  <dt>${title}</dt>
                  <dd>${number.format(count)}</dd>
                </div>`,
            )}
          </dl>`
    }
    ${
      paused
        ? html`<p class="disclosures-note">
              ${fill(texts.pausedSince, { date: toTime(paused.at, asked.language), who: names.get(paused.by) ?? paused.by })}
              <q>${paused.why}</q>
            </p>
            ${renderForm(room, { do: "resume", lane: lane.lane }, html`<button type="submit" aria-label="${texts.resume}: ${name}">${texts.resume}</button>`)}`
        : html`${
              waiting > 0 &&
              next !== undefined &&
              html`<p class="soft">
                ${fill(texts.triedAgain, { count: number.format(waiting), date: toTime(next, asked.language) })}
                ${why !== undefined && html`<b>${toReason(why, texts)}</b>`}
              </p>`
            }
            <details class="disclosures-pause">
              <summary>${texts.pause} …</summary>
              ${renderForm(
                room,
                { do: "pause", lane: lane.lane },
                html`<p class="field">
                    <label for="disclosures-why-${at}">${texts.why}</label>
                    <small id="disclosures-why-hint-${at}">${texts.pauseSays}</small>
                    <input
                      id="disclosures-why-${at}"
                      name="why"
                      required
                      maxlength="300"
                      aria-describedby="disclosures-why-hint-${at}"
                    />
                  </p>
                  <p>
                    <button class="second" type="submit" aria-label="${texts.pause}: ${name}">${texts.pause}</button>
                  </p>`,
              )}
            </details>`
    }
    ${
      (dead > 0 || waiting > 0) &&
      renderForm(
        room,
        { do: "retry-all", lane: lane.lane },
        html`<button class="plain" type="submit" aria-label="${texts.retryAll}: ${name}">${texts.retryAll}</button>`,
      )
    }
  </li>`;
}

function renderDead({ letter, attempts }: Dead, room: Shown): Html {
  const { texts, asked } = room;
  const name = toLaneTitle(letter.lane, room);
  const time = (at: string) => html`<time datetime="${at}">${toTime(at, asked.language)}</time>`;
  const label = (what: string) => `${what}: ${name}, ${toTime(letter.ended, asked.language)}`;
  return html`<li>
    <div class="disclosures-head">
      <h3>${name}</h3>
      <span class="soft">${time(letter.ended)}</span>
    </div>
    <p><b>${toReason(letter.why, texts)}</b></p>
    <p>${toNextStep(letter, attempts, texts)}</p>
    <details>
      <summary>${fill(texts.attempts, { count: attempts.length })}</summary>
      <ol class="disclosures-attempts">
        ${attempts.map(
          ({ n, at, ms, outcome, status, why }) =>
            html`<li value="${n}">
              ${time(at)} <span>${texts.outcomes[outcome]}</span>
              ${why !== undefined && html`<span class="soft">${toReason(why, texts)}</span>`}
              ${status !== undefined && html`<code>${status}</code>`}
              <span class="soft">${new Intl.NumberFormat(asked.language).format(ms)} ms</span>
            </li>`,
        )}
      </ol>
      <p class="soft">${texts.letter} <code>${letter.id}</code></p>
    </details>
    <div class="actions">
      ${renderForm(room, { do: "retry", letter: letter.id }, html`<button class="second" type="submit" aria-label="${label(texts.retry)}">${texts.retry}</button>`)}
      ${renderForm(room, { do: "drop", letter: letter.id }, html`<button class="plain" type="submit" aria-label="${label(texts.drop)}">${texts.drop}</button>`)}
    </div>
  </li>`;
}

function renderReceived(received: readonly Disclosure[], room: Shown): HtmlValue {
  const { texts, asked, policies, door, names, outcome } = room;
  const { language } = asked;
  if (received.length === 0) return html`<p role="status">${texts.nothing}</p>`;
  const known = new Set(received.filter(({ state }) => state === "delivered").map(({ recipient }) => recipient));
  const byHand = [...known].filter(
    (recipient) => !(Object.hasOwn(door.connectors, recipient) && door.connectors[recipient]!.can.delete),
  );
  const ways = texts.ways as { readonly [way: string]: string };
  const states = texts.states as { readonly [state: string]: string };
  return html`<p role="status">${fill(texts.found, { count: received.length })}</p>
    ${
      byHand.length > 0 &&
      html`<p class="disclosures-note">
        ${texts.byHand}
        ${byHand.map(
          (recipient, at) => html`${at > 0 && "; "}${toName(recipient, room)} ${renderNotice(recipient, room)}`,
        )}
      </p>`
    }
    <ul class="disclosures-received">
      ${received.map(
        (one) =>
          html`<li>
            <div class="disclosures-head">
              <h3>
                ${(one.package !== undefined && outcome.addressees?.get(one.package)?.name) || toName(one.recipient, room)}
              </h3>
              <span class="tag ${one.state === "delivered" || one.state === "deleted" ? "" : "warn"}"
                >${states[one.state] ?? one.state}</span
              >
            </div>
            <dl>
              <div>
                <dt>${texts.what}</dt>
                <dd>${toWhat(one, policies, language)}</dd>
              </div>
              <div>
                <dt>${texts.whatFor}</dt>
                <dd>${toPurpose(one.purpose, policies, language)}</dd>
              </div>
              <div>
                <dt>${texts.when}</dt>
                <dd>
                  <time datetime="${one.at}">${toTime(one.at, language)}</time>${
                    one.delivered !== undefined &&
                    html`; ${texts.arrived} <time datetime="${one.delivered}">${toTime(one.delivered, language)}</time>`
                  }
                </dd>
              </div>
              <div>
                <dt>${texts.way}</dt>
                <dd>${ways[one.way] ?? one.way}; ${toName(one.recipient, room)}</dd>
              </div>
              <div>
                <dt>${texts.by}</dt>
                <dd>${names.get(one.by) ?? (one.by === "site" ? texts.bySite : one.by)}</dd>
              </div>
              ${
                one.package !== undefined &&
                outcome.addressees?.get(one.package)?.barred !== undefined &&
                html`<div>
                  <dt>${texts.telling}</dt>
                  <dd>
                    ${fill(texts.barred, { date: toTime(outcome.addressees.get(one.package)!.barred!, language) })}
                  </dd>
                </div>`
              }
              <div>
                <dt>${texts.version}</dt>
                <dd><code>${one.version.slice(0, 12)}</code></dd>
              </div>
            </dl>
          </li>`,
      )}
    </ul>`;
}

/** A form of this session. It leads back to where it stood. */
function renderForm({ asked }: Shown, hidden: { readonly [name: string]: string }, inner: Html): Html {
  return html`<form method="post" action="/console/disclosures">
    ${asked.mark}
    ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${inner}
  </form>`;
}

const toRecipient = (lane: string): string | undefined =>
  lane.startsWith("disclosure ") ? lane.slice("disclosure ".length) : undefined;

function toLaneTitle(lane: string, room: Shown): string {
  const recipient = toRecipient(lane);
  if (recipient !== undefined) return toName(recipient, room);
  const titles = room.texts.laneTitles as { readonly [lane: string]: string };
  return titles[lane] ?? lane;
}

/** The policy that declares a recipient. */
const findPolicy = (recipient: string, policies: readonly Compiled[]): Compiled | undefined =>
  policies.find(({ recipients }) => Object.hasOwn(recipients, recipient));

function toName(recipient: string, { policies, asked }: Shown): string {
  const policy = findPolicy(recipient, policies);
  return policy ? toWords(policy.recipients[recipient]!.name, asked.language, policy.languages) : recipient;
}

/** Activity and fields, by the titles that the policy gives them. */
function toWhat({ activity, fields }: Disclosure, policies: readonly Compiled[], language: Language): string {
  const policy = policies.find(({ activities }) => Object.hasOwn(activities, activity));
  if (!policy) return `${activity}: ${fields.join(", ")}`;
  const titles = fields.map((field) => toFieldTitle(policy, activity, field, language));
  return `${toActivityTitle(policy, activity, language)}: ${titles.join(", ")}`;
}

/** The way to who has to be asked there: their own privacy notice says it. */
function renderNotice(recipient: string, { policies, texts }: Shown): HtmlValue {
  const notice = findPolicy(recipient, policies)?.recipients[recipient]!.policy;
  return notice !== undefined && html`(<a href="${notice}" rel="noreferrer">${texts.notice}</a>)`;
}

function toPurpose(purpose: string, policies: readonly Compiled[], language: Language): string {
  const policy = policies.find(({ purposes }) => Object.hasOwn(purposes, purpose));
  const declared = policy?.purposes[purpose];
  return declared ? toWords(declared.title ?? declared.says, language, policy.languages) : purpose;
}

function toReason(why: string, texts: RoomTexts): string {
  const reasons = texts.reasons as { readonly [why: string]: string };
  return Object.hasOwn(reasons, why) ? reasons[why]! : why;
}

/** What somebody can do about a letter that was given up. */
function toNextStep({ why }: DeadLetter, attempts: readonly Attempt[], texts: RoomTexts): string {
  const status = attempts.at(-1)?.status;
  if (why === "lost") return texts.steps.lost;
  if (status === 401 || status === 403) return texts.steps.key;
  if (status !== undefined && status >= 400 && status < 500 && status !== 429) return texts.steps.refused;
  return attempts.at(-1)?.outcome === "again" ? texts.steps.away : texts.steps.refused;
}
