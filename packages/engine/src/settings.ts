import type { FileStore } from "./vault/file-store.ts";
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AbideError, type AbideErrorCode } from "./http/error.ts";
import { awsKms } from "./vault/aws-kms.ts";
import type { AwsCredentials } from "./vault/aws-request.ts";
import { openBucket } from "./vault/bucket.ts";
import type { Master } from "./vault/master.ts";

export interface Environment {
  readonly [name: string]: string | undefined;
}

/** What the environment says of a deployment. A member that is not there was left out. */
export interface Settings {
  /** ABIDE_KEY */
  readonly key?: string;
  /** ABIDE_MASTER: a master key that lives elsewhere. */
  readonly master?: Master;
  /** ABIDE_FILES: a bucket. */
  readonly files?: FileStore;
  /** ABIDE_PROCESSES: whether several processes serve the site, and count together. */
  readonly processes?: "one" | "several";
}

/**
 * What `env` says of the master key, of the place of files and of how many processes there are. The website and the command line read it alike.
 *
 * @example
 * // ABIDE_FILES=s3://halden/website?region=eu-central-1 ABIDE_MASTER=awskms:alias/abide?region=eu-central-1
 * createEngine({ policies: [policy], store, ...readSettings(process.env) });
 */
export function readSettings(env: Environment): Settings {
  const { ABIDE_KEY: key, ABIDE_MASTER: master, ABIDE_FILES: files, ABIDE_PROCESSES: processes } = env;
  if (key && master) {
    throw new AbideError("key-missing", "ABIDE_KEY and ABIDE_MASTER both say which the master key is.", {
      next: "Leave one of them out: the one that the vault is not locked with.",
    });
  }
  return {
    ...(key ? { key } : {}),
    ...(master ? { master: toMaster(master, env) } : {}),
    ...(files ? { files: toFileStore(files, env) } : {}),
    ...(processes ? { processes: toProcesses(processes) } : {}),
  };
}

/** A word that is not understood is refused: each process would count for itself, and nobody would notice. */
function toProcesses(word: string): NonNullable<Settings["processes"]> {
  if (word === "one" || word === "several") return word;
  throw new AbideError("setting-refused", "ABIDE_PROCESSES is neither one nor several.", {
    next: "Write ABIDE_PROCESSES=several where more than one process serves the site, or leave it out.",
  });
}

/** What the file `key` of the data folder has; made where there is none. */
export async function keepKey(folder: string | undefined): Promise<string> {
  if (folder === undefined) {
    throw new AbideError("key-missing", "There is no data folder that could hold the key.", {
      next: "Set ABIDE_KEY to at least 16 random bytes, e.g. the output of: openssl rand -hex 32",
    });
  }
  const place = join(folder, "key");
  // "wx": of two first starts at once, one makes the key and the other reads it.
  await writeFile(place, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" }).catch(() => {});
  return (await readFile(place, "utf8")).trim();
}

/** The master key that `address` names, as `ABIDE_MASTER` has it: `awskms:alias/abide?region=eu-central-1`. */
export function toMaster(address: string, env: Environment, name = "ABIDE_MASTER"): Master {
  const refuse = toRefusal("kms-refused", name, "awskms:<id, ARN or alias of the key>?region=eu-central-1");
  const { path: keyId, settings } = parse(address, "awskms:", ["region", "endpoint"], refuse);
  if (keyId === "") throw refuse("names no key");
  const region = settings.get("region") ?? /^arn:[\w-]+:kms:([\w-]+):/.exec(keyId)?.[1];
  return awsKms({ keyId, ...toAws(settings, region, { env, name, refuse }) });
}

function toFileStore(address: string, env: Environment): FileStore {
  const name = "ABIDE_FILES";
  const refuse = toRefusal("files-refused", name, "s3://<bucket>/<prefix>?region=eu-central-1");
  const { path, settings } = parse(address, "s3://", ["region", "endpoint", "style"], refuse);
  const [bucket = "", ...below] = path.split("/");
  if (!/^[\w.-]+$/.test(bucket)) throw refuse("names no bucket");
  const prefix = below.filter((part) => part !== "").join("/");
  if (!/^[\w./-]*$/.test(prefix)) throw refuse("has a prefix of other than letters, digits, dots, dashes and slashes");
  const style = settings.get("style") ?? "path";
  if (style !== "path" && style !== "host") throw refuse(`has the style "${style}", which is neither path nor host`);
  const place = prefix === "" ? {} : { prefix: `${prefix}/` };
  return openBucket({ bucket, style, ...place, ...toAws(settings, settings.get("region"), { env, name, refuse }) });
}

type Refuse = (what: string) => AbideError;

interface Naming {
  readonly env: Environment;
  readonly name: string;
  readonly refuse: Refuse;
}

function toAws(settings: ReadonlyMap<string, string>, named: string | undefined, { env, name, refuse }: Naming) {
  const region = named ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"]);
  if (!region || !/^[\w-]+$/.test(region)) throw refuse("says no region");
  const endpoint = settings.get("endpoint");
  if (endpoint !== undefined && !/^https?:\/\/[^/?#@]+\/*$/.test(endpoint))
    throw refuse("has an endpoint that is not of the form https://host");
  return { region, credentials: toCredentials(env, name, refuse), ...(endpoint === undefined ? {} : { endpoint }) };
}

function toCredentials(env: Environment, name: string, refuse: Refuse): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new AbideError(refuse("").code, `${name} is set, and there are no credentials for it.`, {
      next: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where there is one.",
    });
  }
  return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
}

/** Never the value itself: somebody may have put a password into it. */
function toRefusal(code: AbideErrorCode, name: string, form: string): Refuse {
  return (what) => new AbideError(code, `${name} ${what}.`, { next: `Write it as ${form}, or leave it out.` });
}

function parse(
  address: string,
  scheme: string,
  known: readonly string[],
  refuse: Refuse,
): { readonly path: string; readonly settings: ReadonlyMap<string, string> } {
  if (!address.startsWith(scheme)) throw refuse(`does not begin with ${scheme}`);
  const [path = "", query = ""] = address.slice(scheme.length).split(/\?(.*)/s, 2);
  if (/[@\s#]/.test(path)) throw refuse("has a password, a space or a # in it");
  const settings = new Map<string, string>();
  for (const [setting, value] of new URLSearchParams(query)) {
    if (!known.includes(setting)) throw refuse(`has the setting "${setting}", which is none of ${known.join(", ")}`);
    if (value !== "") settings.set(setting, value);
  }
  return { path, settings };
}
