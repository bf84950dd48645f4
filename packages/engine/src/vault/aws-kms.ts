import { permit, toHostRule } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";
import { AwsFailure, createAws, persist, type AwsOptions } from "./aws-request.ts";
import type { Master } from "./master.ts";

export interface AwsKmsOptions extends AwsOptions {
  /** The id, the ARN or the alias of a symmetric key. */
  readonly keyId: string;
  /** Default: Amazon's own for the region. */
  readonly endpoint?: string;
}

/**
 * A master key that lives in AWS KMS and never leaves it. It is asked when the vault is opened or rotated, for a handful of keys:
 * no request of a visitor waits for it. What a key is for goes along as encryption context, so that it shows in CloudTrail and
 * KMS itself refuses to unwrap it as anything else. The credentials need kms:Encrypt and kms:Decrypt for that key.
 */
export function awsKms(options: AwsKmsOptions): Master {
  const { keyId, region, endpoint = `https://kms.${region}.amazonaws.com` } = options;
  const { host, href: url } = new URL("/", endpoint);
  permit(toHostRule(url, "master key", { private: true }));
  const aws = createAws("kms", { limit: 5_000, ...options });

  const call = async (action: "Encrypt" | "Decrypt", input: object, context: string) => {
    const body = JSON.stringify({ ...input, KeyId: keyId, EncryptionContext: { abide: context } });
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${action}` };
    const ask = async () => {
      const answer = await aws({ url, method: "POST", headers, body });
      return { status: answer.status, output: toOutput(await answer.text(65_536)) };
    };
    let result;
    try {
      result = await persist(4, ask, isBusy);
    } catch (cause) {
      if (!(cause instanceof AwsFailure)) throw cause;
      throw toDown(cause.message, cause);
    }
    if (result.status === 200) return result.output;
    const type = toType(result);
    const answered = `AWS KMS at ${host} answered ${result.status} (${type === "" ? "no type" : type}).`;
    throw isBusy(result) ? toDown(answered) : new AbideError("kms-refused", answered, { next: toNext(type) });
  };
  const toBytes = (base64: unknown): Uint8Array => {
    if (typeof base64 === "string" && base64 !== "") return Buffer.from(base64, "base64");
    throw toDown(`What AWS KMS at ${host} answered cannot be read.`);
  };

  return {
    id: `aws-kms:${keyId}`,
    wrap: async (key, context) => {
      const { CiphertextBlob } = await call("Encrypt", { Plaintext: Buffer.from(key).toString("base64") }, context);
      return toBytes(CiphertextBlob);
    },
    unwrap: async (wrapped, context) => {
      const { Plaintext } = await call("Decrypt", { CiphertextBlob: Buffer.from(wrapped).toString("base64") }, context);
      return toBytes(Plaintext);
    },
  };
}

interface Result {
  readonly status: number;
  readonly output: { readonly [name: string]: unknown };
}

function toOutput(text: string): Result["output"] {
  try {
    const output: unknown = JSON.parse(text);
    return typeof output === "object" && output !== null ? (output as Result["output"]) : {};
  } catch {
    return {};
  }
}

/** "com.amazonaws.kms#NotFoundException" or, from some endpoints, without what stands before. */
function toType({ output }: Result): string {
  const type = output["__type"];
  return typeof type === "string" ? type.slice(type.indexOf("#") + 1) : "";
}

/** Being asked too often is a 400 in this protocol. */
function isBusy(result: Result): boolean {
  const { status } = result;
  return status === 429 || status >= 500 || /^(?:Throttling|TooManyRequests|LimitExceeded)/.test(toType(result));
}

function toDown(message: string, cause?: unknown): AbideError {
  return new AbideError("kms-down", message, {
    next: "Look whether AWS KMS can be reached from here, and start again: without it no personal data can be opened.",
    cause,
  });
}

function toNext(type: string): string {
  switch (type) {
    case "InvalidCiphertextException":
    case "IncorrectKeyException":
      return "Give the KMS key that the vault was made with: this one did not wrap the vault's keys, or not for this site.";
    case "NotFoundException":
    case "InvalidArnException":
      return "Give the id, ARN or alias of a symmetric key in this region.";
    case "DisabledException":
    case "KMSInvalidStateException":
      return "Enable the key, or cancel its deletion: without it no personal data can ever be opened again.";
    default:
      return "Check the credentials, this machine's clock, and that the key's policy allows kms:Encrypt and kms:Decrypt.";
  }
}
