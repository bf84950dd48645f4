import { expect, test } from "vitest";
import { accountEngagement } from "./account-engagement.ts";
import { toSend } from "./send.ts";
import { startAccountEngagement } from "./stand-in/account-engagement.ts";
import { fields, makeKnown, makeOutgoing, testConnector } from "./test-connector.ts";

const map = { email: "email", name: "firstName", company: "company", phone: "phone" } as const;

testConnector("Account Engagement", async () => {
  const standIn = await startAccountEngagement();
  const { businessUnit, app, url: endpoint } = standIn;
  return {
    connector: accountEngagement({ businessUnit, app, map, endpoint }),
    wrong: accountEngagement({ businessUnit, app: { ...app, refreshToken: "wrong-token" }, map, endpoint }),
    standIn,
    secrets: [app.clientSecret, app.refreshToken, "wrong-token"],
    held: () => [...standIn.prospects.values()],
    expected: ({ fields: { email, name, company, phone } }) => ({
      id: expect.any(Number) as number,
      email,
      firstName: name,
      company,
      phone,
    }),
    invalid: { email: "anna-at-mail" },
  };
});

test("what lies in the recycle bin says nothing about anybody, and a token that ran out is asked for again", async () => {
  const standIn = await startAccountEngagement();
  const { businessUnit, app, url: endpoint } = standIn;
  const connector = accountEngagement({ businessUnit, app, map, endpoint });
  const send = toSend(connector.hosts);
  const signal = AbortSignal.timeout(5_000);
  expect(await connector.deliver(makeOutgoing(), send, signal)).toMatchObject({ outcome: "delivered" });
  standIn.expire();
  const known = makeKnown({ email: fields.email });
  expect(await connector.delete!(known, send, signal)).toEqual({ outcome: "delivered" });
  const left = JSON.stringify([...standIn.recycleBin.values(), ...standIn.prospects.values()]);
  for (const value of Object.values(fields)) expect(left).not.toContain(value);
  expect(standIn.asked.filter(({ path }) => path === "/services/oauth2/token")).toHaveLength(2);
  await standIn.close();
});
