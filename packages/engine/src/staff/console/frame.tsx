import { renderDocument, Shell } from "@abide/console";
import { toDirection } from "@abide/gate/render";
import { spellLanguage } from "@abide/policy";
import type { Session } from "../auth.ts";
import type { PageAnswer } from "../console-page.ts";
import { toPlaces, type Work } from "./navigation.ts";
import { toStatus, type Outcome } from "./outcome.tsx";
import type { ConsoleRequest } from "./request.ts";

/** A page of the console, without the frame that all have. */
export interface StaffPage extends PageAnswer {
  /** Its address in the navigation. Default: it has none. */
  readonly here?: string;
  /** What became of the form that was sent. The status is its, unless `status` is another. */
  readonly outcome?: Outcome;
  /** It asks for passkeys, which takes a script. */
  readonly passkeys?: boolean;
  /** Of a session that begins with it. */
  readonly cookies?: readonly string[];
  /** The session that its forms belong to. Default: the one that asked. */
  readonly session?: Session;
}

export interface Frame {
  readonly work: Work;
  /** The time zone in which all moments are read. */
  readonly zone: string;
  readonly toCsrfToken: (session: Session) => Promise<string>;
}

/** The answer to a request: the page in its frame. */
export async function answerPage(
  { work, zone, toCsrfToken }: Frame,
  page: StaffPage,
  { visit, texts, url, signedIn }: ConsoleRequest,
): Promise<Response> {
  const { person } = signedIn;
  const { title, main, here, outcome = {}, session = signedIn.session } = page;
  const { policy, hash } = visit.version;
  const status = page.status ?? toStatus(outcome);
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    // A back button must not bring back what somebody has signed out of.
    "cache-control": "private, no-store",
  });
  if (status === 429) headers.set("retry-after", String(outcome.wait ?? 900));
  if (page.refresh !== undefined) headers.set("refresh", String(page.refresh));
  for (const cookie of [...signedIn.cookies, ...(page.cookies ?? [])]) headers.append("set-cookie", cookie);
  const source = await renderDocument(
    <Shell
      reader={{ language: texts.language, zone, csrfToken: session && (await toCsrfToken(session)) }}
      direction={toDirection(texts.language)}
      title={title}
      site={policy.controller.name}
      styles={["/abide/page.css", "/abide/console.css"]}
      scripts={page.passkeys ? ["/abide/console.js"] : []}
      person={person?.name}
      places={person ? toPlaces(work, person, texts) : []}
      here={here}
      languages={languages}
      address={url.pathname + url.search}
      policy={{ href: policy.path, hash }}
    >
      {main}
    </Shell>,
  );
  return new Response(source, { status, headers });
}

const languages = (["en", "de"] as const).map((language) => ({ language, title: spellLanguage(language) }));
