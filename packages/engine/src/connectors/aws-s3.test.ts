import { expect, test } from "vitest";
import { awsS3 } from "./aws-s3.ts";
import { toSend } from "./send.ts";
import { startAwsS3 } from "./stand-in/aws-s3.ts";
import { makeKnown, makeOutgoing, resume, testConnector } from "./test-connector.ts";

const map = { email: "email", name: "name", company: "employer" };

testConnector("S3", async () => {
  const standIn = await startAwsS3();
  const { bucket, region, credentials, url: endpoint } = standIn;
  const options = { bucket, region, credentials, map, endpoint, prefix: "careers/" };
  return {
    connector: awsS3(options),
    wrong: awsS3({ ...options, credentials: { ...credentials, secretAccessKey: "wrong-secret" } }),
    standIn,
    secrets: [credentials.secretAccessKey, "wrong-secret"],
    held: () => [
      ...new Map(standIn.objects.map(({ key, bytes }) => [key, JSON.parse(bytes.toString()) as unknown])).values(),
    ],
    expected: ({ id, activity, at, fields: { email, name, company } }) => ({
      id,
      activity,
      at,
      fields: { email, name, employer: company },
    }),
  };
});

test.each([true, false])(
  "a file lies beside its record, and deleting takes every version of both (versions: %s)",
  async (versions) => {
    const standIn = await startAwsS3({ versions });
    const { bucket, region, credentials, url: endpoint } = standIn;
    const connector = awsS3({ bucket, region, credentials, map: { ...map, cv: "cv" }, endpoint });
    const send = toSend(connector.hosts);
    const signal = AbortSignal.timeout(5_000);
    const outgoing = makeOutgoing();
    const other = makeOutgoing();
    for (const one of [outgoing, outgoing, other]) await connector.deliver(one, send, signal);
    const file = standIn.objects.find(({ key }) => key === `${outgoing.pseudonym}/${outgoing.id}/cv`);
    expect(file).toMatchObject({ type: "application/pdf", bytes: resume });
    await connector.delete!(makeKnown({ pseudonym: outgoing.pseudonym }), send, signal);
    expect(new Set(standIn.objects.map(({ key }) => key.split("/")[0]))).toEqual(new Set([other.pseudonym]));
    await standIn.close();
  },
);

test("an id that is no name reaches no other folder", async () => {
  const standIn = await startAwsS3();
  const { bucket, region, credentials, url: endpoint } = standIn;
  const connector = awsS3({ bucket, region, credentials, map, endpoint });
  const outgoing = makeOutgoing({ pseudonym: "../other" });
  await expect(connector.deliver(outgoing, toSend(connector.hosts), AbortSignal.timeout(5_000))).rejects.toThrow(
    "no name",
  );
  expect(standIn.asked).toEqual([]);
  await standIn.close();
});
