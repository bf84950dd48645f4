import type { Core } from "../core/core.ts";
import { decideLeaving } from "../disclosures/decide-leaving.ts";
import { createDataKey, destroyDataKeys } from "../subjects/data-key.ts";
import { verifyDelay } from "./delay.ts";
import { isSaid, toPlace } from "./details.ts";
import { legalGrounds } from "./ground.ts";
import type { LegalDetails, Registered, Registration } from "./legal-request.ts";
import { authoriseFor, Denied, noteStep } from "./step.ts";

/** Registers a request in one commit with its entry in the log, or says why not. */
export function register(core: Core, asked: Registration): Promise<Registered> {
  const { recipient, authority, contact, ground, reference, received, due, purpose, scope, delayed, by } = asked;
  const { site, vault, log, clock } = core;
  const id = asked.id ?? crypto.randomUUID();
  return log.transaction(async (trx, append) => {
    const at = clock();
    const note = (detail: object) => noteStep(core, trx, append, at, { by: by.id, step: "register", ...detail });
    try {
      const mac = await authoriseFor(core, trx, by);
      verifyRegistration(core, asked);
      const dataKey = await createDataKey(trx, site, vault, at);
      const details: LegalDetails = {
        authority,
        contact,
        reference,
        subjects: scope.subjects,
        which: scope.which,
        delay: delayed?.reason,
      };
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto("legal_request")
        .values({
          site,
          id,
          state: "registered",
          at,
          by: by.id,
          by_mac: mac,
          recipient,
          data_key: dataKey.id,
          sealed: dataKey.key.seal(toPlace(id), details),
          ground,
          received_at: received,
          due_at: due,
          purpose,
          activity: scope.activity,
          fields: [...scope.fields],
          ...undecided,
          delayed: delayed !== undefined,
          delayed_until: delayed?.until ?? null,
          delayed_by: delayed ? by.id : null,
          delayed_mac: delayed ? mac : null,
        })
        .onConflict((conflict) => conflict.columns(["site", "id"]).doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) {
        // The denial is committed, and nothing would name the key.
        await destroyDataKeys(trx, [dataKey.id], site, at);
        throw new Denied("again");
      }
      await note({ ground, outcome: "allowed", recipient, request: id });
      return { registered: true, id } as const;
    } catch (error) {
      if (!(error instanceof Denied)) throw error;
      await note({ outcome: error.reason, recipient: recipient.slice(0, 60) });
      return { registered: false, reason: error.reason } as const;
    }
  });
}

/** The columns of a request that nobody has decided yet. */
const undecided = {
  approved_by: null,
  approved_at: null,
  approved_mac: null,
  disclosed_by: null,
  disclosed_at: null,
  disclosed_mac: null,
  refused_by: null,
  refused_at: null,
  package: null,
  subjects: null,
  noticed_at: null,
  noticed: null,
  unnoticed: null,
};

/** Denies a registration for a recipient that is no authority or may not have the fields, without ground or reason, or with impossible days. */
function verifyRegistration({ versions, clock }: Core, asked: Registration): void {
  const { recipient, authority, contact, ground, reference, received, due, purpose, scope, delayed } = asked;
  const version = versions.declaring(scope.activity);
  const declared =
    version && Object.hasOwn(version.policy.recipients, recipient) ? version.policy.recipients[recipient] : undefined;
  if (!version || !declared) throw new Denied("undeclared");
  if (declared.category !== "authority") throw new Denied("other-recipient");
  const reason = decideLeaving(version.policy, { recipient, purpose, ...scope });
  if (reason) throw new Denied(reason);
  if (!legalGrounds.includes(ground)) throw new Denied("wrong-ground");
  if (!isSaid(authority) || !isSaid(reference)) throw new Denied("no-reason");
  if (!isSaid(contact.name) || !/^\S+@\S+$/.test(contact.email)) throw new Denied("wrong-adviser");
  const [from, now, until] = [received, clock(), due].map((date) => date.getTime()) as [number, number, number];
  if (!(from <= now && until > from)) throw new Denied("wrong-time");
  if (delayed) verifyDelay(delayed, clock());
}
