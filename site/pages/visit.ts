import type { FormVisit } from "@abide/engine";

/** What the pages need to know of a visit. The engine's visit has it all. */
export interface PageVisit extends FormVisit {
  /** The activity whose form was sent just now, and kept. */
  readonly sent?: string;
}
