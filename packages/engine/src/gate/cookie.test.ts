import { expect, test } from "vitest";
import { createSigner } from "../http/signer.ts";
import { findChoice, fromCookie, toCookie, toSetCookie, type StoredChoice } from "./cookie.ts";

const signer = await createSigner("0123456789abcdef0123456789abcdef", "choice cookie");
const now = new Date("2026-11-24T10:00:00Z");
const kept: StoredChoice = {
  record: "3f0c1b9e-7a44-4a3f-9d0e-5d7c7b1f2a10",
  seq: 2,
  choice: {
    allowed: ["googleAnalytics", "vimeo"],
    version: "f03449ea947ddb682ad63946c206f575b321cd649fb5a0c98a9ae0bdced61d89",
    at: "2026-11-24T09:30:00.000Z",
    signals: ["gpc"],
  },
};
/** Set by the first version of Abide. It has to be read by every later one: an upgrade must not change a stored choice. */
const first =
  "1.eyJyIjoiM2YwYzFiOWUtN2E0NC00YTNmLTlkMGUtNWQ3YzdiMWYyYTEwIiwibiI6MiwidCI6MTc5NTUxMjYwMCwidiI6ImYwMzQ0OWVhOTQ3ZGRiNjgiLCJzIjpbImdwYyJdLCJhIjpbImdvb2dsZUFuYWx5dGljcyIsInZpbWVvIl19.ZrzeNxRj3YlaNxn1xDi2CV_iwGjpQ2XX6B3qpQv0aSk";

test("a cookie of the first version of Abide is read as what it was", async () => {
  expect(await fromCookie(first, signer, now)).toEqual({
    ...kept,
    choice: { ...kept.choice, version: kept.choice.version.slice(0, 16) },
  });
  expect(await toCookie(kept, signer)).toBe(first);
});

test("a refusal that waits to be recorded keeps what its record will say", async () => {
  const waiting = { ...kept, pending: { key: "nonce", control: "banner reject", language: "de", before: ["vimeo"] } };
  expect((await fromCookie(await toCookie(waiting, signer), signer, now))?.pending).toEqual(waiting.pending);
});

test("every altered character breaks it", async () => {
  for (let i = 0; i < first.length; i++) {
    const altered = first.slice(0, i) + (first[i] === "A" ? "B" : "A") + first.slice(i + 1);
    expect(await fromCookie(altered, signer, now), altered).toBeUndefined();
  }
});

test.each(["", "1", "1..", "2.a.b", "1.a.b.c", "null", "%00", "1.e30.AAAA"])("%j is no choice", async (value) => {
  expect(await fromCookie(value, signer, now)).toBeUndefined();
});

test("a choice is over after 180 days, whatever the browser thinks", async () => {
  const on = (day: string) => fromCookie(first, signer, new Date(day));
  expect(await on("2027-05-23T09:29:00Z")).toBeDefined();
  expect(await on("2027-05-23T09:31:00Z")).toBeUndefined();
});

test("of several cookies one valid one counts, two that differ count for nothing", async () => {
  const other = await toCookie({ ...kept, seq: 3 }, signer);
  const find = (...cookies: [string, string][]) => findChoice(cookies, "http://localhost:4600", signer, now);
  expect((await find(["abide", first]))?.seq).toBe(2);
  expect((await find(["abide", "rubbish"], ["abide", first], ["abide", first]))?.seq).toBe(2);
  expect(await find(["abide", first], ["abide", other])).toBeUndefined();
  expect(await find(["other", first])).toBeUndefined();
});

test("over https only the name counts that no sibling domain can set, spelt as browsers guard it", async () => {
  const find = (name: string) => findChoice([[name, first]], "https://www.halden.example", signer, now);
  expect((await find("__Host-abide"))?.seq).toBe(2);
  for (const name of ["abide", "__host-abide", "__HOST-abide", "__Secure-abide", "\u00a0__Host-abide"]) {
    expect(await find(name), name).toBeUndefined();
  }
  expect(toSetCookie(first, "https://www.halden.example")).toBe(
    `__Host-abide=${first}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Lax; Secure`,
  );
  expect(toSetCookie(first, "http://localhost:4600")).toBe(
    `abide=${first}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Lax`,
  );
});

test("it is small: the size is paid with every request", () => {
  expect(first.length).toBeLessThan(400);
});
