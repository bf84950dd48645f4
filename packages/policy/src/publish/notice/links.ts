import { html } from "../../html.ts";
import { contactLink, join } from "../link.ts";
import type { Section } from "./context.ts";

/** Links to other websites, widgets in the pages, and what is posted in public. */
export const links: Section = {
  id: "links-and-widgets",
  title: (texts) => texts.links.title,
  body: (context) => {
    const { policy, texts } = context;
    const widgets = Object.values(policy.widgets);
    const { forms = [], webrtc } = policy.page ?? {};
    const posts = Object.keys(policy.activities).filter((activity) => policy.activities[activity]!.public);
    return html`<p>${texts.links.says} ${context.enforced && texts.links.enforced}</p>
      ${
        widgets.length > 0 &&
        html`<h3 id="widgets">${texts.links.widgetsTitle}</h3>
          <p>${texts.links.widgets}</p>
          <dl class="facts">
            ${widgets.map(
              ({ title, hosted, tracker, says }) =>
                html`<div>
                  <dt>${context.say(title)}</dt>
                  <dd>
                    ${says !== undefined && html`${context.sentence(says)} `}<span class="detail"
                      >${texts.links.hosted[hosted]}${
                        tracker !== undefined && html`; ${texts.links.widgetTracker(context.links.tracker(tracker))}`
                      }</span
                    >
                  </dd>
                </div>`,
            )}
          </dl>`
      }
      ${
        forms.length > 0 &&
        html`<h3 id="forms-elsewhere">${texts.links.formsTitle}</h3>
          <p>
            ${texts.links.formsSay(
              join(
                forms.map((host) => html`<code>${host}</code>`),
                ", ",
              ),
            )}
          </p>`
      }
      ${
        webrtc === true &&
        html`<h3 id="direct-connections">${texts.links.webrtcTitle}</h3>
          <p>${texts.links.webrtcSays}</p>`
      }
      ${
        posts.length > 0 &&
        html`<h3 id="public-posts">${texts.links.publicTitle}</h3>
          <p>
            ${texts.links.publicSays(join(posts.map(context.links.activity), ", "))}
            ${texts.links.publicBack(contactLink(policy.controller.contact))}
          </p>`
      }`;
  },
};
