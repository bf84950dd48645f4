import { openCheckpoint } from "./checkpoint.ts";
import { isSame, type Hash, type Sha256 } from "./hash.ts";
import type { Verifier, VerifySignature } from "./note.ts";
import { verifyConsistency } from "./proof.ts";

/** Evidence that a log did not only grow. */
export interface Tampering {
  /**
   * - `forked`: two histories were signed.
   * - `shortened`: what was signed later holds less, as after the restoring of an old copy.
   * - `altered`: what is stored does not give the root that was signed.
   */
  readonly kind: "forked" | "shortened" | "altered";
  /** The signed checkpoint that was relied on. */
  readonly before: string;
  /** The signed checkpoint that was found instead, if there is one. */
  readonly after?: string | undefined;
  /** Root that the found log has at the size of `before`, where it has grown that far. */
  readonly root?: Hash | undefined;
  /** That `root` is the beginning of `after`. */
  readonly proof: readonly Hash[];
}

/** A log was tampered with. Never retried; carries what others need to check it themselves. */
export class TamperError extends Error {
  override readonly name = "TamperError";
  readonly tampering: Tampering;

  constructor(message: string, tampering: Tampering) {
    super(message);
    this.tampering = tampering;
  }
}

/** Whether `error` is a TamperError. By name, because a process may hold two copies of this module. */
export function isTamperError(error: unknown): error is TamperError {
  return error instanceof Error && error.name === "TamperError";
}

/**
 * Whether the evidence alone shows that the holder of `verifier`'s key signed two histories. Of the other kinds it is an
 * observation by whoever reports it: an older checkpoint is true of its time, and what is stored is seen by its owner only.
 */
export async function provesFork(
  { before, after, root, proof }: Tampering,
  { verifier, verify, sha256 }: { verifier: Verifier; verify: VerifySignature; sha256: Sha256 },
): Promise<boolean> {
  if (after === undefined || root === undefined) return false;
  const relied = await openCheckpoint(before, verifier, verify);
  const found = await openCheckpoint(after, verifier, verify);
  if (!relied.opened || !found.opened) return false;
  const { size } = relied.checkpoint;
  return !isSame(root, relied.checkpoint.root) && verifyConsistency({ size, root }, found.checkpoint, proof, sha256);
}
