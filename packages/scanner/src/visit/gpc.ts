import type { Wire } from "../wire.ts";

/** Global Privacy Control, in every page, frame and worker of a visit. */
export interface Gpc {
  /** Sends it from a target that has just been attached, where it is on. */
  readonly attach: (session: string, type: string) => void;
  /** Sends it from now on, or stops. */
  readonly set: (on: boolean, sessions: ReadonlyMap<string, string>) => Promise<void>;
}

const source = `Object.defineProperty(Object.getPrototypeOf(navigator), "globalPrivacyControl", { get: () => true, configurable: true, enumerable: true })`;

export function createGpc(wire: Wire): Gpc {
  const scripts = new Map<string, string>();
  let signalled = false;

  /** Sends all of its commands at once, so that a target that waits to be started has them before its first line. */
  const tell = async (session: string, type: string): Promise<void> => {
    const headers = wire.send("Network.setExtraHTTPHeaders", { headers: signalled ? { "Sec-GPC": "1" } : {} }, session);
    if (type === "page" || type === "iframe") {
      const script = scripts.get(session);
      if (signalled && script === undefined) {
        const added = wire.send<{ identifier: string }>("Page.addScriptToEvaluateOnNewDocument", { source }, session);
        scripts.set(session, (await added).identifier);
      } else if (!signalled && script !== undefined) {
        scripts.delete(session);
        await wire.send("Page.removeScriptToEvaluateOnNewDocument", { identifier: script }, session);
      }
    } else if (signalled) {
      await wire.send("Runtime.evaluate", { expression: source }, session);
    }
    await headers;
  };

  return {
    attach: (session, type) => {
      if (signalled) void tell(session, type).catch(() => {});
    },
    set: async (on, sessions) => {
      signalled = on;
      await Promise.all([...sessions].map(([session, type]) => tell(session, type).catch(() => {})));
    },
  };
}
