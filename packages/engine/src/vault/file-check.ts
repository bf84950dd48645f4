import type { FileProblem, RandomAccess } from "./zip.ts";
import { openZip, type Zip } from "./zip.ts";

/** Kinds of files that can be taken. */
export type FileKind = "docx" | "odt" | "pdf" | "txt";

export const fileTypes: { readonly [kind in FileKind]: { readonly type: string; readonly ending: string } } = {
  docx: { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ending: ".docx" },
  odt: { type: "application/vnd.oasis.opendocument.text", ending: ".odt" },
  pdf: { type: "application/pdf", ending: ".pdf" },
  txt: { type: "text/plain; charset=utf-8", ending: ".txt" },
};

/**
 * What `file` really is. Neither its name nor what the browser called it is asked: both are the sender's words. What could be two
 * things at once is neither, since whoever opens it may see the other one.
 */
export async function toContent(file: RandomAccess): Promise<{ readonly kind: FileKind } | { problem: FileProblem }> {
  if (file.size === 0) return { problem: "file-empty" };
  const begin = (await file.read(0, Math.min(file.size, 1_024))).toString("latin1");
  if (begin.startsWith("%PDF-")) return (await isPdf(file, begin)) ? { kind: "pdf" } : { problem: "file-kind" };
  if (begin.startsWith("PK\u0003\u0004")) {
    const zip = await openZip(file);
    return "problem" in zip ? zip : toDocument(zip);
  }
  return toPlain(file);
}

async function isPdf(file: RandomAccess, begin: string): Promise<boolean> {
  if (!/^%PDF-[12]\.\d\s/.test(begin)) return false;
  const end = (await file.read(Math.max(0, file.size - 1_024), file.size)).toString("latin1");
  if (!/startxref\s+\d+\s+%%EOF/.test(end)) return false;
  // A reader of zips begins at the end: behind a PDF it would find an archive that nobody has looked at.
  const tail = await file.read(Math.max(0, file.size - 65_557), file.size);
  for (let at = tail.indexOf("PK\u0005\u0006"); at !== -1; at = tail.indexOf("PK\u0005\u0006", at + 1)) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return false;
  }
  return true;
}

async function toDocument(zip: Zip): Promise<{ readonly kind: FileKind } | { problem: FileProblem }> {
  const word = zip.has("[Content_Types].xml");
  const open = zip.has("mimetype");
  if (word === open) return { problem: "file-kind" };
  const problem = word ? await verifyWord(zip) : await verifyOpen(zip);
  return problem === undefined ? { kind: word ? "docx" : "odt" } : { problem };
}

/** Office Open XML (ECMA-376, part 2): `[Content_Types].xml` says what the parts of the package are. */
async function verifyWord(zip: Zip): Promise<FileProblem | undefined> {
  const main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
  const types = await zip.text("[Content_Types].xml", 262_144);
  // An entity or a reference would spell a type in a second way, which the comparisons below would not see.
  if (types === undefined || /<!|&(?!amp;)/.test(types)) return "file-kind";
  if (zip.names.some(isWordProgram) || /macroEnabled|vbaProject|activeX|oleObject/i.test(types)) return "file-macro";
  const parts = [...types.matchAll(/<(?:\w+:)?(Override|Default)\b([^<>]*)>/g)].map(([, tag, attributes]) => ({
    tag,
    ...Object.fromEntries(
      [...attributes!.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, a, b]) => [name, a ?? b]),
    ),
  })) as { tag: string; ContentType?: string; PartName?: string }[];
  const found = parts
    .filter(({ ContentType }) => ContentType === main)
    .some(({ PartName = "/word/document.xml" }) => zip.has(PartName.slice(1)));
  if (!found) return "file-kind";
  const settings = "word/_rels/settings.xml.rels";
  const relations = zip.has(settings) ? await zip.text(settings, 65_536) : "";
  if (relations === undefined || /<!|&(?!amp;)/.test(relations)) return "file-kind";
  // Word fetches a template from elsewhere as the document is opened, with its macros. One on the writer's own disk is usual.
  const remote = /Target\s*=\s*["']\s*(?:https?:|ftp:|\\\\|\/\/|file:\/{2}(?!\/))/i;
  return /attachedTemplate/.test(relations) && remote.test(relations) ? "file-macro" : undefined;
}

function isWordProgram(name: string): boolean {
  return (
    /(?:^|\/)(?:vba[^/]*\.(?:bin|xml)|activeX[^/]*(?:\/|$))/i.test(name) ||
    /\/embeddings\/[^/]+\.(?!xlsx$|docx$|pptx$|png$|jpe?g$|emf$|wmf$)\w+$/i.test(name) ||
    isProgram(name)
  );
}

function isProgram(name: string): boolean {
  return /\.(?:bat|cmd|com|dll|docm|dotm|exe|hta|jar|js|lnk|msi|ocx|potm|ppsm|pptm|ps1|scr|vbs|wsf|xlam|xlsb|xlsm|xltm)$/i.test(
    name,
  );
}

/** OpenDocument (ISO/IEC 26300-3): the first part is `mimetype`, as it is, so that the file can be told by its beginning. */
async function verifyOpen(zip: Zip): Promise<FileProblem | undefined> {
  if (zip.names[0] !== "mimetype" || !zip.isStored("mimetype")) return "file-kind";
  if ((await zip.text("mimetype", 64)) !== fileTypes.odt.type) return "file-kind";
  const manifest = zip.has("META-INF/manifest.xml") ? await zip.text("META-INF/manifest.xml", 1_048_576) : undefined;
  if (manifest === undefined || /<!ENTITY/i.test(manifest)) return "file-kind";
  if (/encryption-data/.test(manifest)) return "file-locked";
  if (zip.names.some((name) => /^(?:Basic|Dialogs|Scripts)\//i.test(name) || isProgram(name))) return "file-macro";
  return zip.has("content.xml") ? undefined : "file-kind";
}

/** Text is UTF-8 without control characters, and does not begin as something that a program would run or show. */
async function toPlain(file: RandomAccess): Promise<{ readonly kind: FileKind } | { problem: FileProblem }> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let empty = true;
  for (let at = 0; at < file.size; at += 65_536) {
    const end = Math.min(file.size, at + 65_536);
    let text: string;
    try {
      text = decoder.decode(await file.read(at, end), { stream: end < file.size });
    } catch (error) {
      if (error instanceof TypeError) return { problem: "file-kind" };
      throw error;
    }
    if (/[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/.test(text)) return { problem: "file-kind" };
    if (at === 0 && /^\s*(?:<[a-z!?/]|\{\\rtf|%!|#!|MIME-Version:|@echo )/i.test(text)) return { problem: "file-kind" };
    if (empty && text.trim() !== "") empty = false;
  }
  return empty ? { problem: "file-empty" } : { kind: "txt" };
}
