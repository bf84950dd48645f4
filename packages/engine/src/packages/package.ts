import { findDeclaring } from "../policies/versions.ts";
import type { Addressee } from "../archive/age.ts";
import type { Actor, Policy, Version, Which } from "@abide/policy";
import { Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { sql, type Selectable, type Transaction } from "kysely";
import { toChunks } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import { createSigner } from "../http/signer.ts";
import { audit } from "../audit/audit.ts";
import type { RecordsCore } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import { toEmail, toName } from "../staff/people.ts";
import { sha256 } from "../http/digest.ts";
import type { PackageTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import type { Kept } from "../vault/files.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { seal, toEncrypter, type OpenedWith } from "../archive/age.ts";
import { measured, toEntry, toStream, toTar, type Entry, type Part } from "../archive/tar.ts";
import type { RecipientName, ServedPurpose, TakenActivity, TakenField } from "../disclosures/taken.ts";
import { createDataKey, destroyDataKeys, openDataKeys } from "../subjects/data-key.ts";
import {
  decideLeaving,
  readFile,
  readScope,
  ScopeDenied,
  toWay,
  type Scope,
  type ScopedRecord,
  type ScopeReason,
} from "../disclosures/scope.ts";
import { endQueued, stillAllowed, toDisclosures } from "../disclosures/record.ts";

export interface PackageRequest {
  /** The package's id, a UUID, where whoever asks may ask twice: the same id makes nothing new. */
  readonly id?: string | undefined;
  /** A recipient of the policy: a professional adviser, say. Authorities and successors have ways of their own. */
  readonly recipient: string;
  readonly adviser: Addressee;
  readonly purpose: string;
  readonly scope: Scope;
  /** What the adviser opens it with. */
  readonly key: OpenedWith;
  /** From then on the link leads nowhere, the file is gone and its key is destroyed. */
  readonly expires: Date;
  readonly by: Actor;
  /** The site's address as the adviser sees it. */
  readonly origin?: string | undefined;
}

export type PackageReason =
  | ScopeReason
  | "again"
  | "failed"
  | "no-place"
  | "wrong-adviser"
  | "wrong-expiry"
  | "wrong-key";

export interface Made {
  readonly made: true;
  readonly id: string;
  /** It works once. Nobody can be told it again: what is kept of it is a keyed hash. */
  readonly link: `/abide/package/${string}`;
  readonly records: number;
  readonly subjects: number;
  /** SHA-256 of the manifest in the package. */
  readonly manifest: string;
}
export type MadePackage = Made | { readonly made: false; readonly reason: PackageReason };

const packageStates = ["ready", "downloaded", "expired", "revoked", "outdated"] as const;
export type PackageState = (typeof packageStates)[number];

/** A package as it is known here. Its values are not: nobody here can open it. */
export interface PackageFacts {
  readonly id: string;
  /** `outdated`: before it was fetched somebody in it said no, or something in it was erased or over its time. It has to be made anew. */
  readonly state: PackageState;
  readonly way: string;
  /** The request of an authority that it answers. */
  readonly request: string | undefined;
  readonly recipient: string;
  /** Undefined where the data key is gone. */
  readonly adviser: Addressee | undefined;
  readonly purpose: string;
  readonly activity: string;
  readonly fields: readonly string[];
  readonly records: number;
  readonly subjects: number;
  readonly bytes: number;
  readonly manifest: string;
  readonly by: string;
  readonly at: string;
  readonly expires: string;
  readonly downloaded: string | undefined;
  /** How often its key was asked for. */
  readonly opened: number;
  readonly ended: string | undefined;
  /** Names its newest link, without giving it away. */
  readonly edition: string;
}

/** The same, under a policy: only what it declares compiles. */
export type PackageRequestOf<
  P extends Policy,
  Name extends string,
  Activity extends string,
  Use extends string,
  Field,
> = Omit<PackageRequest, "purpose" | "recipient" | "scope"> & {
  readonly recipient: Name;
  readonly purpose: Use;
  readonly scope: {
    readonly activity: Activity;
    readonly fields: readonly Field[];
    readonly subjects?: readonly string[] | undefined;
    readonly which?: Omit<Which<P, Activity, Use>, "subject"> | undefined;
  };
};

/** Sealed packages for people outside: auditors, law firms. */
export interface Packages<P extends Policy = Policy> {
  /**
   * Makes a package, or says why not. It decides as every way out does: a declared recipient, only the fields that it takes and that
   * may serve the purpose, nobody who said no to that. For a purpose that a role holds, only people of that role make one.
   */
  readonly make: <
    const Name extends RecipientName<P>,
    const Activity extends TakenActivity<P, Name>,
    const Use extends ServedPurpose<P, Name>,
    const Field extends TakenField<P, Name, Activity, Use>,
  >(
    asked: PackageRequestOf<P, Name, Activity, Use, Field>,
  ) => Promise<MadePackage>;
  readonly list: () => Promise<readonly PackageFacts[]>;
  /**
   * A new link for a package that is still there; the one before leads nowhere from then on. With `edition`, only where that is still
   * the newest one: asked twice, it makes one.
   */
  readonly renew: (
    id: string,
    by: Actor,
    edition?: string,
  ) => Promise<{ readonly link: `/abide/package/${string}` } | undefined>;
  /** Ends a package before its time. False where there is none, or none any more. */
  readonly revoke: (id: string, by: Actor) => Promise<boolean>;
  /** Ends what is over its time. Returns how many. A job does it every ten minutes. */
  readonly prune: () => Promise<number>;
}

/** What the pages and the other ways out ask of packages. */
export interface PackagesApi extends Omit<Packages, "make"> {
  readonly make: (asked: PackageRequest) => Promise<MadePackage>;
  readonly makeFor: (
    way: "package" | "legal-request",
    asked: PackageRequest,
    answering?: Answering,
  ) => Promise<MadePackage>;
  readonly look: (token: string) => Promise<Selectable<PackageTable> | undefined>;
  readonly download: (token: string) => Promise<Fetched>;
  /** What opens a package, sealed for its addressee; undefined where there is none to be had any more. */
  readonly release: (id: string, proof: string) => Promise<Uint8Array | "ended" | undefined>;
  /** The address below the site's own where the key of a package is to be had. */
  readonly toKeyPath: (id: string) => Promise<`/abide/package/${string}`>;
}

/** The request of an authority that a package answers. */
export interface Answering {
  readonly request: string;
  /** Done in the commit that keeps the package. What it throws keeps nothing. */
  readonly within: (trx: Transaction<Tables>, made: Omit<Made, "link">) => Promise<void>;
}

export type Fetched =
  | { readonly fetched: true; readonly stream: ReadableStream<Uint8Array>; readonly size: number; readonly id: string }
  | { readonly fetched: false; readonly reason: "used" | "ended" | "outdated" | "unknown" };

/** Most records of one package: an adviser sees what is needed, and the commit that writes them all down stays short. */
export const mostRecords = 20_000;
const longest = 366 * 86_400_000;

export interface PackagesOptions {
  readonly records: RecordsCore;
  readonly roles: Roles;
  readonly origin: string | undefined;
}

/** A package of this id is there. */
class Again extends Error {}

/** In front of it no activity can be named so: where the files of packages stand among the others. */
const own = "package:";

export async function createPackages({ records: reading, roles, origin }: PackagesOptions): Promise<PackagesApi> {
  const { site, db, vault, log, versions, clock, files } = reading;
  const signer = await createSigner(vault.root, "package key");
  const toMac = (token: string) => vault.index("package link", token);
  const toSecretPlace = (id: string) => ({ activity: own, record: id, field: "secret" });
  const toAddresseePlace = (id: string) => ({ activity: own, record: id, field: "adviser" });
  const toKeyPath = async (id: string) => `/abide/package/${id}/${await signer.sign(id)}` as const;

  const find = ({ recipient, scope }: PackageRequest): Version | undefined =>
    findDeclaring(
      versions.current.filter(({ policy }) => Object.hasOwn(policy.recipients, recipient)),
      scope.activity,
    );

  /** Why it is not made, as far as that can be told before anything is read. */
  const refuse = (way: string, asked: PackageRequest): PackageReason | undefined => {
    const version = find(asked);
    if (!version) return "undeclared";
    const { recipient, purpose, scope, adviser, expires } = asked;
    const { category } = version.policy.recipients[recipient]!;
    if (toWay(category) !== way) return "other-recipient";
    const left = expires.getTime() - clock().getTime();
    const reason = decideLeaving(version.policy, { recipient, purpose, ...scope });
    if (reason) return reason;
    // What only people of a role may read leaves with such a person. A request of an authority is decided by two.
    if (way === "package" && reading.roleFor(purpose, asked.by.roles) === "other-role") return "not-staff";
    if (toName(adviser.name) === undefined || toEmail(adviser.email) === undefined) return "wrong-adviser";
    if (!(left > 0 && left <= longest)) return "wrong-expiry";
    return toEncrypter(asked.key) ? undefined : "wrong-key";
  };

  const denied = async (
    way: string,
    { recipient, purpose, scope, by }: PackageRequest,
    reason: PackageReason,
  ): Promise<MadePackage> => {
    const short = (name: string) => name.slice(0, 60);
    const { activity, fields } = scope;
    const names = { activity: short(activity), purpose: short(purpose), recipient: short(recipient) };
    const detail = { ...names, by: by.id, fields: fields.slice(0, 50).map(short), outcome: reason, way };
    const policy = versions.current[0].hash;
    await log.write({
      statements: [],
      events: [{ type: "disclosure", at: clock(), policy, detail }],
    });
    return { made: false, reason };
  };

  const makeFor: PackagesApi["makeFor"] = async (way, asked, answering) => {
    const reason = refuse(way, asked);
    if (reason) return denied(way, asked, reason);
    if (!files) return denied(way, asked, "no-place");
    if (asked.id !== undefined && (await findOpen(asked.id))) return denied(way, asked, "again");
    try {
      // Somebody was erased while it was written: what holds them is not kept.
      return await retryOnConflict(() => write(way, asked, find(asked)!, answering));
    } catch (error) {
      if (error instanceof ScopeDenied) return denied(way, asked, error.reason);
      if (error instanceof Again) return denied(way, asked, "again");
      throw error;
    }
  };

  const write = async (
    way: "package" | "legal-request",
    { recipient, adviser, purpose, scope, key, expires, by, origin: seen = origin, ...asked }: PackageRequest,
    version: Version,
    answering: Answering | undefined,
  ): Promise<MadePackage> => {
    const id = asked.id ?? crypto.randomUUID();
    const at = clock();
    const reader = way === "legal-request" ? lend(by.id, roles, purpose) : by;
    const { activity, fields } = scope;
    const about = {
      format: "abide.package/1",
      id,
      way,
      from: version.policy.controller.name,
      recipient,
      purpose,
      activity,
      fields,
      version: version.hash,
      at: at.toISOString(),
      expires: expires.toISOString(),
      log: await log.checkpoint(),
    };
    const content = writeRecords(reading, scope, purpose, reader, about);
    // The package has a key of its own. Sealed for the adviser alone, it is all that we keep of it; what it seals nobody here opens.
    const identity = await generateIdentity();
    const half = await toEncrypter(key)!.encrypt(identity);
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    const address = `${seen ?? ""}${await toKeyPath(id)}`;
    // Other programs pass over a line of the head that they do not know.
    encrypter.addRecipient({ wrapFileKey: () => [{ args: ["abide-package", address], body: new Uint8Array() }] });
    const kept = await files!.keep(seal(encrypter, toStream(toTar(content.entries))));
    const { manifest, taken } = content.written();
    const subjects = [...new Set(taken.map(({ subject }) => subject))];
    const made = { made: true, id, records: taken.length, subjects: subjects.length, manifest } as const;
    const token = toToken();
    try {
      if (taken.length === 0) throw new ScopeDenied("nobody");
      await log.transaction(async (trx, append, ask) => {
        const { rows } = await sql<{ known: number }>`
          select count(*)::int as known from (
            select from subject_key where site = ${site} and subject = any (${subjects}::uuid[]) for share
          ) known`.execute(trx);
        if (rows[0]!.known !== subjects.length) throw new Conflict();
        const dataKey = await createDataKey(trx, site, vault, at);
        const secrets = await createDataKey(trx, site, vault, at);
        const secret: Secret = { ...kept, half: Buffer.from(half).toString("base64") };
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto("package")
          .values({
            site,
            id,
            state: "ready",
            at,
            by: by.id,
            recipient,
            data_key: dataKey.id,
            sealed: dataKey.key.seal(toAddresseePlace(id), toAddressee(adviser)),
            way,
            request: answering?.request ?? null,
            purpose,
            activity,
            fields: [...fields],
            version: version.hash,
            manifest,
            records: taken.length,
            subjects: subjects.length,
            bytes: kept.size,
            expires_at: expires,
            link: toMac(token),
            file: kept.id,
            key: secrets.id,
            secret: secrets.key.seal(toSecretPlace(id), secret),
            downloaded_at: null,
            ended_at: null,
          })
          .onConflict((conflict) => conflict.columns(["site", "id"]).doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) throw new Again();
        const file = { site, id: kept.id, activity: own, record: id, field: own, bytes: kept.size, at };
        await trx.insertInto("file").values(file).execute();
        const shared = { site, recipient, purpose, activity, version: version.hash, way, by: by.id, at, package: id };
        const more = { fields: [...fields], state: "queued", delivered_at: null, message: null };
        await ask(toDisclosures(taken.map((each) => ({ ...shared, ...each, ...more, id: crypto.randomUUID() }))));
        await answering?.within(trx, made);
        const detail = { activity, by: by.id, fields: [...fields], manifest, package: id, purpose, recipient };
        const numbers = { expires: expires.toISOString(), records: taken.length, subjects: subjects.length };
        const act = { type: "disclosure", at, policy: version.hash };
        await audit(trx, append, site, [{ ...act, detail: { ...detail, ...numbers, outcome: "allowed", way } }]);
      });
    } catch (error) {
      // What fails here as well is found by the next sweep: nothing names it.
      await files!.discard(kept.id).catch(() => {});
      throw error;
    }
    return { ...made, link: `/abide/package/${token}` };
  };

  /** The row, where it can still be had at this time. */
  const findOpen = async (id: string) => {
    return db.selectFrom("package").selectAll().where("site", "=", site).where("id", "=", id).executeTakeFirst();
  };

  const isOver = ({ state, expires_at }: Selectable<PackageTable>) =>
    (state !== "ready" && state !== "downloaded") || expires_at.getTime() <= clock().getTime();

  /** Whether all that is in it may still be handed over for this purpose: asked again before anything leaves. */
  const holds = async ({ id, purpose, version }: Selectable<PackageTable>): Promise<boolean> => {
    const policy = versions.current.find(({ policy }) => Object.hasOwn(policy.purposes, purpose))?.policy;
    if (!policy || !(await versions.withHash(version))) return false;
    return db.transaction().execute((trx) => stillAllowed(trx, { site, versions, policy }, id, clock()));
  };

  /** Opens what is kept of a package: the file's key, and the package's own as it is sealed for its addressee. */
  const openSecret = async (row: Selectable<PackageTable>): Promise<Secret | undefined> => {
    if (!row.secret) return undefined;
    const keys = await db.transaction().execute((trx) => openDataKeys(trx, [row.key], site, vault));
    return keys.get(row.key)?.unseal(toSecretPlace(row.id), row.secret) as Secret | undefined;
  };

  /** Ends a package: its link, its key, its file. */
  const end = async (id: string, state: PackageState, by: string): Promise<boolean> => {
    const at = clock();
    const file = await log.transaction(async (trx, append) => {
      const row = await trx
        .selectFrom("package")
        .select(["file", "key", "state", "way"])
        .where("site", "=", site)
        .where("id", "=", id)
        .where("file", "is not", null)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return undefined;
      const own = trx.updateTable("package").where("site", "=", site).where("id", "=", id);
      // Who was erased has ended it already; then this tidies up.
      const next = row.state === "ready" || row.state === "downloaded" ? { state, ended_at: at } : {};
      await own.set({ ...next, file: null, secret: null }).execute();
      await destroyDataKeys(trx, [row.key], site, at);
      await trx.deleteFrom("file").where("site", "=", site).where("id", "=", row.file!).execute();
      await endQueued(trx, site, id, { state: next.state === "expired" ? "expired" : "dropped" });
      const policy = versions.current[0].hash;
      const detail = { by, outcome: next.state ?? row.state, package: id, way: row.way };
      await audit(trx, append, site, [{ type: "package-end", at, policy, detail }]);
      return row.file!;
    });
    if (file === undefined) return false;
    // What fails here is found by the next sweep: nothing names it any more.
    await files?.discard(file).catch(() => {});
    return true;
  };

  const look: PackagesApi["look"] = async (token) => {
    if (!/^[0-9a-f]{48}$/.test(token)) return undefined;
    return db
      .selectFrom("package")
      .selectAll()
      .where("site", "=", site)
      .where("link", "=", toMac(token))
      .executeTakeFirst();
  };

  return {
    makeFor,
    toKeyPath,
    look,
    make: (asked) => makeFor("package", asked),
    list: async () => {
      return db.transaction().execute(async (trx) => {
        const rows = await trx
          .selectFrom("package")
          .selectAll()
          .where("site", "=", site)
          .orderBy("at", "desc")
          .limit(200)
          .execute();
        const keys = await openDataKeys(
          trx,
          rows.map(({ data_key }) => data_key),
          site,
          vault,
        );
        return rows.map((row) => toPackageFacts(row, keys.get(row.data_key), clock(), toAddresseePlace(row.id)));
      });
    },
    renew: async (id, by, edition) => {
      const row = isId(id) ? await findOpen(id) : undefined;
      if (!row || isOver(row)) return undefined;
      if (edition !== undefined && edition !== toEdition(row)) return undefined;
      const token = toToken();
      return log.transaction(async (trx, append) => {
        const { numUpdatedRows } = await trx
          .updateTable("package")
          .set({ link: toMac(token), state: "ready" })
          .where("site", "=", site)
          .where("id", "=", id)
          .where("state", "in", ["ready", "downloaded"])
          .where("link", "=", row.link)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return undefined;
        const detail = { by: by.id, package: id, way: row.way };
        await audit(trx, append, site, [{ type: "package-link", at: clock(), policy: row.version, detail }]);
        return { link: `/abide/package/${token}` as const };
      });
    },
    revoke: async (id, by) => isId(id) && end(id, "revoked", by.id),
    prune: async () => {
      const due = await db
        .selectFrom("package")
        .select("id")
        .where("site", "=", site)
        .where("file", "is not", null)
        .where((eb) => eb.or([eb("expires_at", "<=", clock()), eb("state", "not in", ["ready", "downloaded"])]))
        .limit(1_000)
        .execute();
      for (const { id } of due) await end(id, "expired", "site");
      return due.length;
    },
    download: async (token) => {
      const row = await look(token);
      if (!row) return { fetched: false, reason: "unknown" };
      if (isOver(row)) return { fetched: false, reason: "ended" };
      if (row.state !== "ready") return { fetched: false, reason: "used" };
      if (!(await holds(row))) {
        await end(row.id, "outdated", "site");
        return { fetched: false, reason: "outdated" };
      }
      const secret = await openSecret(row);
      if (!secret || !files) throw new AbideError("files-down", "A package cannot be opened for its download.");
      // Opened before the link is used up: what cannot be read has not been fetched.
      const stream = await files.open(secret);
      const at = clock();
      const used = await log.transaction(async (trx, append) => {
        const { numUpdatedRows } = await trx
          .updateTable("package")
          .set({ state: "downloaded", downloaded_at: at })
          .where("site", "=", site)
          .where("id", "=", row.id)
          .where("state", "=", "ready")
          .where("link", "=", row.link)
          .where("expires_at", ">", at)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await endQueued(trx, site, row.id, { state: "delivered", delivered_at: at });
        const detail = { package: row.id, recipient: row.recipient, way: row.way };
        await audit(trx, append, site, [{ type: "package-download", at, policy: row.version, detail }]);
        return true;
      });
      if (used) return { fetched: true, stream, size: secret.size, id: row.id };
      await stream.cancel();
      return { fetched: false, reason: "used" };
    },
    release: async (id, proof) => {
      if (!isId(id) || !(await signer.verify(id, proof))) return undefined;
      const row = await findOpen(id);
      if (!row) return undefined;
      if (isOver(row) || !(await holds(row))) return "ended";
      const secret = await openSecret(row);
      if (!secret) return "ended";
      const at = clock();
      return log.transaction(async (trx, append) => {
        const { numUpdatedRows } = await trx
          .updateTable("package")
          .set((eb) => ({ opened: eb("opened", "+", 1) }))
          .where("site", "=", site)
          .where("id", "=", id)
          .where("state", "in", ["ready", "downloaded"])
          .where("expires_at", ">", at)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return "ended";
        const detail = { package: id, recipient: row.recipient, way: row.way };
        await audit(trx, append, site, [{ type: "package-key", at, policy: row.version, detail }]);
        return Uint8Array.from(Buffer.from(secret.half, "base64"));
      });
    },
  };
}

/** What is kept of a package under the key that ends with it. */
interface Secret extends Kept {
  /** The package's own key, sealed for its addressee. */
  readonly half: string;
}

/** The entries of a package: pages of records, their files, and at the end the manifest. */
function writeRecords(
  reading: RecordsCore,
  scope: Scope,
  purpose: string,
  by: Actor,
  about: { readonly [member: string]: unknown },
) {
  const parts: Part[] = [];
  const taken: { record: string; subject: string }[] = [];
  let manifest: string | undefined;
  const kinds = reading.versions.declaring(scope.activity)!.policy.activities[scope.activity]!.fields;
  const fileFields = scope.fields.filter((field) => kinds[field]!.kind === "file");

  const listed = async function* (entry: Entry): AsyncGenerator<Entry> {
    const { entry: counted, part } = measured(entry);
    yield counted;
    parts.push(part());
  };

  const entries = async function* (): AsyncGenerator<Entry> {
    let page = 0;
    for await (const records of readScope(reading, scope, purpose, scope.fields, by)) {
      taken.push(...records.map(({ id, subject }) => ({ record: id, subject })));
      if (taken.length > mostRecords) throw new ScopeDenied("too-many");
      const lines = records.map((record) => JSON.stringify(toLine(record, fileFields)));
      yield* listed(toEntry(`records/${String(++page).padStart(4, "0")}.ndjson`, `${lines.join("\n")}\n`));
      for (const { id, fields } of records) {
        for (const field of fileFields) {
          if (fields[field] === undefined) continue;
          const { stream, size } = await readFile(reading, scope, purpose, { record: id, field, by });
          yield* listed({ name: toFileName(id, field), size, bytes: toChunks(stream) });
        }
      }
    }
    const subjects = new Set(taken.map(({ subject }) => subject)).size;
    const text = JSON.stringify({ ...about, records: taken.length, subjects, parts }, null, 2);
    manifest = Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex");
    yield toEntry("manifest.json", text);
  };
  return { entries: entries(), written: () => ({ manifest: manifest!, taken }) };
}

/** A record as it stands in a package. People have the numbers there that they have here, so that an answer can be matched. */
function toLine({ id, subject, at, status, language, fields }: ScopedRecord, fileFields: readonly string[]) {
  const values = Object.entries(fields).map(([name, value]) => [
    name,
    fileFields.includes(name) && value !== undefined ? { ...(value as object), in: toFileName(id, name) } : value,
  ]);
  return { id, subject, at, status, language, values: Object.fromEntries(values) as object };
}

const toFileName = (record: string, field: string): string => `files/${record}/${field}`;

const toAddressee = ({ name, email }: Addressee): Addressee => ({ name: toName(name)!, email: toEmail(email)! });

function toPackageFacts(
  row: Selectable<PackageTable>,
  key: SubjectKey | undefined,
  now: Date,
  place: Parameters<SubjectKey["unseal"]>[0],
): PackageFacts {
  const { id, way, recipient, purpose, activity, fields, records, subjects, manifest, by, opened } = row;
  const over = row.state === "ready" || row.state === "downloaded" ? row.expires_at.getTime() <= now.getTime() : false;
  return {
    id,
    way,
    recipient,
    purpose,
    activity,
    fields,
    records,
    subjects,
    manifest,
    by,
    opened,
    // The job may not have come by yet.
    state: over ? "expired" : (row.state as PackageState),
    request: row.request ?? undefined,
    adviser: key?.unseal(place, row.sealed) as Addressee | undefined,
    bytes: row.bytes,
    at: row.at.toISOString(),
    expires: row.expires_at.toISOString(),
    downloaded: row.downloaded_at?.toISOString(),
    edition: toEdition(row),
    ended: (row.ended_at ?? (over ? row.expires_at : undefined))?.toISOString(),
  };
}

const toEdition = ({ link }: Selectable<PackageTable>): string => Buffer.from(link).toString("hex").slice(0, 16);

function toToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("hex");
}
