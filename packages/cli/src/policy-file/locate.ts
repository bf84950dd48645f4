import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, extname, resolve } from "node:path";
import {
  parse,
  type CallExpression,
  type Expression,
  type ObjectExpression,
  type Program,
  type SpreadElement,
} from "acorn";

/** Where something stands in a file, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
}

/** An expression with the file that it stands in. */
interface Found {
  readonly source: Source;
  readonly node: Expression | SpreadElement;
  /** Where its name stands, for a member of an object. */
  readonly start: number;
}

/**
 * The place of what `path` names in the policy that `file` declares, or of the nearest thing around it that is written there:
 * a missing member is shown at what it is missing from. Follows constants, spreads, imports of the project's own files, and the
 * arguments of calls (`definePolicy({ … })`, an entry of the catalogue).
 */
export function locate(file: string, path: readonly string[]): Place | undefined {
  const source = readSource(file);
  if (!source) return undefined;
  let found = findRoot(source);
  if (!found) return undefined;
  for (const key of path) {
    const next = step(found, key);
    if (!next) break;
    found = next;
  }
  return toPlace(found);
}

function toPlace({ source: { file, text }, start }: Found): Place {
  const before = text.slice(0, start).split("\n");
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

/** What the module exports as its policy. */
function findRoot(source: Source): Found | undefined {
  return findExport(source, "policy") ?? findExport(source, "default") ?? findFirstExport(source);
}

function findExport(source: Source, name: string): Found | undefined {
  for (const statement of source.program.body) {
    if (statement.type === "ExportDefaultDeclaration" && name === "default") {
      const { declaration } = statement;
      if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") return undefined;
      return { source, node: declaration, start: declaration.start };
    }
    if (statement.type !== "ExportNamedDeclaration") continue;
    if (statement.declaration?.type === "VariableDeclaration") {
      for (const { id, init } of statement.declaration.declarations) {
        if (id.type === "Identifier" && id.name === name && init) return { source, node: init, start: init.start };
      }
    }
    for (const { local, exported } of statement.specifiers) {
      if (exported.type !== "Identifier" || exported.name !== name || local.type !== "Identifier") continue;
      const from = statement.source?.value;
      if (typeof from === "string") {
        const other = readImport(source, from);
        return other && findExport(other, local.name);
      }
      return findName(source, local.name);
    }
  }
  return undefined;
}

function findFirstExport(source: Source): Found | undefined {
  for (const statement of source.program.body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type !== "Identifier" || !init) continue;
      const found: Found = { source, node: init, start: init.start };
      if (step(found, "controller")) return found;
    }
  }
  return undefined;
}

/** What a name at the top of the module stands for. */
function findName(source: Source, name: string): Found | undefined {
  for (const statement of source.program.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "VariableDeclaration") {
      for (const { id, init } of declaration.declarations) {
        if (id.type === "Identifier" && id.name === name && init) return { source, node: init, start: init.start };
      }
    }
    if (statement.type !== "ImportDeclaration" || typeof statement.source.value !== "string") continue;
    for (const specifier of statement.specifiers) {
      if (specifier.local.name !== name || specifier.type === "ImportNamespaceSpecifier") continue;
      const other = readImport(source, statement.source.value);
      if (!other) return undefined;
      const imported =
        specifier.type === "ImportDefaultSpecifier"
          ? "default"
          : specifier.imported.type === "Identifier"
            ? specifier.imported.name
            : String(specifier.imported.value);
      return findExport(other, imported) ?? findName(other, imported);
    }
  }
  return undefined;
}

/** The member `key` of what was found. */
function step(found: Found, key: string): Found | undefined {
  const resolved = resolveValue(found);
  if (!resolved) return undefined;
  const { source, node } = resolved;
  if (node.type === "ArrayExpression") {
    const element = node.elements[Number(key)];
    return element ? { source, node: element, start: element.start } : undefined;
  }
  return node.type === "ObjectExpression" ? findMember(source, node, key) : undefined;
}

function findMember(source: Source, node: ObjectExpression, key: string): Found | undefined {
  // The last one counts, as it does when it runs.
  for (const property of node.properties.toReversed()) {
    if (property.type === "SpreadElement") {
      const spread = step({ source, node: property.argument, start: property.start }, key);
      if (spread) return spread;
      continue;
    }
    const name =
      property.key.type === "Identifier" && !property.computed
        ? property.key.name
        : property.key.type === "Literal"
          ? String(property.key.value)
          : undefined;
    if (name === key) return { source, node: property.value, start: property.start };
  }
  return undefined;
}

/** The object or list behind names and calls. */
function resolveValue({ source, node, start }: Found, depth = 0): Found | undefined {
  if (depth > 20) return undefined;
  if (node.type === "Identifier") {
    const named = findName(source, node.name);
    return named && resolveValue(named, depth + 1);
  }
  if (node.type === "CallExpression") {
    const argument = toArgument(node);
    return argument && resolveValue({ source, node: argument, start: argument.start }, depth + 1);
  }
  if (node.type === "ParenthesizedExpression") return resolveValue({ source, node: node.expression, start }, depth + 1);
  return { source, node, start };
}

/** The object that a call is given: it stands where the declaration's writer would look. */
function toArgument(call: CallExpression): Expression | undefined {
  const object = call.arguments.find((argument) => argument.type === "ObjectExpression");
  const first = object ?? call.arguments[0];
  return first === undefined || first.type === "SpreadElement" ? undefined : first;
}

function readImport(source: Source, specifier: string): Source | undefined {
  // Packages are somebody else's: what stands in them is not to be corrected there.
  if (!specifier.startsWith(".")) return undefined;
  return readSource(resolve(dirname(source.file), specifier));
}

const sources = new Map<string, Source | undefined>();

function readSource(file: string): Source | undefined {
  if (sources.has(file)) return sources.get(file);
  let source: Source | undefined;
  try {
    const text = readFileSync(file, "utf8");
    const plain =
      extname(file) === ".json" ? `export default ${text}` : /^\.[cm]?ts$/.test(extname(file)) ? toPlain(text) : text;
    const program = parse(plain, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true });
    source = { file, text: extname(file) === ".json" ? plain : text, program };
  } catch {
    source = undefined;
  }
  sources.set(file, source);
  return source;
}

/** `text` with blanks where types were: every position is kept. */
function toPlain(text: string): string {
  const emitWarning = process.emitWarning.bind(process);
  // Node says that this function is experimental. The reader of a policy's problems has no use for that.
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
