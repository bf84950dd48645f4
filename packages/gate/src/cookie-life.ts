/**
 * Seconds that `line`, a `Set-Cookie` header or what script sets `document.cookie` to, asks its cookie to live; undefined is the browser's
 * session, 0 or less a deletion. `now` is in milliseconds.
 */
export function toAskedLife(line: string, now: number): number | undefined {
  let age: number | undefined;
  let expires: number | undefined;
  for (const [, seconds, date] of line.matchAll(
    /;[ \t]*(?:max-age[ \t]*=[ \t]*(-?\d+)[ \t]*(?![^;])|expires[ \t]*=([^;]*))/gi,
  )) {
    if (seconds !== undefined) age = Number(seconds);
    else {
      // To browsers a year of two digits below 70 is one of this century; to `Date` those from 50 are of the last.
      const life = Date.parse(date!.replace(/(?<=\d[ -]\w{3}[ -])(?=[0-6]\d\b)/, "20")) - now;
      // Browsers read dates that we cannot, such as one with a zone of its own, and what is in brackets before a date, which we pass
      // over. Then it counts as for ever, and is cut.
      expires = (!/\).*\d/.test(date!) && life / 1000) || Infinity;
    }
  }
  return age ?? expires;
}

/** Whether a cookie that asks to live `asked` seconds asks for more than `most`; 0 is the browser's session. */
export function isTooLong(asked: number | undefined, most: number): asked is number {
  // A minute more is a clock that is slow.
  return asked !== undefined && asked > 0 && (most === 0 || asked > most + 60);
}

/** `line` with the life that it asks for cut to `most` seconds, where it asks for more. */
export function toCutLife(line: string, asked: number | undefined, most: number): string {
  if (!isTooLong(asked, most)) return line;
  const kept = line.replace(/;[ \t]*(?:max-age|expires)\b[^;]*/gi, "");
  return most > 0 ? `${kept}; Max-Age=${most}` : kept;
}
