import { countries } from "./country.ts";
import { isDay } from "./day.ts";

/**
 * What a value of a field may look like, checked when it is collected. It is a Standard Schema
 * (https://standardschema.dev), so the shapes of valibot, zod or arktype can stand here as well.
 */
export interface Shape {
  /** Names the shape in the compiled policy and picks the form control. A foreign schema is `"text"`. */
  readonly kind?: ShapeKind;
  /** The most characters a value may have. */
  readonly max?: number;
  /** The values of a choice. */
  readonly options?: readonly string[];
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ShapeResult | Promise<ShapeResult>;
  };
}

export const shapeKinds = [
  "text",
  "email",
  "phone",
  "address",
  "url",
  "country",
  "choice",
  "number",
  "ip",
  "date",
  "file",
] as const;
export type ShapeKind = (typeof shapeKinds)[number];

export type ShapeResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** What is wrong with a value that is trimmed, has at most `max` characters and none that is no text; or how it is kept. */
type Judge = (value: string) => { readonly issue: string } | { readonly value: string };

function shape<const Kind extends ShapeKind>(
  kind: Kind,
  judge: Judge,
  more: { max?: number; options?: readonly string[] } = {},
): Shape & { readonly kind: Kind } {
  const max = more.max ?? 200;
  return {
    kind,
    max,
    ...(more.options ? { options: more.options } : {}),
    "~standard": {
      version: 1,
      vendor: "abide",
      validate: (value) => {
        if (typeof value !== "string") return { issues: [{ message: "not-a-string" }] };
        // Forms send the end of a line as two characters, which the person did not type and the browser did not count.
        const trimmed = value.replace(/\r\n?/g, "\n").trim();
        // U+FFFD is what a decoder leaves of invalid UTF-8; control characters have no place in a form field.
        if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/.test(trimmed))
          return { issues: [{ message: "not-text" }] };
        if (trimmed === "") return { issues: [{ message: "empty" }] };
        if (trimmed.length > max) return { issues: [{ message: "too-long" }] };
        const judged = judge(trimmed);
        return "issue" in judged ? { issues: [{ message: judged.issue }] } : judged;
      },
    },
  };
}

/** Keeps a value as it is where `test` holds. */
function keep(issue: string, test: (value: string) => boolean): Judge {
  return (value) => (test(value) ? { value } : { issue });
}

/** Free text of at most `max` characters. */
export const text = (max: number): Shape => shape("text", (value) => ({ value }), { max });
/** An e-mail address of at most 254 characters (RFC 5321), in the form browsers accept. It is kept as it was written. */
export const email = (): Shape & { readonly kind: "email" } =>
  shape(
    "email",
    keep("not-an-email", (value) =>
      /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u.test(
        value,
      ),
    ),
    { max: 254 },
  );
/**
 * A telephone number with its country code, in E.164: "+31 20 123 4567" is kept as "+31201234567", and so are "0031 20 123 4567" and
 * "+31 (0)20 123 4567", whose zero is dialled at home only.
 */
export const phone = (): Shape =>
  shape(
    "phone",
    (value) => {
      const digits = value
        .replace(/^00/, "+")
        .replace("(0)", "")
        .replace(/[ ().\u00a0/\u2010-\u2013-]/g, "");
      return /^\+[1-9]\d{6,14}$/.test(digits) ? { value: digits } : { issue: "not-a-phone" };
    },
    { max: 40 },
  );
/** A postal address as it stands on a letter: at most eight lines and 400 characters, kept without what is blank. */
export const address = (): Shape =>
  shape(
    "address",
    (value) => {
      const lines = value.split("\n").map((line) => line.replace(/\s+/gu, " ").trim());
      const kept = lines.filter((line) => line !== "").join("\n");
      // A street, a box or a village is written in letters, and no address of one word arrives anywhere.
      const whole = /\p{L}/u.test(kept) && /[\s,]/u.test(kept) && kept.length >= 8;
      return whole && kept.split("\n").length <= 8 ? { value: kept } : { issue: "not-an-address" };
    },
    { max: 400 },
  );
/** An http or https address. */
export const url = (): Shape =>
  shape(
    "url",
    keep("not-a-url", (value) => URL.canParse(value) && /^https?:/i.test(value)),
    { max: 2_000 },
  );
/** A country by its ISO 3166-1 alpha-2 code. */
export const country = (): Shape =>
  shape(
    "country",
    keep("not-a-country", (value) => countries.has(value)),
    { max: 2 },
  );
/** One of `options`. */
export const choice = (...options: readonly string[]): Shape =>
  shape(
    "choice",
    keep("not-an-option", (value) => options.includes(value)),
    { options },
  );
/** A decimal number. */
export const number = (): Shape =>
  shape(
    "number",
    keep("not-a-number", (value) => /^-?\d+(?:\.\d+)?$/.test(value)),
    { max: 30 },
  );
/** A calendar date, `YYYY-MM-DD`. */
export const date = (): Shape => shape("date", keep("not-a-date", isDay), { max: 10 });
/** An IP address. */
export const ip = (): Shape => shape("ip", keep("not-an-ip", isAddress), { max: 45 });
/** A document the person uploads, e.g. a CV; `max` is in bytes. */
export const file = (max: number): Shape & { readonly kind: "file" } => shape("file", (value) => ({ value }), { max });

function isAddress(value: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) return value.split(".").every((part) => Number(part) < 256);
  return /^[0-9a-f:.]+$/i.test(value) && value.includes(":") && URL.canParse(`http://[${value}]/`);
}
