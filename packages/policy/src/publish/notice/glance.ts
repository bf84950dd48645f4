import { html } from "../../html.ts";
import { toOptional } from "../../decide.ts";
import type { Html } from "../../html.ts";
import { signalNames } from "../../words/signal.ts";
import { toDays } from "../../words/storage.ts";
import { contactLink, link } from "../link.ts";
import { toSold } from "../sale.ts";
import type { Context, Section } from "./context.ts";

/** The whole page in nine answers, each counted from the declaration, with the way to the details. */
export const glance: Section = {
  id: "at-a-glance",
  title: (texts) => texts.glance.title,
  body: (context) => {
    const { policy, texts } = context;
    const { glance } = texts;
    const activities = Object.values(policy.activities);
    const fields = activities.reduce((sum, activity) => sum + Object.keys(activity.fields).length, 0);
    const trackers = Object.keys(policy.trackers).length;
    const optional = toOptional(policy).length;
    const answer = (term: string, section: string, ...sentences: readonly (Html | string)[]) =>
      html`<div>
        <dt>${link(`#${section}`, term)}</dt>
        <dd>${sentences.map((sentence) => html`<p>${sentence}</p>`)}</dd>
      </div>`;
    return html`<dl class="glance">
      ${answer(glance.responsible, "controller", `${policy.controller.name}, ${context.country(policy.controller.country)}`)}
      ${activities.length > 0 && answer(glance.collected, "collection", glance.collectedSays({ fields, activities: activities.length }))}
      ${answer(glance.purposes, "purposes", glance.purposesSays({ purposes: Object.keys(policy.purposes).length }))}
      ${activities.length > 0 && answer(glance.kept, "storage", keptSays(context))}
      ${answer(glance.sharing, "sharing", glance.sharingSays({ recipients: Object.keys(policy.recipients).length }), ...(toSold(policy).length === 0 ? [glance.neverSold] : []))}
      ${answer(glance.tracking, "tracking", trackers === 0 ? glance.trackingNone : glance.trackingSays({ necessary: trackers - optional, optional }))}
      ${answer(glance.signals, "signals", ...signalNames.map((signal) => glance.signalsSays({ signal: texts.tracking.signalNames[signal], honoured: policy.signals[signal] === "refuse" })))}
      ${answer(glance.rights, "rights", glance.rightsSays)}
      ${answer(glance.questions, "using-your-rights", contactLink(policy.controller.contact))}
    </dl>`;
  },
};

function keptSays({ policy, texts, duration }: Context): string {
  const durations = Object.values(policy.activities)
    .map((activity) => activity.storage.for)
    .sort((a, b) => (toDays(a) ?? 0) - (toDays(b) ?? 0));
  const shortest = durations[0]!;
  const longest = durations.at(-1)!;
  return toDays(shortest) === toDays(longest)
    ? texts.glance.keptSame({ duration: duration(longest) })
    : texts.glance.keptSays({ shortest: duration(shortest), longest: duration(longest) });
}
