import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The Taboola pixel. It has no documented consent call of its own, so loading it is the consent. */
export function taboola<const U extends string>(entry: Entry<U> & { readonly accountId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Taboola",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Distributes recommendations of our content.",
      de: "Verbreitet Empfehlungen unserer Inhalte.",
    },
    party: "third",
    policy: "https://www.taboola.com/policies/privacy-policy",
    duration: "P24M",
    // Taboola's own list, kept at https://github.com/OpenTermsArchive/contrib-versions (Taboola/Trackers Policy). `DNS` and `DNT`
    // (5 years) are set by its opt-out page and `t_pid` by its product for publishers, none of them by this pixel.
    stores: [
      { kind: "cookie", name: "t_pt_gid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "t_gid", life: "P1Y", party: "third", domain: "taboola.com" },
      { kind: "cookie", name: "receive-cookie-deprecation", life: "P1Y", party: "third", domain: "taboola.com" },
      { kind: "cookie", name: "taboola_session_id", life: "session", party: "third", domain: "trc.taboola.com" },
      { kind: "local", name: "taboola global:user-id", life: "until-deleted", party: "first" },
      { kind: "local", name: "taboola global:last-external-referrer", life: "until-deleted", party: "first" },
      { kind: "local", name: "taboola global:local-storage-keys", life: "until-deleted", party: "first" },
      { kind: "local", name: "taboola global:tblci", life: "until-deleted", party: "first" },
    ],
    // trc.taboola.com: the same list at https://github.com/OpenTermsArchive/contrib-versions; the script as its snippet has it.
    hosts: { script: ["cdn.taboola.com"], connect: ["trc.taboola.com"], image: ["trc.taboola.com"] },
    // The snippet as public websites carry it; the domain: https://github.com/ghostery/trackerdb
    load: [
      {
        push: "_tfa",
        args: [{ notify: "event", name: "page_view", id: Number(entry.accountId) }],
        spread: true,
      },
      { script: `https://cdn.taboola.com/libtrc/unip/${encodeURIComponent(entry.accountId)}/tfa.js` },
    ],
    optOut: "https://www.taboola.com/policies/privacy-policy#user-choices-and-opting-out",
  });
}
