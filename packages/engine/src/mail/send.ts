import type { Core } from "../core/core.ts";
import { toUuid } from "../http/id.ts";
import type { FileStore } from "../vault/file-store.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { findDeclared, isListed } from "./declared.ts";
import type { MailMessage, MailOptions, Mails } from "./mail.ts";
import { findRecipient, queueMail, type QueuedMail } from "./queue-mail.ts";
import { channels, once, storedMailPrefix, toStoredMailPlace, toTarget, type MailReference } from "./stored-mail.ts";
import { TemplateError, toItself, writeOut } from "./write-out.ts";

/**
 * Sends transactional mail. It is written out at once and stored, sealed under the key of the person it goes to, with the record it is
 * about: it is erased with that, and nobody who holds the folder reads it.
 */
export function createSend(core: Core, mail: MailOptions | undefined): Mails["send"] {
  const { site, versions, roles, clock, place } = core;
  return async (template, record, values, { by, key = crypto.randomUUID() } = {}) => {
    if (!place) return { queued: false, reason: "no-place" };
    const { kind, activity, name } = template;
    const found = isListed(mail, template) ? findDeclared(versions.current, kind, activity) : undefined;
    if (!mail || !found) return { queued: false, reason: "undeclared" };
    // The id is a hash of the key: one that a caller chose would be a file that can be written over.
    const id = toUuid(site, activity, record, name, key);
    const { purpose, version } = found;
    const actor = by ?? toItself(roles, purpose);
    try {
      const writing = { template, record, values, by: actor, id, at: clock() };
      const written = await writeOut(core, mail, writing).catch((error: unknown) => {
        if (error instanceof TemplateError) return error;
        throw error;
      });
      // A template that breaks is no reason to lose the mail: it is queued, and is written out once the template holds.
      const broken = written instanceof TemplateError;
      if (!broken && !written.allowed) return { queued: false, reason: written.reason };
      const { subject, key: own, known } = await findRecipient(core, purpose, activity, record, id);
      if (known) return { queued: true, id };
      if (subject === undefined || !own) return { queued: false, reason: "erased" };
      const to = { id, channel: channels.transactional, key: id, subject };
      const around = { purpose, version, kind, by: actor.id };
      if (broken) {
        const body: MailReference = { template: name, activity, record, values };
        await queueMail(core, { message: { ...to, body }, ...around });
      } else {
        const body: MailReference = { template: name, activity, record, values: {}, copy: true };
        const message = { ...to, target: toTarget(written.message.to.address), body };
        await storeAndQueue(core, place, { message, ...around }, own, written.message);
      }
      return { queued: true, id };
    } catch {
      return { queued: false, reason: "failed" };
    }
  };
}

/** Stores a mail under the key of its recipient, and queues it in the commit that names the file. */
async function storeAndQueue(
  core: Core,
  place: FileStore,
  queued: QueuedMail,
  key: SubjectKey,
  words: MailMessage,
): Promise<void> {
  const { site } = core;
  const { message, kind, purpose } = queued;
  const { id, body } = message;
  const { activity, record } = body;
  const sealed = key.seal(toStoredMailPlace(activity, record, id), words);
  await place.write(id, once(sealed), sealed.length);
  try {
    await queueMail(core, queued, async (trx, at) => {
      const row = { site, id, activity, record, field: `${storedMailPrefix}${kind}`, bytes: sealed.length, at };
      await trx.insertInto("file").values(row).execute();
    });
  } catch (error) {
    // Of two that send it at the same moment the other was first, and the file is that one's.
    if ((await findRecipient(core, purpose, activity, record, id)).known) return;
    // A file that cannot be deleted here is found by the next sweep: no row names it.
    await place.delete(id).catch(() => {});
    throw error;
  }
}
