import type { Child } from "hono/jsx";
import { useReader } from "./reader.ts";

interface Common {
  readonly name: string;
  readonly label: string;
  readonly hint?: Child;
  /** What is wrong with what was sent. It is read with the field. */
  readonly error?: string | undefined;
  readonly value?: string | undefined;
  /** Default: needed. */
  readonly optional?: boolean;
  /** Where a page has two fields of one name. Default: `field-` and the name. */
  readonly id?: string;
  /** Ids of what else says something of it. */
  readonly describedBy?: string;
}

interface Line extends Common {
  readonly kind?: "text" | "email" | "date" | "password" | "search" | "number" | "url";
  readonly autocomplete?: string;
  readonly inputMode?: "numeric" | "decimal" | "email";
  /** A code or a number of a few characters. */
  readonly short?: boolean;
  readonly maxLength?: number;
}

interface Area extends Common {
  readonly kind: "area";
  readonly rows?: number;
}

interface Select extends Common {
  readonly kind: "select";
  readonly options: readonly Option[];
}

/** What can be chosen of a list: as it is sent, and as it is read. */
export interface Option {
  readonly value: string;
  readonly title: string;
  /** The language of its title, where that is not the page's. */
  readonly language?: string;
}

export type FieldProps = Line | Area | Select;

export const toFieldId = (name: string): string => `field-${name}`;

/** Something to fill in, with its label, a hint before it and what was wrong with it, all read out with it. */
export function Field(props: FieldProps) {
  const { name, label, hint, error, optional = false, id = toFieldId(name), describedBy } = props;
  const { texts } = useReader();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`, describedBy];
  const shared = {
    id,
    name,
    required: !optional,
    "aria-describedby": described.filter((part) => typeof part === "string").join(" ") || undefined,
    "aria-invalid": error === undefined ? undefined : ("true" as const),
  };
  return (
    <div class={error === undefined ? "field" : "field wrong"}>
      <div class="field-head">
        <label for={id}>{label}</label> {optional && <span class="soft">({texts.optional})</span>}
      </div>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      <Control {...props} shared={shared} />
      {error !== undefined && (
        <small class="error" id={`${id}-error`}>
          {error}
        </small>
      )}
    </div>
  );
}

interface Shared {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
}

function Control(props: FieldProps & { readonly shared: Shared }) {
  const { shared, value = "" } = props;
  if (props.kind === "area") {
    return (
      <textarea {...shared} rows={props.rows ?? 4}>
        {value}
      </textarea>
    );
  }
  if (props.kind === "select") {
    return (
      <select {...shared}>
        {props.options.map((option) => (
          <option value={option.value} lang={option.language} selected={option.value === value}>
            {option.title}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...shared}
      type={props.kind ?? "text"}
      class={props.short === true ? "short" : undefined}
      // What somebody's browser may offer is said for each field; else it offers what was typed elsewhere.
      autocomplete={props.autocomplete ?? "off"}
      inputmode={props.inputMode}
      maxlength={props.maxLength}
      // A password is in no page, not even in the one that it was sent to.
      value={value === "" || props.kind === "password" ? undefined : value}
    />
  );
}

/** Fields that are about one thing, under words that say so. */
export function Group({ legend, children }: { readonly legend: string; readonly children?: Child }) {
  return (
    <fieldset class="choice group">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}

/** Fields that belong beside one another. */
export function Pair({ children }: { readonly children?: Child }) {
  return <div class="pair">{children}</div>;
}
