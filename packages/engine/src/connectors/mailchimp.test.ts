import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { mailchimp } from "./mailchimp.ts";
import { toSend } from "./send.ts";
import { startMailchimp } from "./stand-in/mailchimp.ts";
import { fields, makeKnown, makeOutgoing, testConnector } from "./test-connector.ts";

const map = { email: "email_address", name: "merge_fields.FNAME", company: "merge_fields.COMPANY" } as const;

testConnector("Mailchimp", async () => {
  const standIn = await startMailchimp();
  const options = { key: standIn.key, list: standIn.list, map, statusIfNew: "pending", endpoint: standIn.url } as const;
  return {
    connector: mailchimp(options),
    wrong: mailchimp({ ...options, key: "wrong-us6" }),
    standIn,
    secrets: [standIn.key, "wrong-us6"],
    held: () => [...standIn.members.values()],
    expected: ({ fields: { email, name, company } }) => ({
      id: createHash("md5").update(String(email).toLowerCase()).digest("hex"),
      email_address: email,
      status: "pending",
      language: "en",
      merge_fields: { FNAME: name, COMPANY: company },
    }),
    invalid: { email: "anna-at-mail" },
  };
});

test("who unsubscribed at Mailchimp stays so, who was deleted does not come back, and another spelling is the same member", async () => {
  const standIn = await startMailchimp();
  const { key, list, url: endpoint } = standIn;
  const connector = mailchimp({ key, list, map, statusIfNew: "subscribed", endpoint });
  const send = toSend(connector.hosts);
  const deliver = (email: string) =>
    connector.deliver(makeOutgoing({ fields: { ...fields, email } }), send, AbortSignal.timeout(5_000));
  await deliver(fields.email);
  const [member] = [...standIn.members.values()];
  member!.status = "unsubscribed";
  await deliver(fields.email.toUpperCase());
  expect([...standIn.members.values()].map(({ status }) => status)).toEqual(["unsubscribed"]);
  await connector.delete!(makeKnown({ email: fields.email }), send, AbortSignal.timeout(5_000));
  expect(await deliver(fields.email)).toEqual({
    outcome: "failed",
    status: 400,
    why: expect.stringMatching(/^Mailchimp answers 400 \(Forgotten Email Not \S+\)\.$/) as string,
  });
  await standIn.close();
});

test("the data centre is the key's, and a key without one is refused", () => {
  expect(mailchimp({ key: "abc-us21", list: "a1", map, statusIfNew: "pending" }).hosts).toEqual([
    "us21.api.mailchimp.com",
  ]);
  expect(() => mailchimp({ key: "abc", list: "a1", map, statusIfNew: "pending" })).toThrow("Mailchimp's key");
});
