import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";

// The real npm in projects of a few files, with a registry on this machine that can be slow, or gone.

/** How long npm may take to come as far as that: seconds, and many times that on a busy machine. */
const patience = { timeout: 120_000 };

interface Listed {
  readonly version: string;
  readonly [member: string]: unknown;
}

const elsewhere = { os: ["aix"], cpu: ["ppc64"], optional: true };

/** A project that is not installed yet, whose lockfile lists these packages and a workspace. */
async function openProject(packages: { readonly [name: string]: Listed }) {
  const root = await mkdtemp(join(tmpdir(), "abide-install-"));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  let waiting: Promise<void> | undefined;
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const file = files.get(request.url!);
    void Promise.resolve(waiting).then(() => response.writeHead(file ? 200 : 404).end(file));
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const port = await listen(0);

  const write = async (path: string, content: object | string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  };
  /** Writes the lockfile of these packages, and offers them. */
  const list = async (packages: { readonly [name: string]: Listed }) => {
    const own = { name: "@halden/own", version: "0.1.0" };
    const places: { [place: string]: object } = {
      "node_modules/@halden/own": { resolved: "packages/own", link: true },
      "packages/own": own,
    };
    await write("packages/own/package.json", own);
    for (const [name, { version, ...more }] of Object.entries(packages)) {
      const { engines, os, cpu, bin } = more;
      await write(`.made/${name}/package/package.json`, { name, version, engines, os, cpu, bin });
      await write(`.made/${name}/package/bin/node`, "");
      await promisify(execFile)("tar", ["-czf", "made.tgz", "package"], { cwd: join(root, ".made", name) });
      const file = await readFile(join(root, ".made", name, "made.tgz"));
      files.set(`/${name}-${version}.tgz`, file);
      const integrity = `sha512-${createHash("sha512").update(file).digest("base64")}`;
      const resolved = `http://127.0.0.1:${port}/${name}-${version}.tgz`;
      places[`node_modules/${name}`] = { version, resolved, integrity, ...more };
    }
    const versions = (optional: boolean) =>
      Object.fromEntries(
        Object.entries(packages)
          .filter(([, listed]) => (listed["optional"] === true) === optional)
          .map(([name, { version }]) => [name, version]),
      );
    const manifest = {
      name: "halden",
      version: "0.1.0",
      workspaces: ["packages/*"],
      devDependencies: versions(false),
      optionalDependencies: versions(true),
    };
    await write("package.json", manifest);
    const lock = { name: "halden", version: "0.1.0", lockfileVersion: 3, requires: true };
    await write("package-lock.json", { ...lock, packages: { "": manifest, ...places } });
  };
  await list(packages);
  const registry = `http://127.0.0.1:${port}/`;
  await write(".npmrc", `registry=${registry}\ncache=${root}/.cache\nfetch-retries=0\nupdate-notifier=false\n`);

  // Without what npm tells the scripts that it runs, this one perhaps, and without anybody's own settings.
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(kept), HOME: root };
  /** Starts what comes first in `npm start`: the installation. */
  const start = (more: NodeJS.ProcessEnv = {}) => {
    const module = JSON.stringify(new URL("install.mjs", import.meta.url).href);
    const script = `import { install } from ${module}; await install(process.cwd(), console.log);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      cwd: root,
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    onTestFinished(() => killAll(child.pid!));
    const written = { out: "", err: "" };
    child.stdout.on("data", (text) => (written.out += String(text)));
    child.stderr.on("data", (text) => (written.err += String(text)));
    const ended = once(child, "exit").then(([code]) => ({ code: code as number | null, ...written }));
    return { child, written, ended };
  };
  return {
    root,
    asked,
    list,
    start,
    run: (more?: NodeJS.ProcessEnv) => start(more).ended,
    npmCi: () => promisify(execFile)("npm", ["ci"], { cwd: root, env }),
    version: async (name: string) => {
      const manifest = await readFile(join(root, "node_modules", name, "package.json"), "utf8").catch(() => "{}");
      return (JSON.parse(manifest) as { version?: string }).version;
    },
    /** Cuts the network, and connects it again. */
    cut: close,
    connect: () => listen(port),
    /** Lets the registry answer nothing until the returned function is called. */
    hold: () => {
      let release = () => {};
      waiting = new Promise((resolve) => (release = resolve));
      return () => {
        waiting = undefined;
        release();
      };
    },
    /** What the installation has made in the project beside node_modules. */
    rest: async () => (await readdir(root)).filter((name) => name.startsWith(".abide")),
  };
}

function killAll(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

test("after npm ci nothing is installed again, whatever npm left out for other machines", async () => {
  const project = await openProject({
    tool: { version: "1.0.0", dev: true },
    here: { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch] },
    // npm's lockfiles have a single name as well as a list.
    elsewhere: { version: "1.0.0", ...elsewhere, os: "aix", cpu: "ppc64" },
    musl: { version: "1.0.0", optional: true, os: ["linux"], cpu: [process.arch], libc: ["klibc"] },
  });
  await project.npmCi();
  const before = await stat(join(project.root, "node_modules"));
  project.cut();
  expect(await project.run()).toEqual({ code: 0, out: "", err: "" });
  expect((await stat(join(project.root, "node_modules"))).ino).toBe(before.ino);
  expect(await project.version("here")).toBe("1.0.0");
});

test("what is missing, other than listed, or was never finished is installed, for development as well", async () => {
  const project = await openProject({ tool: { version: "1.0.0", dev: true }, other: { version: "1.0.0", dev: true } });
  const production = { NODE_ENV: "production" };
  const first = await project.run(production);
  expect(first).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Installing .*\nInstalled in \d+ s\n$/) as string,
  });
  expect(await project.version("tool")).toBe("1.0.0");
  expect(await project.run(production)).toEqual({ code: 0, out: "", err: "" });

  const node_modules = join(project.root, "node_modules");
  for (const gone of ["tool", "@halden/own", ".package-lock.json"]) {
    await rm(join(node_modules, gone), { recursive: true });
    expect(await project.run()).toMatchObject({ code: 0, out: expect.stringContaining("Installed in") as string });
  }
  await project.list({ tool: { version: "1.1.0", dev: true } });
  expect(await project.run()).toMatchObject({ code: 0 });
  expect([await project.version("tool"), await project.version("other")]).toEqual(["1.1.0", undefined]);
  expect(await project.rest()).toEqual([]);
});

test("without a network what is installed stays", async () => {
  const project = await openProject({ tool: { version: "1.0.0" } });
  await project.run();
  await project.list({ tool: { version: "1.1.0" } });
  // npm installs here what only the workspace needs in that version, and deletes it as well.
  const nested = join(project.root, "packages/own/node_modules/nested");
  await mkdir(nested, { recursive: true });
  project.cut();
  const failed = await project.run();
  expect(failed.code).toBe(1);
  expect(failed.err).toContain("npm ci did not finish (exit code 1). What was installed before is still there.");
  expect([await project.version("tool"), await project.version("@halden/own")]).toEqual(["1.0.0", "0.1.0"]);
  expect((await stat(nested)).isDirectory()).toBe(true);
  expect(await project.rest()).toEqual([]);
  await project.connect();
  expect(await project.run()).toMatchObject({ code: 0 });
  expect(await project.version("tool")).toBe("1.1.0");
});

test("stopped or killed in the middle, what was installed comes back", async () => {
  const project = await openProject({ tool: { version: "1.0.0" } });
  await project.run();
  await project.list({ tool: { version: "1.1.0" } });
  project.hold();
  const begin = async () => {
    project.asked.length = 0;
    const started = project.start();
    await vi.waitUntil(() => project.asked.includes("/tool-1.1.0.tgz"), patience);
    return started;
  };

  const stopped = await begin();
  stopped.child.kill("SIGTERM");
  expect(await stopped.ended).toMatchObject({ code: 1, err: expect.stringContaining("is still there.") as string });
  expect([await project.version("tool"), await project.rest()]).toEqual(["1.0.0", []]);

  const killed = await begin();
  killAll(killed.child.pid!);
  await killed.ended;
  expect(await project.version("tool")).toBeUndefined();
  project.cut();
  expect(await project.run()).toMatchObject({ code: 1 });
  expect([await project.version("tool"), await project.rest()]).toEqual(["1.0.0", []]);
});

test("who comes while another installs waits, also for an npm that goes on alone", async () => {
  const project = await openProject({ tool: { version: "1.0.0" } });
  const release = project.hold();
  const first = project.start();
  await vi.waitUntil(() => project.asked.length > 0, patience);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = project.start();
  await vi.waitUntil(() => second.written.out.includes("is installing here; waiting for it"), patience);
  release();
  expect(await second.ended).toMatchObject({ code: 0, out: expect.not.stringContaining("Installed") as string });
  expect(project.asked).toEqual(["/tool-1.0.0.tgz"]);
  expect([await project.version("tool"), await project.rest()]).toEqual(["1.0.0", []]);
});

test("the installed Node is linked, also by an npm that takes the link away with another machine's Node", async () => {
  const [own, other] = [`node-${process.platform}-${process.arch}`, "node-aix-ppc64"];
  const bin = { node: "bin/node" };
  const project = await openProject({
    [own]: { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch], bin },
    [other]: { version: "1.0.0", ...elsewhere, bin },
  });
  await project.npmCi();
  const link = join(project.root, "node_modules/.bin/node");
  await rm(link, { force: true });
  expect(await project.run()).toEqual({ code: 0, out: "", err: "" });
  expect(await realpath(link)).toBe(join(await realpath(project.root), "node_modules", own, "bin/node"));
});

test("an optional package that does not fit this Node is tried once, and said", async () => {
  const picky = {
    version: "1.0.0",
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
    engines: { node: ">=999" },
  };
  const project = await openProject({ tool: { version: "1.0.0" }, picky });
  await project.npmCi();
  const tried = await project.run();
  expect(tried).toMatchObject({ code: 0, out: expect.stringContaining("npm left out node_modules/picky.") as string });
  expect(await project.run()).toEqual({ code: 0, out: "", err: "" });
});
