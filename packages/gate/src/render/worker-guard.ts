import { built } from "../built.ts";
import { toTrackers, type Visit } from "../visit.ts";
import { createMemory } from "./memory.ts";

/** The guard as workers have it: it stands before a worker's own code, and in pages of policies that declare workers. */
export interface WorkerGuard {
  readonly text: string;
  /** Stands for what this visitor permits: an answer that a service worker kept under another one does not count. */
  readonly choice: string;
}

const rendered = createMemory<Promise<WorkerGuard>>();

/** The guard for this visitor's workers, which lets them store what `allowed` matches. */
export function toWorkerGuard(visit: Visit, allowed: string): Promise<WorkerGuard> {
  return rendered(visit.version, JSON.stringify(visit.permitted), () => render(visit, allowed));
}

async function render(visit: Visit, allowed: string): Promise<WorkerGuard> {
  const trackers = toTrackers(visit);
  const rights = [
    ...trackers.flatMap(({ stores }) => stores.map(({ kind, name }) => `${kind} ${name}`)),
    ...trackers.flatMap(({ hosts }) =>
      Object.entries(hosts).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`)),
    ),
  ];
  const key = JSON.stringify([visit.version.hash, [...new Set(rights)].sort()]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const choice = btoa(String.fromCharCode(...new Uint8Array(digest).subarray(0, 12)));
  const values: { readonly [name: string]: string } = {
    ALLOWED: allowed,
    RIGHTS: toScript(rights),
    CHOICE: toScript(choice),
  };
  const { worker } = await built();
  return { text: worker.replace(/\b(?:ALLOWED|RIGHTS|CHOICE)\b/g, (name) => values[name]!), choice };
}

/** A service worker that ends itself, in the place of one that may not be there. */
export async function renderWorkerEnd(): Promise<string> {
  return (await built()).workerEnd;
}

/** `value` as a script has it that may stand in a page of any encoding, on one line. */
function toScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
