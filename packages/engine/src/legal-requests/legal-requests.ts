import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import type { Notify } from "../disclosures/notify.ts";
import type { PackagesApi } from "../packages/package.ts";
import { approve, refuse } from "./decide.ts";
import { createTurns, delayNotice } from "./delay.ts";
import { disclose, type Disclosed, type Disclosing } from "./disclose.ts";
import type { LegalRequest, NoticeDelay, Preview, Registered, Registration, Stepped } from "./legal-request.ts";
import { readList } from "./list.ts";
import { notifyAll } from "./notify.ts";
import { preview } from "./preview.ts";
import { register } from "./register.ts";

/**
 * Requests of authorities: registered by one person, approved and disclosed by another, minimised, sealed, and told to the people
 * concerned. Every step is in the log, those that were denied as well.
 */
export interface LegalRequests {
  readonly register: (asked: Registration) => Promise<Registered>;
  readonly list: () => Promise<readonly LegalRequest[]>;
  /**
   * What would leave: counts and fields, and the first values where `values` says so. Values that only people of a role read are not
   * shown to who registered the request without that role.
   */
  readonly preview: (id: string, by: Actor, values?: boolean) => Promise<Preview>;
  /** Not by who registered it. */
  readonly approve: (id: string, by: Actor) => Promise<Stepped>;
  /** Makes the sealed package, once it is approved; not by who registered it. */
  readonly disclose: (id: string, asked: Disclosing) => Promise<Disclosed>;
  /** Also by who registered it, until it is disclosed. */
  readonly refuse: (id: string, reason: string, by: Actor) => Promise<Stepped>;
  /**
   * Delays the notice to the people concerned until a day, or moves that day, with a reason. Neither who registered the request nor who
   * named the day brings it closer.
   */
  readonly delay: (id: string, delay: NoticeDelay, by: Actor) => Promise<Stepped>;
  /** Writes the notices that are due. Returns how many were written. A job does it every ten minutes. */
  readonly notify: () => Promise<number>;
}

export interface LegalRequestsOptions {
  readonly packages: PackagesApi;
  readonly notify: Notify;
}

/** Where nobody of the company has an account, nothing is registered or approved. */
export function createLegalRequests(core: Core, { packages, notify }: LegalRequestsOptions): LegalRequests {
  const inTurn = createTurns(core);
  return {
    register: (asked) => register(core, asked),
    list: () => readList(core),
    preview: (id, by, values = false) => preview(core, id, by, values),
    approve: (id, by) => approve(core, id, by),
    disclose: (id, asked) => disclose(core, packages, id, asked),
    refuse: (id, reason, by) => refuse(core, id, reason, by),
    delay: (id, delay, by) => delayNotice(core, inTurn, id, delay, by),
    notify: () => notifyAll(core, notify, inTurn),
  };
}
