import { html, spellLanguage, toWords, type Compiled, type Html, type Language } from "@abide/policy";
import { answerContained } from "../contained.ts";
import { answerPassing } from "../passing.ts";
import type { RecordsOptions } from "../records.ts";
import { AbideError } from "../error.ts";
import type { ConsoleRoom, RoomAsked, RoomPage } from "../staff/room.ts";
import type { CampaignProgress, Campaigns, Plan } from "./campaign.ts";
import { toCampaignTexts, type CampaignTexts } from "./campaign-texts.ts";
import type { MailOptions, MailTemplate, Promotion, RenderedMail } from "./mail.ts";
import type { NoticeProgress, ChangeNotices } from "./notice.ts";
import { renderMail } from "./render.ts";

export interface CampaignRoomOptions {
  readonly campaigns: Campaigns;
  readonly notices: ChangeNotices;
  readonly records: RecordsOptions;
  readonly mail: MailOptions;
  readonly origin: string | undefined;
  /** Sends a promotion with invented values to an address of the company's own. False where it could not be sent. */
  readonly test: (promotion: Promotion, rendered: RenderedMail, to: string) => Promise<boolean>;
  /** Names of the company's people, by their ids: what is kept of who did it is the id. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

/** Where the company's people write to many, see how far it is, and look at every mail. */
export function createCampaignRoom(options: CampaignRoomOptions): ConsoleRoom {
  const { campaigns, notices, records, mail, origin, names } = options;
  const promotions = mail.promotions ?? [];
  const all: readonly (MailTemplate | Promotion)[] = [...promotions, ...mail.templates];

  const policyOf = (activity: string): Compiled =>
    (records.find(activity)?.version ?? records.versions.current[0]).policy;

  const render = (template: MailTemplate | Promotion, language: Language): RenderedMail => {
    const policy = policyOf(template.activity);
    const unsubscribe = origin === undefined ? {} : { unsubscribe: new URL("/abide/unsubscribe/preview", origin).href };
    return renderMail(template, toSample(template, policy, language), language, {
      policy,
      origin,
      look: mail.look,
      ...(template.promotes ? unsubscribe : {}),
    });
  };

  const answer = async (asked: RoomAsked): Promise<RoomPage | Response> => {
    const texts = toCampaignTexts(asked.language);
    const [, first = "", second = "", ...more] = asked.path.split("/");
    if (more.length > 0) throw notThere();
    if (first === "") return showAll(asked, texts);
    if (first === "mails") return second === "" ? showMails(asked, texts) : showMail(asked, texts, second);
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
    const policy = records.versions.current.find(({ policy }) => policy.id === one.policy)?.policy;
    return html`<li class="cam-row">
      <span>
        <code>${one.version.slice(0, 12)}</code> ${renderState(one.state, texts)}
        <small>
          ${toTime(one.at, language)}${
            policy && html` · <a href="${policy.path}/versions/${one.before}/${one.version}">${texts.difference}</a>`
          }
        </small>
        ${renderBar({ ...one, written: one.state === "done" }, texts, language)}
      </span>
    </li>`;
  };

  const toTitle = (name: string, language: Language): string => {
    const promotion = promotions.find((one) => one.name === name);
    return promotion ? toWords(promotion.title, language, policyOf(promotion.activity).languages) : name;
  };

  const showOne = async (asked: RoomAsked, texts: CampaignTexts, id: string): Promise<RoomPage | Response> => {
    if (asked.form) {
      const act = asked.form.get("do");
      const by = asked.person.id;
      if (act === "pause") await campaigns.pause(id, by);
      if (act === "resume") await campaigns.resume(id, by);
      if (act === "cancel") await campaigns.cancel(id, by);
      return pass(asked, texts, `/console/campaigns/${id}`);
    }
    const one = await campaigns.progress(id);
    if (!one) throw notThere();
    const who = (await names()).get(one.by) ?? one.by;
    const promotion = promotions.find(({ name }) => name === one.promotion);
    const number = new Intl.NumberFormat(asked.language);
    const still = asked.query.has("still");
    const moves = one.state === "running";
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
      ...(moves && !still ? { refresh: 5 } : {}),
      main: html`<p class="cam-back"><a href="/console/campaigns">${texts.back}</a></p>
        <h1>${heading} ${renderState(one.state, texts)}</h1>
        <p class="lead">${texts.startedBy(toTime(one.at, asked.language), who)}</p>
        ${one.why !== undefined && html`<p class="outcome refused">${toReason(one.why, texts)}</p>`}
        ${renderBar(one, texts, asked.language)}
        <div class="cam-acts">
          ${one.state === "running" && button("pause", texts.pause, "second")}
          ${one.state === "paused" && button("resume", texts.resume, "")}
          ${
            (one.state === "running" || one.state === "paused") &&
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
          <h2 id="counted">${texts.opens}</h2>
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
    };
    let refused: string | undefined;
    let tested = false;
    if (asked.form?.get("do") === "start") {
      const started = await campaigns.start({ ...plan, by: asked.person.id });
      if (started.started) return pass(asked, texts, `/console/campaigns/${started.id}`);
      refused = started.reason;
    }
    if (asked.form?.get("do") === "test") {
      tested = await options.test(promotion, render(promotion, asked.language), asked.person.email);
      if (!tested) refused = "failed";
    }
    const counted = asked.query.has("count") || asked.form ? await campaigns.estimate(plan) : undefined;
    const reason = refused ?? (counted && !counted.allowed ? counted.reason : undefined);
    const number = new Intl.NumberFormat(asked.language);
    const field = (name: string, label: string, type = "text") =>
      html`<div class="field">
        <label for="${name}">${label}</label>
        <input id="${name}" name="${name}" type="${type}" value="${value(name)}" />
      </div>`;
    const hidden = [
      "status",
      "since",
      ...lookups.map((name) => `where-${name}`),
      ...promotion.values.map((name) => `value-${name}`),
    ];
    const carried = hidden.map((name) => html`<input type="hidden" name="${name}" value="${value(name)}" />`);
    const at = `/console/campaigns/new/${promotion.name}`;
    const heading = say(promotion.title);
    return {
      title: heading,
      ...(reason === undefined ? {} : { status: 422 }),
      main: html`<p class="cam-back"><a href="/console/campaigns">${texts.back}</a></p>
        <h1>${heading}</h1>
        <p class="lead">${texts.audienceSays(say(declared.title), say(policy.purposes[promotion.for]!.title))}</p>
        ${
          reason !== undefined &&
          html`<p class="outcome refused" role="alert">
            ${refused !== undefined && asked.form?.get("do") === "start" && texts.wrong} ${toReason(reason, texts)}
          </p>`
        }
        ${tested && html`<p class="outcome said" role="status">${texts.testSent}</p>`}
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
            <p><button class="second" type="submit" name="count" value="1">${texts.count}</button></p>
          </form>
        </section>
        ${
          counted?.allowed &&
          html`<section aria-labelledby="start">
            <h2 id="start">${texts.reach(number.format(counted.people), counted.exact)}</h2>
            ${
              counted.people === 0
                ? html`<p>${texts.nobody}</p>`
                : html`<form method="post" action="${at}">
                    ${asked.mark} ${carried}
                    <p>${texts.startSays}</p>
                    <p><button type="submit" name="do" value="start">${texts.start}</button></p>
                  </form>`
            }
          </section>`
        }
        <section aria-labelledby="test">
          <h2 id="test">${texts.test}</h2>
          <form method="post" action="${at}">
            ${asked.mark} ${carried}
            <p>${texts.testSays}</p>
            <p><button class="second" type="submit" name="do" value="test">${texts.testSend}</button></p>
          </form>
        </section>
        ${renderPreviews(promotion, asked, texts)}`,
    };
  };

  const showMails = (asked: RoomAsked, texts: CampaignTexts): RoomPage => ({
    title: texts.all,
    main: html`<p class="cam-back"><a href="/console/campaigns">${texts.back}</a></p>
      <h1>${texts.all}</h1>
      <p class="lead">${texts.allSays}</p>
      <ul class="rows">
        ${all.map((template) => {
          const { languages, activities } = policyOf(template.activity);
          const say = (text: Compiled["title"]) => toWords(text, asked.language, languages);
          return html`<li>
            <span>
              <a href="/console/campaigns/mails/${template.name}">${say(template.title)}</a>
              <small>${say(activities[template.activity]?.title ?? template.activity)}</small>
            </span>
            <span class="tag">${template.promotes ? texts.promotional : texts.transactional}</span>
          </li>`;
        })}
      </ul>`,
  });

  const showMail = (asked: RoomAsked, texts: CampaignTexts, name: string): RoomPage | Response => {
    const template = all.find((one) => one.name === name);
    if (!template) throw notThere();
    const language = asked.query.get("in") ?? "";
    if (asked.query.has("as") && Object.hasOwn(template.words, language))
      return answerContained(render(template, language).html, { pictures: true });
    const { languages } = policyOf(template.activity);
    const heading = toWords(template.title, asked.language, languages);
    return {
      title: heading,
      main: html`<p class="cam-back"><a href="/console/campaigns/mails">${texts.all}</a></p>
        <h1>${heading}</h1>
        <nav class="cam-views" aria-label="${texts.preview}">
          ${(["light", "dark"] as const).map(
            (scheme) =>
              html`<a
                href="/console/campaigns/mails/${template.name}?scheme=${scheme}"
                ${toScheme(asked) === scheme && html`aria-current="true"`}
                >${texts[scheme]}</a
              >`,
          )}
        </nav>
        ${renderPreviews(template, asked, texts)}`,
    };
  };

  const renderPreviews = (template: MailTemplate | Promotion, asked: RoomAsked, texts: CampaignTexts): Html =>
    html`${Object.keys(template.words).map((language) => {
      const { subject, text } = render(template, language);
      const named = spellLanguage(language);
      const id = `as-${language}`;
      return html`<section class="cam-seen" aria-labelledby="${id}">
        <h2 id="${id}" lang="${language}">${named}</h2>
        <div>
          <p><span class="soft">${texts.subject}:</span> <span lang="${language}">${subject}</span></p>
          <iframe
            class="cam-${toScheme(asked)}"
            title="${texts.previewOf(toWords(template.title, asked.language, policyOf(template.activity).languages), named)}"
            src="/console/campaigns/mails/${template.name}?in=${language}&amp;as=html"
            loading="eager"
            sandbox
          ></iframe>
          <details>
            <summary>${texts.text}</summary>
            <pre lang="${language}" tabindex="0">${text}</pre>
          </details>
        </div>
      </section>`;
    })}`;

  return { name: "campaigns", title, says, answer };
}

const title = { en: "Campaigns", de: "Kampagnen" } as const;
const says = {
  en: "Promotional mail to who agreed to it, and the notices of a changed policy.",
  de: "Werbung an alle, die zugestimmt haben, und Mitteilungen über eine geänderte Erklärung.",
} as const;

/** The light that a mail is looked at in: that of whoever looks, unless they ask for another. */
function toScheme({ query }: RoomAsked): "light" | "dark" | "own" {
  const asked = query.get("scheme");
  return asked === "light" || asked === "dark" ? asked : "own";
}

const notThere = () => new AbideError("not-found", "The console has nothing there.");

function pass({ language }: RoomAsked, texts: CampaignTexts, to: string): Response {
  const heading = title[language === "de" ? "de" : "en"];
  return answerPassing(
    { language: texts.language, title: heading, says: heading, link: texts.back, to },
    new Headers(),
  );
}

function toReason(reason: string, { reasons, otherwise }: CampaignTexts): string {
  return (reasons as { readonly [reason: string]: string | undefined })[reason] ?? otherwise;
}

function renderState(state: CampaignProgress["state"], texts: CampaignTexts): Html {
  const warn = state === "failed" || state === "paused" ? " warn" : "";
  return html`<span class="tag${warn}">${texts.states[state]}</span>`;
}

/** How many of those who were written to so far have got it, or will not. */
function renderBar(
  { people, letters, written }: Pick<CampaignProgress, "people" | "letters" | "written">,
  texts: CampaignTexts,
  language: Language,
): Html {
  const number = new Intl.NumberFormat(language);
  const left = Math.max(0, people - letters.queued);
  const says = texts.of(number.format(left), `${number.format(people)}${written ? "" : "+"}`);
  return html`<span class="cam-bar">
    <progress max="${Math.max(people, 1)}" value="${left}" aria-label="${says}"></progress> <small>${says}</small>
  </span>`;
}

function toTime(at: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** Values for somebody invented: a preview reads nobody's. */
export function toSample(
  { reads, values, activity }: MailTemplate | Promotion,
  policy: Compiled,
  language: Language,
): { readonly [name: string]: string } {
  const fields = policy.activities[activity]?.fields ?? {};
  const german = language.startsWith("de");
  const sample = (name: string): string => {
    const field = fields[name];
    if (field?.kind === "email") return "ada.lund@example.org";
    if (field?.kind === "choice") return field.options?.[0] ?? name;
    if (field?.term === "Name") return "Ada Lund";
    return invented[german ? "de" : "en"][name] ?? name;
  };
  return Object.fromEntries([...reads, ...values].map((name) => [name, sample(name)]));
}

const invented: { readonly en: { readonly [name: string]: string }; readonly de: { readonly [name: string]: string } } =
  {
    en: {
      changes: "“News” is kept longer: 2 years instead of 1 year.\nNew recipient: “Example Hosting”.",
      effective: "1 December 2026",
      link: "https://www.example.org/",
      remark: "We would like to hear more about your last two years.",
    },
    de: {
      changes: "„Neuigkeiten“ werden länger aufbewahrt: 2 Jahre statt 1 Jahr.\nNeuer Empfänger: „Example Hosting“.",
      effective: "1. Dezember 2026",
      link: "https://www.example.org/",
      remark: "Wir möchten gern mehr über Ihre letzten zwei Jahre hören.",
    },
  };
