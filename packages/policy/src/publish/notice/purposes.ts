import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { toShownCondition } from "../../words/purpose.ts";
import type { AutomatedDecision, Purpose } from "../../words/purpose.ts";
import type { Text } from "../../words/text.ts";
import { toAnchor } from "../anchor.ts";
import { join, link } from "../link.ts";
import { toActivities, toBases } from "./collection.ts";
import { fact } from "./context.ts";
import type { Context, Section } from "./context.ts";

/** Every purpose with its one basis, the data and the technologies that serve it, and how to take a consent back. */
export const purposes: Section = {
  id: "purposes",
  title: (texts) => texts.purposes.title,
  body: (context) => {
    const collator = new Intl.Collator(context.language);
    const entries = Object.entries(context.policy.purposes).sort(([, a], [, b]) =>
      collator.compare(context.name(a.title), context.name(b.title)),
    );
    return html`<p>${context.texts.purposes.says} ${context.enforced && context.texts.purposes.enforced}</p>
      <dl class="facts">
        ${toBases(context, Object.keys(context.policy.purposes)).map((basis) =>
          fact(context.texts.bases[basis].name, context.texts.bases[basis].says),
        )}
      </dl>
      <div class="entries">${entries.map(([key, purpose]) => toPurpose(context, key, purpose))}</div>`;
  },
};

function toPurpose(context: Context, key: string, purpose: Purpose & { readonly title: Text }): Html {
  const { policy, texts, say } = context;
  const basis = texts.bases[purpose.basis];
  const data = toActivities(context).flatMap(([activity, { fields }]) => {
    const titles = Object.entries(fields)
      .filter(([, field]) => field.for.includes(key))
      .map(([name, field]) => link(`#${toAnchor("field", activity, name)}`, say(field.title)));
    return titles.length === 0 ? [] : [html`<li>${context.links.activity(activity)}: ${join(titles, ", ")}</li>`];
  });
  const condition = toShownCondition(policy, key);
  const trackers = Object.keys(policy.trackers).filter((tracker) => policy.trackers[tracker]!.purpose === key);
  return html`<section class="entry" id="${toAnchor("purpose", key)}">
    <h3>${say(purpose.title)}</h3>
    <div>
      <p>
        ${context.sentence(purpose.says)} ${purpose.profiling === true && texts.purposes.profiling}
        ${purpose.training === true && texts.purposes.training}
      </p>
      <dl class="facts">
        ${fact(texts.purposes.basis, html`<strong>${basis.name}</strong>, ${basis.article}`)}
        ${purpose.interest !== undefined && fact(texts.purposes.interest, context.sentence(purpose.interest))}
        ${
          condition !== undefined &&
          fact(
            texts.purposes.condition,
            html`<strong>${texts.conditions[condition].name}</strong>, ${texts.conditions[condition].article}.
              ${texts.conditions[condition].says}`,
          )
        }
        ${purpose.law !== undefined && fact(texts.purposes.law, context.sentence(purpose.law))}
        ${purpose.automated !== undefined && fact(texts.purposes.automated, toDecision(context, purpose.automated))}
        ${fact(
          texts.purposes.data,
          data.length === 0
            ? trackers.length === 0
              ? texts.purposes.nothing
              : undefined
            : html`<ul class="plain">
                ${data}
              </ul>`,
        )}
        ${trackers.length > 0 && fact(texts.purposes.trackers, join(trackers.map(context.links.tracker), ", "))}
        ${purpose.basis === "consent" && fact(texts.purposes.withdrawal, toWithdrawal(context, key, purpose, trackers.length > 0))}
      </dl>
    </div>
  </section>`;
}

function toDecision({ texts, sentence }: Context, { logic, effect, alone, review }: AutomatedDecision): Html {
  const { automatedAlone, automatedHelped, automatedReview } = texts.purposes;
  return html`${alone === true ? automatedAlone : automatedHelped} ${sentence(logic)} ${sentence(effect)}
  ${review !== undefined && automatedReview(link(review, html`<code>${review}</code>`))}`;
}

function toWithdrawal({ policy, texts, centre }: Context, key: string, purpose: Purpose, tracked: boolean): Html {
  const mailed = Object.values(policy.mail).some((mail) => mail.kind === "promotional" && mail.purpose === key);
  const ways = [
    purpose.withdrawal !== undefined &&
      texts.purposes.withdrawPath(link(purpose.withdrawal, html`<code>${purpose.withdrawal}</code>`)),
    mailed && html`${texts.purposes.withdrawMail}`,
    tracked && texts.purposes.withdrawCentre(centre),
  ].filter((way) => way !== false);
  return join(ways, "; ");
}
