import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * N.Rich. Its tag has a mode without cookies that its maker offers for use before a consent; that mode still sends the address
 * and the pages, so it is not used: nothing is loaded before the choice. The tag sets one third-party cookie that lives for 540
 * days; its name is not published, so none is declared, and where a scan finds it, it belongs here.
 */
export function nrich<const U extends string>(entry: Entry<U> & { readonly tagId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "N.Rich",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Provides analytics of behaviour, which adverts are optimised with.",
      de: "Liefert Verhaltensanalysen, mit denen Anzeigen optimiert werden.",
    },
    party: "third",
    policy: "https://www.n.rich/privacy-notice",
    duration: "P24M",
    stores: [],
    // The domain: the EasyPrivacy list, https://easylist.to; the host as tags on public websites have it.
    hosts: { script: ["serve.nrich.ai"], connect: ["serve.nrich.ai"], image: ["serve.nrich.ai"] },
    // https://nrich.io/en/knowledge-base/the-n.rich-tag-technical-guide
    load: [
      { push: "_nrich", args: ["enableCookies", true] },
      { queue: "nt", into: ".q" },
      { call: "nt", args: ["load", entry.tagId] },
      { script: "https://serve.nrich.ai/tracker/assets/tracker.js?nto=nt" },
    ],
  });
}
