import { isTooLong, toAskedLife, toCutLife } from "../cookie-life.ts";

/** How many seconds cookies may live, by their names; 0 is the browser's session. The first that matches counts. */
export type Lives = readonly (readonly [names: RegExp, most: number])[];

const toMost = (lives: Lives, name: string): number => lives.find(([names]) => names.test(name))?.[1] ?? Infinity;

/** What `document.cookie` is to be set to, so that cookie `name` lives no longer than is declared. */
export const toHeldLine = (lives: Lives, name: string, line: string): string =>
  // Most cookies of a session say nothing of a life: to look is faster than to ask.
  /max-age|expires/i.test(line) ? toCutLife(line, toAskedLife(line, Date.now()), toMost(lives, name)) : line;

/** What `cookieStore.set` takes: a date is as good as a number of milliseconds. */
type Asked = Omit<CookieInit, "expires"> & { readonly expires?: unknown; readonly maxAge?: number };

/** What `cookieStore.set` is to be called with. */
export const toHeldInit = (lives: Lives, init: Asked): CookieInit => {
  const { expires, maxAge, ...kept } = init;
  const most = toMost(lives, init.name);
  const asked = maxAge ?? (expires == null ? undefined : (Number(expires) - Date.now()) / 1000);
  if (!isTooLong(asked, most)) return init as CookieInit;
  return most > 0 ? { ...kept, expires: Date.now() + most * 1000 } : kept;
};
