import { toOptional } from "../../decide.ts";
import { html } from "../../html.ts";
import { rightArticles, rights as allRights, rightsOf } from "../../words/right.ts";
import { contactLink, link } from "../link.ts";
import { toBases } from "./collection.ts";
import { table } from "./context.ts";
import type { Section } from "./context.ts";

/** The rights that follow from each basis the policy uses, how to use them, and within which time they are answered. */
export const rights: Section = {
  id: "rights",
  title: (texts) => texts.rights.title,
  body: (context) => {
    const { policy, texts } = context;
    const bases = toBases(context, Object.keys(policy.purposes));
    const { authority, contact } = policy.controller;
    const offered = allRights.filter((right) => bases.some((basis) => rightsOf[basis].includes(right)));
    return html`<p>${texts.rights.says}</p>
      ${table({
        caption: texts.rights.caption,
        kind: "rights",
        columns: [
          { title: texts.rights.right },
          ...bases.map((basis) => ({ title: texts.bases[basis].name, narrow: true as const })),
        ],
        groups: [
          {
            rows: offered.map((right) => ({
              id: `right-${right}`,
              cells: [
                html`<strong>${texts.rights.names[right]}</strong>
                  <span class="detail"
                    >${texts.rights.explains[right]} (${texts.rights.article(rightArticles[right])})</span
                  >`,
                ...bases.map((basis) =>
                  rightsOf[basis].includes(right)
                    ? html`<span class="yes">${texts.rights.yes}</span>`
                    : html`<span class="no">${texts.rights.no}</span>`,
                ),
              ],
            })),
          },
        ],
      })}
      <h3 id="using-your-rights">${texts.rights.howTitle}</h3>
      <p>${texts.rights.how(contactLink(contact))} ${texts.rights.deadline} ${texts.rights.free}</p>
      <p>${texts.rights.passedOn} ${texts.rights.marketing}</p>
      ${
        bases.includes("consent") &&
        html`<h3 id="withdrawing">${texts.rights.withdrawTitle}</h3>
          <p>
            ${toOptional(policy).length > 0 && texts.rights.withdrawCentre(context.centre)}
            ${Object.values(policy.mail).some(({ kind }) => kind === "promotional") && texts.rights.withdrawMail}
            ${texts.rights.withdrawn}
          </p>`
      }
      <h3 id="complaining">${texts.rights.complainTitle}</h3>
      <p>
        ${texts.rights.complain}
        ${authority !== undefined && texts.rights.complainTo(link(authority.url, context.say(authority.name)))}
      </p>`;
  },
};
