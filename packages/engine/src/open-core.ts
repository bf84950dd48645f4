import { check, type Policy } from "@abide/policy";
import { createAccessLog } from "./audit/access.ts";
import { createLog } from "./audit/create-log.ts";
import { createFormLimit, type FormLimit, type FormLimits } from "./collect/form-limit.ts";
import { createTasks } from "./collect/challenge.ts";
import { toCoreJobs } from "./core-jobs.ts";
import { corePersonalData } from "./core-personal-data.ts";
import type { Core } from "./core/core.ts";
import { AbideError } from "./http/error.ts";
import type { Logger } from "./http/logger.ts";
import { createSigner, toSecret } from "./http/signer.ts";
import type { Job } from "./jobs/jobs.ts";
import { createMemoryLimits } from "./limits/memory.ts";
import { createPostgresLimits } from "./limits/postgres.ts";
import { openCollecting } from "./open-collecting.ts";
import type { OpenedFeatures } from "./open-features.ts";
import { openGate, type OpenedGate } from "./open-gate.ts";
import { createOutbox } from "./outbox/outbox.ts";
import { readFiles, type File, type FileName } from "./page/file.ts";
import { createVersions } from "./policies/versions.ts";
import { applyRetention, type RetentionResult } from "./records/retention.ts";
import { toPurposeRole } from "./roles/roles.ts";
import { createAuthorise } from "./staff/authorise.ts";
import { createSealedStore } from "./staff/sealed-store.ts";
import type { StaffOptions } from "./staff/staff.ts";
import type { Store } from "./store/index.ts";
import { createLegalHolds } from "./subjects/legal-hold.ts";
import { bindPersonalData, createPersonal } from "./subjects/personal-data.ts";
import { createSubjects } from "./subjects/subjects.ts";
import type { FileStore } from "./vault/file-store.ts";
import { localMaster, type Master } from "./vault/master.ts";
import { openPlace } from "./vault/place.ts";
import { openVault } from "./vault/vault.ts";

export interface CoreOptions {
  readonly policies: readonly Policy[];
  readonly store: Store | Promise<Store>;
  readonly key?: string | Uint8Array | undefined;
  readonly master?: Master | undefined;
  readonly clock: () => Date;
  readonly standIn?: number | undefined;
  readonly origin?: string | undefined;
  readonly name?: string | undefined;
  readonly files?: FileStore | undefined;
  readonly staff?: StaffOptions | undefined;
  readonly forms?: FormLimits | undefined;
  readonly processes?: "one" | "several" | undefined;
  readonly logger: Logger;
}

/** The services that the engine stands on, open before any feature is. */
export interface OpenedCore {
  readonly core: Omit<Core, "feature">;
  readonly gate: OpenedGate;
  readonly formLimit: FormLimit;
  readonly files: { readonly [name in FileName]: File };
  readonly applyRetention: (progress?: (soFar: RetentionResult) => void) => Promise<RetentionResult>;
  readonly jobs: readonly Job[];
  readonly close: () => Promise<void>;
}

/** Opens the core: checks the policies, finds the store, opens vault and log, and publishes what is new. */
export async function openCore(options: CoreOptions, features: OpenedFeatures): Promise<OpenedCore> {
  const { clock, origin, logger } = options;
  verifyPolicies(options.policies);
  const store = await options.store;
  const base = await openBase(options, store);
  const { site, db, vault, log, versions } = base;
  const policy = versions.current[0].hash;
  const signer = (use: string) => createSigner(vault.root, use);
  const { files, place, close: closePlace } = await openPlace(options.files, store.folder);
  const accessLog = createAccessLog(log, clock);
  // Asked when somebody is erased or exported: features open later than this.
  const personal = createPersonal(site, () => [
    ...corePersonalData.map((data) => bindPersonalData(data, undefined)),
    ...features.personal,
  ]);
  const discard = async (ids: readonly string[]) => {
    // A file that cannot be deleted now is found by the next sweep: nothing names it any more.
    for (const id of ids) await files?.discard(id).catch(() => {});
  };
  const {
    limits,
    cache,
    close: closeLimits,
  } = options.processes === "several"
    ? createPostgresLimits({ db, site, signer: await signer("limits"), clock, logger })
    : createMemoryLimits({ clock });
  const outbox = createOutbox({ ...base, limits, cache, policy, logger });
  const { writer, collector } = openCollecting({ ...base, files, outbox }, features);
  const roles = options.staff?.roles ?? {};
  const items = createSealedStore({ ...base, personal });
  const statics = await readFiles();
  const gate = await openGate(base, options);
  const core: OpenedCore["core"] = {
    ...base,
    accessLog,
    personal,
    files,
    cursorSigner: await signer("list cursor"),
    roleFor: (purpose, own) => toPurposeRole(roles, purpose, own),
    origin,
    logger,
    roles,
    place,
    collector,
    outbox,
    limits,
    cache,
    signer,
    subjects: createSubjects({ ...base, discard, personal, accessLog }),
    legalHolds: createLegalHolds({ ...base, policy }),
    authorise: options.staff && createAuthorise(items, roles),
    names: async () => new Map((await items.find("user", [])).map(({ id, name }) => [id, String(name)])),
    css: { form: statics.form.href },
  };
  const tasks = createTasks(await signer("form task"), cache, clock);
  return {
    core,
    gate,
    files: statics,
    formLimit: createFormLimit({ tasks, limits, forms: options.forms }),
    applyRetention: (progress) => applyRetention({ ...base, discard, personal }, progress),
    jobs: toCoreJobs(core),
    // Whatever writes into the log is closed before it.
    close: async () => {
      await gate.close();
      await writer.close();
      await accessLog.close();
      await closeLimits();
      await gate.closeConsents();
      await log.close();
      await closePlace();
    },
  };
}

/** What every other service is made of: the store's connection, the versions in force, the keys and the log. */
async function openBase(options: CoreOptions, { db, folder }: Store) {
  const { policies, clock, origin } = options;
  const site = options.name ?? policies[0]?.id ?? "website";
  const versions = await createVersions(policies, site, db);
  const root = options.key === undefined ? undefined : toSecret(options.key);
  const vault = await openVault({ db, site, master: toMaster(options), root, clock });
  const log = await createLog({ db, site, origin: toLogName(origin, site), key: vault.root, clock, folder });
  await versions.publish(log, clock());
  return { site, db, vault, log, versions, clock };
}

function verifyPolicies(policies: readonly Policy[]): void {
  const wrong = policies.flatMap((policy) => check(policy)).filter(({ level }) => level === "error");
  if (wrong.length === 0) return;
  const list = wrong.map(({ path, message }) => `  ${path.join(".")}: ${message}`).join("\n");
  throw new AbideError("policy-broken", `The policy cannot be published:\n${list}`, {
    next: "Correct these in the policy's file; `npx abide check` shows them with file and line.",
    more: { issues: wrong },
  });
}

/** The master key that was given, or the one that the deployment's secret makes. */
function toMaster({ key, master }: CoreOptions): Master {
  if (master) return master;
  if (key !== undefined) return localMaster(key);
  throw new AbideError("key-missing", "There is no key to lock personal data with.", {
    next: "Set ABIDE_KEY to at least 16 random bytes, e.g. the output of: openssl rand -hex 32",
  });
}

/** The log's name in its checkpoints: one that no other log has, without a scheme (https://c2sp.org/tlog-checkpoint). */
function toLogName(origin: string | undefined, site: string): string {
  return `${origin === undefined ? "localhost" : new URL(origin).host}/${site}/log`;
}
