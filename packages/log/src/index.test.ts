import { expect, test } from "vitest";
import * as exported from "./index.ts";

test("these names are what others build on", () => {
  expect(Object.keys(exported).toSorted()).toMatchInlineSnapshot(`
    [
      "TamperError",
      "append",
      "concat",
      "createVerifier",
      "hashEmpty",
      "hashLeaf",
      "hashNode",
      "isSame",
      "isTamperError",
      "openCheckpoint",
      "openNote",
      "parseBase64",
      "parseBundle",
      "parseCheckpoint",
      "parseNote",
      "parseReceipt",
      "parseTilePath",
      "parseUtf8",
      "parseVerifierKey",
      "proveConsistency",
      "proveInclusion",
      "provesFork",
      "readRoot",
      "signNote",
      "tileWidth",
      "toBase64",
      "toBundle",
      "toCheckpoint",
      "toCommitment",
      "toReceipt",
      "toRoot",
      "toSubtrees",
      "toTilePath",
      "toTiles",
      "toVerifierKey",
      "toWidth",
      "verifyConsistency",
      "verifyInclusion",
      "verifyReceipt",
    ]
  `);
});
