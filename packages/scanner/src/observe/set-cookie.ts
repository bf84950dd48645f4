/** A cookie as a `Set-Cookie` line, or an assignment to `document.cookie`, asks for it. The value is not kept: it is nobody's business here. */
export interface AskedCookie {
  readonly name: string;
  readonly domain: string | undefined;
  readonly path: string | undefined;
  /** Seconds. Zero or less asks for its removal. */
  readonly life: number | "session";
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
}

/** What `line` asks for (RFC 6265bis section 5.6: `Max-Age` before `Expires`, the last of each counts). */
export function toAskedCookie(line: string, now: Date): AskedCookie {
  const [pair = "", ...rest] = line.split(";");
  const equals = pair.indexOf("=");
  const name = equals < 0 ? "" : pair.slice(0, equals).trim();
  let maxAge: number | undefined;
  let expires: number | undefined;
  let domain: string | undefined;
  let path: string | undefined;
  let httpOnly = false;
  let partitioned = false;
  for (const attribute of rest) {
    const at = attribute.indexOf("=");
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const value = at < 0 ? "" : attribute.slice(at + 1).trim();
    if (key === "max-age" && /^-?\d+$/.test(value)) maxAge = Number(value);
    if (key === "expires" && !Number.isNaN(toTime(value))) expires = (toTime(value) - now.getTime()) / 1000;
    if (key === "domain" && value !== "") domain = value.replace(/^\./, "").toLowerCase();
    if (key === "path" && value.startsWith("/")) path = value;
    if (key === "httponly") httpOnly = true;
    if (key === "partitioned") partitioned = true;
  }
  const life = maxAge ?? (expires === undefined ? undefined : Math.round(expires));
  return { name, domain, path, life: life ?? "session", httpOnly, partitioned };
}

/** Cookie dates are older than any standard: `Thu, 01-Jan-2026 00:00:00 GMT` is written with dashes to this day. */
function toTime(text: string): number {
  return Date.parse(text.replace(/(\d{1,2})-([A-Za-z]{3})-(\d{2,4})/, "$1 $2 $3"));
}
