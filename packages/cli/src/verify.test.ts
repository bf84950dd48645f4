import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@abide/engine";
import { openStore } from "@abide/engine/store";
import {
  createVerifier,
  hashLeaf,
  hashNode,
  signNote,
  toCheckpoint,
  toCommitment,
  toReceipt,
  toVerifierKey,
  type Signer,
} from "@abide/log";
import { toCanonical } from "@abide/policy";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { Io } from "./io.ts";
import { abide } from "./test-cli.ts";
import { key as master, policy } from "./test-policy.ts";
import { sha256, verifyFile } from "./verify.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
let folder: string;
let file: string;
let key: string;

/** A log of two entries, the second being the receipt's. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "abide-verify-"));
  const signer = createSigner("halden.example/website/log");
  key = toVerifierKey(signer.verifier);
  const receipt = {
    "dct:identifier": "7f0c3c0e-8d1c-4a2e-9a53-1f3b5a1d2c3e.1",
    "dct:created": "2026-11-24T09:41:00.000Z",
    "dpv:hasRecordOfActivity": [
      {
        "dpv:hasNotice": { "dct:hasVersion": "ab".repeat(32) },
        "dpv:hasDataController": { "dpv:hasName": "Halden Software" },
        "dpv:hasProcess": [toProcess("Metrics", "ConsentGiven"), toProcess("Adverts", "ConsentRefused")],
      },
    ],
  };
  const salt = randomBytes(32);
  const commitment = Buffer.from(toCommitment(encode(toCanonical(receipt)), salt, sha256)).toString("hex");
  const entry = toCanonical({ at: "2026-11-24T09:00:00Z", commitment, policy: "ab".repeat(32), type: "consent" });
  const sibling = hashLeaf(encode("somebody else's"), sha256);
  const root = hashNode(sibling, hashLeaf(encode(entry), sha256), sha256);
  const checkpoint = await signNote(toCheckpoint({ origin: signer.verifier.name, size: 2, root }), [signer]);
  const extra = encode(toCanonical({ receipt, salt: salt.toString("hex") }));
  file = join(folder, "mine.tlog-proof");
  await writeFile(file, toReceipt({ extra, index: 1, proof: [sibling], checkpoint }));
  return () => rm(folder, { recursive: true });
});

function toProcess(name: string, status: string): object {
  return { "dct:title": name, "dpv:hasLegalBasis": { "dpv:hasConsentStatus": { "@id": `dpv:${status}` } } };
}

function createSigner(name: string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const bytes = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { verifier: createVerifier(name, bytes, sha256), sign: (message) => sign(null, message, privateKey) };
}

test("a receipt that fits is genuine, and says what was decided", async () => {
  const { code, out, err } = await abide(["verify", file, "--key", key]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("is genuine");
  expect(out).toContain("Allowed  Metrics");
  expect(out).toContain("Refused  Adverts");
  expect(out).toContain("entry 1 of 2 in halden.example/website/log");
});

test("every byte that is altered, removed or added is noticed, and what does not fit is said", async () => {
  const bytes = await readFile(file);
  const altered = join(folder, "altered.tlog-proof");
  const said = new Set<string>();
  const io: Io = {
    out: (text) => void said.add(text),
    tell: () => {},
    progress: () => {},
    env: {},
    cwd: folder,
    colour: false,
    width: 100,
  };
  const holds = async (changed: Buffer): Promise<boolean> => {
    await writeFile(altered, changed);
    return (await verifyFile(altered, { key, json: false }, io)) === 0;
  };
  const passed: string[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1 << (at % 8);
    if (await holds(changed)) passed.push(`bit ${at % 8} of byte ${at}`);
    if (await holds(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))) passed.push(`without byte ${at}`);
  }
  for (const more of ["\n", " ", "A", "\0"]) {
    if (await holds(Buffer.concat([bytes, Buffer.from(more)]))) passed.push(`with ${JSON.stringify(more)} at the end`);
  }
  expect(passed).toEqual([]);
  for (const what of [
    "not written as a receipt",
    "not signed with this key",
    "signature does not fit",
    "not what the log holds",
  ]) {
    expect(
      [...said].some((text) => text.includes(what)),
      what,
    ).toBe(true);
  }
});

test("the real command exits 1 for a receipt of another log, and for one with a letter changed", async () => {
  const other = toVerifierKey(createSigner("halden.example/website/log").verifier);
  expect(await abide(["verify", file, "--key", other])).toMatchObject({
    code: 1,
    out: expect.stringContaining("not signed with this key"),
  });
  const changed = join(folder, "changed.tlog-proof");
  await writeFile(changed, (await readFile(file, "utf8")).replace("index 1", "index 0"));
  expect(await abide(["verify", changed, "--key", key])).toMatchObject({
    code: 1,
    out: expect.stringContaining("is not to be trusted"),
  });
  const json = await abide(["verify", changed, "--key", key, "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({ holds: false, reason: "not-included" });
});

test("the key comes from the option, a file, the environment or the data folder, and else it is asked for", async () => {
  const data = join(folder, "data");
  await mkdir(data);
  await writeFile(join(data, "log.vkey"), `${toVerifierKey(createSigner("other.example/log").verifier)}\n${key}\n`);
  const env = { ABIDE_LOG_KEY: undefined, ABIDE_DATA: undefined };
  expect((await abide(["verify", file, "--key", join(data, "log.vkey")], { cwd: folder, env })).code).toBe(0);
  expect((await abide(["verify", file], { cwd: folder, env: { ...env, ABIDE_LOG_KEY: key } })).code).toBe(0);
  expect((await abide(["verify", file], { cwd: folder, env: { ...env, ABIDE_DATA: data } })).code).toBe(0);
  expect(await abide(["verify", file], { cwd: folder, env })).toMatchObject({
    code: 2,
    err: expect.stringContaining("/abide/log/key"),
  });
  expect(await abide(["verify", file, "--key", "nonsense"], { cwd: folder, env })).toMatchObject({
    code: 2,
    err: expect.stringContaining(`"nonsense" is no key of a log.`),
  });
  expect(await abide(["verify", "none.tlog-proof", "--key", key])).toMatchObject({
    code: 2,
    err: expect.stringContaining("There is no file none.tlog-proof."),
  });
});

test("a receipt that the engine gave out is genuine with the key that it keeps beside its data", async () => {
  const data = await mkdtemp(join(tmpdir(), "abide-verify-store-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const store = await openStore({ folder: data, logger: () => {} });
  const engine = createEngine({ policies: [policy], store, key: master });
  try {
    const origin = "http://localhost:4600";
    const centre = await (await engine.fetch(new Request(`${origin}/privacy/choices`))).text();
    const token = /name="token" value="([^"]+)"/.exec(centre)![1]!;
    const chosen = await engine.fetch(
      new Request(`${origin}/abide/choice`, {
        method: "POST",
        headers: { origin, accept: "application/json" },
        body: new URLSearchParams({ token, back: "/", control: "centre", do: "accept" }),
      }),
    );
    expect(chosen.status).toBe(200);
    const cookie = chosen.headers
      .getSetCookie()
      .find((one) => one.startsWith("abide="))!
      .split(";")[0]!;
    const receipt = await engine.fetch(new Request(`${origin}/abide/receipt/mine`, { headers: { cookie } }));
    await writeFile(join(folder, "real.tlog-proof"), Buffer.from(await receipt.arrayBuffer()));
  } finally {
    await engine.close();
    await store.close();
  }
  const { code, out } = await abide(["verify", "real.tlog-proof"], {
    cwd: folder,
    env: { ABIDE_DATA: data, ABIDE_LOG_KEY: undefined },
  });
  expect(out).toContain("Allowed  Count");
  expect(code).toBe(0);
});
