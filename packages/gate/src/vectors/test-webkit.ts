import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { glob } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createTestNetwork } from "./test-network.ts";
import { createObserver, probeUrl, type WatchedBrowser } from "./test-observe.ts";

/** A WebKitGTK on a screen of its own, by WebDriver (https://www.w3.org/TR/webdriver2/). */
async function createWebKit(hosts: readonly string[]): Promise<WatchedBrowser> {
  const network = await createTestNetwork(hosts);
  const screen = spawn("Xvfb", ["-displayfd", "3", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const display = await readLine(screen.stdio[3] as NodeJS.ReadableStream);
  const port = await findPort();
  const driver = spawn(await network.toProgram("WebKitWebDriver"), [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: `:${display}`, HOME: network.folder, GDK_BACKEND: "x11" },
  });
  const ask = await toAsk(`http://127.0.0.1:${port}`);
  const { sessionId } = (await ask("POST", "/session", {
    capabilities: {
      alwaysMatch: {
        acceptInsecureCerts: true,
        timeouts: { pageLoad: 15_000, script: 15_000 },
        // A page may open windows, as it may once the visitor has clicked somewhere.
        "webkitgtk:browserOptions": {
          binary: await findMiniBrowser(),
          args: ["--automation", "--javascript-can-open-windows-automatically=true"],
        },
      },
    },
  })) as { sessionId: string };
  const command = (method: string, path: string, body?: object) => ask(method, `/session/${sessionId}${path}`, body);

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
    serve: network.serve,
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
    // It tells those of the page that is open.
    cookies: () =>
      inWindow(first, async () => {
        await command("POST", "/url", { url: probeUrl });
        return ((await command("GET", "/cookie")) as { name: string }[]).map(({ name }) => name);
      }),
    async close() {
      await command("DELETE", "").catch(() => undefined);
      await end(driver);
      await end(screen);
      return network.close();
    },
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

async function readLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) return line;
  throw new Error("The screen did not start.");
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

/** What leaks in WebKit. One page at a time: its driver knows one window. */
export const observeInWebKit = createObserver(createWebKit, { together: 1, longest: 1_200_000 });
