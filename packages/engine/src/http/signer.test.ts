import { expect, test } from "vitest";
import { createSigner, fromBase64Url, toBase64Url } from "./signer.ts";

const key = "0123456789abcdef0123456789abcdef";

test("a signature holds for its text, its use and its key alone", async () => {
  const signer = await createSigner(key, "one");
  const mac = await signer.sign("text");
  expect(await signer.verify("text", mac)).toBe(true);
  expect(await signer.verify("text ", mac)).toBe(false);
  expect(await (await createSigner(key, "two")).verify("text", mac)).toBe(false);
  expect(await (await createSigner(`${key}.`, "one")).verify("text", mac)).toBe(false);
  expect(await (await createSigner(new TextEncoder().encode(key), "one")).verify("text", mac)).toBe(true);
});

test("every altered character of a signature breaks it", async () => {
  const signer = await createSigner(key, "one");
  const mac = await signer.sign("text");
  for (let i = 0; i < mac.length; i++) {
    const altered = mac.slice(0, i) + (mac[i] === "A" ? "B" : "A") + mac.slice(i + 1);
    expect(await signer.verify("text", altered), altered).toBe(false);
  }
  for (const other of ["", mac.slice(1), `${mac}A`, `${mac}=`, "%", mac.toLowerCase()])
    expect(await signer.verify("text", other)).toBe(false);
});

test("a short key is refused with what to do", async () => {
  await expect(createSigner("short", "one")).rejects.toMatchObject({
    code: "key-missing",
    next: expect.stringContaining("ABIDE_KEY"),
  });
});

test("base64url has one spelling", () => {
  const bytes = Uint8Array.of(0, 250, 255, 62);
  expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
  expect(fromBase64Url("AB")).toBeUndefined();
  expect(fromBase64Url("AA")).toEqual(Uint8Array.of(0));
  expect(fromBase64Url("A")).toBeUndefined();
  expect(fromBase64Url("A+/=")).toBeUndefined();
});
