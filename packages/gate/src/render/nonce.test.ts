import { expect, test } from "vitest";
import { createNonce } from "./nonce.ts";

test("each answer has a nonce of its own, which a header can hold", () => {
  const nonces = Array.from({ length: 100 }, createNonce);
  expect(new Set(nonces).size).toBe(100);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
});
