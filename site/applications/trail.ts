/** Something that a recruiter did with an application. It lies in the application's own field `notes`, and goes with it. */
export interface Step {
  /** In ISO 8601. */
  readonly at: string;
  /** Name of who did it, as it was then. */
  readonly by: string;
  /** The stage that the application came to. */
  readonly stage?: string;
  readonly note?: string;
}

/** The steps in `notes`, the oldest first. What cannot be read is shown as a note rather than lost. */
export function toSteps(notes: string | undefined): Step[] {
  if (notes === undefined || notes === "") return [];
  try {
    const steps = JSON.parse(notes) as unknown;
    if (Array.isArray(steps) && steps.every(isStep)) return steps;
  } catch {
    // Then it is a text that was written before there were steps.
  }
  return [{ at: new Date(0).toISOString(), by: "", note: notes }];
}

export function addStep(notes: string | undefined, step: Step): string {
  return JSON.stringify([...toSteps(notes), step]);
}

function isStep(value: unknown): value is Step {
  if (typeof value !== "object" || value === null) return false;
  const { at, by, stage, note } = value as { readonly [member: string]: unknown };
  const optional = [stage, note].every((member) => member === undefined || typeof member === "string");
  return typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof by === "string" && optional;
}
