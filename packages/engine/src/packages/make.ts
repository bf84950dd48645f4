import type { Version } from "@abide/policy";
import { Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { sql, type Transaction } from "kysely";
import { seal, toEncrypter, type Addressee } from "../archive/age.ts";
import { toStream, toTar } from "../archive/tar.ts";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { toDisclosures } from "../disclosures/record.ts";
import { ScopeDenied } from "../disclosures/scope.ts";
import { decideLeaving, toWay } from "../disclosures/decide-leaving.ts";
import { findDeclaring } from "../policies/versions.ts";
import { lend } from "../roles/roles.ts";
import { toEmail, toName } from "../staff/people.ts";
import type { Tables } from "../store/tables.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import { createDataKey } from "../subjects/data-key.ts";
import type { Kept } from "../vault/files.ts";
import { createContents, type Contents } from "./contents.ts";
import { findById } from "./find.ts";
import { createToken, toLink, toLinkMac } from "./link.ts";
import type { Answering, Made, MadePackage, PackageReason, PackageRequest } from "./package.ts";
import { packageActivity, toAddresseePlace, toSecretPlace, type Secret } from "./secret.ts";

/** The longest that a package lasts. */
const longest = 366 * 86_400_000;

/** How packages leave: a request of an authority is answered by one as well. */
type Way = "package" | "legal-request";

/** A package of this id is there. */
class MadeBefore extends Error {}

/**
 * Makes a package, or says why not. `toKeyAddress` names the address that hands its key out. A package that holds somebody who was erased
 * while it was written is not kept, and made again without them.
 */
export async function makePackage(
  core: Core,
  toKeyAddress: (id: string, origin: string | undefined) => Promise<string>,
  way: Way,
  asked: PackageRequest,
  answering: Answering | undefined,
): Promise<MadePackage> {
  const version = findVersion(core, asked);
  const reason = refuse(core, way, asked, version);
  if (reason || !version) return deny(core, way, asked, reason ?? "undeclared");
  if (!core.files) return deny(core, way, asked, "no-place");
  if (asked.id !== undefined && (await findById(core, asked.id))) return deny(core, way, asked, "again");
  try {
    return await retryOnConflict(async () => {
      const id = asked.id ?? crypto.randomUUID();
      const making: Making = { id, way, at: core.clock(), asked, version };
      return write(core, making, await toKeyAddress(id, asked.origin), answering);
    });
  } catch (error) {
    if (error instanceof ScopeDenied) return deny(core, way, asked, error.reason);
    if (error instanceof MadeBefore) return deny(core, way, asked, "again");
    throw error;
  }
}

const findVersion = ({ versions }: Core, { recipient, scope }: PackageRequest): Version | undefined =>
  findDeclaring(
    versions.current.filter(({ policy }) => Object.hasOwn(policy.recipients, recipient)),
    scope.activity,
  );

/** Why it is not made, as far as that can be told before anything is read. */
function refuse(
  { clock, roleFor }: Core,
  way: Way,
  { recipient, purpose, scope, adviser, expires, key, by }: PackageRequest,
  version: Version | undefined,
): PackageReason | undefined {
  if (!version) return "undeclared";
  const { category } = version.policy.recipients[recipient]!;
  if (toWay(category) !== way) return "other-recipient";
  const left = expires.getTime() - clock().getTime();
  const reason = decideLeaving(version.policy, { recipient, purpose, ...scope });
  if (reason) return reason;
  // What only people of a role may read leaves with such a person. A request of an authority is decided by two.
  if (way === "package" && roleFor(purpose, by.roles) === "other-role") return "not-staff";
  if (toName(adviser.name) === undefined || toEmail(adviser.email) === undefined) return "wrong-adviser";
  if (!(left > 0 && left <= longest)) return "wrong-expiry";
  return toEncrypter(key) ? undefined : "wrong-key";
}

/** The denial, once the log holds it. */
async function deny(
  { log, clock, versions }: Core,
  way: Way,
  { recipient, purpose, scope, by }: PackageRequest,
  reason: PackageReason,
): Promise<MadePackage> {
  // Names that were made up can be of any length.
  const short = (name: string) => name.slice(0, 60);
  const { activity, fields } = scope;
  const names = { activity: short(activity), purpose: short(purpose), recipient: short(recipient) };
  const detail = { ...names, by: by.id, fields: fields.slice(0, 50).map(short), outcome: reason, way };
  const policy = versions.current[0].hash;
  await log.write({ statements: [], events: [{ type: "disclosure", at: clock(), policy, detail }] });
  return { made: false, reason };
}

/** A package on its way. */
interface Making {
  readonly id: string;
  readonly way: Way;
  readonly at: Date;
  readonly asked: PackageRequest;
  readonly version: Version;
}

/** A package that is in the file store and that no row names yet. */
interface Sealed extends ReturnType<Contents["written"]> {
  readonly file: Kept;
  /** The package's own key, sealed for its addressee. */
  readonly half: Uint8Array;
}

async function write(
  core: Core,
  making: Making,
  keyAddress: string,
  answering: Answering | undefined,
): Promise<MadePackage> {
  const sealed = await sealContents(core, making, keyAddress);
  const { manifest, taken, file } = sealed;
  const subjects = [...new Set(taken.map(({ subject }) => subject))];
  const made = { made: true, id: making.id, records: taken.length, subjects: subjects.length, manifest } as const;
  const token = createToken();
  try {
    if (taken.length === 0) throw new ScopeDenied("nobody");
    await keep(core, making, sealed, { made, subjects, token, answering });
  } catch (error) {
    // What fails here as well is found by the next sweep: nothing names it.
    await core.files!.discard(file.id).catch(() => {});
    throw error;
  }
  return { ...made, link: toLink(token) };
}

/** Reads what is to be in the package, and seals it into the file store. */
async function sealContents(core: Core, { id, way, at, asked, version }: Making, keyAddress: string): Promise<Sealed> {
  const { recipient, purpose, scope, key, expires, by } = asked;
  const reader = way === "legal-request" ? lend(by.id, core.roles, purpose) : by;
  const about = {
    format: "abide.package/1",
    id,
    way,
    from: version.policy.controller.name,
    recipient,
    purpose,
    activity: scope.activity,
    fields: scope.fields,
    version: version.hash,
    at: at.toISOString(),
    expires: expires.toISOString(),
    log: await core.log.checkpoint(),
  };
  const contents = createContents(core, scope, purpose, reader, about);
  // The package has a key of its own. Sealed for the adviser alone, it is all that we keep of it; what it seals nobody here opens.
  const identity = await generateIdentity();
  const half = await toEncrypter(key)!.encrypt(identity);
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  // Other programs pass over a line of the head that they do not know.
  encrypter.addRecipient({ wrapFileKey: () => [{ args: ["abide-package", keyAddress], body: new Uint8Array() }] });
  const file = await core.files!.keep(seal(encrypter, toStream(toTar(contents.entries))));
  return { file, half, ...contents.written() };
}

interface Keeping {
  readonly made: Omit<Made, "link">;
  readonly subjects: readonly string[];
  readonly token: string;
  readonly answering: Answering | undefined;
}

/** Keeps what is known of a package, with a disclosure for each record in it, in one commit with its entry in the log. */
async function keep(
  core: Core,
  { id, way, at, asked, version }: Making,
  { file: kept, half, taken, manifest }: Sealed,
  { made, subjects, token, answering }: Keeping,
): Promise<void> {
  const { site, vault, log } = core;
  const { recipient, adviser, purpose, scope, expires, by } = asked;
  const { activity } = scope;
  const fields = [...scope.fields];
  await log.transaction(async (trx, append, send) => {
    await lockKeys(trx, site, subjects);
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
        fields,
        version: version.hash,
        manifest,
        records: taken.length,
        subjects: subjects.length,
        bytes: kept.size,
        expires_at: expires,
        link: toLinkMac(core, token),
        file: kept.id,
        key: secrets.id,
        secret: secrets.key.seal(toSecretPlace(id), secret),
        downloaded_at: null,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.columns(["site", "id"]).doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) throw new MadeBefore();
    const file = { id: kept.id, activity: packageActivity, record: id, field: packageActivity, bytes: kept.size };
    await trx
      .insertInto("file")
      .values({ site, ...file, at })
      .execute();
    const shared = { site, recipient, purpose, activity, version: version.hash, way, by: by.id, at, package: id };
    const more = { fields, state: "queued", delivered_at: null, message: null };
    await send(toDisclosures(taken.map((each) => ({ ...shared, ...each, ...more, id: crypto.randomUUID() }))));
    await answering?.within(trx, made);
    const detail = { activity, by: by.id, fields, manifest, package: id, purpose, recipient };
    const numbers = { expires: expires.toISOString(), records: taken.length, subjects: subjects.length };
    const event = { type: "disclosure", at, policy: version.hash };
    await audit(trx, append, site, [{ ...event, detail: { ...detail, ...numbers, outcome: "allowed", way } }]);
  });
}

/** Keeps the people in a package from being erased until it is kept. Throws where one of them is erased already. */
async function lockKeys(trx: Transaction<Tables>, site: string, subjects: readonly string[]): Promise<void> {
  const { rows } = await sql<{ known: number }>`
    select count(*)::int as known from (
      select from subject_key where site = ${site} and subject = any (${subjects}::uuid[]) for share
    ) known`.execute(trx);
  if (rows[0]!.known !== subjects.length) throw new Conflict();
}

const toAddressee = ({ name, email }: Addressee): Addressee => ({ name: toName(name)!, email: toEmail(email)! });
