import { html } from "../../html.ts";
import { table } from "./context.ts";
import type { Section } from "./context.ts";

/** The kinds of mail: what can be stopped and how, and what cannot. */
export const mail: Section = {
  id: "mail",
  title: (texts) => texts.mail.title,
  body: (context) => {
    const { texts, policy } = context;
    const mails = Object.values(policy.mail);
    if (mails.length === 0) return undefined;
    const kinds = ["promotional", "transactional"] as const;
    return html`${kinds
      .filter((kind) => mails.some((each) => each.kind === kind))
      .map((kind) => html`<p><strong>${texts.mail[kind]}.</strong> ${texts.mail[`${kind}Says`]}</p>`)}
    ${table({
      caption: texts.mail.caption,
      kind: "mail",
      columns: [{ title: texts.mail.kind }, { title: texts.mail.purpose }, { title: texts.mail.optOut }],
      groups: kinds.flatMap((kind) => {
        const members = mails.filter((each) => each.kind === kind);
        return members.length === 0
          ? []
          : [
              {
                title: html`${texts.mail[kind]}`,
                rows: members.map((each) => ({
                  cells: [
                    context.say(each.title),
                    context.links.purpose(each.purpose),
                    html`${each.kind === "promotional" ? texts.mail.unsubscribe : texts.mail.noOptOut}`,
                  ],
                })),
              },
            ];
      }),
    })}`;
  },
};
