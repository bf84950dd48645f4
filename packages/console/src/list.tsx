import type { Child } from "hono/jsx";

/** Things below one another, a line between them. */
export function Rows({ children }: { readonly children?: Child }) {
  return <ul class="rows">{children}</ul>;
}

export interface RowProps {
  readonly title: Child;
  /** Where the title leads. */
  readonly href?: string | undefined;
  /** What else there is to say, softer. */
  readonly says?: Child;
  /** States, below one another or beside. */
  readonly states?: Child;
  /** What can be done with it. */
  readonly acts?: Child;
  /** Below everything, over the whole width: how far it is. */
  readonly children?: Child;
}

export function Row({ title, href, says, states, acts, children }: RowProps) {
  return (
    <li class="row">
      <div class="row-main">
        {href === undefined ? <b>{title}</b> : <a href={href}>{title}</a>}
        {says !== undefined && says !== false && <small>{says}</small>}
      </div>
      {states !== undefined && states !== false && <div class="row-states">{states}</div>}
      {acts !== undefined && acts !== false && <div class="row-acts">{acts}</div>}
      {children !== undefined && children !== false && <div class="row-more">{children}</div>}
    </li>
  );
}

export interface OpenRowProps extends Omit<RowProps, "href" | "acts"> {
  /** What somebody finds in it: "Change". */
  readonly hint?: string;
  readonly open?: boolean;
}

/** A row that opens: what can be done with it stands in it. */
export function OpenRow({ title, says, states, hint, open = false, children }: OpenRowProps) {
  return (
    <li class="opens">
      <details open={open}>
        <summary class="row">
          <span class="row-main">
            <b>{title}</b> {says !== undefined && says !== false && <small>{says}</small>}
          </span>{" "}
          {states !== undefined && states !== false && <span class="row-states">{states}</span>}{" "}
          {hint !== undefined && (
            <span class="row-hint" aria-hidden="true">
              {hint}
            </span>
          )}
        </summary>
        <div class="opens-body">{children}</div>
      </details>
    </li>
  );
}

/** Things that stand beside one another where there is room, each with a state of its own. */
export function Cards({ wide = false, children }: { readonly wide?: boolean; readonly children?: Child }) {
  return <ul class={wide ? "cards wide" : "cards"}>{children}</ul>;
}

export interface CardProps {
  readonly title: Child;
  readonly state?: Child;
  /** The colour of its upper edge, beside the words of its state. */
  readonly edge?: "holds" | "waits" | "drifts";
  readonly children?: Child;
}

export function Card({ title, state, edge, children }: CardProps) {
  return (
    <li class={edge === undefined ? "card" : `card ${edge}`}>
      <div class="card-head">
        <h3>{title}</h3>
        {state}
      </div>
      {children}
    </li>
  );
}
