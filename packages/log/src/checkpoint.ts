import { parseBase64, parseDecimal, toBase64 } from "./base64.ts";
import { hashSize } from "./hash.ts";
import { openNote, type Verifier, type VerifySignature } from "./note.ts";
import type { Tree } from "./proof.ts";

/** The state of a log that its signature stands for. {@link https://c2sp.org/tlog-checkpoint} */
export interface Checkpoint extends Tree {
  /** Name of the log; also the name of the key that signs for it. */
  readonly origin: string;
}

/** The text of a checkpoint, which is what gets signed. */
export function toCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** The checkpoint that `text` is, or undefined. Lines beyond the three are none of ours and refused. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, decimal, encoded, end, ...more] = text.split("\n");
  const size = parseDecimal(decimal ?? "");
  const root = parseBase64(encoded ?? "");
  if (!origin || size === undefined || root?.length !== hashSize || end !== "" || more.length > 0) return undefined;
  return { origin, size, root };
}

/** A signed checkpoint that was opened, or why it could not be. */
export type OpenedCheckpoint =
  | { readonly opened: true; readonly checkpoint: Checkpoint; readonly unknown: readonly string[] }
  | { readonly opened: false; readonly reason: "malformed" | "unknown-key" | "bad-signature" | "other-origin" };

/** The checkpoint of the log of `verifier` that `note` holds. */
export async function openCheckpoint(
  note: string,
  verifier: Verifier,
  verify: VerifySignature,
): Promise<OpenedCheckpoint> {
  const opened = await openNote(note, [verifier], verify);
  if (!opened.opened) return opened;
  const checkpoint = parseCheckpoint(opened.text);
  if (!checkpoint) return { opened: false, reason: "malformed" };
  // Without this, one key that serves two logs would let a checkpoint of the one pass for the other's.
  if (checkpoint.origin !== verifier.name) return { opened: false, reason: "other-origin" };
  return { opened: true, checkpoint, unknown: opened.unknown };
}
