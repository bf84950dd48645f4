import { html } from "../../html.ts";
import { toAnchor } from "../anchor.ts";
import { link } from "../link.ts";
import { toBases } from "./collection.ts";
import type { Section } from "./context.ts";

/** What comes from others: who supplies it and which fields it fills. */
export const enrichment: Section = {
  id: "enrichment",
  title: (texts) => texts.enrichment.title,
  body: (context) => {
    const { policy, texts } = context;
    const brokers = Object.entries(policy.recipients).filter(([, { category }]) => category === "data-broker");
    const taken = Object.entries(policy.activities).flatMap(([activity, { fields }]) =>
      Object.entries(fields)
        .filter(([, field]) => field.source === "third-party")
        .map(([key, field]) => ({ activity, key, field })),
    );
    const bases = toBases(context, [
      ...taken.flatMap(({ field }) => field.for),
      ...brokers.flatMap(([, recipient]) => recipient.for),
    ]);
    const fields = taken.map(
      ({ activity, key, field }) =>
        html`<li>
          ${link(`#${toAnchor("field", activity, key)}`, context.say(field.title))}
          (${context.links.activity(activity)})
        </li>`,
    );
    if (brokers.length === 0 && fields.length === 0) return html`<p>${texts.enrichment.none}</p>`;
    return html`<p>${texts.enrichment.says}</p>
      ${
        brokers.length > 0 &&
        html`<p>${texts.enrichment.brokers}</p>
          <ul>
            ${brokers.map(
              ([key, { says }]) =>
                html`<li>${context.links.recipient(key)}${says !== undefined && html`: ${context.say(says)}`}</li>`,
            )}
          </ul>`
      }
      ${
        fields.length > 0 &&
        html`<p>${texts.enrichment.fields}</p>
          <ul>
            ${fields}
          </ul>`
      }
      <p>
        ${bases.includes("consent") && texts.enrichment.consent}
        ${bases.includes("legitimate-interest") && texts.enrichment.objection}
        ${context.enforced && texts.enrichment.enforced}
      </p>`;
  },
};
