import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { eea, recipientCategories, safeguards } from "../../words/recipient.ts";
import type { Recipient } from "../../words/recipient.ts";
import { toAnchor } from "../anchor.ts";
import { join, link } from "../link.ts";
import { toShared, toSold } from "../sale.ts";
import { own, table } from "./context.ts";
import type { Context, Section } from "./context.ts";

/** Who receives data: by category, by name, where, under which safeguard, for what, and which fields. */
export const sharing: Section = {
  id: "sharing",
  title: (texts) => texts.sharing.title,
  body: (context) => {
    const { policy, texts, name, language } = context;
    const { sharing } = texts;
    const recipients = Object.entries(policy.recipients);
    const sale = html`<p class="note">${toSale(context)}</p>`;
    if (recipients.length === 0)
      return html`<p>${sharing.none}</p>
        ${sale}`;
    const collator = new Intl.Collator(language);
    const used = safeguards.filter((safeguard) => recipients.some(([, each]) => each.safeguard === safeguard));
    return html`<p>${context.enforced && sharing.enforced} ${sharing.says}</p>
      ${sale}
      ${table({
        caption: sharing.caption,
        kind: "recipients",
        columns: [
          { title: sharing.recipient },
          { title: sharing.where },
          { title: sharing.function },
          { title: sharing.takes },
        ],
        groups: recipientCategories.flatMap((category) => {
          const members = recipients
            .filter(([, each]) => each.category === category)
            .sort(([, a], [, b]) => collator.compare(name(a.name), name(b.name)));
          const { name: title, says } = texts.categories[category];
          return members.length === 0
            ? []
            : [
                {
                  title: html`${title} <small>${says}</small>`,
                  rows: members.map(([key, recipient]) => ({
                    id: toAnchor("recipient", key),
                    cells: toRecipient(context, key, recipient),
                  })),
                },
              ];
        }),
      })}
      ${
        used.length > 0 &&
        html`<h3 id="transfers">${sharing.transfers}</h3>
          <p>${sharing.transfersSays}</p>
          <dl class="facts">
            ${used.map(
              (safeguard) =>
                html`<div>
                  <dt>${texts.safeguards[safeguard].name}</dt>
                  <dd>${texts.safeguards[safeguard].says}</dd>
                </div>`,
            )}
          </dl>`
      }`;
  },
};

/** Whether data is sold, and whether it is shared for advertising across sites: each as it follows from the recipients. */
function toSale({ policy, texts, links }: Context): Html {
  const sold = toSold(policy);
  const shared = toShared(policy);
  const list = (keys: readonly string[]) => join(keys.map(links.recipient), ", ");
  return html`${sold.length === 0 ? html`<strong>${texts.sharing.neverSold}</strong>` : texts.sharing.sold(list(sold))}${
    shared.recipients.length > 0 &&
    html` ${texts.sharing.shared({ recipients: list(shared.recipients), onConsent: shared.onConsent })}`
  }`;
}

function toRecipient(context: Context, key: string, recipient: Recipient): Html[] {
  const { policy, texts, say, country } = context;
  const { sharing } = texts;
  const trackers = Object.keys(policy.trackers).filter((tracker) => policy.trackers[tracker]!.recipient === key);
  const activities = Object.entries(recipient.takes ?? {});
  const taken = activities.flatMap(([activity, fields]) => {
    const titles = (fields ?? []).map((field) => {
      const title = own(own(policy.activities, activity)?.fields ?? {}, field)?.title;
      return title === undefined ? html`${field}` : link(`#${toAnchor("field", activity, field)}`, say(title));
    });
    const all = Object.keys(own(policy.activities, activity)?.fields ?? {});
    // Who takes much, such as a host, would fill the page; who takes one thing is told in full.
    if (activities.length > 1 && all.length > 1 && all.every((field) => fields?.includes(field)))
      return [sharing.takesAll(context.links.activity(activity))];
    return titles.length === 0
      ? []
      : [sharing.takesOf({ activity: context.links.activity(activity), fields: join(titles, ", ") })];
  });
  const takes = [...taken, ...trackers.map((tracker) => sharing.takesTracker(context.links.tracker(tracker)))];
  const safeguard =
    recipient.safeguard === undefined
      ? eea.includes(recipient.country)
        ? sharing.inEea
        : sharing.noSafeguard
      : texts.safeguards[recipient.safeguard].name;
  return [
    html`<strong>${say(recipient.name)}</strong>
      <span class="detail">${texts.roles[recipient.role]}</span>
      ${recipient.policy !== undefined && html`<span class="detail">${link(recipient.policy, sharing.policy)}</span>`}`,
    html`${country(recipient.country)} <span class="detail">${safeguard}</span>`,
    html`${recipient.says === undefined ? "" : context.sentence(recipient.says)}
      <span class="detail">${join(recipient.for.map(context.links.purpose), ", ")}</span>`,
    takes.length === 0
      ? html`${sharing.takesNothing}`
      : html`<ul class="plain">
          ${takes.map((each) => html`<li>${each}</li>`)}
        </ul>`,
  ];
}
