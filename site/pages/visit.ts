import type { FormVisit } from "@abide/engine";
import type { Actor, Records } from "@abide/policy";
import type { policy } from "../policy.ts";

/** What the pages need to know of a visit. The engine's visit has it all. */
export interface PageVisit extends FormVisit {
  /** The activity whose form was sent just now, and kept. */
  readonly sent?: string;
  /** Who of the company has signed in. */
  readonly staff?: Colleague;
}

/** Somebody of the company. What they may read hangs on their roles, and every read has their name on it. */
export interface Colleague extends Actor {
  readonly name: string;
  readonly records: Records<typeof policy>;
}
