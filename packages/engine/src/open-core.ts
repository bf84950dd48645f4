import type { Tables } from "./store/tables.ts";
import type { Kysely } from "kysely";
import { check, type Policy } from "@abide/policy";
import { createAccessLog } from "./audit/access.ts";
import { createLog } from "./audit/create-log.ts";
import { createFormLimit, type FormLimit, type FormLimits } from "./collect/form-limit.ts";
import { createTasks } from "./collect/challenge.ts";
import { createCollector, type Collector } from "./collect/collect.ts";
import type { Core } from "./core/core.ts";
import type { Logger } from "./http/logger.ts";
import type { OpenedFeatures } from "./open-features.ts";
import { listenToRefusals } from "./egress/refusals.ts";
import type { ChooseOptions } from "./gate/choose.ts";
import { createConsentStore } from "./gate/consent-store.ts";
import { createRecording, type Recording } from "./gate/recording.ts";
import { createViolations, type Violations } from "./gate/violations.ts";
import type { VisitOptions } from "./gate/visit.ts";
import { AbideError } from "./http/error.ts";
import { createSigner, toSecret } from "./http/signer.ts";
import type { Job } from "./jobs/jobs.ts";
import type { Shared } from "./limits/limits.ts";
import { createMemoryLimits } from "./limits/memory.ts";
import { createPostgresLimits } from "./limits/postgres.ts";
import { createOutbox } from "./outbox/outbox.ts";
import { readFiles, type File, type FileName } from "./page/file.ts";
import { corePersonalData } from "./core-personal-data.ts";
import { createVersions } from "./policies/versions.ts";
import { applyRetention, type RetentionResult } from "./records/retention.ts";
import { createRecordWriter } from "./records/write.ts";
import { toPurposeRole } from "./roles/roles.ts";
import { createSealedStore } from "./staff/sealed-store.ts";
import type { StaffOptions } from "./staff/staff.ts";
import { expireStaff } from "./staff/retention.ts";
import { createAuthorise } from "./staff/authorise.ts";
import type { Store } from "./store/index.ts";
import { createLegalHolds } from "./subjects/legal-hold.ts";
import { bindPersonalData, createPersonal } from "./subjects/personal-data.ts";
import { createSubjects } from "./subjects/subjects.ts";
import type { FileStore } from "./vault/file-store.ts";
import type { Files } from "./vault/files.ts";
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

/** What the engine stands on, open, before any feature is. */
export interface OpenedCore {
  readonly core: Omit<Core, "feature">;
  readonly visits: VisitOptions;
  readonly chooses: ChooseOptions;
  readonly recording: Recording;
  readonly violations: Violations;
  readonly formLimit: FormLimit;
  readonly files: { readonly [name in FileName]: File };
  readonly applyRetention: (progress?: (soFar: RetentionResult) => void) => Promise<RetentionResult>;
  readonly jobs: readonly Job[];
  readonly close: () => Promise<void>;
}

/** Opens the core: checks the policies, finds the store, opens vault and log, and publishes what is new. */
export async function openCore(options: CoreOptions, features: OpenedFeatures): Promise<OpenedCore> {
  const { policies, clock, origin, logger } = options;
  verifyPolicies(policies);
  const store = await options.store;
  const { db, folder } = store;
  const site = options.name ?? policies[0]?.id ?? "website";
  const versions = await createVersions(policies, site, db);
  const root = options.key === undefined ? undefined : toSecret(options.key);
  const vault = await openVault({ db, site, master: toMaster(options), root, clock });
  const signer = (use: string) => createSigner(vault.root, use);
  const log = await createLog({ db, site, origin: toLogName(origin, site), key: vault.root, clock, folder });
  await versions.publish(log, clock());
  const base = { site, log, db, vault, versions, clock };
  const { files, place, close: closePlace } = await openPlace(options.files, folder);
  const accessLog = createAccessLog(log, clock);
  // Asked once everything is open.
  const personal = createPersonal(site, () => [
    ...corePersonalData.map((data) => bindPersonalData(data, undefined)),
    ...features.personal,
  ]);
  const discard = async (ids: readonly string[]) => {
    // What fails here is found by the next sweep: nothing names it any more.
    for (const id of ids) await files?.discard(id).catch(() => {});
  };
  const shared: Shared =
    options.processes === "several"
      ? createPostgresLimits({ db, site, signer: await signer("limits"), clock, logger })
      : createMemoryLimits({ clock });
  const { limits, cache } = shared;
  const outbox = createOutbox({ ...base, limits, cache, policy: versions.current[0].hash, logger });
  const holder = createRecordWriter({
    db,
    site,
    log,
    vault,
    onCollected: async (created) => {
      const written = await Promise.all(features.all.flatMap(({ onCollected }) => onCollected?.(created) ?? []));
      return {
        statements: written.flatMap(({ statements }) => statements),
        events: written.flatMap(({ events }) => events),
        after: () => Promise.all(written.flatMap(({ after }) => after?.() ?? [])),
      };
    },
  });
  const collecting = createCollector(versions, holder, files, clock, async (...given) => {
    const problems = await Promise.all(features.all.map(async ({ checks }) => (await checks?.(...given)) ?? []));
    return problems.flat();
  });
  const collector: Collector = {
    ...collecting,
    collect: async (...given) => {
      const result = await collecting.collect(...given);
      // What may have been written in its commit is to leave.
      if (result.collected && features.all.some(({ onCollected }) => onCollected)) outbox.wake();
      return result;
    },
  };
  const roles = options.staff?.roles ?? {};
  const reading = {
    ...base,
    accessLog,
    personal,
    files,
    cursorSigner: await signer("list cursor"),
    roleFor: (purpose: string, own: readonly string[]) => toPurposeRole(roles, purpose, own),
  };
  const items = createSealedStore(reading);
  const statics = await readFiles();
  const gate = await openGate(options, base, createConsentStore(site, log), db);
  return {
    ...gate,
    core: {
      ...reading,
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
      legalHolds: createLegalHolds({ ...base, policy: versions.current[0].hash }),
      authorise: options.staff && createAuthorise(items, roles),
      names: async () => new Map((await items.find("user", [])).map(({ id, name }) => [id, String(name)])),
      css: { form: statics.form.href },
    },
    files: statics,
    formLimit: createFormLimit({
      tasks: createTasks(await signer("form task"), cache, clock),
      limits,
      forms: options.forms,
    }),
    applyRetention: (progress) => applyRetention({ ...base, discard, personal }, progress),
    jobs: [
      { name: "staff", when: "*/10 * * * *", work: () => expireStaff({ ...base, personal }), beforeRetention: true },
      // It looks at every message: once a day is often enough.
      { name: "outbox", when: "17 3 * * *", work: () => outbox.prune() },
      { name: "files", when: "*/10 * * * *", work: () => sweep(store, files, logger) },
    ],
    close: async () => {
      await gate.close();
      await holder.close();
      await accessLog.close();
      await shared.close();
      await gate.closeConsents();
      await log.close();
      await closePlace();
    },
  };
}

/** What visitors' browsers deal with: choices, their records, and what was seen that is not declared. */
async function openGate(
  { standIn, origin, clock }: CoreOptions,
  { site, versions, vault }: Pick<Core, "site" | "versions" | "vault">,
  consents: ReturnType<typeof createConsentStore>,
  db: Kysely<Tables>,
) {
  const [cookieSigner, tokenSigner, whoSigner] = await Promise.all([
    createSigner(vault.root, "choice cookie"),
    createSigner(vault.root, "choice form"),
    createSigner(vault.root, "double click"),
  ]);
  const violations = createViolations(site, db, clock);
  const deafen = listenToRefusals(({ way, what, by = "" }) => {
    violations.note({ kind: "egress", key: [way, what], detail: { way, what, by } });
  });
  const chooses = { consents, versions, cookieSigner, tokenSigner, clock, origin };
  return {
    visits: { versions, cookieSigner, tokenSigner, whoSigner, clock, standIn, origin },
    chooses,
    recording: createRecording(chooses),
    violations,
    close: async () => {
      deafen();
      await violations.close();
    },
    closeConsents: () => consents.close(),
  };
}

/** Deletes files that nothing names any more. */
async function sweep({ db }: Store, files: Files | undefined, logger: Logger): Promise<void> {
  const named = async (ids: readonly string[]) => {
    // Of every site of the store: they share the folder.
    const rows = await db.selectFrom("file").select("id").where("id", "in", ids).execute();
    return new Set(rows.map(({ id }) => id));
  };
  // An upload of this moment lies there before anything names it.
  const swept = await files?.sweep(named, new Date(Date.now() - 3_600_000));
  if (swept?.moved) logger(`Files moved out of the data folder, to where files lie now: ${swept.moved}.`);
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
