import { definePolicy, type Tracker } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";

const editor: Tracker<"operation"> = {
  name: "Editor",
  purpose: "operation",
  says: "Remembers how you arranged the editor.",
  party: "first",
  duration: "P1Y",
  stores: ["node-red*", "editor-*", "debug-*", "*recent*", "*settings*"].map((name) => ({
    kind: "local",
    name,
    life: "until-deleted",
    party: "first",
  })),
  hosts: {},
  load: [],
  necessary: "Without it the editor would look new with every visit.",
};

export const policy = definePolicy({
  controller: { name: "Greenhouse Cooperative", contact: "privacy@greenhouse.example", country: "NL" },
  effective: "2026-11-01",
  purposes: { operation: { basis: "contract", term: "ServiceProvision", says: "let growers steer the greenhouse" } },
  activities: {},
  trackers: { choice: choiceCookie({ purpose: "operation" }), editor },
  // The editor of code checks it in a worker.
  page: { workers: ["own"] },
});
