/**
 * What a browser gets that asks for a service worker which may not be there: a refusal would leave the one that it has as it is, and that may
 * answer with pages from before the gate.
 */
interface Scope {
  readonly clients: {
    matchAll(of: { type: "window" }): Promise<{ url: string; navigate(url: string): Promise<unknown> }[]>;
  };
  readonly registration: ServiceWorkerRegistration;
  addEventListener(type: string, listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  skipWaiting(): Promise<void>;
}

const scope = self as unknown as Scope;
scope.addEventListener("install", () => void scope.skipWaiting());
scope.addEventListener("activate", (event) =>
  event.waitUntil(
    scope.registration
      .unregister()
      .then(() => scope.clients.matchAll({ type: "window" }))
      .then((pages) => pages.forEach((page) => void page.navigate(page.url).catch(() => undefined))),
  ),
);
