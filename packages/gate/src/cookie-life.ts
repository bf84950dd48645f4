/**
 * Dates that browsers read as we do: those of HTTP, and that of `Date.prototype.toString`. Of others a browser may take another part than
 * `Date` for the year (`expires=(1 Jan 2099 00:00:00) 1 Jan 1970 00:00:00`), so that a long life would pass for a deletion.
 */
const plain =
  /^ *(?:[a-z]+,? +)?(?:\d\d?[ -][a-z]{3}[ -](?:\d\d){1,2} [\d:]+|[a-z]{3} +\d\d? (?:\d{4} [\d:]+|[\d:]+ \d{4}))(?: (?:GMT|UTC)(?:[+-][01]\d{3}(?: \([^()]*\))?)?)? *$/i;

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
      // One that browsers may read otherwise counts as for ever, and is cut.
      expires = plain.test(date!) && !Number.isNaN(life) ? life / 1000 : Infinity;
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
  const kept = line.replace(/;[ \t]*(?:max-age|expires)[ \t]*(?:=[^;]*)?(?=;|$)/gi, "");
  return most > 0 ? `${kept}; Max-Age=${most}` : kept;
}
