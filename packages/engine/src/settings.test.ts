import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { credentials, findSignatureProblem, openLoopback, region } from "./vault/test-aws.ts";
import { collect } from "./vault/test-file-store.ts";
import { readSettings } from "./settings.ts";

const keys = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };

test("nothing is set where the environment says nothing, or only empty words", () => {
  expect(readSettings({ ABIDE_KEY: "", ABIDE_FILES: "", ABIDE_MASTER: "", ...keys })).toEqual({});
  expect(readSettings({ ABIDE_KEY: "a key" })).toEqual({ key: "a key" });
  expect(readSettings({ ABIDE_PROCESSES: "several" })).toEqual({ processes: "several" });
});

test("a bucket and a key of AWS KMS are asked as they were set, with the environment's credentials", async () => {
  const asked: string[] = [];
  const answering = (service: string, answer: string) => async () => {
    const loopback = await openLoopback(async (request, response) => {
      const body = await collect(request);
      const wrong = findSignatureProblem(request, service, body);
      asked.push(
        `${wrong ?? "signed"} ${request.method} ${request.url} ${String(request.headers["x-amz-security-token"])} ${body.toString()}`,
      );
      response.end(answer);
      await once(response, "close");
    });
    onTestFinished(loopback.close);
    return loopback.url;
  };
  const s3 = await answering("s3", "sealed")();
  const kms = await answering("kms", JSON.stringify({ CiphertextBlob: "AAAA" }))();
  const id = crypto.randomUUID();
  const arn = `arn:aws:kms:${region}:111122223333:key/1234abcd`;
  const { files, master } = readSettings({
    ...keys,
    AWS_SESSION_TOKEN: "a token",
    ABIDE_FILES: `s3://halden/website/files/?endpoint=${s3}&region=${region}`,
    // The region is that of the key's ARN.
    ABIDE_MASTER: `awskms:${arn}?endpoint=${encodeURIComponent(kms)}`,
  });
  expect((await collect(files!.read(id))).toString()).toBe("sealed");
  expect(master!.id).toBe(`aws-kms:${arn}`);
  await master!.wrap(Buffer.from("key"), "context");
  expect(asked).toEqual([
    `signed GET /halden/website/files/${id} a token `,
    expect.stringMatching(new RegExp(`^signed POST / a token .*"KeyId":"${arn}"`)),
  ]);
  await collect(
    readSettings({ ...keys, AWS_REGION: region, ABIDE_FILES: `s3://halden?endpoint=${s3}` }).files!.read(id),
  );
  expect(asked.at(-1)).toBe(`signed GET /halden/files/${id} undefined `);
});

test.each([
  [{ ABIDE_FILES: "/srv/files" }, "ABIDE_FILES does not begin with s3://.", "s3://<bucket>/<prefix>?region="],
  [{ ABIDE_FILES: "s3://?region=x" }, "ABIDE_FILES names no bucket.", "or leave it out"],
  [{ ABIDE_FILES: "s3://key:secret@halden?region=x" }, "ABIDE_FILES has a password, a space or a # in it.", "s3://"],
  [{ ABIDE_FILES: "s3://halden" }, "ABIDE_FILES says no region.", "?region=eu-central-1"],
  [
    { ABIDE_FILES: "s3://halden?regoin=x" },
    `has the setting "regoin", which is none of region, endpoint, style`,
    "s3://",
  ],
  [{ ABIDE_FILES: "s3://halden?region=x&endpoint=s3.example" }, "not of the form https://host", "s3://"],
  [{ ABIDE_FILES: "s3://halden?region=x&style=dots" }, `the style "dots"`, "s3://"],
  [{ ABIDE_FILES: "s3://halden?region=x", AWS_ACCESS_KEY_ID: "" }, "no credentials", "AWS_SECRET_ACCESS_KEY"],
  [{ ABIDE_MASTER: "alias/abide" }, "ABIDE_MASTER does not begin with awskms:.", "awskms:<id, ARN or alias"],
  [{ ABIDE_MASTER: "awskms:?region=x" }, "ABIDE_MASTER names no key.", "awskms:"],
  [{ ABIDE_MASTER: "awskms:alias/abide" }, "ABIDE_MASTER says no region.", "?region=eu-central-1"],
  [{ ABIDE_MASTER: "awskms:alias/abide?region=x", ABIDE_KEY: "x" }, "both say", "Leave one of them out"],
  [{ ABIDE_PROCESSES: "2" }, "ABIDE_PROCESSES is neither one nor several.", "ABIDE_PROCESSES=several"],
])("%j is one sentence with the next step", (env, sentence, next) => {
  expect(() => readSettings({ ...keys, ...env })).toThrow(
    expect.objectContaining({
      name: "AbideError",
      message: expect.stringContaining(sentence) as string,
      next: expect.stringContaining(next) as string,
    }) as Error,
  );
});
