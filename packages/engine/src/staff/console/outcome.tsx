import { fill, Outcome as Said } from "@abide/console";
import type { StaffTexts } from "../texts/all.ts";
import type { Refusal, Said as Done } from "../texts/en.ts";

/** What became of a form that was sent. */
export interface Outcome {
  readonly refused?: Refusal | undefined;
  /** Seconds to wait until another try is taken. */
  readonly wait?: number | undefined;
  readonly said?: Done | undefined;
}

/** The status of a page that says what became of a form. */
export function toStatus({ refused }: Outcome): number {
  if (refused === undefined) return 200;
  return refused === "wait" || refused === "locked" ? 429 : refused === "link" ? 410 : 422;
}

/** Says what became of the form that was sent. A screen reader reads it as soon as the page is there. */
export function Became({ of: { refused, wait, said }, texts }: { readonly of: Outcome; readonly texts: StaffTexts }) {
  return (
    <>
      {refused !== undefined && <Said is="refused">{fill(texts.refused[refused], { wait: wait ?? "" })}</Said>}
      {said !== undefined && <Said is="done">{texts.said[said]}</Said>}
    </>
  );
}
