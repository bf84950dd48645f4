import type { Child } from "hono/jsx";
import { spellDay, spellTime, isDay } from "./time.ts";
import { useReader } from "./reader.ts";

/** What holds of something: terms, and beside each what is to be said. */
export function Facts({ children }: { readonly children?: Child }) {
  return <dl class="known">{children}</dl>;
}

export function Fact({ term, children }: { readonly term: Child; readonly children?: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Numbers in large, each below what it counts. */
export function Figures({ of }: { readonly of: readonly { readonly term: string; readonly count: Child }[] }) {
  return (
    <dl class="figures">
      {of.map(({ term, count }) => (
        <div>
          <dt>{term}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How something is: it holds, it waits for somebody, it drifts from what was said; or none of that. A shape and words, never colour alone. */
export function State({
  is = "plain",
  children,
}: {
  readonly is?: "holds" | "waits" | "drifts" | "plain";
  readonly children?: Child;
}) {
  return <span class={`state ${is}`}>{children}</span>;
}

/** A word that something goes by: a role, a kind. */
export function Tag({ children }: { readonly children?: Child }) {
  return <span class="tag">{children}</span>;
}

/**
 * What became of what somebody did: done, refused, or on its way. Read out as soon as the page is there. A sentence, or more than one
 * paragraph.
 */
export function Outcome({ is, children }: { readonly is: "done" | "refused" | "waits"; readonly children?: Child }) {
  const role = is === "refused" ? "alert" : "status";
  const shape = { done: "said", refused: "refused", waits: "waits" }[is];
  return typeof children === "string" ? (
    <p class={`outcome ${shape}`} role={role}>
      {children}
    </p>
  ) : (
    <div class={`outcome ${shape}`} role={role}>
      {children}
    </div>
  );
}

/** Something to know, which is always there and is not read out. */
export function Note({ is = "plain", children }: { readonly is?: "plain" | "waits"; readonly children?: Child }) {
  return <div class={is === "waits" ? "aside waits" : "aside"}>{children}</div>;
}

/** A moment, in words and for machines. The one way that a page shows time. */
export function Time({ at }: { readonly at: Date | string }) {
  const { language, zone } = useReader();
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return <>{String(at)}</>;
  return <time datetime={moment.toISOString()}>{spellTime(moment, language, zone)}</time>;
}

/** A day: of the calendar (`"2026-11-30"`), or of a moment in the site's zone. */
export function Day({ of }: { readonly of: Date | string }) {
  const { language, zone } = useReader();
  const says = spellDay(of, language, zone);
  if (typeof of === "string" && isDay(of)) return <time datetime={of}>{says}</time>;
  const moment = new Date(of);
  return Number.isNaN(moment.getTime()) ? <>{says}</> : <time datetime={moment.toISOString()}>{says}</time>;
}

/** A sentence with parts of a page in its blanks: `<Sentence of={texts.since} date={<Time at={at} />} />`. */
export function Sentence({ of, ...parts }: { readonly of: string; readonly [blank: string]: Child }) {
  return <>{of.split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? part : (parts[part] ?? `{${part}}`)))}</>;
}

/** A count, written as the reader's language writes it. */
export function Count({ of }: { readonly of: number }) {
  const { language } = useReader();
  return <>{new Intl.NumberFormat(language === "en" ? "en-GB" : language).format(of)}</>;
}

/** How far something is: what is counted, and as a bar. */
export function Progress({
  title,
  value,
  most,
  says,
}: {
  readonly title: string;
  readonly value: number;
  readonly most: number;
  /** The same in words. Default: "3 / 10". */
  readonly says?: Child;
}) {
  return (
    <label class="meter">
      <span>{title}</span> <span class="soft">{says ?? `${value} / ${most}`}</span>
      <progress value={value} max={Math.max(most, 1)}></progress>
    </label>
  );
}

/** Something to copy as it is: a link that is shown once, a key, a hash. */
export function Copy({ children }: { readonly children?: Child }) {
  return <code class="console-link">{children}</code>;
}

/** A page of somebody else, a mail, as it is seen, in a frame without rights. */
export function Frame({
  title,
  src,
  kind = "",
}: {
  readonly title: string;
  readonly src: string;
  readonly kind?: "" | "light" | "dark";
}) {
  // Said aloud: where the page did not say that it wants a frame at once, Chromium left some empty.
  return <iframe class={`frame ${kind}`.trim()} src={src} sandbox="" title={title} loading="eager"></iframe>;
}

/** Text as it was written, with its lines. */
export function Verbatim({
  label,
  language,
  direction = "auto",
  children,
}: {
  readonly label?: string;
  /** The language that it is written in, where that is not the page's. */
  readonly language?: string | undefined;
  readonly direction?: "auto" | "ltr";
  readonly children?: Child;
}) {
  return (
    <pre class="verbatim" tabindex={0} role="group" aria-label={label} lang={language} dir={direction}>
      {children}
    </pre>
  );
}
