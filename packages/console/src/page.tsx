import type { Child } from "hono/jsx";

/** The page that this one hangs below: a way back. */
export interface Back {
  readonly title: string;
  readonly href: string;
}

export interface PageProps {
  readonly title: Child;
  /** What the page is for, in a sentence or two. */
  readonly lead?: Child;
  /** The state of what the page is about, beside its title. */
  readonly state?: Child;
  readonly back?: Back | undefined;
  /** What can be begun here, beside the title where there is room. */
  readonly actions?: Child;
  readonly children?: Child;
}

/** A page: its title and what it is for, and then its sections. */
export function Page({ title, lead, state, back, actions, children }: PageProps) {
  return (
    <div class="page">
      {back && (
        <p class="back">
          <a href={back.href}>{back.title}</a>
        </p>
      )}
      <div class="page-head">
        <div>
          <h1>
            {title} {state}
          </h1>
          {isThere(lead) && <p class="says">{lead}</p>}
        </div>
        {isThere(actions) && <div class="actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export interface SectionProps {
  readonly title: string;
  /** Its anchor, and what its region is labelled by. */
  readonly id: string;
  /** A sentence below the title, at the side where there is room. */
  readonly says?: Child;
  /** The language of its title, where that is not the page's. */
  readonly language?: string;
  /** Its title stands above, and what is in it has the whole width: a table, cards. */
  readonly wide?: boolean;
  readonly children?: Child;
}

/** A part of a page under a title of its own: beside it where there is room, or above what needs the width. */
export function Section({ title, id, says, language, wide = false, children }: SectionProps) {
  return (
    <section class={wide ? "part wide" : "part"} aria-labelledby={id}>
      <div class="part-head">
        <h2 id={id} lang={language}>
          {title}
        </h2>
        {isThere(says) && <p class="soft">{says}</p>}
      </div>
      <div class="part-body">{children}</div>
    </section>
  );
}

/** What opens where somebody wants to know more. */
export function More({
  title,
  open = false,
  children,
}: {
  readonly title: Child;
  readonly open?: boolean;
  readonly children?: Child;
}) {
  return (
    <details class="more" open={open}>
      <summary>{title}</summary>
      <div class="more-body">{children}</div>
    </details>
  );
}

/** The same thing seen in several ways, each with an address. */
export function Views({
  label,
  of,
}: {
  readonly label: string;
  readonly of: readonly { readonly title: string; readonly href: string; readonly current: boolean }[];
}) {
  return (
    <nav class="views" aria-label={label}>
      {of.map(({ title, href, current }) => (
        <a href={href} aria-current={current ? "page" : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

/** Whether something would be shown: `false` and nothing are not. */
export const isThere = (child: Child): boolean =>
  child !== undefined && child !== null && child !== false && child !== "";
