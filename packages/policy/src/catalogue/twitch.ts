import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Streams and videos of Twitch in the page's content. */
export function twitch<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Twitch",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays live streams and videos of Twitch inside our pages. Twitch recognises your browser again.",
      de: "Spielt Livestreams und Videos von Twitch auf unseren Seiten ab. Twitch erkennt Ihren Browser wieder.",
    },
    party: "third",
    policy: "https://www.twitch.tv/p/legal/privacy-notice/",
    duration: "P3652D",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "unique_id", life: "P3652D", party: "third", domain: "twitch.tv" },
      { kind: "cookie", name: "unique_id_durable", life: "P3652D", party: "third", domain: "twitch.tv" },
      { kind: "cookie", name: "api_token", life: "P3652D", party: "third", domain: "twitch.tv" },
      { kind: "cookie", name: "session_unique_id", life: "session", party: "third", domain: "twitch.tv" },
      { kind: "cookie", name: "server_session_id", life: "session", party: "third", domain: "twitch.tv" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: { frame: ["player.twitch.tv"] },
    load: [],
    embed: true,
  });
}
