/**
 * A second line to the browser beside Playwright's. Playwright drives; this one listens, because it is told of every target
 * (frames of other origins, workers, service workers) before that target runs its first line, and sees what Playwright hides:
 * `Set-Cookie` as it was sent, and why the browser refused it.
 */
export interface Wire {
  send<Answer = unknown>(method: string, params?: object, session?: string): Promise<Answer>;
  /** `Params` is what the protocol sends with `method`: whoever listens names as much of it as is looked at. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it types the listener, which is where it is read
  on<Params>(method: string, listener: (params: Params, session: string) => void): void;
  close(): void;
}

/** How long an answer may take, in milliseconds. */
const patience = 10_000;

export async function openWire(address: string): Promise<Wire> {
  const socket = new WebSocket(address);
  await new Promise<void>((done, failed) => {
    socket.addEventListener("open", () => done(), { once: true });
    socket.addEventListener("error", () => failed(new Error("The browser's debugging address does not answer.")), {
      once: true,
    });
  });
  const waiting = new Map<number, { done: (answer: never) => void; failed: (error: Error) => void }>();
  const listeners = new Map<string, ((params: never, session: string) => void)[]>();
  let last = 0;

  socket.addEventListener("message", ({ data }: { data: unknown }) => {
    const message = JSON.parse(String(data)) as {
      id?: number;
      result?: never;
      error?: { message: string };
      method?: string;
      params: never;
      sessionId?: string;
    };
    if (message.id !== undefined) {
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) call?.failed(new Error(message.error.message));
      else call?.done(message.result as never);
    } else if (message.method !== undefined) {
      for (const listener of listeners.get(message.method) ?? []) listener(message.params, message.sessionId ?? "");
    }
  });
  // A page that goes away takes its answers with it. Nobody may wait for them.
  socket.addEventListener("close", () => {
    for (const { failed } of waiting.values()) failed(new Error("The browser has closed."));
    waiting.clear();
  });

  return {
    send: (method, params = {}, session) =>
      new Promise((done, failed) => {
        if (socket.readyState !== WebSocket.OPEN) return failed(new Error("The browser has closed."));
        const id = (last += 1);
        // A target that is gone, or a page whose script never yields, gives no answer at all.
        const late = setTimeout(() => {
          waiting.delete(id);
          failed(new Error(`The browser did not answer to ${method}.`));
        }, patience);
        const settle =
          <Value>(end: (value: Value) => void) =>
          (value: Value): void => {
            clearTimeout(late);
            end(value);
          };
        waiting.set(id, { done: settle(done), failed: settle(failed) });
        socket.send(JSON.stringify({ id, method, params, ...(session ? { sessionId: session } : {}) }));
      }),
    on(method, listener) {
      listeners.set(method, [...(listeners.get(method) ?? []), listener]);
    },
    close: () => socket.close(),
  };
}
