import { describe, expect, test } from "vitest";
import { address, choice, country, date, email, file, ip, number, phone, text, url } from "./shape.ts";
import type { Shape, ShapeResult } from "./shape.ts";

/** The value, or the message of the issue. */
function outcome(shape: Shape, value: unknown): unknown {
  const result = shape["~standard"].validate(value) as ShapeResult;
  return result.issues ? result.issues.map(({ message }) => message).join() : { value: result.value };
}

const shapes: { readonly [name: string]: () => Shape } = {
  text: () => text(4000),
  email,
  phone,
  address,
  url,
  country,
  choice: () => choice("a", "b"),
  number,
  date,
  ip,
  file: () => file(4000),
};

describe.each(Object.entries(shapes))("%s", (name, shape) => {
  test("is a Standard Schema", () => {
    expect(shape()["~standard"]).toMatchObject({ version: 1, vendor: "abide" });
    expect(shape().kind).toBe(name);
  });

  test.each([undefined, null, 1, true, {}, [], ["a"], { toString: () => "a" }])(
    "refuses what is no string: %j",
    (value) => {
      expect(outcome(shape(), value)).toBe("not-a-string");
    },
  );

  test.each(["", " ", "\t\n", "\u00a0\u3000"])("refuses what is empty: %j", (value) => {
    expect(outcome(shape(), value)).toBe("empty");
  });

  test.each(["a\u0000b", "\u0007", "a\u001bb", "a\u007fb", "a\ufffdb"])(
    "refuses control characters and broken UTF-8: %j",
    (value) => {
      expect(outcome(shape(), value)).toBe("not-text");
    },
  );

  test("refuses what is too long, and looks no further at it", () => {
    const { max } = shape();
    expect(max).toBeGreaterThan(0);
    expect(outcome(shape(), "a".repeat(max! + 1))).toBe("too-long");
    expect(outcome(shape(), "1".repeat(1_000_000))).toBe("too-long");
  });
});

test("bytes that are no UTF-8 are refused once they are decoded", () => {
  const decoded = new TextDecoder().decode(new Uint8Array([0x61, 0xc3, 0x28]));
  expect(outcome(text(100), decoded)).toBe("not-text");
});

test("a line ends in one character, as the person typed it", () => {
  expect(outcome(text(3), "a\r\nb")).toEqual({ value: "a\nb" });
  expect(outcome(text(3), "a\rb")).toEqual({ value: "a\nb" });
});

test.each([
  ["+31 20 123 4567", "+31201234567"],
  ["+1 (555) 123-4567", "+15551234567"],
  ["+31 (0)20 123 4567", "+31201234567"],
  ["0041 44/000\u00a000.00", "+41440000000"],
  ["+49 30 12‑34‑56", "+4930123456"],
])("a telephone number is kept in E.164: %s", (written, kept) => {
  expect(outcome(phone(), written)).toEqual({ value: kept });
});

test("an address keeps its lines, and nothing blank", () => {
  expect(outcome(address(), " Uferweg  4\r\n\r\n 8004\u00a0Zürich \n\nSchweiz")).toEqual({
    value: "Uferweg 4\n8004 Zürich\nSchweiz",
  });
  expect(outcome(address(), "Uferweg 4, 8004 Zürich")).toEqual({ value: "Uferweg 4, 8004 Zürich" });
  expect(outcome(address(), Array.from({ length: 9 }, () => "Uferweg").join("\n"))).toBe("not-an-address");
});

test("text is trimmed, and keeps its lines, its letters and its length", () => {
  expect(outcome(text(20), "  two\nlines\t ")).toEqual({ value: "two\nlines" });
  expect(outcome(text(20), "Zoë 文字 🏔️ العربية")).toEqual({ value: "Zoë 文字 🏔️ العربية" });
  expect(outcome(text(3), "abc")).toEqual({ value: "abc" });
  expect(outcome(text(3), "abcd")).toBe("too-long");
  expect(outcome(text(3), ` abc${" ".repeat(50)}`)).toEqual({ value: "abc" });
});

const cases: [name: string, shape: Shape, good: string[], issue: string, bad: string[]][] = [
  [
    "email",
    email(),
    ["a@b.example", "first.last+tag@sub.b-c.example", "jörg@müller.example", "o'neil@b.example"],
    "not-an-email",
    [
      "a",
      "a@b",
      "@b.example",
      "a@",
      "a b@c.example",
      "a@b..example",
      "a@-b.example",
      "a@b.example>",
      "a@b.example,c@d.example",
      "a\n@b.example",
    ],
  ],
  [
    "phone",
    phone(),
    ["+31201234567", "+15551234567"],
    "not-a-phone",
    ["0201234567", "+0201234567", "+31", "+31 20 123 456 789 012", "call me", "+31-20-x", "+31201234567 or 68"],
  ],
  [
    "address",
    address(),
    ["1 Long Road\nX1 1XX", "東京都千代田区1-1 日本"],
    "not-an-address",
    ["here", "8004 4", "Zürich"],
  ],
  [
    "url",
    url(),
    ["https://a.example/b?c#d", "http://a.example"],
    "not-a-url",
    ["a.example", "javascript:alert(1)", "ftp://a.example", "//a.example", "https://"],
  ],
  ["country", country(), ["NL", "DE"], "not-a-country", ["nl", "N", "XX", "UK"]],
  ["choice", choice("a", "b"), ["a", "b"], "not-an-option", ["c", "A", "a,b"]],
  ["number", number(), ["1", "-1.5", "0"], "not-a-number", ["1e3", "1,5", "٣", "0x1", ".5", "1."]],
  ["date", date(), ["2026-09-01", "2028-02-29"], "not-a-date", ["2026-02-30", "2026-13-01", "1.9.2026", "2026-9-1"]],
  [
    "ip",
    ip(),
    ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"],
    "not-an-ip",
    ["999.0.2.1", ":::", "1.2.3", "12", "example", "192.0.2.1/24"],
  ],
];

test.each(cases)("%s takes what is one", (_, shape, good) => {
  for (const value of good) {
    expect(outcome(shape, value), value).toEqual({ value });
    expect(outcome(shape, ` ${value} `), value).toEqual({ value });
  }
});

test.each(cases)("%s refuses what is none", (_, shape, __, issue, bad) => {
  for (const value of bad) expect(outcome(shape, value), value).toBe(issue);
});

test("a long value that almost fits is refused at once", () => {
  const start = performance.now();
  outcome(email(), `a@${"a-".repeat(120)}`);
  outcome(phone(), `+1${" -".repeat(14)}`);
  expect(performance.now() - start).toBeLessThan(1_000);
});
