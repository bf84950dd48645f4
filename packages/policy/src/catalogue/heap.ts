import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Heap's analysis of how a website or a product is used. */
export function heap<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Heap",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Records what is clicked and entered on our pages, so that we can analyse it, and recognises you again.",
      de: "Hält fest, was auf unseren Seiten angeklickt und eingegeben wird, damit wir es auswerten können, und erkennt Sie wieder.",
    },
    party: "third",
    policy: "https://www.heap.io/privacy",
    duration: "P13M",
    // https://help.heap.io/hc/en-us/articles/37271939081617-What-cookies-does-Heap-set-and-what-are-they-used-for (13 months
    // less a day), 2026-12
    stores: [
      { kind: "cookie", name: "_hp2_id.*", life: "P13M", party: "first" },
      { kind: "cookie", name: "_hp2_props.*", life: "P13M", party: "first" },
      { kind: "cookie", name: "_hp2_ses_props.*", life: "PT30M", party: "first" },
      { kind: "cookie", name: "_hp5_meta.*", life: "P13M", party: "first" },
      { kind: "cookie", name: "_hp5_event_props.*", life: "P13M", party: "first" },
      { kind: "cookie", name: "_hp5_let.*", life: "P13M", party: "first" },
      { kind: "cookie", name: "_hp2_hld*", life: "session", party: "first" },
    ],
    // https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["cdn.heapanalytics.com", "*.heap-api.com"],
      connect: ["heapanalytics.com", "*.heap-api.com"],
      image: ["heapanalytics.com"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
