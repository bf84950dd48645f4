import { migrations as audit } from "./audit/migrations.ts";
import { migrations as vault } from "./vault/migrations.ts";
import { migrations as limits } from "./limits/migrations.ts";
import { migrations as policies } from "./policies/migrations.ts";
import { migrations as subjects } from "./subjects/migrations.ts";
import { migrations as gate } from "./gate/migrations.ts";
import { migrations as outbox } from "./outbox/migrations.ts";
import { migrations as records } from "./records/migrations.ts";
import { migrations as staff } from "./staff/migrations.ts";
import { migrations as mail } from "./mail/migrations.ts";
import { migrations as changeNotices } from "./change-notices/migrations.ts";
import { migrations as disclosures } from "./disclosures/migrations.ts";
import { migrations as campaigns } from "./campaigns/migrations.ts";
import { migrations as packages } from "./packages/migrations.ts";
import { migrations as succession } from "./succession/migrations.ts";
import { migrations as legalRequests } from "./legal-requests/migrations.ts";
import type { Migrations } from "./store/index.ts";

/**
 * Every migration of every room, the ground floor first. They run in the order of their names, so a new one takes the next number over
 * all rooms; one that was published is never changed.
 */
export const migrations: Migrations = {
  ...audit,
  ...vault,
  ...limits,
  ...policies,
  ...subjects,
  ...gate,
  ...outbox,
  ...records,
  ...staff,
  ...mail,
  ...changeNotices,
  ...disclosures,
  ...campaigns,
  ...packages,
  ...succession,
  ...legalRequests,
};
