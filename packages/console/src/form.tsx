import type { Child } from "hono/jsx";
import { useReader } from "./reader.ts";

/** Something wrong in a form: what is to be done about it, and at which field, by the field's id. */
export interface Problem {
  readonly says: string;
  readonly id?: string | undefined;
}

export interface FormProps {
  readonly action: string;
  /** What goes along without being shown. */
  readonly values?: { readonly [name: string]: string | undefined };
  /** What was wrong when it was sent: a list that is read out, and leads to each field. */
  readonly problems?: readonly Problem[];
  /** Stands in one line with what is around it, as a button alone does. */
  readonly inline?: boolean;
  readonly children?: Child;
}

/** A form that is sent with the token of the session. Everything that changes something is one: a link only opens. */
export function Form({ action, values = {}, problems = [], inline = false, children }: FormProps) {
  const { csrfToken } = useReader();
  return (
    <form method="post" action={action} class={inline ? "form inline" : "form"}>
      {csrfToken !== undefined && <input type="hidden" name="form" value={csrfToken} />}
      {Object.entries(values).map(
        ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
      )}
      <Problems of={problems} />
      {children}
    </form>
  );
}

/** A form that only asks for another page: what was filled in stands in the address. Nothing of a person belongs there. */
export function Search({ action, children }: { readonly action?: string; readonly children?: Child }) {
  return (
    <form method="get" action={action} class="form">
      {children}
    </form>
  );
}

/** A search: a field and its button in one line, and what is looked for in the address. */
export function Find({
  action,
  name,
  label,
  value = "",
  title,
}: {
  readonly action: string;
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  /** What its button says. */
  readonly title: string;
}) {
  return (
    <form method="get" action={action} class="form inline" role="search">
      <div class="field find">
        <label for={`find-${name}`}>{label}</label>
        <input id={`find-${name}`} name={name} type="search" value={value} autocomplete="off" />
        <Button title={title} kind="second" />
      </div>
    </form>
  );
}

export function Problems({ of }: { readonly of: readonly Problem[] }) {
  const { texts } = useReader();
  if (of.length === 0) return undefined;
  return (
    <div class="outcome refused problems" role="alert">
      <p>{texts.problems}</p>
      <ul>
        {of.map(({ says, id }) => (
          <li>{id === undefined ? says : <a href={`#${id}`}>{says}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

/** How much a button weighs: the one that the page is for, one beside it, one among many, one that destroys. */
export type Weight = "first" | "second" | "plain" | "danger";

export interface ButtonProps {
  readonly title: string;
  readonly kind?: Weight;
  /** What the form shall do: `name` and `value` as they are sent. */
  readonly name?: string;
  readonly value?: string;
  /** What it does it to, where the page has several buttons of the same words: "Try again: Brevpost AS". */
  readonly about?: string | undefined;
  /** Sent without a look at whether everything is filled in. */
  readonly unchecked?: boolean;
}

/** The button that sends the form around it. */
export function Button({ title, kind = "first", name, value, about, unchecked = false }: ButtonProps) {
  return (
    <button
      type="submit"
      class={kind === "first" ? "button" : `button ${kind}`}
      name={name}
      value={value}
      aria-label={about === undefined ? undefined : `${title}: ${about}`}
      formnovalidate={unchecked}
    >
      {title}
    </button>
  );
}

/** Buttons beside one another. */
export function Actions({ children }: { readonly children?: Child }) {
  return <div class="actions">{children}</div>;
}

export interface ActProps extends Omit<ButtonProps, "unchecked"> {
  readonly action: string;
  readonly values?: { readonly [name: string]: string | undefined };
  /**
   * What it does that cannot be taken back. The button then stands behind a line that opens, below this sentence: asked once more
   * without a script.
   */
  readonly confirm?: Child;
  /** What is asked for besides, in the same form: a reason, say. */
  readonly children?: Child;
}

/** One thing that can be done, as a form of its own: a button, and before it a question where it cannot be taken back. */
export function Act({ action, values, confirm, children, ...button }: ActProps) {
  const form = (
    <Form action={action} values={values ?? {}} inline={confirm === undefined && children === undefined}>
      {confirm !== undefined && <p>{confirm}</p>}
      {children}
      <Button {...button} />
    </Form>
  );
  if (confirm === undefined) return form;
  return (
    <details class={button.kind === "danger" ? "act danger" : "act"}>
      <summary aria-label={button.about === undefined ? undefined : `${button.title}: ${button.about}`}>
        {button.title} …
      </summary>
      {form}
    </details>
  );
}
