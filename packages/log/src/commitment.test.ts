import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { toCommitment } from "./commitment.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

test("a commitment is the HMAC-SHA256 that every platform has", () => {
  for (let length = 0; length < 200; length += 13) {
    const salt = Buffer.alloc(32, length);
    const message = Buffer.alloc(length, "consent");
    const expected = createHmac("sha256", salt).update(message).digest();
    expect(Buffer.from(toCommitment(message, salt, sha256))).toEqual(expected);
  }
});

test("a salt of another length is refused", () => {
  for (const length of [0, 16, 31, 33, 64]) {
    expect(() => toCommitment(new Uint8Array(), new Uint8Array(length), sha256)).toThrow("32 bytes");
  }
});
