import type { Core } from "../core/core.ts";
import { createLoop } from "../jobs/loop.ts";
import { estimate } from "./audience.ts";
import { begin } from "./begin.ts";
import type { Campaigns } from "./campaign.ts";
import { listCampaigns, listEarlier, readProgress } from "./figures.ts";
import { cancelCampaign, moveCampaign } from "./state.ts";
import { findCampaign } from "./stored-campaign.ts";
import { writeBatches, type CampaignMail } from "./write-batches.ts";

export function createCampaigns(
  core: Core,
  mail: CampaignMail,
): Campaigns & {
  readonly begin: () => void;
  readonly close: () => Promise<void>;
} {
  const { promotions } = mail;
  const loop = createLoop({
    step: () => writeBatches(core, mail),
    failed: (error) => core.logger("A campaign could not go on. It is tried again.", error),
  });
  return {
    estimate: (plan) => estimate(core, promotions, plan),
    earlier: (plan) => listEarlier(core, plan),
    start: ({ id = crypto.randomUUID(), ...plan }) => begin(core, promotions, { ...plan, id }, loop.wake),
    pause: (id, by) => moveCampaign(core, id, ["running"], { state: "paused", by }),
    resume: async (id, by) => {
      const moved = await moveCampaign(core, id, ["paused"], { state: "running", by });
      if (moved) {
        loop.wake();
        core.outbox.wake();
      }
      return moved;
    },
    cancel: (id, by) => cancelCampaign(core, id, by),
    progress: async (id) => {
      const campaign = await findCampaign(core, id);
      return campaign && readProgress(core, campaign);
    },
    list: () => listCampaigns(core),
    drain: loop.drain,
    begin: loop.start,
    close: loop.close,
  };
}
