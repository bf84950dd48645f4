import type { Child } from "hono/jsx";

export interface Choosable {
  readonly title: Child;
  /** A sentence below the title that says what it means. */
  readonly says?: Child;
  readonly value: string;
  /** As it is sent: for boxes, which each may have a name of their own. Default: the name of them all. */
  readonly name?: string;
  readonly chosen?: boolean;
}

export interface ChoiceProps {
  /** `one` of several, or `any` of them. */
  readonly kind: "one" | "any";
  readonly legend: string;
  readonly name: string;
  readonly of: readonly Choosable[];
  readonly hint?: Child;
  readonly error?: string | undefined;
  /** Start of the ids. Default: the name. */
  readonly id?: string;
  /** One of them has to be chosen. Default: for `one`. */
  readonly required?: boolean;
}

/** One of several, or any of several, each in words that may be long: a list that opens would cut off what tells them apart. */
export function Choice({ kind, legend, name, of, hint, error, id = name, required = kind === "one" }: ChoiceProps) {
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`];
  return (
    <fieldset
      class={error === undefined ? "choice" : "choice wrong"}
      aria-describedby={described.filter((part) => part !== false).join(" ") || undefined}
    >
      <legend>{legend}</legend>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      {of.map((one, at) => (
        <label for={`${id}-${at}`}>
          <input
            type={kind === "one" ? "radio" : "checkbox"}
            id={`${id}-${at}`}
            name={one.name ?? name}
            value={one.value}
            required={kind === "one" && required}
            checked={one.chosen === true}
          />
          <span>
            {one.title} {one.says !== undefined && <small>{one.says}</small>}
          </span>
        </label>
      ))}
      {error !== undefined && (
        <small class="error" id={`${id}-error`}>
          {error}
        </small>
      )}
    </fieldset>
  );
}

/** A box that stands alone. */
export function Box({
  name,
  title,
  value = "yes",
  chosen = false,
  id = `box-${name}`,
}: {
  readonly name: string;
  readonly title: Child;
  readonly value?: string;
  readonly chosen?: boolean;
  readonly id?: string;
}) {
  return (
    <label class="box" for={id}>
      <input type="checkbox" id={id} name={name} value={value} checked={chosen} />
      <span>{title}</span>
    </label>
  );
}
