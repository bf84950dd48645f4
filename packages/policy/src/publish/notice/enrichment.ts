import { html } from "../../html.ts";
import { toAnchor } from "../anchor.ts";
import { link } from "../link.ts";
import type { Section } from "./context.ts";

/** What comes from others: who supplies it and which fields it fills. */
export const enrichment: Section = {
  id: "enrichment",
  title: (texts) => texts.enrichment.title,
  body: (context) => {
    const { policy, texts } = context;
    const brokers = Object.entries(policy.recipients).filter(([, { category }]) => category === "data-broker");
    const fields = Object.entries(policy.activities).flatMap(([activity, { fields }]) =>
      Object.entries(fields)
        .filter(([, field]) => field.source === "third-party")
        .map(
          ([key, field]) =>
            html`<li>
              ${link(`#${toAnchor("field", activity, key)}`, context.say(field.title))}
              (${context.links.activity(activity)})
            </li>`,
        ),
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
      <p>${texts.enrichment.stop}</p>`;
  },
};
