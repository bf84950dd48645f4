import type { Compiled, Version } from "../compile.ts";
import { html } from "../html.ts";
import type { Source, SpecialCategory } from "../words/activity.ts";
import type { Contact } from "../words/controller.ts";
import { toShownCondition } from "../words/purpose.ts";
import type { Basis, Condition } from "../words/purpose.ts";
import { eea } from "../words/recipient.ts";
import type { Country, Recipient, RecipientCategory, RecipientRole, Safeguard } from "../words/recipient.ts";
import { toScripts } from "../words/scripts.ts";
import { toSeconds } from "../words/storage.ts";
import type { Duration, StorageEvent } from "../words/storage.ts";
import { toWords } from "../words/text.ts";
import type { Language, Text } from "../words/text.ts";
import { sayEvent, toStages } from "./event.ts";
import { contactLink } from "./link.ts";
import { spellCountry, spellDate, spellDuration } from "./spell.ts";
import { toNoticeLanguages, toNoticeTexts } from "./texts/all.ts";
import type { NoticeTexts } from "./texts/texts.ts";

/** The record of processing activities (GDPR 30(1)) of one version, in one language. */
export interface Article30 {
  readonly format: "abide.article-30/1";
  readonly title: string;
  readonly language: Language;
  readonly policy: string;
  /** The hash of the version that the record was printed from. */
  readonly version: string;
  readonly effective: string;
  /** 30(1)(a). */
  readonly controller: Contact & {
    readonly representative?: Contact;
    readonly officer?: Contact;
    readonly joint?: readonly { readonly name: string; readonly country: Country }[];
  };
  readonly activities: readonly Article30Activity[];
  /** 30(1)(g): what the engine does, where it serves the site, and what is declared. */
  readonly measures: readonly string[];
}

export interface Article30Activity {
  readonly key: string;
  readonly title: string;
  /** 30(1)(b). */
  readonly purposes: readonly {
    readonly title: string;
    readonly says: string;
    readonly basis: Basis;
    readonly condition?: Condition;
    readonly law?: string;
  }[];
  /** 30(1)(c). */
  readonly subjects: readonly string[];
  readonly data: readonly { readonly title: string; readonly source: Source; readonly special?: SpecialCategory }[];
  /** 30(1)(d). */
  readonly recipients: readonly {
    readonly name: string;
    readonly category: RecipientCategory;
    readonly role: RecipientRole;
  }[];
  /** 30(1)(e). */
  readonly transfers: readonly { readonly name: string; readonly country: Country; readonly safeguard?: Safeguard }[];
  /** 30(1)(f). */
  readonly erasure:
    | {
        readonly for: Duration;
        readonly from: StorageEvent;
        readonly end: "erase" | "anonymise";
        /** The stages of a record that are this event; absent where it comes by itself. */
        readonly stages?: readonly string[];
      }
    /** What trackers leave ends with its time on the device. */
    | { readonly onDevice: Duration };
}

export interface Article30Options {
  readonly language: Language;
  readonly texts?: NoticeTexts;
  /** The engine serves the site: what it does by itself is among the measures. Default: false. */
  readonly enforced?: boolean;
}

/** The record of `version`: an entry for each activity, and one for the trackers of each purpose. */
export function toArticle30(version: Version, options: Article30Options): Article30 {
  const { policy, hash } = version;
  const texts = toTexts(policy, options);
  const { language } = texts;
  const say = (text: Text) => toWords(text, language, [...policy.languages, "en"]);
  const scripts = toScripts(policy.scripts);
  const { representative, officer, authority: _, ...own } = policy.controller;

  const toPurposes = (keys: readonly string[]) =>
    Object.entries(policy.purposes)
      .filter(([key]) => keys.includes(key))
      .map(([key, { title, says, basis, law }]) => {
        const condition = toShownCondition(policy, key);
        return {
          title: say(title),
          says: say(says),
          basis,
          ...(condition === undefined ? {} : { condition }),
          ...(law === undefined ? {} : { law: say(law) }),
        };
      });
  const toRecipients = (members: readonly Recipient[]) => ({
    recipients: members.map(({ name, category, role }) => ({ name: say(name), category, role })),
    transfers: members
      .filter(({ country }) => !eea.includes(country))
      .map(({ name, country, safeguard }) => ({
        name: say(name),
        country,
        ...(safeguard === undefined ? {} : { safeguard }),
      })),
  });

  const joint = Object.values(policy.recipients)
    .filter(({ role }) => role === "joint-controller")
    .map(({ name, country }) => ({ name: say(name), country }));
  const activities = Object.entries(policy.activities).map(([key, activity]): Article30Activity => {
    const fields = Object.values(activity.fields);
    const stages = toStages(activity, say);
    return {
      key,
      title: say(activity.title),
      purposes: toPurposes(fields.flatMap((field) => field.for)),
      subjects: activity.about?.map((subject) => texts.people[subject]) ?? [texts.article30.people],
      data: fields.map(({ title, source, special }) => ({
        title: say(title),
        source,
        ...(special === undefined ? {} : { special }),
      })),
      ...toRecipients(
        Object.entries(policy.recipients)
          .filter(([name, recipient]) => receives(policy, name, recipient, key))
          .map(([, recipient]) => recipient),
      ),
      erasure: {
        for: activity.storage.for,
        from: activity.storage.from,
        end: activity.storage.end,
        ...(stages.length === 0 ? {} : { stages }),
      },
    };
  });

  const used = [...new Set(Object.values(policy.trackers).map(({ purpose }) => purpose))].sort();
  const trackers = used.map((purpose): Article30Activity => {
    const members = Object.values(policy.trackers).filter((tracker) => tracker.purpose === purpose);
    const names = new Set(members.flatMap(({ recipient }) => recipient ?? []));
    const declared = Object.hasOwn(policy.purposes, purpose) ? policy.purposes[purpose] : undefined;
    const longest = members.map(({ duration }) => duration).sort((a, b) => toLength(a) - toLength(b));
    return {
      key: `trackers:${purpose}`,
      title: texts.article30.trackersFor(declared ? say(declared.title) : purpose),
      purposes: toPurposes([purpose]),
      subjects: [texts.people.visitors],
      data: members.flatMap(({ name, sends }) =>
        (sends?.map(say) ?? [texts.article30.sentBy(name)]).map((title) => ({ title, source: "automatic" as const })),
      ),
      ...toRecipients(
        Object.entries(policy.recipients)
          .filter(([key]) => names.has(key))
          .map(([, recipient]) => recipient),
      ),
      erasure: { onDevice: longest.at(-1)! },
    };
  });

  return {
    format: "abide.article-30/1",
    title: texts.article30.title,
    language,
    policy: policy.id,
    version: hash,
    effective: policy.effective,
    controller: {
      ...own,
      ...(representative === undefined ? {} : { representative }),
      ...(officer === undefined ? {} : { officer }),
      ...(joint.length === 0 ? {} : { joint }),
    },
    activities: [...activities, ...trackers],
    measures: [
      ...(options.enforced === true
        ? [
            ...texts.article30.measures,
            texts.article30.inline[scripts.inline],
            ...(scripts.eval ? [texts.article30.eval] : []),
          ]
        : []),
      ...(policy.measures ?? []).map(say),
    ],
  };
}

/**
 * Whether a recipient gets data of an activity: fields that it takes; or, where it takes nothing by rule and runs no tracker, what in the
 * individual case serves one of its purposes, such as an authority does. The record names those to whom data will be disclosed, too.
 */
function receives(policy: Compiled, name: string, recipient: Recipient, activity: string): boolean {
  const takes = Object.values(recipient.takes ?? {}).some((fields) => (fields?.length ?? 0) > 0);
  if (takes) return (recipient.takes?.[activity]?.length ?? 0) > 0;
  if (Object.values(policy.trackers).some((tracker) => tracker.recipient === name)) return false;
  const fields = Object.values(policy.activities[activity]!.fields);
  return fields.some((field) => field.for.some((purpose) => recipient.for.includes(purpose)));
}

/** The record as a table: one row for each activity, cells as lists of lines. */
export function toArticle30Table(
  record: Article30,
  texts: NoticeTexts = toTexts({ languages: [record.language] }, record),
): { readonly columns: readonly string[]; readonly rows: readonly (readonly (readonly string[])[])[] } {
  const { language } = record;
  const { article30 } = texts;
  return {
    columns: [
      article30.activity,
      article30.purposes,
      article30.subjects,
      article30.data,
      article30.recipients,
      article30.transfers,
      article30.erasure,
    ],
    rows: record.activities.map((activity) => [
      [activity.title],
      activity.purposes.map(({ title, basis, condition, law }) => {
        const grounds = [
          texts.bases[basis].name,
          ...(condition === undefined
            ? []
            : [`${texts.conditions[condition].name}, ${texts.conditions[condition].article}`]),
          ...(law === undefined ? [] : [law]),
        ];
        return `${title} (${grounds.join("; ")})`;
      }),
      activity.subjects,
      activity.data.map(({ title, special }) =>
        special === undefined ? title : `${title} (${texts.collection.special(texts.specialCategories[special])})`,
      ),
      activity.recipients.map(({ name, category }) => `${name} (${texts.categories[category].name})`),
      activity.transfers.length === 0
        ? [article30.noTransfers]
        : activity.transfers.map(
            ({ name, country, safeguard }) =>
              `${name}: ${spellCountry(country, language)}, ${safeguard === undefined ? texts.sharing.noSafeguard : texts.safeguards[safeguard].name}`,
          ),
      [
        "onDevice" in activity.erasure
          ? article30.onDevice(spellDuration(activity.erasure.onDevice, language))
          : texts.storage.sentence({
              duration: spellDuration(activity.erasure.for, language),
              from: sayEvent(activity.erasure.from, activity.erasure.stages ?? [], texts),
              end: texts.storage.ends[activity.erasure.end],
            }),
      ],
    ]),
  };
}

/** The record as a fragment of HTML. It begins with an `h1`. */
export function toArticle30Html(
  record: Article30,
  texts: NoticeTexts = toTexts({ languages: [record.language] }, record),
): string {
  const { columns, rows } = toArticle30Table(record, texts);
  const { article30, controller } = texts;
  const party = (term: string, contact: Contact | undefined) =>
    contact !== undefined &&
    html`<div>
      <dt>${term}</dt>
      <dd>
        ${contact.name}${contact.address !== undefined && html`<br />${contact.address}`}${
          contact.country !== undefined && html`<br />${spellCountry(contact.country, record.language)}`
        }<br />${contactLink(contact.contact)}
      </dd>
    </div>`;
  return html`<h1>${record.title}</h1>
    <p class="lead">${article30.says}</p>
    <p class="stamp">
      ${texts.effective(spellDate(record.effective, record.language))}
      <span>${texts.version} <code>${record.version.slice(0, 12)}</code></span>
    </p>
    <dl class="facts">
      ${party(controller.title, record.controller)}
      ${party(controller.representative, record.controller.representative)}
      ${party(controller.officer, record.controller.officer)}
      ${(record.controller.joint ?? []).map(
        ({ name, country }) =>
          html`<div>
            <dt>${article30.jointController}</dt>
            <dd>${name}<br />${spellCountry(country, record.language)}</dd>
          </div>`,
      )}
    </dl>
    <table class="article-30">
      <caption>
        ${article30.caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((lines, i) => {
                const content =
                  lines.length === 1
                    ? html`${lines[0]}`
                    : html`<ul class="plain">
                        ${lines.map((line) => html`<li>${line}</li>`)}
                      </ul>`;
                return i === 0
                  ? html`<th scope="row">${content}</th>`
                  : html`<td data-label="${columns[i]}"><div>${content}</div></td>`;
              })}
            </tr> `,
        )}
      </tbody>
    </table>
    ${
      record.measures.length > 0 &&
      html`<h2>${article30.measuresTitle}</h2>
        <ul>
          ${record.measures.map((measure) => html`<li>${measure}</li>`)}
        </ul>`
    }`.source;
}

/** The record as CSV (RFC 4180), in UTF-8 with the mark that spreadsheets look for. */
export function toArticle30Csv(record: Article30): string {
  const { columns, rows } = toArticle30Table(record);
  const cell = (text: string) => {
    // A spreadsheet would run a cell that begins like a formula.
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const lines = [columns.map(cell), ...rows.map((cells) => cells.map((lines) => cell(lines.join("; "))))];
  return `\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

function toTexts(policy: Pick<Compiled, "languages">, options: Article30Options): NoticeTexts {
  return options.texts ?? toNoticeTexts(options.language) ?? toNoticeTexts(toNoticeLanguages(policy)[0])!;
}

function toLength(duration: string): number {
  return toSeconds(duration) ?? 0;
}
