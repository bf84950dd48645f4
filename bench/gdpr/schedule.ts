import { toValue, type Operation } from "./workload.ts";

/** What an operation touches: everything, a purpose, a user, a record, or nothing that others change. */
interface Scope {
  readonly writes: boolean;
  readonly all: boolean;
  readonly pur?: string | undefined;
  readonly usr?: string | undefined;
  readonly key?: number | undefined;
}

/** A record's purpose and user follow from its key, and a user's purpose from the user: 25 divides 10,000. */
function toScope(operation: Operation): Scope | undefined {
  if (operation.kind === "logs" || operation.kind === "verify") return undefined;
  const writes = operation.kind !== "read";
  const ofKey = (key: number) => ({ writes, all: false, pur: toValue("pur", key), usr: toValue("usr", key), key });
  if (operation.kind === "create") return ofKey(operation.row.key);
  const { by, value } = operation.where;
  if (by === "key") return ofKey(Number(value));
  if (by === "pur") return { writes, all: false, pur: value };
  if (by === "usr") return { writes, all: false, pur: toValue("pur", Number(value.slice("user".length))), usr: value };
  return { writes, all: true };
}

function collides(a: Scope | undefined, b: Scope | undefined): boolean {
  if (!a || !b || !(a.writes || b.writes)) return false;
  if (a.all || b.all) return true;
  if (a.pur !== b.pur) return false;
  if (a.usr === undefined || b.usr === undefined) return true;
  if (a.usr !== b.usr) return false;
  return a.key === undefined || b.key === undefined || a.key === b.key;
}

/**
 * Calls `run` for each operation, `clients` at once, as soon as nothing that comes before it and touches the same records is under
 * way. So what every side answers is what it would answer one operation after the other, and can be compared.
 */
export async function schedule(
  operations: readonly Operation[],
  clients: number,
  run: (operation: Operation, at: number) => Promise<void>,
): Promise<void> {
  const scopes = operations.map(toScope);
  const running = new Set<number>();
  let waiting: number[] = [];
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  await new Promise<void>((resolve, reject) => {
    const start = (at: number): void => {
      running.add(at);
      run(operations[at]!, at)
        .catch((error: unknown) => (failed ??= { error }))
        .finally(() => {
          running.delete(at);
          fill();
        });
    };
    const fill = (): void => {
      if (failed) {
        if (running.size === 0) reject(failed.error instanceof Error ? failed.error : new Error(String(failed.error)));
        return;
      }
      while (next < operations.length && waiting.length < 4 * clients) waiting.push(next++);
      if (waiting.length === 0 && running.size === 0) return resolve();
      const left: number[] = [];
      for (const at of waiting) {
        const blocked =
          running.size >= clients ||
          [...running].some((other) => collides(scopes[other], scopes[at])) ||
          left.some((other) => collides(scopes[other], scopes[at]));
        if (blocked) left.push(at);
        else start(at);
      }
      waiting = left;
    };
    fill();
  });
}
