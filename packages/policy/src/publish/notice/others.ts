import { html } from "../../html.ts";
import { link } from "../link.ts";
import type { Section } from "./context.ts";

export const others: Section = {
  id: "other-policies",
  title: (texts) => texts.others.title,
  body: ({ policy, texts, say }) => {
    const links = Object.values(policy.links);
    if (links.length === 0) return undefined;
    return html`<p>${texts.others.says}</p>
      <ul>
        ${links.map(
          ({ title, href, says }) =>
            html`<li>${link(href, say(title))}${says !== undefined && html`: ${say(says)}`}</li>`,
        )}
      </ul>`;
  },
};
