import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { readScope, ScopeDenied, type ScopedRecord } from "../disclosures/scope.ts";
import { mostRecords } from "../packages/package.ts";
import { lend, toPurposeRole } from "../roles/roles.ts";
import { openDetails, toScope } from "./details.ts";
import type { LegalDetails, Preview } from "./legal-request.ts";
import { Denied, step, verifyOther, type LegalRequestRow } from "./step.ts";

/** How much would leave, and the first values where `values` says so. The step is in the log before anything is read. */
export async function preview(core: Core, id: string, by: Actor, values: boolean): Promise<Preview> {
  const { roles } = core;
  let found: { readonly row: LegalRequestRow; readonly details: LegalDetails } | undefined;
  const looked = await step(core, "preview", id, by, async (trx, row, mac) => {
    // Else anybody who may register requests could read by one what only people of a role read.
    if (values && toPurposeRole(roles, row.purpose, by.roles) === "other-role") verifyOther(row, by, mac);
    const opened = await openDetails(core, trx, row);
    if (!opened) throw new Denied("erased");
    found = { row, details: opened.details };
    return { values };
  });
  if (!looked.done) return { allowed: false, reason: looked.reason };
  const { row, details } = found!;
  const lent = lend(by.id, roles, row.purpose);
  const subjects = new Set<string>();
  const sample: ScopedRecord[] = [];
  let count = 0;
  try {
    const scope = toScope(row, details);
    for await (const page of readScope(core, scope, row.purpose, values ? row.fields : [], lent)) {
      count += page.length;
      for (const { subject } of page) subjects.add(subject);
      if (values) sample.push(...page.slice(0, 20 - sample.length));
      if (count > mostRecords) throw new ScopeDenied("too-many");
    }
  } catch (error) {
    if (error instanceof ScopeDenied) return { allowed: false, reason: error.reason };
    throw error;
  }
  return { allowed: true, records: count, subjects: subjects.size, fields: row.fields, sample };
}
