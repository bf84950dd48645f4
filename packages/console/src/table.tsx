import type { Child } from "hono/jsx";
import { useReader } from "./reader.ts";

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Child;
  /** What names the row, or a number, which stands at the end so that its digits are below one another. */
  readonly kind?: "head" | "number";
}

export interface TableProps<Row> {
  /** What it is a table of; read out, and shown where the heading above does not say it. */
  readonly caption: string;
  readonly captionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Said where there is no row. */
  readonly empty?: string;
}

/** Rows of the same kind. On a phone each is a card, and every value says of which column it is. */
export function Table<Row>({ caption, captionHidden = false, columns, rows, empty }: TableProps<Row>) {
  const { texts } = useReader();
  if (rows.length === 0) return <Empty>{empty ?? texts.none}</Empty>;
  return (
    <table class="table">
      <caption class={captionHidden ? "unseen" : undefined}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, kind }) => (
            <th scope="col" class={kind}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map(({ title, cell, kind }) =>
              kind === "head" ? (
                <th scope="row" class="head">
                  {cell(row)}
                </th>
              ) : (
                <td class={kind} data-label={title}>
                  <div>{cell(row)}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Said where a list has nothing in it. */
export function Empty({ children }: { readonly children?: Child }) {
  return <p class="empty">{children}</p>;
}

/** The way to the newer and the older part of a list that is too long for one page. */
export function Pager({
  newer,
  older,
  at,
}: {
  readonly newer?: string | undefined;
  readonly older?: string | undefined;
  /** Which part this is: "Page 2". */
  readonly at?: string;
}) {
  const { texts } = useReader();
  if (newer === undefined && older === undefined) return undefined;
  return (
    <nav class="pager" aria-label={texts.pager}>
      {newer !== undefined && (
        <a class="button second" rel="prev" href={newer}>
          {texts.newer}
        </a>
      )}
      {at !== undefined && <span class="soft">{at}</span>}
      {older !== undefined && (
        <a class="button second" rel="next" href={older}>
          {texts.older}
        </a>
      )}
    </nav>
  );
}
