import { html, spellLanguage, toWords, type Compiled, type Html, type Language } from "@abide/policy";
import { answerPassing } from "../http/redirect.ts";
import { AbideError } from "../http/error.ts";
import type { ConsoleRoom, RoomAsked, RoomPage } from "../staff/room.ts";
import { toTime } from "../staff/time.ts";
import { isId } from "../http/id.ts";
import type { CampaignProgress, CampaignReason, Campaigns, Plan } from "./campaign.ts";
import { toCampaignTexts, toTestMark, type CampaignTexts } from "./campaign-texts.ts";
import type { Promotion, RenderedMail } from "../mail/mail.ts";
import type { NoticeProgress, ChangeNotices } from "../change-notices/notice.ts";
import { createTemplatesPage, type TemplatesPageOptions } from "../mail/templates-page.ts";

export interface CampaignRoomOptions extends TemplatesPageOptions {
  readonly campaigns: Campaigns;
  readonly notices: ChangeNotices;
  /** Sends a promotion with invented values to an address of the company's own. False where it could not be sent. */
  readonly test: (rendered: RenderedMail, to: string) => Promise<boolean>;
  /** Names of the company's people, by their ids: what is kept of who did it is the id. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

/** Where the company's people write to many, see how far it is, and look at every mail. */
export function createCampaignRoom(options: CampaignRoomOptions): ConsoleRoom {
  const { campaigns, notices, versions, mail, names } = options;
  const promotions = mail.promotions ?? [];
  const templates = createTemplatesPage(options);

  const policyOf = (activity: string): Compiled =>
    (versions.find(({ policy }) => Object.hasOwn(policy.activities, activity)) ?? versions[0]!).policy;

  const answer = async (asked: RoomAsked): Promise<RoomPage | Response> => {
    const texts = toCampaignTexts(asked.language);
    const [, first = "", second = "", ...more] = asked.path.split("/");
    if (first === "") return showAll(asked, texts);
    if (first === "mails") {
      const back = { to: "/console/campaigns", says: texts.back };
      const page = templates.answer(asked, asked.path.slice("/mails".length), { at: mailsAt, back });
      if (page) return page;
    }
    if (more.length > 0) throw notThere();
    if (first === "unsubscribe") return explain(texts);
    if (first === "new") return prepare(asked, texts, second);
    return showOne(asked, texts, first);
  };

  const showAll = async (asked: RoomAsked, texts: CampaignTexts): Promise<RoomPage> => {
    const [listed, told, known] = await Promise.all([campaigns.list(), notices.list(), names()]);
    return {
      title: title[asked.language === "de" ? "de" : "en"],
      main: html`<h1>${title[asked.language === "de" ? "de" : "en"]}</h1>
        <p class="lead">${texts.lead}</p>
        <section aria-labelledby="prepare">
          <h2 id="prepare">${texts.prepare}</h2>
          <div>
            ${promotions.length === 0 && html`<p class="soft">${texts.noPromotions}</p>`}
            <ul class="rows">
              ${promotions.map((promotion) => {
                const { languages, activities, purposes } = policyOf(promotion.activity);
                const say = (text: Compiled["title"]) => toWords(text, asked.language, languages);
                return html`<li>
                  <span>
                    <b>${say(promotion.title)}</b>
                    <small
                      >${texts.goesTo(say(activities[promotion.activity]?.title ?? ""), say(purposes[promotion.for]?.title ?? ""))}</small
                    >
                  </span>
                  <a
                    class="button second"
                    href="/console/campaigns/new/${promotion.name}"
                    aria-label="${texts.toPrepare}: ${say(promotion.title)}"
                    >${texts.toPrepare}</a
                  >
                </li>`;
              })}
            </ul>
          </div>
        </section>
        <section aria-labelledby="sent">
          <h2 id="sent">${texts.sent}</h2>
          <div>
            ${listed.length === 0 && html`<p class="soft">${texts.none}</p>`}
            <ul class="rows">
              ${listed.map(
                (one) =>
                  html`<li class="cam-row">
                    <span>
                      <a href="/console/campaigns/${one.id}">${toTitle(one.promotion, asked.language)}</a>
                      ${renderState(one.state, texts)}
                      <small>${texts.startedBy(toTime(one.at, asked.language), known.get(one.by) ?? one.by)}</small>
                      ${renderBar(one, texts, asked.language)}
                    </span>
                  </li>`,
              )}
            </ul>
          </div>
        </section>
        <section aria-labelledby="notices">
          <h2 id="notices">${texts.notices}</h2>
          <div>
            <p>${texts.noticesSays}</p>
            ${told.length === 0 && html`<p class="soft">${texts.noNotices}</p>`}
            <ul class="rows">
              ${told.map((one) => renderNotice(one, texts, asked.language))}
            </ul>
          </div>
        </section>
        <section aria-labelledby="mails">
          <h2 id="mails">${texts.all}</h2>
          <div>
            <p>${texts.allSays}</p>
            <p><a href="/console/campaigns/mails">${texts.toAll}</a></p>
          </div>
        </section>`,
    };
  };

  const renderNotice = (one: NoticeProgress, texts: CampaignTexts, language: Language): Html => {
    const policy = versions.find(({ policy }) => policy.id === one.policy)?.policy;
    return html`<li class="cam-row">
      <span>
        <code>${one.version.slice(0, 12)}</code> ${renderState(one.state, texts)}
        <small>
          ${toTime(one.at, language)}${
            policy && html` · <a href="${policy.path}/versions/${one.before}/${one.version}">${texts.difference}</a>`
          }
        </small>
        ${renderBar(one, texts, language)}
      </span>
    </li>`;
  };

  const toTitle = (name: string, language: Language): string => {
    const promotion = promotions.find((one) => one.name === name);
    return promotion ? toWords(promotion.title, language, policyOf(promotion.activity).languages) : name;
  };

  const showOne = async (asked: RoomAsked, texts: CampaignTexts, id: string): Promise<RoomPage | Response> => {
    const acts = { pause: campaigns.pause, resume: campaigns.resume, cancel: campaigns.cancel };
    const what = asked.form?.get("do") ?? "";
    const known = Object.hasOwn(acts, what);
    if (known && (await acts[what as keyof typeof acts](id, asked.person.id)))
      return pass(asked, texts, `/console/campaigns/${id}`);
    const one = await campaigns.progress(id);
    if (!one) throw notThere();
    const who = (await names()).get(one.by) ?? one.by;
    const promotion = promotions.find(({ name }) => name === one.promotion);
    const number = new Intl.NumberFormat(asked.language);
    const still = asked.query.has("still");
    const moves = one.state === "running";
    // What was given up could be retried, as long as nobody ends that.
    const isLeft = one.state !== "cancelled" && one.letters.queued + one.letters.dead > 0;
    // Whoever sends a form has to learn that nothing came of it.
    const refused = asked.form && (known ? texts.stale(texts.states[one.state]) : texts.unknown);
    const heading = toTitle(one.promotion, asked.language);
    const facts: readonly (readonly [string, number])[] = [
      [texts.people, one.people],
      [texts.delivered, one.letters.delivered],
      [texts.waiting, one.letters.queued],
      [texts.denied, one.letters.denied],
      [texts.dead, one.letters.dead],
      [texts.dropped, one.letters.dropped],
      [texts.leftOut, one.leftOut],
    ];
    const button = (act: string, words: string, kind: string) =>
      html`<form method="post" action="/console/campaigns/${id}">
        ${asked.mark}
        <button class="${kind}" type="submit" name="do" value="${act}">${words}</button>
      </form>`;
    return {
      title: heading,
      ...(moves && !still && !asked.form ? { refresh: 5 } : {}),
      ...(refused === undefined ? {} : { status: known ? 409 : 422 }),
      main: html`<p class="mails-back"><a href="/console/campaigns">${texts.back}</a></p>
        <h1>${heading} ${renderState(one.state, texts)}</h1>
        <p class="lead">${texts.startedBy(toTime(one.at, asked.language), who)}</p>
        ${refused !== undefined && html`<p class="outcome refused" role="alert">${refused}</p>`}
        ${one.why !== undefined && html`<p class="outcome refused">${toSentence(one.why, texts)}</p>`}
        ${renderBar(one, texts, asked.language)}
        <div class="actions cam-acts">
          ${one.state === "running" && button("pause", texts.pause, "second")}
          ${one.state === "paused" && button("resume", texts.resume, "")}
          ${
            (one.state === "running" || one.state === "paused" || isLeft) &&
            html`<details>
              <summary>${texts.cancel}</summary>
              <p>${texts.cancelSays}</p>
              ${button("cancel", texts.cancel, "second")}
            </details>`
          }
          ${
            moves &&
            html`<a href="/console/campaigns/${id}${still ? "" : "?still"}">${still ? texts.moving : texts.still}</a>`
          }
        </div>
        <section aria-labelledby="facts">
          <h2 id="facts">${texts.numbers}</h2>
          <dl class="cam-facts">
            ${facts.map(
              ([term, count]) =>
                html`<div>
                  <dt>${term}</dt>
                  <dd>${number.format(count)}</dd>
                </div>`,
            )}
          </dl>
        </section>
        <section aria-labelledby="counted">
          <h2 id="counted">${texts.measured}</h2>
          <div>
            ${
              promotion?.measures === undefined
                ? html`<p class="soft">${texts.uncounted}</p>`
                : html`<dl class="cam-facts">
                      <div>
                        <dt>${texts.opens}</dt>
                        <dd>${number.format(one.opens)}</dd>
                      </div>
                      <div>
                        <dt>${texts.clicks}</dt>
                        <dd>${number.format(one.clicks)}</dd>
                      </div>
                    </dl>
                    <p class="soft">${texts.counted}</p>`
            }
          </div>
        </section>`,
    };
  };

  const prepare = async (asked: RoomAsked, texts: CampaignTexts, name: string): Promise<RoomPage | Response> => {
    const promotion = promotions.find((one) => one.name === name);
    if (!promotion) throw notThere();
    const policy = policyOf(promotion.activity);
    const say = (text: Compiled["title"]) => toWords(text, asked.language, policy.languages);
    const given = asked.form ?? new Map(asked.query);
    const value = (field: string) => (given.get(field) ?? "").trim();
    const declared = policy.activities[promotion.activity]!;
    // An address is whom somebody writes to, and no condition of an audience.
    const lookups = Object.keys(declared.fields).filter(
      (field) =>
        declared.fields[field]!.lookup &&
        declared.fields[field]!.kind !== "email" &&
        declared.fields[field]!.for.includes(promotion.for),
    );
    const where = Object.fromEntries(
      lookups.flatMap((field) => (value(`where-${field}`) === "" ? [] : [[field, value(`where-${field}`)]])),
    );
    const plan: Plan = {
      promotion,
      audience: {
        activity: promotion.activity,
        which: {
          ...(value("status") === "" ? {} : { status: value("status") }),
          ...(value("since") === "" ? {} : { since: value("since") }),
          ...(Object.keys(where).length === 0 ? {} : { where }),
        },
      },
      values: Object.fromEntries(promotion.values.map((field) => [field, value(`value-${field}`)])),
      again: value("again") !== "",
    };
    const at = `/console/campaigns/new/${promotion.name}`;
    const carried = [
      "id",
      "again",
      "status",
      "since",
      ...lookups.map((name) => `where-${name}`),
      ...promotion.values.map((name) => `value-${name}`),
    ].filter((name) => value(name) !== "");
    let refused: string | undefined;
    switch (asked.form?.get("do")) {
      case undefined:
        break;
      case "start": {
        const id = value("id");
        // Without the form's own id it could begin one each time that it is sent.
        const started = isId(id) ? await campaigns.start({ ...plan, by: asked.person.id, id }) : undefined;
        if (started?.started) return pass(asked, texts, `/console/campaigns/${started.id}`);
        refused = `${texts.wrong} ${started ? toReason(started.reason, plan, value, texts) : texts.unknown}`;
        break;
      }
      case "test": {
        const language = value("in");
        const known = Object.hasOwn(promotion.words, language);
        const sent = known && (await tryOut(promotion, language, asked.person.email));
        const query = new URLSearchParams(Object.fromEntries(carried.map((name) => [name, value(name)])));
        query.set("tested", sent ? language : "failed");
        // Whoever loads the page again sends no second one.
        return pass(asked, texts, `${at}?${query.toString()}`);
      }
      default:
        refused = `${texts.wrong} ${texts.unknown}`;
    }
    // What was counted has an id, under which it begins once, also where one goes back to this page and starts again.
    const begun = isId(value("id")) ? await campaigns.progress(value("id")) : undefined;
    const id = isId(value("id")) && !begun ? value("id") : crypto.randomUUID();
    const [earlier, counted] = await Promise.all([
      campaigns.earlier(plan),
      !begun && (asked.query.has("id") || asked.form) ? campaigns.estimate(plan) : undefined,
    ]);
    if (counted && !counted.allowed) refused ??= toReason(counted.reason, plan, value, texts);
    const number = new Intl.NumberFormat(asked.language);
    const field = (name: string, label: string, type = "text") =>
      html`<div class="field">
        <label for="${name}">${label}</label>
        <input id="${name}" name="${name}" type="${type}" value="${value(name)}" />
      </div>`;
    const sent = earlier.some(({ same }) => same);
    const hidden = carried
      .filter((name) => name !== "id")
      .map((name) => html`<input type="hidden" name="${name}" value="${value(name)}" />`);
    const tested = asked.query.get("tested") ?? "";
    const languages = Object.keys(promotion.words);
    const heading = say(promotion.title);
    return {
      title: heading,
      ...(refused === undefined ? {} : { status: 422 }),
      main: html`<p class="mails-back"><a href="/console/campaigns">${texts.back}</a></p>
        <h1>${heading}</h1>
        <p class="lead">${texts.audienceSays(say(declared.title), say(policy.purposes[promotion.for]!.title))}</p>
        ${refused !== undefined && html`<p class="outcome refused" role="alert">${refused}</p>`}
        ${tested === "failed" && html`<p class="outcome refused" role="alert">${texts.testFailed}</p>`}
        ${
          languages.includes(tested) &&
          html`<p class="outcome said" role="status">${texts.testSent(spellLanguage(tested))}</p>`
        }
        ${
          begun &&
          html`<p class="outcome said" role="status">
            ${texts.begun} <a href="/console/campaigns/${begun.id}">${texts.toBegun}</a>
          </p>`
        }
        ${
          earlier.length > 0 &&
          html`<section aria-labelledby="earlier">
            <h2 id="earlier">${texts.earlier}</h2>
            <div>
              <ul class="rows">
                ${earlier.map(
                  (one) =>
                    html`<li>
                      <span>
                        <a href="/console/campaigns/${one.id}"
                          >${texts.sentOn(toDay(one.at, asked.language), one.delivered, number.format(one.delivered))}</a
                        >
                        ${!one.same && html`<small>${texts.otherValues}</small>`}
                      </span>
                      ${one.state !== "done" && renderState(one.state, texts)}
                    </li>`,
                )}
              </ul>
              ${sent && !plan.again && html`<p>${texts.earlierSays}</p>`}
            </div>
          </section>`
        }
        <section aria-labelledby="audience">
          <h2 id="audience">${texts.audience}</h2>
          <form class="cam-form" method="get" action="${at}">
            ${
              declared.statuses &&
              html`<div class="field">
                <label for="status">${texts.status}</label>
                <select id="status" name="status">
                  <option value="">${texts.any}</option>
                  ${declared.statuses.map(
                    ({ id, title }) =>
                      html`<option value="${id}" ${value("status") === id && html`selected`}>
                        ${say(title ?? id)}
                      </option>`,
                  )}
                </select>
              </div>`
            }
            ${lookups.map((name) => field(`where-${name}`, say(declared.fields[name]!.title)))}
            ${field("since", texts.since, "date")}
            ${
              promotion.values.length > 0 &&
              html`<fieldset>
                <legend>${texts.contents}</legend>
                ${promotion.values.map((name) => field(`value-${name}`, name))}
              </fieldset>`
            }
            ${
              earlier.length > 0 &&
              html`<label class="cam-again"
                ><input type="checkbox" name="again" value="1" ${plan.again && html`checked`} />
                <span>${texts.again}</span></label
              >`
            }
            <p><button class="second" type="submit" name="id" value="${id}">${texts.count}</button></p>
          </form>
        </section>
        ${
          counted?.allowed &&
          html`<section aria-labelledby="start">
            <h2 id="start">${texts.reach(counted.people, number.format(counted.people), counted.exact)}</h2>
            <div>
              ${
                counted.reached > 0 &&
                html`<p>${texts.reached(counted.reached, number.format(counted.reached), counted.exact)}</p>`
              }
              ${counted.held > 0 && html`<p>${texts.held(counted.held, number.format(counted.held), counted.exact)}</p>`}
              ${
                counted.people === 0 && counted.exact
                  ? html`<p>${texts.nobody}</p>`
                  : html`<form method="post" action="${at}">
                      ${asked.mark} ${hidden}
                      <input type="hidden" name="id" value="${id}" />
                      <p>${texts.startSays}</p>
                      <p><button type="submit" name="do" value="start">${texts.start}</button></p>
                    </form>`
              }
            </div>
          </section>`
        }
        <section aria-labelledby="test">
          <h2 id="test">${texts.test}</h2>
          <div>
            <form class="cam-form" method="post" action="${at}">
              ${asked.mark} ${hidden} ${asked.query.has("id") && html`<input type="hidden" name="id" value="${id}" />`}
              <p>${texts.testSays}</p>
              ${
                languages.length > 1
                  ? html`<div class="field">
                      <label for="in">${texts.testIn}</label>
                      <select id="in" name="in">
                        ${languages.map(
                          (one) =>
                            html`<option
                              value="${one}"
                              lang="${one}"
                              ${one === (languages.includes(tested) ? tested : asked.language) && html`selected`}
                            >
                              ${spellLanguage(one)}
                            </option>`,
                        )}
                      </select>
                    </div>`
                  : html`<input type="hidden" name="in" value="${languages[0]}" />`
              }
              <p><button class="second" type="submit" name="do" value="test">${texts.testSend}</button></p>
            </form>
          </div>
        </section>
        ${templates.renderPreviews(promotion, asked, mailsAt)}`,
    };
  };

  /** Sends a mail with invented values to one of the company's people. False where it could not be. */
  const tryOut = async (promotion: Promotion, language: Language, to: string): Promise<boolean> => {
    try {
      const rendered = templates.render(promotion, language);
      return await options.test({ ...rendered, subject: `[${toTestMark(language)}] ${rendered.subject}` }, to);
    } catch {
      return false;
    }
  };

  /** Behind the link at the foot of a test. */
  const explain = (texts: CampaignTexts): RoomPage => ({
    title: texts.wasTest,
    main: html`<p class="mails-back"><a href="/console/campaigns">${texts.back}</a></p>
      <h1>${texts.wasTest}</h1>
      <p class="lead">${texts.wasTestSays}</p>`,
  });

  return { name: "campaigns", title, says, answer };
}

const title = { en: "Campaigns", de: "Kampagnen" } as const;
const says = {
  en: "Promotional mail to who agreed to it, and the notices of a changed policy.",
  de: "Werbung an alle, die zugestimmt haben, und Mitteilungen über eine geänderte Erklärung.",
} as const;

/** Where every mail is looked at. */
const mailsAt = "/console/campaigns/mails";

const notThere = () => new AbideError("not-found", "The console has nothing there.");

function pass({ language }: RoomAsked, texts: CampaignTexts, to: string): Response {
  const heading = title[language === "de" ? "de" : "en"];
  return answerPassing(
    { language: texts.language, title: heading, says: heading, link: texts.back, to },
    new Headers(),
  );
}

function toSentence(reason: string, { reasons, otherwise }: CampaignTexts): string {
  return (reasons as { readonly [reason: string]: string | undefined })[reason] ?? otherwise;
}

/** Why a plan cannot be carried out: with what has to be put right, where that is known. */
function toReason(
  reason: CampaignReason,
  { promotion, audience }: Plan,
  value: (field: string) => string,
  texts: CampaignTexts,
): string {
  const { status, since } = audience.which ?? {};
  if (reason === "missing-value")
    return texts.missing(promotion.values.filter((name) => value(`value-${name}`) === ""));
  if (reason === "wrong-value" && since !== undefined) return texts.noDate(texts.since);
  if (reason === "undeclared" && status !== undefined) return texts.noStage;
  return toSentence(reason, texts);
}

function renderState(state: CampaignProgress["state"], texts: CampaignTexts): Html {
  const warn = state === "failed" || state === "paused" ? " warn" : "";
  return html`<span class="tag${warn}">${texts.states[state]}</span>`;
}

/** How many of those who were written to have got it, and apart from them how many will not. What was dropped has not left. */
function renderBar(
  {
    people,
    letters,
    state,
    written,
  }: Pick<CampaignProgress, "people" | "letters" | "state"> & { readonly written?: boolean },
  texts: CampaignTexts,
  language: Language,
): Html {
  const number = new Intl.NumberFormat(language);
  const { delivered, denied, dead } = letters;
  const grows = !written && (state === "running" || state === "paused");
  const left = texts.of(number.format(delivered), `${number.format(people)}${grows ? "+" : ""}`);
  const lost = denied + dead;
  const says = lost === 0 ? left : `${left}, ${texts.lost(number.format(lost))}`;
  return html`<span class="cam-bar">
    <progress max="${Math.max(people, 1)}" value="${delivered}" aria-label="${says}"></progress> <small>${says}</small>
  </span>`;
}

function toDay(at: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(at));
}
