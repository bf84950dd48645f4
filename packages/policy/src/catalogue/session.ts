import type { Duration } from "../words/storage.ts";
import { toSeconds } from "../words/storage.ts";
import type { Text } from "../words/text.ts";
import type { Stored, Tracker } from "../words/tracker.ts";

/** Frameworks whose cookies of a session are known. */
export type Framework = keyof typeof frameworks;

/**
 * The cookies with which a framework knows a visitor again from one page to the next: sign-in, shopping cart, and the protection of
 * forms against forgery. They are strictly necessary as long as they serve nothing else. What keeps somebody signed in for months
 * because they ticked a box, or remembers who commented, is not among them.
 *
 * @example
 * trackers: { session: session("express", { purpose: "operation" }) }
 */
export function session<const U extends string>(
  framework: Framework,
  entry: {
    readonly purpose: U;
    /** Name of the cookie that holds the session, where the site has given it one of its own. */
    readonly name?: string;
    /** How long the session's own cookie lives, where the site has changed it. */
    readonly life?: Duration | "session";
    readonly says?: Text;
    readonly necessary?: Text;
  },
): Tracker<U> {
  const { title, own, beside = [] } = frameworks[framework] as Cookies;
  const held = entry.name === undefined ? own : [{ ...own[0]!, name: entry.name }];
  const stores = [
    ...held.map((cookie) => (entry.life === undefined ? cookie : { ...cookie, life: entry.life })),
    ...beside,
  ].map((cookie): Stored => ({ kind: "cookie", party: "first", ...cookie }));
  return {
    name: `Session (${title})`,
    purpose: entry.purpose,
    says: entry.says ?? {
      en: "Recognises you from one page to the next, so that you stay signed in and what you entered is not lost.",
      de: "Erkennt Sie von einer Seite zur nächsten wieder, damit Sie angemeldet bleiben und Ihre Eingaben nicht verloren gehen.",
    },
    party: "first",
    duration: toLongest(stores),
    stores,
    hosts: {},
    load: [],
    necessary: entry.necessary ?? {
      en: "Without it the website would forget you with every click: nobody could sign in or send a form safely.",
      de: "Ohne dieses Cookie würde die Website Sie bei jedem Klick vergessen: Niemand könnte sich anmelden oder ein Formular sicher absenden.",
    },
  };
}

type Cookie = Pick<Stored, "name" | "life" | "path" | "httpOnly">;

interface Cookies {
  readonly title: string;
  /** The session's own cookie, under each name that the framework gives it. */
  readonly own: readonly Cookie[];
  /** Cookies that come with it. */
  readonly beside?: readonly Cookie[];
}

/** A day where none outlives the browser's session. */
function toLongest(stores: readonly Stored[]): Duration {
  let longest: Duration = "P1D";
  for (const { life } of stores) {
    if (life === "session" || life === "until-deleted") continue;
    if (toSeconds(life)! > toSeconds(longest)!) longest = life;
  }
  return longest;
}

/** The defaults of each, with the address of its documentation. */
const frameworks = {
  // https://expressjs.com/en/resources/middleware/session.html
  express: { title: "Express", own: [{ name: "connect.sid", life: "session", httpOnly: true }] },
  // https://docs.djangoproject.com/en/stable/ref/settings/: two weeks, 52 weeks; the latter is read by scripts that send forms.
  django: {
    title: "Django",
    own: [{ name: "sessionid", life: "P14D", httpOnly: true }],
    beside: [
      { name: "csrftoken", life: "P364D" },
      { name: "messages", life: "session", httpOnly: true },
    ],
  },
  // https://developer.wordpress.org/reference/functions/wp_set_auth_cookie/ and
  // https://developer.wordpress.org/advanced-administration/wordpress/cookies/: 14 days at most. Over http the cookie of the
  // administration has no `sec` in its name (https://developer.wordpress.org/reference/functions/wp_cookie_constants/).
  wordpress: {
    title: "WordPress",
    own: [{ name: "wordpress_logged_in_*", life: "P14D", httpOnly: true }],
    beside: [
      { name: "wordpress_sec_*", life: "P14D", path: "/wp-admin", httpOnly: true },
      { name: "wordpress_test_cookie", life: "session", httpOnly: true },
      { name: "wp-postpass_*", life: "P10D" },
      { name: "wp-settings-*", life: "P1Y" },
      { name: "wordpress_*", life: "P14D", path: "/wp-admin", httpOnly: true },
    ],
  },
  // https://authjs.dev/reference/core and its source, packages/core/src/lib/utils/cookie.ts: the first names are those of versions
  // before 5. A session that is too long for one cookie is put into several.
  "next-auth": {
    title: "Auth.js",
    own: ["next-auth", "__Secure-next-auth", "authjs", "__Secure-authjs"].map((prefix) => ({
      name: `${prefix}.session-token*`,
      life: "P30D",
      httpOnly: true,
    })),
    beside: [
      ...["next-auth", "__Host-next-auth", "authjs", "__Host-authjs"].map((prefix) => ({
        name: `${prefix}.csrf-token`,
        life: "session" as const,
        httpOnly: true,
      })),
      ...["next-auth", "__Secure-next-auth", "authjs", "__Secure-authjs"].flatMap((prefix) => [
        { name: `${prefix}.callback-url`, life: "session" as const, httpOnly: true },
        { name: `${prefix}.state`, life: "PT15M" as const, httpOnly: true },
        { name: `${prefix}.pkce.code_verifier`, life: "PT15M" as const, httpOnly: true },
        { name: `${prefix}.nonce`, life: "session" as const, httpOnly: true },
        { name: `${prefix}.challenge`, life: "PT15M" as const, httpOnly: true },
      ]),
    ],
  },
  // https://laravel.com/docs/session and https://laravel.com/docs/csrf#csrf-x-xsrf-token: two hours after the last page. The first
  // is made of the application's name; the second name is that of older versions.
  laravel: {
    title: "Laravel",
    own: [
      { name: "laravel-session", life: "PT2H", httpOnly: true },
      { name: "laravel_session", life: "PT2H", httpOnly: true },
    ],
    beside: [{ name: "XSRF-TOKEN", life: "PT2H" }],
  },
  // https://api.rubyonrails.org/classes/ActionDispatch/Session/CookieStore.html: named after the application.
  rails: { title: "Ruby on Rails", own: [{ name: "_*_session", life: "session", httpOnly: true }] },
  // https://www.php.net/manual/en/session.configuration.php: a script can read it unless `session.cookie_httponly` is set.
  php: { title: "PHP", own: [{ name: "PHPSESSID", life: "session" }] },
  // https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.builder.sessionoptions and
  // https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.antiforgery.antiforgeryoptions.cookie
  aspnet: {
    title: "ASP.NET Core",
    own: [{ name: ".AspNetCore.Session", life: "session", httpOnly: true }],
    beside: [{ name: ".AspNetCore.Antiforgery.*", life: "session", httpOnly: true }],
  },
  // https://tomcat.apache.org/tomcat-10.1-doc/config/context.html (`useHttpOnly`), which Spring Boot runs on.
  spring: { title: "Spring", own: [{ name: "JSESSIONID", life: "session", httpOnly: true }] },
} satisfies { readonly [framework: string]: Cookies };
