import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The web widget of Zendesk. */
export function zendesk<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Zendesk",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Lets you write to our support and find answers. Zendesk keeps what you wrote, so that you find it again.",
      de: "Lässt Sie unserem Support schreiben und Antworten finden. Zendesk behält, was Sie geschrieben haben, damit Sie es wiederfinden.",
    },
    party: "third",
    policy: "https://www.zendesk.com/company/agreements-and-terms/privacy-notice/",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "__zlcmid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "__zlcprivacy", life: "P1Y", party: "first" },
      { kind: "local", name: "ZD-settings", life: "until-deleted", party: "first" },
      { kind: "local", name: "ZD-suid", life: "until-deleted", party: "first" },
      { kind: "local", name: "ZD-buid", life: "until-deleted", party: "first" },
      { kind: "local", name: "ZD-store", life: "until-deleted", party: "first" },
      { kind: "local", name: "ZD-widgetOpen", life: "until-deleted", party: "first" },
      { kind: "local", name: "ZD-launcherLabelRemoved", life: "until-deleted", party: "first" },
    ],
    // https://developer.zendesk.com/documentation/zendesk-web-widget-sdks/sdks/web/csp, 2026-12
    hosts: {
      script: ["*.zdassets.com"],
      connect: ["*.zdassets.com", "*.zendesk.com", "*.smooch.io"],
      image: ["static.zdassets.com", "*.zendesk.com", "media.smooch.io", "*.zdusercontent.com"],
      media: ["static.zdassets.com"],
    },
    // Its script reads attributes of its own element, so the page carries that element.
    load: [],
  });
}
