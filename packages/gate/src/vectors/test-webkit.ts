import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { glob } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createTestNetwork } from "./test-network.ts";
import { createObserver, probeUrl, type WatchedBrowser } from "./test-observe.ts";
import { endProgram, readLine, startProgram } from "./test-program.ts";

/** A WebKitGTK on a screen of its own, by WebDriver (https://www.w3.org/TR/webdriver2/). */
async function createWebKit(hosts: readonly string[]): Promise<WatchedBrowser> {
  const network = await createTestNetwork(hosts);
  const programs: ChildProcess[] = [];
  const close = async () => {
    for (const program of programs.toReversed()) await endProgram(program);
    return network.close();
  };
  try {
    const screen = startProgram("Xvfb", ["-displayfd", "3", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    programs.push(screen);
    const display = await readLine(screen.stdio[3] as NodeJS.ReadableStream, /(\d+)/);
    const port = await findPort();
    const driver = startProgram(await network.toProgram("WebKitWebDriver"), [`--port=${port}`], {
      stdio: "ignore",
      env: { ...process.env, DISPLAY: `:${display}`, HOME: network.folder, GDK_BACKEND: "x11" },
    });
    programs.push(driver);
    const command = await openSession(`http://127.0.0.1:${port}`);
    return {
      serve: network.serve,
      ...(await openWindows(command)),
      async close() {
        // Ends the browser, which is the driver's.
        await command("DELETE", "").catch(() => undefined);
        return close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openSession(origin: string): Promise<Ask> {
  const ask = await toAsk(origin);
  const { sessionId } = (await ask("POST", "/session", {
    capabilities: {
      alwaysMatch: {
        acceptInsecureCerts: true,
        timeouts: { pageLoad: 60_000, script: 60_000 },
        // A page may open windows, as it may once the visitor has clicked somewhere; and it may look hosts up ahead of time.
        "webkitgtk:browserOptions": {
          binary: await findMiniBrowser(),
          args: ["--automation", "--enable-dns-prefetching=true", "--javascript-can-open-windows-automatically=true"],
        },
      },
    },
  })) as { sessionId: string };
  return (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
}

async function openWindows(command: Ask): Promise<Pick<WatchedBrowser, "open" | "cookies">> {
  // WebDriver knows one window at a time: whoever asks for something has it switched to theirs first.
  let queue: Promise<unknown> = Promise.resolve();
  const inWindow = <Answer>(handle: string, work: () => Promise<Answer>): Promise<Answer> => {
    const result = queue.then(async () => {
      await command("POST", "/window", { handle });
      return work();
    });
    queue = result.catch(() => undefined);
    return result;
  };
  const first = (await command("GET", "/window")) as string;
  return {
    async open() {
      const opened = inWindow(first, () => command("POST", "/window/new", { type: "window" }));
      const { handle } = (await opened) as { handle: string };
      return {
        goto: (url) => inWindow(handle, () => command("POST", "/url", { url })),
        evaluate: (code) =>
          inWindow(handle, async () => {
            const script = `const done = arguments[0]; (async () => (${code}))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
            const answer = await command("POST", "/execute/async", { script, args: [] });
            const { value, error } = answer as { value?: unknown; error?: string };
            if (error !== undefined) throw new Error(error);
            return value;
          }),
        close: () => inWindow(handle, () => command("DELETE", "/window")).then(() => undefined),
      };
    },
    // WebDriver tells those of the page that is open.
    cookies: () =>
      inWindow(first, async () => {
        await command("POST", "/url", { url: probeUrl });
        return ((await command("GET", "/cookie")) as { name: string }[]).map(({ name }) => name);
      }),
  };
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

/** Asks the driver at `origin`, from the moment on at which it answers. */
async function toAsk(origin: string): Promise<Ask> {
  for (let times = 0; times < 100; times++) {
    const isUp = await fetch(`${origin}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    await sleep(100);
  }
  return async (method, path, body) => {
    const response = await fetch(`${origin}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`WebDriver: ${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
}

/** The browser that comes with WebKitGTK: where it lies depends on the machine. */
async function findMiniBrowser(): Promise<string> {
  for await (const path of glob("/usr/lib{,exec,64}/**/webkit2gtk-*/MiniBrowser")) return path;
  throw new Error("WebKitGTK brought no MiniBrowser.");
}

/** A port that nobody listens at. */
async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What leaks in WebKit. One page at a time: its driver knows one window. */
export const observeInWebKit = createObserver(createWebKit, { together: 1, longest: 1_200_000 });
