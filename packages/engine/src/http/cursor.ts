import type { Signer } from "./signer.ts";

/** Where a page of a list ended. */
export interface Place {
  /** In ISO 8601. */
  readonly at: string;
  readonly id: string;
}

/**
 * The cursor of `place` in the list that `query` names. It is signed together with the query: one that was made up, or taken from
 * another list, leads nowhere.
 */
export async function toCursor({ at, id }: Place, query: string, signer: Signer): Promise<string> {
  const place = `${at}_${id}`;
  return `${place}_${await signer.sign(`${place}\n${query}`)}`;
}

export async function fromCursor(cursor: string, query: string, signer: Signer): Promise<Place | undefined> {
  const parts = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})_([\w-]+)$/.exec(cursor);
  if (!parts || Number.isNaN(Date.parse(parts[1]!))) return undefined;
  if (!(await signer.verify(`${parts[1]}_${parts[2]}\n${query}`, parts[3]!))) return undefined;
  return { at: parts[1]!, id: parts[2]! };
}
