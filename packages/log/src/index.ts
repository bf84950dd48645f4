export { parseBase64, parseUtf8, toBase64 } from "./base64.ts";
export { openCheckpoint, parseCheckpoint, toCheckpoint, type Checkpoint, type OpenedCheckpoint } from "./checkpoint.ts";
export { toCommitment } from "./commitment.ts";
export { concat, hashEmpty, hashLeaf, hashNode, isSame, type Hash, type Sha256 } from "./hash.ts";
export {
  createVerifier,
  openNote,
  parseNote,
  parseVerifierKey,
  signNote,
  toVerifierKey,
  type Opened,
  type Signer,
  type Verifier,
  type VerifySignature,
} from "./note.ts";
export {
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
  type Inclusion,
  type Tree,
} from "./proof.ts";
export {
  parseReceipt,
  toReceipt,
  verifyReceipt,
  type Receipt,
  type Verified,
  type VerifyReceiptOptions,
} from "./receipt.ts";
export { isTamperError, provesFork, TamperError, type Tampering } from "./tamper.ts";
export { parseBundle, parseTilePath, tileWidth, toBundle, toTilePath, toTiles, toWidth, type Tile } from "./tile.ts";
export {
  append,
  readRoot,
  toRoot,
  toSubtrees,
  type Edge,
  type ReadHashes,
  type StoredHash,
  type Subtree,
} from "./tree.ts";
