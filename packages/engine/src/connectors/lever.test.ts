import { expect, test } from "vitest";
import { lever } from "./lever.ts";
import { toSend } from "./send.ts";
import { startLever } from "./stand-in/lever.ts";
import { fields, makeKnown, makeOutgoing, resume, testConnector } from "./test-connector.ts";

const map = { name: "name", email: "email", phone: "phone", company: "location", cv: "resume" } as const;

testConnector("Lever", async () => {
  const standIn = await startLever();
  const { key, performAs, url: endpoint } = standIn;
  const options = { key, performAs, map, endpoint, sources: ["Halden careers"] };
  return {
    connector: lever(options),
    wrong: lever({ ...options, key: "wrong-key" }),
    standIn,
    secrets: [key, "wrong-key"],
    held: () => [...standIn.opportunities.values()],
    expected: ({ id, fields: { name, email, phone, company } }) => ({
      id: expect.any(String) as string,
      contact: expect.any(String) as string,
      createdAt: expect.any(Number) as number,
      name,
      headline: "",
      location: company,
      emails: [email],
      phones: [{ value: phone }],
      links: [],
      tags: [`abide ${id}`],
      sources: ["Halden careers"],
      postings: [],
      origin: "applied",
      resume: { name: "cv.pdf", type: "application/pdf", bytes: resume },
    }),
    invalid: { email: "anna-at-mail" },
  };
});

test("a second application is a second opportunity of the same contact; both are exported, without a résumé they are JSON", async () => {
  const standIn = await startLever();
  const { key, performAs, url: endpoint } = standIn;
  const { cv: _, ...without } = map;
  const connector = lever({ key, performAs, map: { ...without, diet: "location" }, endpoint, posting: "carpenter" });
  const send = toSend(connector.hosts);
  const signal = AbortSignal.timeout(5_000);
  const first = await connector.deliver(makeOutgoing(), send, signal);
  await connector.deliver(makeOutgoing(), send, signal);
  const [one, other] = [...standIn.opportunities.values()];
  expect(one!.contact).toBe(other!.contact);
  expect(one).toMatchObject({
    location: `${fields.company}, ${fields.diet}`,
    postings: ["carpenter"],
    resume: undefined,
  });
  const remote = (first as { remote: string }).remote;
  expect(await connector.export!(makeKnown({ remote }), send, signal)).toMatchObject({
    opportunities: [{ id: one!.id, resumes: [] }, { id: other!.id }],
  });
  await standIn.close();
});

test("a résumé that Lever would not take is given up at once", async () => {
  const standIn = await startLever();
  const { key, performAs, url: endpoint } = standIn;
  const connector = lever({ key, performAs, map, endpoint });
  const piece = new Uint8Array(8 * 1_048_576);
  const stream = ReadableStream.from([piece, piece, piece, piece]) as ReadableStream<Uint8Array>;
  const file = async () => ({ name: "cv.pdf", type: "application/pdf", size: 4 * piece.length, stream });
  const attempted = await connector.deliver(
    makeOutgoing({ file }),
    toSend(connector.hosts),
    AbortSignal.timeout(5_000),
  );
  expect(attempted).toMatchObject({ outcome: "failed" });
  expect(standIn.opportunities.size).toBe(0);
  await standIn.close();
});

test("nothing is read out of a résumé unless it is asked for", async () => {
  const standIn = await startLever();
  const { key, performAs, url: endpoint } = standIn;
  for (const parse of [false, true]) {
    const connector = lever({ key, performAs, map, endpoint, parse });
    await connector.deliver(makeOutgoing(), toSend(connector.hosts), AbortSignal.timeout(5_000));
  }
  const made = standIn.asked.filter(({ method }) => method === "POST");
  expect(made.map(({ query }) => query.get("parse"))).toEqual([null, "true"]);
  await standIn.close();
});
