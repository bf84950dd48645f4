import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { toSend } from "./send.ts";
import { startWebhook } from "./stand-in/webhook.ts";
import { fields, makeOutgoing, testConnector } from "./test-connector.ts";
import { webhook } from "./webhook.ts";

const map = { email: "email", name: "name", company: "employer", diet: undefined };
const promises = { delete: true, export: true };
const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

testConnector("a webhook", async () => {
  const standIn = await startWebhook();
  const secret = newSecret();
  const options = { url: `${standIn.url}/abide`, map, promises, inside: true };
  return {
    connector: webhook({ ...options, secret: standIn.secret }),
    wrong: webhook({ ...options, secret }),
    standIn,
    secrets: [standIn.secret, secret],
    held: () => [...standIn.records.values()],
    expected: ({ id, activity, purpose, at, pseudonym, fields: { email, name, company } }) => ({
      id,
      activity,
      purpose,
      at,
      subject: pseudonym,
      fields: { email, name, employer: company },
    }),
    invalid: { company: "<Anna & Co 8471>" },
  };
});

test("while one secret replaces another, each signs; without a promise nothing is claimed; a file goes along", async () => {
  const standIn = await startWebhook();
  const secret = [newSecret(), standIn.secret];
  const connector = webhook({ url: standIn.url, secret, map: { cv: "cv" }, inside: true });
  const { can } = connector;
  expect(can).toEqual({ delete: false, export: false });
  const outgoing = makeOutgoing();
  const send = toSend(connector.hosts, connector);
  expect(await connector.deliver(outgoing, send, AbortSignal.timeout(5_000))).toMatchObject({ outcome: "delivered" });
  const base64 = Buffer.from("%PDF-1.7 Anna Lind, carpenter, 14 years in Umeå").toString("base64");
  expect(standIn.records.get(outgoing.id)).toMatchObject({
    fields: { cv: { name: "cv.pdf", type: "application/pdf", base64 } },
  });
  await standIn.close();
});

test.each([
  "http://hooks.example/",
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://[::1]/",
  "https://[::ffff:169.254.169.254]/",
  "https://[64:ff9b::7f00:1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://10.1.2.3/",
  "https://192.168.0.1/",
  "https://100.64.0.1/",
  "https://0.0.0.0/",
  "https://localhost/",
  "https://store.localhost/",
  "https://intranet/",
  "https://anna:pass@hooks.example/",
  "gopher://hooks.example/",
  "hooks.example",
])("%s is refused where it is configured", (url) => {
  expect(() => webhook({ url, secret: newSecret(), map })).toThrow(
    expect.objectContaining({ code: "recipient-refused" }),
  );
});

test("a secret that is none is refused, and an address of the open internet is taken", () => {
  expect(() => webhook({ url: "https://hooks.example/", secret: "short", map })).toThrow("24 to 64 bytes");
  expect(webhook({ url: "https://hooks.example:8443/x", secret: newSecret(), map }).hosts).toEqual([
    "hooks.example:8443",
  ]);
});

test("a name that leads into the own network is not connected to, also where it led elsewhere a moment ago", async () => {
  const standIn = await startWebhook();
  const { port } = new URL(standIn.url);
  const connector = webhook({ url: `https://hooks.example:${port}/`, secret: standIn.secret, map });
  const answers = [["127.0.0.1"], ["93.184.216.34", "10.0.0.7"], ["::ffff:127.0.0.1"], ["fd00::1"]];
  for (const answer of answers) {
    const send = toSend(connector.hosts, {
      lookup: (_, __, done) =>
        done(
          null,
          answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
        ),
    });
    expect(await connector.deliver(makeOutgoing(), send, AbortSignal.timeout(5_000))).toEqual({
      outcome: "failed",
      why: "hooks.example leads into a private network, so nothing was sent to it.",
    });
  }
  expect(standIn.asked).toEqual([]);
  expect(JSON.stringify(fields)).toContain("Anna");
  await standIn.close();
});
