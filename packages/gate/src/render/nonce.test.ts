import { expect, test } from "vitest";
import { createNonce, lendNonce } from "./nonce.ts";

test("each answer has a nonce of its own, which a header can hold", () => {
  const nonces = Array.from({ length: 100 }, createNonce);
  expect(new Set(nonces).size).toBe(100);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
});

test("an inline script gets the nonce, in place of one that it has; a script in a file gets none", () => {
  expect(lendNonce([{ name: "type", value: "module" }], "a")).toEqual([
    { name: "type", value: "module" },
    { name: "nonce", value: "a" },
  ]);
  expect(lendNonce([{ name: "nonce", value: "old" }], "a")).toEqual([{ name: "nonce", value: "a" }]);
  expect(lendNonce([{ name: "src", value: "https://x.example/" }], "a")).toEqual([
    { name: "src", value: "https://x.example/" },
  ]);
});
