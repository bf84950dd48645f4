import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseUtf8, parseVerifierKey, toCommitment, verifyReceipt, type Verified, type Verifier } from "@abide/log";
import { toCanonical } from "@abide/policy";
import { CliError, type Io } from "./io.ts";
import { wrap } from "./text.ts";

/** What a receipt says, as far as a reader wants it told. */
interface Told {
  readonly record: string;
  readonly at: string;
  readonly controller: string;
  readonly policy: string;
  readonly allowed: readonly string[];
  readonly refused: readonly string[];
}

type Failed = Extract<Verified, { holds: false }>["reason"];

const reasons: { readonly [reason in Failed]: string } = {
  malformed: "It is not written as a receipt is: something in it was changed, or a part is missing.",
  "unknown-key":
    "It is not signed with this key: it is another log's, or the name or the number of the key was changed.",
  "bad-signature": "The signature does not fit: the log's name, size, root or the signature itself was changed.",
  "other-origin": "It is signed for a log of another name.",
  "not-included":
    "What it says is not what the log holds at this place: the record, the salt, the place or the proof was changed.",
};

/** Verifies a receipt, offline: 0 where everything in it fits, 1 where something does not. */
export async function verifyFile(
  file: string,
  { key, json }: { key: string | undefined; json: boolean },
  io: Io,
): Promise<number> {
  const bytes = await readFile(resolve(io.cwd, file)).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(
      error.code === "ENOENT"
        ? `There is no file ${file}. Name the receipt that was downloaded.`
        : `${file} cannot be read (${error.message}). Name the receipt that was downloaded.`,
    );
  });
  const verifier = await findVerifier(key, bytes, io);
  let told: Told | undefined;
  const verified = await verifyReceipt(bytes, {
    verifier,
    sha256,
    verify: (publicKey, message, signature) => verifyEd25519(publicKey, message, signature),
    toEntry: (extra) => {
      const read = extra === undefined ? undefined : readExtra(extra);
      told = read?.told;
      return read?.entry;
    },
  });
  if (json) io.out(JSON.stringify(toJson(file, verified, told), undefined, 2));
  if (!verified.holds) {
    if (!json) io.out(`✗ ${file} is not to be trusted. ${reasons[verified.reason]}`);
    return 1;
  }
  if (!json) {
    const { index } = verified.receipt;
    const { origin, size } = verified.checkpoint;
    io.out(
      [
        `✓ ${file} is genuine: the log holds what it says.`,
        ...(told
          ? [
              `  Record   ${told.record}, ${told.at}`,
              `  Policy   ${told.policy.slice(0, 12)} of ${told.controller}`,
              ...toLines("Allowed", told.allowed.join(", ") || "nothing optional", io.width),
              ...toLines("Refused", told.refused.join(", ") || "nothing", io.width),
            ]
          : []),
        `  Log      entry ${index} of ${size} in ${origin}, signed by ${verifier.name}+${verifier.id}`,
        "",
      ].join("\n"),
    );
  }
  return 0;
}

/**
 * The entry that the log must hold for this receipt, and what the receipt says. Undefined where it is no receipt of ours, or is not
 * in the one way of writing it: a second spelling would be a receipt that was altered and still passes.
 */
function readExtra(extra: Uint8Array): { entry: Uint8Array; told: Told } | undefined {
  const text = parseUtf8(extra);
  if (text === undefined) return undefined;
  try {
    const { receipt, salt, ...rest } = JSON.parse(text) as { receipt: Receipt27560; salt: string };
    if (Object.keys(rest).length > 0 || !/^[0-9a-f]{64}$/.test(salt) || toCanonical({ receipt, salt }) !== text)
      return undefined;
    const message = new TextEncoder().encode(toCanonical(receipt));
    const commitment = Buffer.from(toCommitment(message, Buffer.from(salt, "hex"), sha256)).toString("hex");
    const [record] = receipt["dpv:hasRecordOfActivity"];
    const policy = record["dpv:hasNotice"]["dct:hasVersion"];
    const created = receipt["dct:created"];
    const at = `${created.slice(0, 13)}:00:00Z`;
    const entry = new TextEncoder().encode(toCanonical({ at, commitment, policy, type: "consent" }));
    const processes = record["dpv:hasProcess"];
    const named = (given: boolean): string[] =>
      processes
        .filter(
          (process) => (process["dpv:hasLegalBasis"]["dpv:hasConsentStatus"]["@id"] === "dpv:ConsentGiven") === given,
        )
        .map((process) => process["dct:title"]);
    return {
      entry,
      told: {
        record: receipt["dct:identifier"],
        at: created,
        controller: record["dpv:hasDataController"]["dpv:hasName"],
        policy,
        allowed: named(true),
        refused: named(false),
      },
    };
  } catch {
    return undefined;
  }
}

/** What is read of an ISO/IEC TS 27560 receipt in DPV terms. */
interface Receipt27560 {
  readonly "dct:identifier": string;
  readonly "dct:created": string;
  readonly "dpv:hasRecordOfActivity": readonly [
    {
      readonly "dpv:hasNotice": { readonly "dct:hasVersion": string };
      readonly "dpv:hasDataController": { readonly "dpv:hasName": string };
      readonly "dpv:hasProcess": readonly {
        readonly "dct:title": string;
        readonly "dpv:hasLegalBasis": { readonly "dpv:hasConsentStatus": { readonly "@id": string } };
      }[];
    },
  ];
}

/** The key of the log, from where the reader has put it; of several, the one whose name the receipt is signed under. */
async function findVerifier(given: string | undefined, receipt: Buffer, { env, cwd }: Io): Promise<Verifier> {
  const folder = resolve(cwd, env["ABIDE_DATA"] || ".abide");
  const file = join(folder, "log.vkey");
  const text =
    given !== undefined && given.includes("+")
      ? given
      : given !== undefined
        ? await readFile(resolve(cwd, given), "utf8").catch(() => given)
        : (env["ABIDE_LOG_KEY"] ?? (await readFile(file, "utf8").catch(() => undefined)));
  if (text === undefined) {
    throw new CliError(
      `The log's key is not known: no --key, no ABIDE_LOG_KEY, no ${file}. Give the line that the site shows at /abide/log/key.`,
    );
  }
  const verifiers = text.split("\n").flatMap((line) => parseVerifierKey(line.trim(), sha256) ?? []);
  const verifier = verifiers.find(({ name }) => receipt.includes(`\n— ${name} `)) ?? verifiers[0];
  if (!verifier) {
    throw new CliError(
      `"${text.trim().slice(0, 60)}" is no key of a log. Give the line that the site shows at /abide/log/key, like name+0123abcd+…`,
    );
  }
  return verifier;
}

function toLines(head: string, text: string, width: number): string[] {
  return wrap(text, width - 11).map((line, index) => `  ${(index === 0 ? head : "").padEnd(8)} ${line}`);
}

function toJson(file: string, verified: Verified, told: Told | undefined): object {
  if (!verified.holds)
    return { format: "abide.verified/1", file, holds: false, reason: verified.reason, says: reasons[verified.reason] };
  const { origin, size } = verified.checkpoint;
  return { format: "abide.verified/1", file, holds: true, log: origin, index: verified.receipt.index, size, ...told };
}

/** SHA-256, as the log wants it passed in. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** Ed25519 (RFC 8032). The prefix makes a SubjectPublicKeyInfo of the 32 bytes (RFC 8410). */
function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
  return verifySignature(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
}
