import { html } from "../../html.ts";
import { sayEvent, toStages } from "../event.ts";
import { link } from "../link.ts";
import { toActivities } from "./collection.ts";
import { table } from "./context.ts";
import type { Section } from "./context.ts";

export const storage: Section = {
  id: "storage",
  title: (texts) => texts.storage.title,
  body: (context) => {
    const { policy, texts, duration } = context;
    const { storage } = texts;
    const activities = toActivities(context);
    if (activities.length === 0) return undefined;
    return html`<p>${storage.says} ${context.enforced && storage.enforced}</p>
      ${table({
        caption: storage.caption,
        kind: "storage",
        columns: [{ title: storage.activity }, { title: storage.how }, { title: storage.from }, { title: storage.end }],
        groups: [
          {
            rows: activities.map(([key, activity]) => ({
              cells: [
                context.links.activity(key),
                html`${duration(activity.storage.for)}`,
                html`${sayEvent(activity.storage.from, toStages(activity, context.name), texts)}`,
                html`${storage.ends[activity.storage.end]}`,
              ],
            })),
          },
        ],
      })}
      ${Object.keys(policy.trackers).length > 0 && html`<p>${storage.trackers(link("#trackers", texts.trackersTable))}</p>`}`;
  },
};
