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

function shape<const Kind extends ShapeKind>(
  kind: Kind,
  validate: (value: string) => string | undefined,
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
        const trimmed = value.trim();
        // U+FFFD is what a decoder leaves of invalid UTF-8; control characters have no place in a form field.
        if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/.test(trimmed))
          return { issues: [{ message: "not-text" }] };
        if (trimmed === "") return { issues: [{ message: "empty" }] };
        if (trimmed.length > max) return { issues: [{ message: "too-long" }] };
        const issue = validate(trimmed);
        return issue ? { issues: [{ message: issue }] } : { value: trimmed };
      },
    },
  };
}

/** Free text of at most `max` characters. */
export const text = (max: number): Shape => shape("text", () => undefined, { max });
/** An e-mail address of at most 254 characters (RFC 5321), in the form browsers accept. */
export const email = (): Shape & { readonly kind: "email" } =>
  shape(
    "email",
    (value) =>
      /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u.test(
        value,
      )
        ? undefined
        : "not-an-email",
    { max: 254 },
  );
/** A telephone number with its country code, E.164 with spaces allowed: "+31 20 123 4567". */
export const phone = (): Shape =>
  shape("phone", (value) => (/^\+[1-9](?:[ ().-]*\d){6,14}$/.test(value) ? undefined : "not-a-phone"), { max: 30 });
/** An http or https address. */
export const url = (): Shape =>
  shape("url", (value) => (URL.canParse(value) && /^https?:/i.test(value) ? undefined : "not-a-url"), { max: 2_000 });
/** A country by its ISO 3166-1 alpha-2 code. */
export const country = (): Shape =>
  shape("country", (value) => (/^[A-Z]{2}$/.test(value) ? undefined : "not-a-country"), { max: 2 });
/** One of `options`. */
export const choice = (...options: readonly string[]): Shape =>
  shape("choice", (value) => (options.includes(value) ? undefined : "not-an-option"), { options });
/** A decimal number. */
export const number = (): Shape =>
  shape("number", (value) => (/^-?\d+(?:\.\d+)?$/.test(value) ? undefined : "not-a-number"), { max: 30 });
/** A calendar date, `YYYY-MM-DD`. */
export const date = (): Shape => shape("date", (value) => (isDay(value) ? undefined : "not-a-date"), { max: 10 });
/** An IP address. */
export const ip = (): Shape => shape("ip", (value) => (isAddress(value) ? undefined : "not-an-ip"), { max: 45 });
/** A document the person uploads, e.g. a CV; `max` is in bytes. */
export const file = (max: number): Shape & { readonly kind: "file" } => shape("file", () => undefined, { max });

function isAddress(value: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) return value.split(".").every((part) => Number(part) < 256);
  return /^[0-9a-f:.]+$/i.test(value) && value.includes(":") && URL.canParse(`http://[${value}]/`);
}
