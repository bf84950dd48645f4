import type { Refusal } from "./guard.ts";

const listeners = new Set<(refusal: Refusal) => void>();

/** Has `listener` told of everything that this process's guard refuses, until what is given back is called. */
export function listenToRefusals(listener: (refusal: Refusal) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellRefusal(refusal: Refusal): void {
  for (const listener of listeners) listener(refusal);
}
