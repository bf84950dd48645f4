import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openBrowser, type Browser, type FoundBrowser } from "../browser.ts";
import type { Recorded } from "../observe/recorded.ts";
import { observeCookies } from "../observe/cookies.ts";
import { keepHeld } from "../observe/held.ts";
import type { Left, Observation, Observed, Phase, Place, Post } from "../observe/observation.ts";
import { toUnseen, type Moment } from "../observe/network-log.ts";
import { observeRequests } from "../observe/requests.ts";
import { observeSockets } from "../observe/sockets.ts";
import { observeStorage } from "../observe/storage.ts";
import { observeWorkers } from "../observe/workers.ts";
import { ScanError } from "../error.ts";
import { settle, type Patience } from "./settle.ts";

const recorderFile = import.meta.url.endsWith(".ts") ? "../browser/recorder.ts" : "../browser/recorder.js";

/** One profile's time on the site: pages are opened, a choice is made, and everything is seen that comes of it. */
export interface Visit {
  readonly page: Page;
  /** What the visitor has decided. Undefined while a choice is on its way: what happens then is nobody's fault. */
  phase: Phase | undefined;
  /** Opens `url`, scrolls through it and waits until it is settled. False where it does not open. */
  open(url: string): Promise<boolean>;
  /** Waits until the page that is open now is settled. */
  settle(): Promise<void>;
  /** What `phase` becomes with the next document of the main frame. */
  coming: Phase | undefined;
  /** Sends Global Privacy Control from now on, or stops. */
  signal(on: boolean): Promise<void>;
  /** Leaves the last page, closes the browser and hands over what was seen. */
  end(): Promise<Observed>;
}

export interface VisitOptions {
  readonly browser: FoundBrowser;
  readonly siteHost: string;
  readonly phase: Phase;
  readonly patience: Patience;
}

export async function startVisit({ browser: found, siteHost, phase, patience }: VisitOptions): Promise<Visit> {
  const browser = await openBrowser(found);
  const { wire, page } = browser;
  const seen: Observation[] = [];
  /** Where the documents were that the main frame has left, by their loaders; and the document that a frame's loader was in. */
  const documents = new Map<string, Place>();
  const owners = new Map<string, string>();
  const frames = new Set<string>();
  const sessions = new Map<string, string>();
  let main = { loader: "", url: "about:blank" };
  let stirred = Date.now();
  let signalled = false;
  const moments: Moment[] = [];
  let mainSession: string | undefined;
  const listening = Promise.withResolvers<void>();

  const post: Post = {
    place(loader) {
      // A page that is being left sends its last beacons when the next one is already there.
      const owner = loader === undefined ? main.loader : (owners.get(loader) ?? loader);
      const earlier = owner === main.loader ? undefined : documents.get(owner);
      return earlier ?? { phase: visit.phase, coming: visit.coming, page: main.url, siteHost };
    },
    keep: (observation) => seen.push(observation),
    stir: () => (stirred = Date.now()),
  };

  const requests = observeRequests(wire, post);
  const sockets = observeSockets(wire, post);
  const cookies = observeCookies(wire, post, requests);
  const storage = observeStorage(wire, post, () => [...frames]);
  observeWorkers(wire, post);

  const channel = `c${crypto.randomUUID().replaceAll("-", "")}`;
  const { record } = (await import(new URL(recorderFile, import.meta.url).href)) as {
    record: (channel: string) => void;
  };
  const recorder = `(${record.toString()})(${JSON.stringify(channel)})`;
  const gpc = `Object.defineProperty(Object.getPrototypeOf(navigator), "globalPrivacyControl", { get: () => true, configurable: true, enumerable: true })`;
  const scripts = new Map<string, string>();

  /** Sends all of its commands at once, so that a target that waits to be started has them before its first line. */
  const setSignal = async (session: string, type: string): Promise<void> => {
    const headers = wire.send("Network.setExtraHTTPHeaders", { headers: signalled ? { "Sec-GPC": "1" } : {} }, session);
    if (type === "page" || type === "iframe") {
      const script = scripts.get(session);
      if (signalled && script === undefined) {
        const source = gpc;
        const added = wire.send<{ identifier: string }>("Page.addScriptToEvaluateOnNewDocument", { source }, session);
        scripts.set(session, (await added).identifier);
      } else if (!signalled && script !== undefined) {
        scripts.delete(session);
        await wire.send("Page.removeScriptToEvaluateOnNewDocument", { identifier: script }, session);
      }
    } else if (signalled) {
      await wire.send("Runtime.evaluate", { expression: gpc }, session);
    }
    await headers;
  };

  wire.on<{ sessionId: string; targetInfo: { type: string } }>(
    "Target.attachedToTarget",
    ({ sessionId, targetInfo: { type } }) => {
      sessions.set(sessionId, type);
      if (type === "page") mainSession ??= sessionId;
      // Commands of one session are carried out in order: all are sent before the target may run, and only the page's waited for.
      const told: Promise<unknown>[] = [];
      const tell = (method: string, params: object = {}): void => {
        told.push(wire.send(method, params, sessionId).catch(() => {}));
      };
      tell("Network.enable");
      if (type === "page" || type === "iframe") {
        frames.add(sessionId);
        tell("Page.enable");
        tell("DOMStorage.enable");
        tell("Runtime.enable");
        tell("Runtime.addBinding", { name: channel });
        tell("Page.addScriptToEvaluateOnNewDocument", { source: recorder, runImmediately: true });
      }
      if (signalled) void setSignal(sessionId, type).catch(() => {});
      tell("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
      tell("Runtime.runIfWaitingForDebugger");
      if (sessionId === mainSession) void Promise.all(told).then(() => listening.resolve());
    },
  );
  wire.on<{ sessionId: string }>("Target.detachedFromTarget", ({ sessionId }) => {
    frames.delete(sessionId);
    sessions.delete(sessionId);
  });
  wire.on<{ frame: { parentId?: string; loaderId: string; url: string } }>(
    "Page.frameNavigated",
    ({ frame }, session) => {
      post.stir();
      if (frame.parentId !== undefined || session !== mainSession) {
        owners.set(frame.loaderId, main.loader);
        return;
      }
      documents.set(main.loader, post.place());
      main = { loader: frame.loaderId, url: frame.url };
      visit.phase = visit.coming ?? visit.phase;
      visit.coming = undefined;
      moments.push({ at: Date.now(), place: post.place() });
    },
  );

  wire.on<{ name: string; payload: string }>("Runtime.bindingCalled", ({ name, payload }) => {
    if (name !== channel) return;
    const recorded = JSON.parse(payload) as Recorded;
    if (recorded.is === "held") keepHeld(post, recorded, post.place());
    else cookies.recorded(recorded, post.place());
  });

  const flush = async (): Promise<void> => {
    requests.flush();
    sockets.flush();
    await cookies.flush();
    await storage.flush();
  };

  let present: Phase | undefined = phase;
  const visit: Visit = {
    page,
    get phase() {
      return present;
    },
    set phase(next) {
      if (next === present) return;
      present = next;
      moments.push({ at: Date.now(), place: post.place() });
    },
    coming: undefined,
    async open(url) {
      const opened = await page.goto(url, { waitUntil: "commit", timeout: patience.answer }).then(
        (answer) => answer === null || answer.status() < 500,
        () => false,
      );
      if (opened) await visit.settle();
      return opened;
    },
    async settle() {
      await settle(page, patience, () => stirred);
      await flush();
    },
    async signal(on) {
      signalled = on;
      await Promise.all([...sessions].map(([session, type]) => setSignal(session, type).catch(() => {})));
    },
    async end() {
      let left: Left[] = [];
      try {
        left = (await Promise.all([cookies.left(), storage.left()])).flat();
        await page.goto("about:blank", { waitUntil: "commit", timeout: patience.answer }).catch(() => {});
        await wait(Math.min(400, patience.least));
        await flush();
      } finally {
        const logged = await browser.close();
        seen.push(...toUnseen(logged, seen, moments));
      }
      return { seen, left };
    },
  };

  await attach(browser);
  await Promise.race([listening.promise, wait(5_000, undefined, { ref: false })]);
  return visit;
}

/** Listens to everything that a site can start, and not to the browser's own pages. */
async function attach(browser: Browser): Promise<void> {
  const kinds = ["page", "iframe", "worker", "shared_worker", "service_worker"];
  try {
    await browser.wire.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: kinds.map((type) => ({ type })),
    });
  } catch (error) {
    await browser.close();
    throw new ScanError(
      "browser-failed",
      "The browser does not let itself be watched. Name a newer Chromium in ABIDE_BROWSER.",
      { cause: error },
    );
  }
}
