import { check, type Policy } from "@abide/policy";
import { createCollector, type Collector } from "./collect.ts";
import type { ChooseOptions } from "./consent/choose.ts";
import { createKeeper, type Keeper } from "./consent/keep.ts";
import { createRecording, type Recording } from "./consent/recording.ts";
import { createDrifts, type Drifts } from "./drift.ts";
import { AbideError } from "./error.ts";
import { readFiles, type File, type FileName } from "./file.ts";
import { createHolder } from "./hold.ts";
import { createSigner } from "./key.ts";
import { createLog, type Log } from "./log.ts";
import type { Store } from "./store/index.ts";
import { createVersions, type Versions } from "./versions.ts";
import { localMaster, toSecret, type Master } from "./vault/master.ts";
import { openVault, type Vault } from "./vault/vault.ts";
import type { VisitOptions } from "./visit.ts";

export interface HouseOptions {
  readonly policies: readonly Policy[];
  readonly store: Store | Promise<Store>;
  readonly key?: string | Uint8Array | undefined;
  readonly master?: Master | undefined;
  readonly clock: () => Date;
  readonly standIn?: number | undefined;
  readonly origin?: string | undefined;
  readonly name?: string | undefined;
}

/** Everything that an engine's routes work with, opened and ready. */
export interface House {
  readonly site: string;
  readonly store: () => Promise<Store>;
  readonly versions: Versions;
  readonly visits: VisitOptions;
  readonly chooses: ChooseOptions;
  readonly recording: Recording;
  readonly vault: Vault;
  readonly collector: Collector;
  readonly drifts: Drifts;
  readonly log: Log;
  readonly files: { readonly [name in FileName]: File };
  readonly close: () => Promise<void>;
}

/** Opens the house: checks the policies, finds the store, opens the log and publishes what is new. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { policies, clock, origin, standIn } = options;
  const opening = Promise.resolve(options.store);
  // It is awaited below. Without this, one that fails before that would end the process.
  opening.catch(() => {});
  const wrong = policies.flatMap((policy) => check(policy)).filter(({ level }) => level === "error");
  if (wrong.length > 0) {
    const list = wrong.map(({ path, message }) => `  ${path.join(".")}: ${message}`).join("\n");
    throw new AbideError("policy-broken", `The policy cannot be published:\n${list}`, {
      next: "Correct these in the policy's file; `npx abide check` shows them with file and line.",
      more: { issues: wrong },
    });
  }
  const store = () => opening;
  const site = options.name ?? policies[0]?.id ?? "website";
  const versions = await createVersions(policies, site, store);
  const { db, folder } = await store();
  const root = options.key === undefined ? undefined : toSecret(options.key);
  const vault = await openVault({ db, site, master: toMaster(options), root, clock });
  const [cookieSigner, tokenSigner, whoSigner] = await Promise.all(
    ["choice cookie", "choice form", "double click"].map((use) => createSigner(vault.root, use)),
  );
  const log: Log = await createLog({ db, site, origin: toLogName(origin, site), key: vault.root, clock, folder });
  await versions.publish(log, clock());
  const keeper: Keeper = createKeeper(site, log);
  const holder = createHolder({ site, log, vault });
  const drifts = createDrifts(site, store, clock);
  const chooses = { keeper, versions, cookieSigner: cookieSigner!, tokenSigner: tokenSigner!, clock, origin };
  return {
    site,
    store,
    versions,
    visits: {
      versions,
      cookieSigner: cookieSigner!,
      tokenSigner: tokenSigner!,
      whoSigner: whoSigner!,
      clock,
      standIn,
      origin,
    },
    chooses,
    recording: createRecording(chooses),
    vault,
    collector: createCollector(policies, versions.current, holder, clock),
    drifts,
    log,
    files: await readFiles(),
    close: async () => {
      await drifts.close();
      await holder.close();
      await keeper.close();
      await log.close();
    },
  };
}

/** The master key that was given, or the one that the deployment's secret makes. */
function toMaster({ key, master }: HouseOptions): Master {
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
