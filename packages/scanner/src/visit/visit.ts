import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openBrowser, type Browser, type FoundBrowser } from "../browser.ts";
import type { Recorded } from "../observe/recorded.ts";
import { observeCookies } from "../observe/cookies.ts";
import { keepHeld } from "../observe/held.ts";
import type { Left, Observation, Observed, Phase, Post } from "../observe/observation.ts";
import { toUnseen } from "../observe/network-log.ts";
import { observeRequests } from "../observe/requests.ts";
import { observeSockets } from "../observe/sockets.ts";
import { observeStorage } from "../observe/storage.ts";
import { observeWorkers } from "../observe/workers.ts";
import { ScanError } from "../error.ts";
import type { Wire } from "../wire.ts";
import { createGpc, type Gpc } from "./gpc.ts";
import { settle, type Patience } from "./settle.ts";
import { createWhereabouts, type Whereabouts } from "./whereabouts.ts";

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
  /** Leaves the last page, closes the browser and returns what was seen. */
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
  let stirred = Date.now();
  const whereabouts = createWhereabouts(siteHost, phase);
  const post: Post = {
    place: whereabouts.place,
    keep: (observation) => seen.push(observation),
    stir: () => (stirred = Date.now()),
  };
  const frames = new Set<string>();
  const requests = observeRequests(wire, post);
  const sockets = observeSockets(wire, post);
  const cookies = observeCookies(wire, post, requests);
  const storage = observeStorage(wire, post, () => [...frames]);
  observeWorkers(wire, post);
  const recorder = await readRecorder();
  const gpc = createGpc(wire);
  const { listening, sessions } = followTargets(wire, { post, whereabouts, frames, recorder, gpc });
  wire.on<{ name: string; payload: string }>("Runtime.bindingCalled", ({ name, payload }) => {
    if (name !== recorder.channel) return;
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

  const visit: Visit = {
    page,
    get phase() {
      return whereabouts.phase;
    },
    set phase(next) {
      whereabouts.phase = next;
    },
    get coming() {
      return whereabouts.coming;
    },
    set coming(next) {
      whereabouts.coming = next;
    },
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
    signal: (on) => gpc.set(on, sessions),
    async end() {
      let left: Left[] = [];
      try {
        left = (await Promise.all([cookies.left(), storage.left()])).flat();
        await page.goto("about:blank", { waitUntil: "commit", timeout: patience.answer }).catch(() => {});
        await wait(Math.min(400, patience.least));
        await flush();
      } finally {
        const logged = await browser.close();
        seen.push(...toUnseen(logged, seen, whereabouts.moments));
      }
      return { seen, left };
    },
  };

  await attach(browser);
  await Promise.race([listening, wait(5_000, undefined, { ref: false })]);
  return visit;
}

/** The script that records in each document, and the name that it reports under. */
interface Recorder {
  readonly channel: string;
  readonly source: string;
}

async function readRecorder(): Promise<Recorder> {
  const channel = `c${crypto.randomUUID().replaceAll("-", "")}`;
  const { record } = (await import(new URL(recorderFile, import.meta.url).href)) as {
    record: (channel: string) => void;
  };
  return { channel, source: `(${record.toString()})(${JSON.stringify(channel)})` };
}

interface Following {
  readonly post: Post;
  readonly whereabouts: Whereabouts;
  /** Sessions of pages and frames. They are added and deleted here. */
  readonly frames: Set<string>;
  readonly recorder: Recorder;
  readonly gpc: Gpc;
}

/** Follows pages, frames and workers as they begin and end, and the documents in them. */
function followTargets(
  wire: Wire,
  { post, whereabouts, frames, recorder, gpc }: Following,
): {
  /** Resolves when the page is listened to. */
  readonly listening: Promise<void>;
  /** Types of targets, by their sessions. */
  readonly sessions: ReadonlyMap<string, string>;
} {
  const sessions = new Map<string, string>();
  const listening = Promise.withResolvers<void>();
  let mainSession: string | undefined;
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
        tell("Runtime.addBinding", { name: recorder.channel });
        tell("Page.addScriptToEvaluateOnNewDocument", { source: recorder.source, runImmediately: true });
      }
      gpc.attach(sessionId, type);
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
    ({ frame: { parentId, loaderId, url } }, session) => {
      post.stir();
      if (parentId !== undefined || session !== mainSession) whereabouts.own(loaderId);
      else whereabouts.navigate({ loader: loaderId, url });
    },
  );
  return { listening: listening.promise, sessions };
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
