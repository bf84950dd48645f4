import { expect, test } from "vitest";
import { intercom } from "./intercom.ts";
import { toSend } from "./send.ts";
import { startIntercom, type IntercomContact } from "./stand-in/intercom.ts";
import { fields, makeOutgoing, testConnector } from "./test-connector.ts";

const map = {
  email: "email",
  name: "name",
  phone: "phone",
  company: "custom_attributes.company",
  message: "note",
} as const;

testConnector("Intercom", async () => {
  const standIn = await startIntercom();
  const options = { token: standIn.token, map, endpoint: standIn.url };
  return {
    connector: intercom(options),
    wrong: intercom({ ...options, token: "tok:wrong" }),
    standIn,
    secrets: [standIn.token, "tok:wrong"],
    held: () =>
      [...standIn.contacts.values()].map(({ notes, ...contact }) => ({
        ...contact,
        notes: notes.map(({ body }) => body),
      })),
    expected: ({ id, pseudonym, fields: { email, name, phone, company } }) => ({
      id: expect.any(String) as string,
      role: "user",
      external_id: pseudonym,
      email,
      name,
      phone,
      archived: false,
      custom_attributes: { company },
      notes: [`<p>Does the &#60;b&#62;north&#60;/b&#62; trail open in May?<br>We are five.</p><p>${id}</p>`],
    }),
    invalid: { email: "anna-at-mail" },
  };
});

const open = async () => {
  const standIn = await startIntercom();
  const connector = intercom({ token: standIn.token, map, endpoint: standIn.url });
  const send = toSend(connector.hosts);
  const deliver = (more = {}) => connector.deliver(makeOutgoing(more), send, AbortSignal.timeout(5_000));
  return { standIn, deliver };
};

test("somebody who is there under the same address is updated, and brought back from the archive, and no second contact is made", async () => {
  const { standIn, deliver } = await open();
  const there: IntercomContact = {
    id: "5da6f18e3d7cf967e4582d05",
    role: "user",
    external_id: "crm-77",
    email: fields.email,
    name: null,
    phone: null,
    archived: true,
    custom_attributes: {},
    notes: Array.from({ length: 60 }, (_, at) => ({ id: String(at), body: "older" })),
  };
  standIn.contacts.set(there.id, there);
  const outgoing = { id: "record-1" };
  expect(await deliver(outgoing)).toMatchObject({ outcome: "delivered", remote: there.id });
  expect(await deliver(outgoing)).toMatchObject({ outcome: "delivered", remote: there.id });
  expect([...standIn.contacts.keys()]).toEqual([there.id]);
  expect(there).toMatchObject({ external_id: "crm-77", archived: false, name: fields.name });
  expect(there.notes.filter(({ body }) => body.includes("record-1"))).toHaveLength(1);
  await standIn.close();
});

test("each record of a person is a note of its own on the one contact, and what Intercom does not know is said", async () => {
  const { standIn, deliver } = await open();
  await deliver({ pseudonym: "p1" });
  await deliver({ pseudonym: "p1" });
  expect([...standIn.contacts.values()].map(({ notes }) => notes.length)).toEqual([2]);
  const connector = intercom({ token: standIn.token, map: { diet: "custom_attributes.diet" }, endpoint: standIn.url });
  const attempted = await connector.deliver(makeOutgoing(), toSend(connector.hosts), AbortSignal.timeout(5_000));
  expect(attempted).toEqual({
    outcome: "failed",
    status: 400,
    why: "Intercom answers 400 (parameter_invalid: Custom attribute 'diet' does not exist).",
  });
  await standIn.close();
});
