import type { Html, Language } from "@abide/policy";

/**
 * A report that a feature publishes beside the site's own policy: a page at `/privacy/<name>`, the same as JSON at
 * `/privacy/<name>.json`, and a link to it at the foot of the policy's page.
 */
export interface NoticeSection<Facts = unknown> {
  readonly name: string;
  readonly title: (language: Language) => string;
  /** May fail: then the page says that it cannot be shown just now. */
  readonly read: () => Promise<Facts>;
  /** `path` is that of the policy's page. */
  readonly render: (facts: Facts, language: Language, path: string) => Html;
  /** What the JSON says, beside the controller's name. */
  readonly toJson: (facts: Facts) => { readonly [member: string]: unknown };
}

/** A list of sections of different facts: each is handed nothing but its own. */
export function defineSection<Facts>(section: NoticeSection<Facts>): NoticeSection {
  return section as unknown as NoticeSection;
}
