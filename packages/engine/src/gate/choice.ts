import type { SignalName } from "@abide/policy";
import { toOptional, type Version } from "@abide/policy";
import { AbideError } from "../http/error.ts";

/** How a choice was made: which form, which button, which trackers were ticked. */
export interface ChoiceForm {
  readonly token: string;
  readonly back: string | undefined;
  readonly control: Control;
  /** It was shown in a frame of another site's. */
  readonly framed: boolean;
  readonly do: "accept" | "reject" | "save" | "allow";
  readonly trackers: readonly string[];
  /** Purposes whose switch is on; and those whose switch was shown as on. Only a changed one counts. */
  readonly whole: readonly string[];
  readonly was: readonly string[];
}

export const controls = ["banner", "centre", "placeholder"] as const;
export type Control = (typeof controls)[number];

/** The form of a choice from its fields. Whatever it does not know makes it refuse: half a choice is none. */
export function toChoiceForm(fields: readonly (readonly [name: string, value: string])[]): ChoiceForm {
  const single = new Map<string, string>();
  const lists = { tracker: [] as string[], whole: [] as string[], was: [] as string[] };
  for (const [name, value] of fields) {
    if (Object.hasOwn(lists, name)) lists[name as keyof typeof lists].push(value);
    else if (!["token", "back", "control", "do", "framed"].includes(name))
      throw malformed(`it has a field "${name.slice(0, 40)}"`);
    else if (single.has(name)) throw malformed(`"${name}" is in it twice`);
    else single.set(name, value);
  }
  const control = controls.find((known) => known === single.get("control"));
  const act = (["accept", "reject", "save", "allow"] as const).find((known) => known === single.get("do"));
  const token = single.get("token");
  if (!control) throw malformed('"control" is not banner, centre or placeholder');
  if (!act) throw malformed('"do" is not accept, reject, save or allow');
  if (token === undefined) throw malformed('"token" is missing');
  if (act === "allow" && lists.tracker.length !== 1) throw malformed('"allow" names one tracker');
  // The centre's buttons for all and for nothing stand in the form with the single ones: what is ticked does not matter to them.
  const trackers = act === "save" || act === "allow" ? lists.tracker : [];
  const { whole, was } = act === "save" ? lists : { whole: [], was: [] };
  return { token, back: single.get("back"), control, framed: single.has("framed"), do: act, trackers, whole, was };
}

/** What is allowed after this choice: optional trackers of `version`, in its order. `running` are those that may run now. */
export function toAllowed(form: ChoiceForm, version: Version, running: readonly string[]): readonly string[] {
  const optional = toOptional(version.policy);
  for (const key of form.trackers) {
    if (!optional.includes(key)) throw malformed(`"${key.slice(0, 60)}" is not an optional tracker of this policy`);
  }
  for (const key of [...form.whole, ...form.was]) {
    if (!Object.hasOwn(version.policy.purposes, key))
      throw malformed(`"${key.slice(0, 60)}" is not a purpose of this policy`);
  }
  switch (form.do) {
    case "accept":
      return optional;
    case "save":
      return optional.filter((key) => {
        const { purpose } = version.policy.trackers[key]!;
        const on = form.whole.includes(purpose);
        return on === form.was.includes(purpose) ? form.trackers.includes(key) : on;
      });
    // What runs and not what was once allowed: one button for one video must not bring back what a signal has stopped since.
    case "allow":
      return optional.filter((key) => running.includes(key) || form.trackers.includes(key));
    case "reject":
    default:
      return [];
  }
}

/** What happened to the record. Each tracker of it has its own state besides. */
export type ConsentEvent = "given" | "refused" | "withdrawn";

export function toEvent(allowed: readonly string[], before: readonly string[]): ConsentEvent {
  if (allowed.length > 0) return "given";
  return before.length > 0 ? "withdrawn" : "refused";
}

/** Everything that a consent record says, in Abide's own words. `record.ts` says it in those of ISO/IEC TS 27560. */
export interface ConsentFacts {
  readonly record: string;
  readonly seq: number;
  readonly at: string;
  readonly event: ConsentEvent;
  readonly allowed: readonly string[];
  /** What was allowed until then. */
  readonly before: readonly string[];
  /** A choice about one tracker only, made before any other: the rest was not asked about. */
  readonly only?: string | undefined;
  readonly version: Version;
  readonly language: string;
  readonly signals: readonly SignalName[];
  readonly control: Control;
  readonly do: ChoiceForm["do"];
  /** Origin of the site, for the addresses in the record. */
  readonly origin: string;
}

function malformed(why: string): AbideError {
  return new AbideError("malformed", `A choice could not be read: ${why}.`);
}
