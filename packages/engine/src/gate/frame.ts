import { createMemory, renderBanner, renderIsland, renderSignal, toDirection, type Visit } from "@abide/gate/render";
import { html } from "@abide/policy";
import { toAnswerTexts } from "../http/texts/all.ts";
import type { Visitor } from "./visit.ts";

/** What a page gets: the guard before anything runs, the banner, that a signal is heeded, and what the gate's script is told. */
export interface Frame {
  readonly guard: string;
  readonly banner: string;
  readonly signal: string;
}

export interface FrameOptions {
  readonly ownPage?: boolean;
  readonly trackerFree?: boolean;
}

/** What stands around a page for this visitor. */
export function toFrame(
  guard: string,
  { visit, kept }: Visitor,
  { ownPage = false, trackerFree = false }: FrameOptions,
): Frame {
  const banner = trackerFree ? "" : kept?.pending ? renderPending(visit) : toBanner(visit);
  // Abide's own pages say it where they show the choice.
  const signal = ownPage || trackerFree ? "" : toSignal(visit);
  return { guard, banner, signal };
}

/** They stand in a banner for what is of one visit alone. Nobody can have written them into a policy's words. */
const tokenMark = crypto.randomUUID();
const backMark = `/${crypto.randomUUID()}`;
const marks = new RegExp(`(${tokenMark}|${backMark}|${encodeURIComponent(backMark)})`);

const banners = createMemory<readonly string[]>();

/** The banner, of whose text only the form's token and the way back are rendered for each visit. */
function toBanner(visit: Visit): string {
  // Who has chosen is seldom asked again, and each of them may be asked about something else.
  if (visit.choice !== undefined) return renderBanner(visit);
  const { version, language, signals, permitted, ask, standIn, framed } = visit;
  const parts = banners(version, JSON.stringify([language, signals, permitted, ask, standIn, framed]), () =>
    renderBanner({ ...visit, token: () => tokenMark, back: backMark }).split(marks),
  );
  if (parts.length === 1) return parts[0]!;
  return parts.map((part, i) => (i % 2 === 0 ? part : html`${toOwn(part, visit)}`.source)).join("");
}

function toOwn(mark: string, { token, back }: Visit): string {
  return mark === tokenMark ? token() : mark === backMark ? back : encodeURIComponent(back);
}

const signals = createMemory<string>();

function toSignal(visit: Visit): string {
  if (visit.signals.length === 0) return "";
  return visit.choice
    ? renderSignal(visit)
    : signals(visit.version, `${visit.language} ${visit.signals.join()}`, () => renderSignal(visit));
}

const islands = createMemory<string>();

/** What the gate's script is told. A page without trackers tells it of none. */
export function toIsland(visit: Visit, quiet: boolean): string {
  return islands(visit.version, JSON.stringify([visit.permitted, visit.standIn, visit.language, quiet]), () =>
    toAsciiScript(renderIsland(visit, { ownPage: quiet })),
  );
}

/** A script whose text is ASCII, since no reference is read in a script. */
function toAsciiScript(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What stands in the banner's place while a refusal waits to be recorded. */
function renderPending({ language }: Visit): string {
  const says = toAnswerTexts(language);
  return html`<section
    class="abide abide-banner"
    data-abide="pending"
    role="status"
    lang="${says.language}"
    dir="${toDirection(says.language)}"
  >
    <div class="abide-words"><p>${says.inEffectSays}</p></div>
  </section>`.source;
}
