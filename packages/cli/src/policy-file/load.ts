import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compile, toVersion, type Compiled, type Policy, type Version } from "@abide/policy";
import { parseExpressionAt } from "acorn";
import { CliError } from "../io.ts";

/** A declaration as it was found. */
export interface Loaded {
  /** Its file, absolute; undefined for one that came from a site. */
  readonly file: string | undefined;
  /** As it is to be named to the reader. */
  readonly name: string;
  /** What the file exports, whatever its shape: `check` judges it. */
  readonly policy: unknown;
}

const usual = ["site/policy.ts", "policy.ts", "abide.policy.ts"];

/** The declaration's file where none is named: the one in package.json under "abide", else a usual one. */
export async function findPolicyFile(cwd: string): Promise<string> {
  const manifest = join(cwd, "package.json");
  if (existsSync(manifest)) {
    const { abide } = JSON.parse(await readFile(manifest, "utf8")) as { abide?: { policy?: unknown } };
    if (typeof abide?.policy === "string") return resolve(cwd, abide.policy);
  }
  const found = usual.map((name) => join(cwd, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new CliError(
    `No policy file was found here (looked for ${usual.join(", ")}). Name one with --policy file, or in package.json: "abide": { "policy": "path/to/policy.ts" }.`,
  );
}

/** What `file` declares: a TypeScript or JavaScript module that exports a policy, or a policy as JSON. */
export async function loadPolicyFile(named: string, cwd: string): Promise<Loaded> {
  const file = isAbsolute(named) ? named : resolve(cwd, named);
  const name = toName(file, cwd);
  if (!(await stat(file).catch(() => undefined))?.isFile()) {
    throw new CliError(`There is no file ${name}. Correct the name, or give another one with --policy file.`);
  }
  if (extname(file) === ".json") {
    const text = await readFile(file, "utf8");
    try {
      return { file, name, policy: JSON.parse(text) };
    } catch (error) {
      throw new CliError(`${name}${toJsonPlace(error, text)}. Correct it there.`);
    }
  }
  let module: { readonly [name: string]: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly [name: string]: unknown };
  } catch (error) {
    throw toImportError(error, file, cwd);
  }
  const policy = module["policy"] ?? module["default"] ?? Object.values(module).find(looksLikePolicy);
  if (policy === undefined) {
    throw new CliError(`${name} exports no policy. Export one: export const policy = definePolicy({ … }).`);
  }
  return { file, name, policy };
}

/** The version that was loaded. Its declaration has to have passed `check`. */
export async function toLoadedVersion({ policy }: Loaded): Promise<Version> {
  return isCompiled(policy) ? toVersion(JSON.stringify(policy)) : compile(policy as Policy);
}

function isCompiled(policy: unknown): policy is Compiled {
  return typeof policy === "object" && policy !== null && (policy as { format?: unknown }).format === "abide.policy/1";
}

function looksLikePolicy(value: unknown): boolean {
  return typeof value === "object" && value !== null && "controller" in value && "purposes" in value;
}

function toName(file: string, cwd: string): string {
  const name = relative(cwd, file);
  return name === "" || name.startsWith("..") ? file : name;
}

/** Why a module cannot be read, as one sentence with file and line. The engine's own words are kept; its stack is not. */
function toImportError(error: unknown, file: string, cwd: string): CliError {
  const { message = String(error), stack = "", code } = error as { message?: string; stack?: string; code?: string };
  const says = message.split("\n")[0]!.replace(/[.\s]+$/, "");
  const missing = /^Cannot find (?:module|package) '(.+?)' imported from (.+?)$/m.exec(message);
  if (missing) {
    const by = missing[2]!.startsWith("file:") ? fileURLToPath(missing[2]!) : missing[2]!;
    const wanted = missing[1]!;
    return new CliError(
      `${toName(by, cwd)} imports ${isAbsolute(wanted) ? toName(wanted, cwd) : `"${wanted}"`}, which is not there. Correct the import, or install the package.`,
    );
  }
  // A syntax error names its place in the first line, a thrown one in the first line of the stack that is a file.
  const place = /^(file:\/\/\S+?|\/\S+?):(\d+)$/m.exec(stack) ?? /(?:at |\()(file:\/\/\S+?):(\d+):\d+\)?$/m.exec(stack);
  const at = place
    ? `${toName(place[1]!.startsWith("file:") ? fileURLToPath(place[1]!) : place[1]!, cwd)}:${place[2]}`
    : toName(file, cwd);
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return new CliError(`${at}: ${says}. Node runs TypeScript by leaving the types out, so write it without.`);
  }
  return new CliError(`${at}: ${says}. Correct it there.`);
}

/** Where JSON stops being JSON, and why. V8 says it with the text around and without the line. */
function toJsonPlace(error: unknown, text: string): string {
  try {
    parseExpressionAt(text, 0, { ecmaVersion: "latest" });
  } catch (found) {
    const { message, loc } = found as { message: string; loc: { line: number } };
    return `:${loc.line} is not JSON: ${message.replace(/ \(\d+:\d+\)$/, "")}`;
  }
  return ` is not JSON: ${(error as Error).message.replace(/\s+/g, " ")}`;
}
