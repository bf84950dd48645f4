import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { openDsr, type OpenDsrOptions } from "./opendsr.ts";
import { toSend } from "./send.ts";
import { startOpenDsr } from "./stand-in/opendsr.ts";
import { startMailchimp } from "./stand-in/mailchimp.ts";
import { mailchimp } from "./mailchimp.ts";
import { makeKnown, makeOutgoing } from "./test-connector.ts";

const results = { records: [{ email: "anna.lind@mail.example" }] };
const known = makeKnown({ email: "Anna.Lind@mail.example" });

async function open(more: Partial<OpenDsrOptions> = {}, elsewhere = false) {
  const standIn = await startOpenDsr({ results, elsewhere });
  onTestFinished(standIn.close);
  const { domain, certificate, token, url } = standIn;
  const resultHosts = elsewhere ? [new URL(url.replace("127.0.0.1", "localhost")).host] : [];
  const connector = openDsr({ endpoint: `${url}/v2`, domain, certificate, token, resultHosts, ...more });
  const send = toSend(connector.hosts);
  const signal = AbortSignal.timeout(10_000);
  return {
    standIn,
    connector,
    erase: (whom = known) => connector.delete!(whom, send, signal),
    access: (whom = known) => connector.export!(whom, send, signal),
    deliver: () => connector.deliver(makeOutgoing(), send, signal),
  };
}

test("an erasure is asked for once, and done when the processor says that it is", async () => {
  const { standIn, erase } = await open();
  standIn.fail("lost", 1);
  expect(await erase()).toMatchObject({
    outcome: "retry",
    why: expect.stringContaining("cannot be reached") as string,
  });
  expect(await erase()).toEqual({
    outcome: "retry",
    status: 200,
    after: 2 * 86_400,
    why: expect.stringMatching(
      /^opendsr\.processor\.example took the request and promises an answer by 20\S+\.$/,
    ) as string,
  });
  standIn.work("in_progress");
  expect((await erase()).outcome).toBe("retry");
  standIn.work();
  expect(await erase()).toEqual({ outcome: "delivered" });
  expect([...standIn.requests.values()].map(({ json }) => json)).toEqual([
    {
      regulation: "gdpr",
      subject_request_id: expect.any(String) as string,
      subject_request_type: "erasure",
      subject_identities: [
        { identity_type: "email", identity_value: known.email, identity_format: "raw" },
        { identity_type: "controller_customer_id", identity_value: known.pseudonym, identity_format: "raw" },
      ],
      submitted_time: expect.any(String) as string,
      api_version: "2.0",
    },
  ]);
  const other = { ...known, id: randomUUID() };
  await erase(other);
  standIn.work("cancelled");
  expect(await erase(other)).toEqual({ outcome: "failed", why: "opendsr.processor.example cancelled the request." });
});

test("an access gives what the processor hands out, once it has it; an address goes as its hash where that is said", async () => {
  const { standIn, access } = await open({ email: "sha256" });
  await expect(access()).rejects.toMatchObject({ code: "recipient-down" });
  standIn.work("in_progress");
  // Each export is asked for under an id of its own; the processor gets one request.
  await expect(access({ ...known, id: randomUUID() })).rejects.toMatchObject({ code: "recipient-down" });
  expect(standIn.requests.size).toBe(1);
  standIn.work();
  expect(await access()).toEqual(results);
  expect(standIn.asked.map(({ text }) => text).join()).not.toMatch(/anna\.lind/i);
});

test("whoever keeps results for a processor does not get the token that is for it", async () => {
  const { standIn, access } = await open({}, true);
  await expect(access()).rejects.toMatchObject({ code: "recipient-down" });
  standIn.work();
  expect(await access()).toEqual(results);
  const { headers } = standIn.asked.findLast(({ path }) => path === "/v2/results")!;
  expect(headers.authorization).toBeUndefined();
});

test("an answer that is not signed, or is signed to another request, counts for nothing", async () => {
  const { standIn, erase } = await open();
  await erase();
  standIn.work();
  standIn.forge();
  expect(await erase()).toEqual({
    outcome: "retry",
    after: 3 * 3_600,
    why: "The answer of opendsr.processor.example is not signed by it: look whether it has a new `certificate`.",
  });
});

test("a certificate of another domain, or none, is refused where it is configured", async () => {
  const { standIn } = await open();
  const { certificate, url } = standIn;
  for (const more of [{ certificate, domain: "other.example" }, { certificate: "no" }]) {
    expect(() => openDsr({ endpoint: url, ...more })).toThrow(expect.objectContaining({ code: "recipient-refused" }));
  }
});

test("a token that is not taken is named, and what is wrong is failed", async () => {
  const { erase } = await open({ token: "wrong-token" });
  const attempted = await erase();
  expect(attempted).toMatchObject({ outcome: "retry", status: 401, after: 3 * 3_600 });
  expect(JSON.stringify(attempted)).toContain("`token`");
  expect(JSON.stringify(attempted)).not.toContain("wrong-token");
});

test("records go another way, or not at all", async () => {
  const { deliver } = await open();
  expect((await deliver()).outcome).toBe("failed");
  const { key, list, members, close, url: endpoint } = await startMailchimp();
  onTestFinished(close);
  const map = { email: "email_address" } as const;
  const carried = await open({ carrier: mailchimp({ key, list, map, statusIfNew: "pending", endpoint }) });
  expect(await carried.deliver()).toMatchObject({ outcome: "delivered" });
  expect(members.size).toBe(1);
  expect(carried.connector.can).toEqual({ delete: true, export: true });
});
