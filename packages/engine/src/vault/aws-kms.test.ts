import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { awsKms, type AwsKmsOptions } from "./aws-kms.ts";
import { credentials, findSignatureProblem, openLoopback, region, type Loopback } from "./test-aws.ts";
import { collect } from "./test-file-store.ts";

const keyId = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

interface Answer {
  readonly status: number;
  readonly body: object | string;
}

let kms: Loopback;
/** Given instead of the next answers, one each. */
let instead: (Answer | "nothing")[] = [];
let asked = 0;

/** Encrypt and Decrypt as the API reference of AWS KMS describes them, with a key that stays in here. */
beforeAll(async () => {
  const secret = randomBytes(32);
  const refuse = (type: string, status = 400): Answer => ({ status, body: { __type: type, message: "no" } });
  const answer = (target: string, input: { [name: string]: unknown }): Answer => {
    if (input["KeyId"] !== keyId) return refuse("NotFoundException");
    const context = Buffer.from(JSON.stringify(input["EncryptionContext"] ?? {}));
    if (target === "TrentService.Encrypt") {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(context);
      const plain = Buffer.from(String(input["Plaintext"]), "base64");
      if (plain.length === 0 || plain.length > 4_096) return refuse("ValidationException");
      const blob = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return { status: 200, body: { CiphertextBlob: blob.toString("base64"), KeyId: keyId } };
    }
    if (target !== "TrentService.Decrypt") return refuse("UnknownOperationException");
    const blob = Buffer.from(String(input["CiphertextBlob"]), "base64");
    const decipher = createDecipheriv("aes-256-gcm", secret, blob.subarray(0, 12)).setAAD(context);
    try {
      decipher.setAuthTag(blob.subarray(-16));
      const plain = Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
      return { status: 200, body: { Plaintext: plain.toString("base64"), KeyId: keyId } };
    } catch {
      return refuse("com.amazonaws.kms#InvalidCiphertextException");
    }
  };
  kms = await openLoopback(async (request, response) => {
    asked++;
    const body = await collect(request);
    const other = instead.shift();
    if (other === "nothing") return;
    const problem = findSignatureProblem(request, "kms", body);
    const typed = request.headers["content-type"] === "application/x-amz-json-1.1" && request.method === "POST";
    const input = JSON.parse(body.toString()) as { [name: string]: unknown };
    const given =
      other ??
      (problem !== undefined
        ? refuse(problem)
        : typed
          ? answer(String(request.headers["x-amz-target"]), input)
          : refuse("SerializationException"));
    response.writeHead(given.status, { "content-type": "application/x-amz-json-1.1" });
    response.end(typeof given.body === "string" ? given.body : JSON.stringify(given.body));
  });
});
afterAll(() => kms.close());
beforeEach(() => {
  asked = 0;
  instead = [];
});

const master = (more: Partial<AwsKmsOptions> = {}) =>
  awsKms({ keyId, region, credentials, endpoint: kms.url, limit: 5_000, ...more });
const key = randomBytes(32);

test("a key comes back as it was, for the context that it was wrapped for", async () => {
  const wrapped = await master().wrap(key, "site a, subject");
  expect(Buffer.from(wrapped).includes(key)).toBe(false);
  expect(Buffer.from(await master().unwrap(wrapped, "site a, subject")).equals(key)).toBe(true);
  await expect(master().unwrap(wrapped, "site b, subject")).rejects.toMatchObject({
    code: "kms-refused",
    next: expect.stringContaining("not for this site") as string,
  });
  expect(master().id).toBe(`aws-kms:${keyId}`);
});

test("credentials that change are asked for each time", async () => {
  let given = 0;
  const changing = async () => {
    given++;
    return credentials;
  };
  const wrapped = await master({ credentials: changing }).wrap(key, "x");
  await master({ credentials: changing }).unwrap(wrapped, "x");
  expect(given).toBe(2);
});

const throttled: Answer = { status: 400, body: { __type: "ThrottlingException" } };
const down: Answer = { status: 500, body: { __type: "KMSInternalException" } };

test("a service that is busy, or down for a moment, is asked again; one that stays so fails", async () => {
  instead = [throttled, { status: 429, body: "" }, { status: 503, body: "<html>" }];
  expect((await master().wrap(key, "x")).length).toBeGreaterThan(32);
  expect(asked).toBe(4);
  for (const answer of [throttled, down]) {
    asked = 0;
    instead = Array.from({ length: 9 }, () => answer);
    await expect(master().wrap(key, "x")).rejects.toMatchObject({
      code: "kms-down",
      next: expect.stringContaining("start again") as string,
    });
    expect(asked).toBe(4);
  }
});

test("a service that does not answer, cannot be reached, or answers what cannot be read, fails", async () => {
  instead = ["nothing"];
  await expect(master({ limit: 200 }).wrap(key, "x")).rejects.toMatchObject({ code: "kms-down" });
  expect(asked).toBe(1);
  for (const body of ["", "[]", "{}", '{"CiphertextBlob":7}']) {
    instead = [{ status: 200, body }];
    await expect(master().wrap(key, "x")).rejects.toMatchObject({ code: "kms-down" });
  }
  const closed = await openLoopback(() => {});
  await closed.close();
  await expect(master({ endpoint: closed.url }).wrap(key, "x")).rejects.toMatchObject({ code: "kms-down" });
});

test.each<[string, Partial<AwsKmsOptions>, Answer | undefined, string]>([
  ["another secret", { credentials: { ...credentials, secretAccessKey: "x" } }, undefined, "Check the credentials"],
  ["another region", { region: "us-east-1" }, undefined, "Check the credentials"],
  ["another key", { keyId: "alias/other" }, undefined, "in this region"],
  ["a key that is disabled", {}, { status: 400, body: { __type: "DisabledException" } }, "Enable the key"],
  ["a key that may not be used", {}, { status: 400, body: { __type: "AccessDeniedException" } }, "kms:Encrypt"],
])("%s is refused once, with what to do", async (_, more, answer, next) => {
  instead = answer ? [answer] : [];
  await expect(master(more).wrap(key, "x")).rejects.toMatchObject({
    name: "AbideError",
    code: "kms-refused",
    next: expect.stringContaining(next) as string,
  });
  expect(asked).toBe(1);
});

test("a failure shows no key, secret or signature", async () => {
  instead = Array.from({ length: 9 }, () => down);
  const error: unknown = await master()
    .wrap(key, "x")
    .catch((error: unknown) => error);
  const shown = JSON.stringify(error) + String(error) + String((error as { cause?: Error }).cause);
  for (const secret of [key.toString("base64"), credentials.secretAccessKey, "AWS4-HMAC"]) {
    expect(shown).not.toContain(secret);
  }
});
