import type { FeatureRef } from "../core/core.ts";
import { defineFeature, type Feature } from "../core/feature.ts";
import { mailFeature } from "../mail/feature.ts";
import type { MailOptions } from "../mail/mail.ts";
import { createChangeNotices, type ChangeNotices } from "./notice.ts";

/** Mail about material changes of the policies. */
export const changeNoticesFeature: FeatureRef<ChangeNotices> = { name: "change-notices" };

export function createChangeNoticesFeature({ templates = [] }: Partial<MailOptions> = {}): Feature {
  return defineFeature<ChangeNotices>({
    ...changeNoticesFeature,
    needs: [mailFeature],
    // It holds how far each notice is, and nobody: the people it goes to stand in the outbox's messages.
    personal: "none",
    open: async (core) => {
      const origin = core.feature(mailFeature).origin ?? "http://localhost";
      const notices = createChangeNotices(core, { templates, origin });
      await notices.begin();
      return { api: notices, background: notices };
    },
  });
}
