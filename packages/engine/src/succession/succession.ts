import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import type { Notify, Tells } from "../disclosures/notify.ts";
import { cancel } from "./cancel.ts";
import { download } from "./download.ts";
import { execute, type OnWritten } from "./execute.ts";
import { look, type SuccessionLook } from "./look.ts";
import { notifyConcerned } from "./notice.ts";
import { createObjectionLinks } from "./objection-link.ts";
import { object } from "./objection.ts";
import { plan, type Planned, type SuccessionPlan } from "./plan.ts";
import { listProgress, readProgress, type SuccessionProgress } from "./progress.ts";
import { recall } from "./recall.ts";
import type { SuccessionStep } from "./step.ts";
import { pruneArchives } from "./stored-parts.ts";

/** The transfer of activities to a successor: planned, told, objected to, carried out. `import.ts` is the other side. */
export interface Successions {
  readonly plan: (plan: SuccessionPlan) => Promise<Planned>;
  readonly list: () => Promise<readonly SuccessionProgress[]>;
  readonly progress: (id: string) => Promise<SuccessionProgress | undefined>;
  /** Tells everybody concerned, once. People who cannot be told are left out of the transfer. Broken off, it goes on where it was. */
  readonly notify: (id: string, by: Actor) => Promise<SuccessionStep>;
  /** Keeps a person's records out of it. False where it left already, was cancelled, or where there is no such person. */
  readonly object: (id: string, subject: string, because: { readonly by: string }) => Promise<boolean>;
  /** Writes the archive, part by part, once it is in effect; not by who planned it. Broken off, it goes on where it was. */
  readonly execute: (id: string, by: Actor, onWritten?: OnWritten) => Promise<SuccessionStep>;
  /**
   * The archive, which nobody opens but the successor; undefined where there is none. Also where something in it may not leave any more,
   * since somebody said no, or something was erased or is over its time: an archive that nobody has fetched has to be executed once more
   * then, and one that was fetched is destroyed.
   */
  readonly archive: (id: string, by: Actor) => Promise<ReadableStream<Uint8Array> | undefined>;
  /** Cancels it before it is carried out, and destroys what was written of its archive. */
  readonly cancel: (id: string, by: Actor) => Promise<SuccessionStep>;
  /**
   * Tells people who were told of a transfer that it does not take place. A job does it every ten minutes. Returns how many notices were
   * written.
   */
  readonly recall: () => Promise<number>;
  /** Destroys archives 90 days after they were written: by then the successor has its own. Returns how many. */
  readonly prune: () => Promise<number>;
  /** The succession behind a link in a notice, as the person of the link sees it; undefined where the link leads nowhere. */
  readonly look: (token: string) => Promise<SuccessionLook | undefined>;
}

/** How people are told: by which mails, and the origin that links in them lead to. */
export interface SuccessionOptions {
  readonly notify: Notify;
  readonly tells: Tells;
  readonly origin: string | undefined;
}

export async function createSuccessions(
  core: Core,
  { notify, tells, origin }: SuccessionOptions,
): Promise<Successions> {
  const links = createObjectionLinks(await core.signer("succession objection"), origin);
  return {
    plan: (given) => plan(core, given),
    list: () => listProgress(core),
    progress: (id) => readProgress(core, id),
    notify: (id, by) => notifyConcerned(core, { notify, tells, links }, id, by),
    object: (id, subject, because) => object(core, id, subject, because),
    execute: (id, by, onWritten = () => {}) => execute(core, id, by, onWritten),
    archive: (id, by) => download(core, id, by),
    cancel: (id, by) => cancel(core, id, by),
    recall: () => recall(core, notify),
    prune: () => pruneArchives(core),
    look: (token) => look(core, links, token),
  };
}
