import { expect, test } from "vitest";
import { parseBase64, parseDecimal, parseUtf8, toBase64 } from "./base64.ts";

test("bytes survive the way there and back", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) % 256);
    expect(parseBase64(toBase64(bytes))).toEqual(bytes);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  }
});

test.each([
  ["missing padding", "QQ"],
  ["too much padding", "QQ==="],
  ["padding within", "QQ==QQ=="],
  ["stray last bits", "QR=="],
  ["stray last bits of two bytes", "QUJ="],
  ["white space", "QUJD "],
  ["a newline", "QUJD\n"],
  ["the alphabet of URLs", "-_-_"],
  ["other characters", "QUJ€"],
])("%s is not read", (_, text) => {
  expect(parseBase64(text)).toBeUndefined();
});

test("text with invalid UTF-8 is not read, and a byte order mark is kept", () => {
  expect(parseUtf8(Uint8Array.of(0xff))).toBeUndefined();
  expect(parseUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe("\ufeffA");
});

test("a number is read only as it is written", () => {
  expect(parseDecimal("0")).toBe(0);
  expect(parseDecimal("961984013")).toBe(961_984_013);
  for (const text of ["", "00", "01", "-1", "+1", "1e3", " 1", "1 ", "0x1", "9007199254740992", "1.0"]) {
    expect(parseDecimal(text), text).toBeUndefined();
  }
});
