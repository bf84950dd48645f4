import { parseBase64, toBase64 } from "./base64.ts";
import { concat, type Sha256 } from "./hash.ts";

/** An Ed25519 public key with the name it signs under. */
export interface Verifier {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** A key that signs, and the verifier of what it signs. */
export interface Signer {
  readonly verifier: Verifier;
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** Whether `signature` is `key`'s over `message`: Ed25519, passed in. */
export type VerifySignature = (
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

/** A signed note that was opened: its text, and whose signatures were checked. {@link https://c2sp.org/signed-note} */
export type Opened =
  | {
      readonly opened: true;
      readonly text: string;
      /** Those whose signature holds. */
      readonly signedBy: readonly Verifier[];
      /** Names that signed as well, with keys that were not given, and so say nothing. */
      readonly unknown: readonly string[];
    }
  | { readonly opened: false; readonly reason: "malformed" | "unknown-key" | "bad-signature" };

const ed25519 = 0x01;
const mostSignatures = 100;

/** The verifier of Ed25519 public key `key` under `name`. */
export function createVerifier(name: string, key: Uint8Array, sha256: Sha256): Verifier {
  if (!isName(name)) throw new TypeError(`A key's name has neither white space nor "+": ${JSON.stringify(name)}`);
  if (key.length !== 32) throw new TypeError("An Ed25519 public key has 32 bytes.");
  return { name, id: toHex(toKeyId(name, key, sha256)), key };
}

/** The verifier as one line that is handed to others: `name+id+key`. */
export function toVerifierKey({ name, id, key }: Verifier): string {
  return `${name}+${id}+${toBase64(concat(Uint8Array.of(ed25519), key))}`;
}

/** The verifier that such a line names, or undefined. */
export function parseVerifierKey(line: string, sha256: Sha256): Verifier | undefined {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : parseBase64(encoded);
  if (!name || !isName(name) || bytes?.length !== 33 || bytes[0] !== ed25519) return undefined;
  const verifier = createVerifier(name, bytes.slice(1), sha256);
  return verifier.id === id ? verifier : undefined;
}

/** `text` with a signature line of each of `signers`. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  if (!isText(text)) throw new TypeError("A note ends in a newline and has no other control characters.");
  const message = new TextEncoder().encode(text);
  const lines: string[] = [];
  for (const { verifier, sign } of signers) {
    const id = Uint8Array.from(verifier.id.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    lines.push(`— ${verifier.name} ${toBase64(concat(id, await sign(message)))}\n`);
  }
  return `${text}\n${lines.join("")}`;
}

/** What `note` says, once a signature of one of `verifiers` was found on it and none of theirs is false. */
export async function openNote(note: string, verifiers: readonly Verifier[], verify: VerifySignature): Promise<Opened> {
  const parsed = parseNote(note);
  if (!parsed) return { opened: false, reason: "malformed" };
  const message = new TextEncoder().encode(parsed.text);
  const signedBy: Verifier[] = [];
  const unknown: string[] = [];
  for (const { name, id, signature } of parsed.signatures) {
    const verifier = verifiers.find((candidate) => candidate.name === name && candidate.id === id);
    if (!verifier) unknown.push(name);
    else if (!(await verify(verifier.key, message, signature))) return { opened: false, reason: "bad-signature" };
    else if (!signedBy.includes(verifier)) signedBy.push(verifier);
  }
  if (signedBy.length === 0) return { opened: false, reason: "unknown-key" };
  return { opened: true, text: parsed.text, signedBy, unknown };
}

interface SignatureLine {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

/** Text and signature lines of `note`, none of them checked; undefined where it is none. */
export function parseNote(note: string): { text: string; signatures: readonly SignatureLine[] } | undefined {
  const gap = note.lastIndexOf("\n\n");
  const text = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2).split("\n");
  if (gap < 0 || !isText(text) || lines.pop() !== "" || lines.length === 0 || lines.length > mostSignatures) {
    return undefined;
  }
  const signatures: SignatureLine[] = [];
  for (const line of lines) {
    const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = encoded === undefined ? undefined : parseBase64(encoded);
    if (!name || !isName(name) || !bytes || bytes.length < 5) return undefined;
    signatures.push({ name, id: toHex(bytes.slice(0, 4)), signature: bytes.slice(4) });
  }
  return { text, signatures };
}

function toKeyId(name: string, key: Uint8Array, sha256: Sha256): Uint8Array {
  const text = new TextEncoder().encode(`${name}\n`);
  return sha256(concat(text, Uint8Array.of(ed25519), key)).slice(0, 4);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isName(name: string): boolean {
  return /^[^\s\u0085+]+$/u.test(name) && name.isWellFormed();
}

function isText(text: string): boolean {
  return text.endsWith("\n") && !/[\u0000-\u0009\u000b-\u001f]/.test(text) && text.isWellFormed();
}
