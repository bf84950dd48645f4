import type { CompiledActivity, CompiledField } from "../../compile.ts";
import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { sources } from "../../words/activity.ts";
import { bases } from "../../words/purpose.ts";
import type { Basis } from "../../words/purpose.ts";
import { toAnchor } from "../anchor.ts";
import { sayEvent, toStages } from "../event.ts";
import { join, link } from "../link.ts";
import { spellList } from "../spell.ts";
import { fact, own, table } from "./context.ts";
import type { Context, Section } from "./context.ts";

/** A table for each activity: its fields, how they come, what they may serve, and on which bases. */
export const collection: Section = {
  id: "collection",
  title: (texts) => texts.collection.title,
  body: (context) => {
    const activities = toActivities(context);
    if (activities.length === 0) return undefined;
    const { collection } = context.texts;
    const asked = activities
      .flatMap(([, { fields }]) => Object.values(fields))
      .filter(({ source }) => source === "person");
    const optional = asked.some(mayBeEmpty);
    return html`<p>${collection.says} ${context.enforced && collection.enforced}</p>
      ${optional && html`<p>${collection.optionalSays} ${!asked.every(mayBeEmpty) && collection.requiredSays}</p>`}
      ${activities.map(([key, activity]) => toActivity(context, key, activity))}`;
  },
};

/** The activities as a person meets them: what they tell, what their browser tells, what others tell; then by name. */
export function toActivities({ policy, name, language }: Context): [string, CompiledActivity][] {
  const collator = new Intl.Collator(language);
  return Object.entries(policy.activities).sort(
    ([, a], [, b]) =>
      sources.indexOf(a.source) - sources.indexOf(b.source) || collator.compare(name(a.title), name(b.title)),
  );
}

/** The bases that `purposes` rest on, each once, in the order of the article. */
export function toBases({ policy }: Context, purposes: Iterable<string>): Basis[] {
  const found = new Set([...purposes].map((purpose) => own(policy.purposes, purpose)?.basis));
  return bases.filter((basis) => found.has(basis));
}

function toActivity(context: Context, key: string, activity: CompiledActivity): Html {
  const { policy, texts, say, duration } = context;
  const { collection } = texts;
  const fields = Object.entries(activity.fields);
  const recipients = Object.entries(policy.recipients).filter(
    ([, { takes }]) => (own(takes ?? {}, key)?.length ?? 0) > 0,
  );
  const used = fields.flatMap(([, field]) => field.for);
  return html`<section class="activity" id="${toAnchor("activity", key)}">
    <h3>${say(activity.title)}</h3>
    ${activity.says !== undefined && html`<p>${say(activity.says)}</p>`}
    ${activity.public && html`<p class="note">${toPublic(context, key, activity)}</p>`}
    ${table({
      caption: collection.caption(context.name(activity.title)),
      kind: "fields",
      columns: [
        { title: collection.what },
        { title: collection.how },
        { title: collection.why },
        { title: collection.basis, narrow: true },
      ],
      groups: [
        {
          rows: toGroups(fields).map((group) => {
            const [, field] = group[0]!;
            const said = field.source === activity.source ? activity.how : undefined;
            return {
              cells: [
                html`<ul class="plain">
                  ${group.map(([name, each]) => html`<li id="${toAnchor("field", key, name)}">${toField(context, each)}</li>`)}
                </ul>`,
                said === undefined ? html`${texts.sources[field.source]}` : say(said),
                join(field.for.map(context.links.purpose), ", "),
                html`<ul class="plain">
                  ${toBases(context, field.for).map((basis) => html`<li>${texts.bases[basis].name}</li>`)}
                </ul>`,
              ],
            };
          }),
        },
      ],
    })}
    <dl class="facts">
      ${
        activity.about !== undefined &&
        fact(
          collection.about,
          spellList(
            activity.about.map((subject) => texts.people[subject]),
            context.language,
          ),
        )
      }
      ${fact(
        collection.kept,
        texts.storage.sentence({
          duration: duration(activity.storage.for),
          from: sayEvent(activity.storage.from, toStages(activity, context.name), texts),
          end: texts.storage.ends[activity.storage.end],
        }),
      )}
      ${fact(
        collection.bases,
        join(
          toBases(context, used).map(
            (basis) => html`${texts.bases[basis].name} <small>${texts.bases[basis].article}</small>`,
          ),
          "; ",
        ),
      )}
      ${
        recipients.length > 0 &&
        fact(
          collection.recipients,
          join(
            recipients.map(([each]) => context.links.recipient(each)),
            ", ",
          ),
        )
      }
    </dl>
  </section>`;
}

/** Fields with the same origin and the same purposes share a row. */
function toGroups(fields: readonly [string, CompiledField][]): [string, CompiledField][][] {
  const groups = Map.groupBy(fields, ([, field]) => JSON.stringify([field.source, [...field.for].sort()]));
  // The canonical form keeps no order; what serves most is what people look for first.
  return [...groups.values()].sort(([a], [b]) => b![1].for.length - a![1].for.length);
}

/** What of an activity is published: all of it, or the fields that are not kept back. */
function toPublic({ texts, say }: Context, key: string, { fields }: CompiledActivity): Html {
  const shown = Object.entries(fields).filter(([, field]) => field.public !== false);
  return shown.length === Object.keys(fields).length
    ? html`${texts.collection.public}`
    : texts.collection.publicPart(
        join(
          shown.map(([name, field]) => link(`#${toAnchor("field", key, name)}`, say(field.title))),
          ", ",
        ),
      );
}

/** Whether the person may leave it empty. What our own people add is none that they fill in. */
function mayBeEmpty({ optional, source }: CompiledField): boolean {
  return optional && source !== "staff";
}

function toField({ texts, say }: Context, field: CompiledField): Html {
  const marks = [
    mayBeEmpty(field) && html`<small>${texts.collection.optional}</small>`,
    field.needed !== undefined && html`<small>${texts.needs[field.needed]}</small>`,
    field.otherwise !== undefined && html`<small>${texts.collection.otherwise(say(field.otherwise))}</small>`,
    field.special !== undefined &&
      html`<small>${texts.collection.special(texts.specialCategories[field.special])}</small>`,
    field.cookie !== undefined && html`<small>${texts.collection.cookie(html`<code>${field.cookie}</code>`)}</small>`,
  ].filter((mark) => mark !== false);
  return html`${say(field.title)}${marks.map((mark) => html` ${mark}`)}`;
}
