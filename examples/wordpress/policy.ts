import { definePolicy, type Tracker } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { gravatar } from "@abide/policy/catalogue/gravatar";
import { metaPixel } from "@abide/policy/catalogue/meta-pixel";
import { session } from "@abide/policy/catalogue/session";
import { youtube } from "@abide/policy/catalogue/youtube";

const ireland = { country: "IE" } as const;

/** What the editor of posts keeps in the browser of those who write. */
const editor: Tracker<"operation"> = {
  name: "Editor",
  purpose: "operation",
  says: "Remembers how you arranged the editor, and keeps a draft that was not saved yet.",
  party: "first",
  duration: "P1Y",
  stores: [
    { kind: "local", name: "WP_DATA_USER_*", life: "until-deleted", party: "first" },
    { kind: "local", name: "WP_PREFERENCES_USER_*", life: "until-deleted", party: "first" },
    { kind: "session", name: "wp-autosave-*", life: "session", party: "first" },
  ],
  hosts: {},
  load: [],
  necessary: "Without it a draft would be lost with the window.",
};

const darkMode: Tracker<"operation"> = {
  name: "Dark mode",
  purpose: "operation",
  says: "Remembers whether you read on a light or on a dark page.",
  party: "first",
  duration: "P1Y",
  stores: [{ kind: "local", name: "twentytwentyoneDarkMode", life: "until-deleted", party: "first" }],
  hosts: {},
  load: [],
  necessary: "You asked for it with the switch.",
};

const commenter: Tracker<"operation"> = {
  name: "Who comments",
  purpose: "operation",
  says: "Fills your name and address in when you comment again.",
  party: "first",
  duration: "P348D",
  stores: [{ kind: "cookie", name: "comment_author_*", life: "P348D", party: "first" }],
  hosts: {},
  load: [],
  necessary: "You asked for it with the box below the comment.",
};

export const policy = definePolicy({
  controller: { name: "Kestrel Chandlery", contact: "privacy@kestrel.example", country: "IE" },
  effective: "2026-11-01",
  // The editor of posts makes code from text.
  scripts: { inline: "any", eval: true },
  purposes: {
    operation: {
      basis: "contract",
      term: "ServiceProvision",
      says: "let authors sign in and write, and readers comment",
    },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which posts are read" },
    advertising: { basis: "consent", term: "TargetedAdvertising", says: "advertise our rope" },
    display: { basis: "consent", term: "RequestedServiceProvision", says: "show films, and pictures of who comments" },
  },
  activities: {},
  recipients: {
    google: {
      ...ireland,
      name: "Google Ireland Limited",
      category: "analytics-provider",
      role: "controller",
      for: ["audience", "display"],
    },
    meta: {
      ...ireland,
      name: "Meta Platforms Ireland Limited",
      category: "advertising-partner",
      role: "joint-controller",
      for: ["advertising"],
    },
    automattic: {
      ...ireland,
      name: "Aut O’Mattic A8C Ireland Limited",
      category: "technology-partner",
      role: "controller",
      for: ["display"],
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    session: session("wordpress", { purpose: "operation" }),
    editor,
    darkMode,
    commenter,
    analytics: googleAnalytics({ purpose: "audience", recipient: "google", measurementId: "G-KESTREL" }),
    pixel: metaPixel({ purpose: "advertising", recipient: "meta", pixelId: "4711" }),
    pictures: gravatar({ purpose: "display", recipient: "automattic" }),
    films: youtube({ purpose: "display", recipient: "google" }),
  },
});
