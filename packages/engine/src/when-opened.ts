/** An API that may still be opening: each of its functions waits for it, and so returns a promise. */
export function whenOpened<Api extends object>(find: () => Promise<Api>): Api {
  return new Proxy({} as Api, {
    get: (_, name) => {
      // Without this an async function that returns it would take it for a promise, and call "then".
      if (name === "then" || typeof name === "symbol") return undefined;
      return async (...given: unknown[]) => {
        const api = (await find()) as { readonly [name: string]: (...given: unknown[]) => unknown };
        return api[name]!(...given);
      };
    },
  });
}
