import { expect, test } from "vitest";
import { googleAnalytics } from "./google-analytics.ts";
import { toSend } from "./send.ts";
import { startGoogleAnalytics } from "./stand-in/google-analytics.ts";
import { makeKnown, makeOutgoing, testConnector } from "./test-connector.ts";

const map = { company: "params.company", name: "user_properties.kind" } as const;

testConnector("Google Analytics", async () => {
  const standIn = await startGoogleAnalytics();
  const { measurementId, apiSecret, deletion, url: endpoint, hits, deleted } = standIn;
  const options = { measurementId, apiSecret, event: "generate_lead", map, deletion, endpoint };
  return {
    connector: googleAnalytics(options),
    wrong: googleAnalytics({ ...options, apiSecret: "wrong-secret" }),
    standIn,
    secrets: [apiSecret, "wrong-secret", deletion.privateKey],
    held: () =>
      hits.filter(
        ({ client_id, user_id }) => !deleted.has(`CLIENT_ID ${client_id}`) && !deleted.has(`USER_ID ${user_id}`),
      ),
    expected: ({ pseudonym, at, fields: { company, name } }) => ({
      client_id: pseudonym,
      user_id: pseudonym,
      timestamp_micros: Date.parse(at) * 1_000,
      consent: { ad_user_data: "DENIED", ad_personalization: "DENIED" },
      user_properties: { kind: { value: name } },
      events: [{ name: "generate_lead", params: { company } }],
    }),
    invalid: { company: "anna.b@mail.example" },
    once: true,
    silent: true,
  };
});

test("an address does not go to Google, and an event that nobody took is not lost", async () => {
  const standIn = await startGoogleAnalytics();
  const { measurementId, apiSecret, url: endpoint } = standIn;
  const options = { measurementId, apiSecret, event: "generate_lead", endpoint };
  const deliver = ({ deliver, hosts } = googleAnalytics({ ...options, map })) =>
    deliver(makeOutgoing(), toSend(hosts), AbortSignal.timeout(5_000));
  expect(await deliver(googleAnalytics({ ...options, map: { email: "params.method" } }))).toEqual({
    outcome: "failed",
    why: "Google Analytics may not get addresses, and email holds one.",
  });
  await standIn.close();
  expect(await deliver()).toEqual({ outcome: "retry", why: "Google Analytics cannot be reached (ECONNREFUSED)." });
});

test("deletion is asked for as client and as user, with a token of the service account; without one it is asked of people", async () => {
  const standIn = await startGoogleAnalytics();
  const { measurementId, apiSecret, deletion, url: endpoint } = standIn;
  const options = { measurementId, apiSecret, event: "generate_lead", map };
  const connector = googleAnalytics({ ...options, deletion, endpoint });
  const { pseudonym } = makeOutgoing();
  await connector.delete!(makeKnown({ pseudonym }), toSend(connector.hosts), AbortSignal.timeout(5_000));
  expect([...standIn.deleted]).toEqual([`CLIENT_ID ${pseudonym}`, `USER_ID ${pseudonym}`]);
  await standIn.close();
  const { can, hosts } = googleAnalytics(options);
  expect({ can, hosts }).toEqual({ can: { delete: false, export: false }, hosts: ["region1.google-analytics.com"] });
  expect(googleAnalytics({ ...options, deletion }).hosts).toContain("www.googleapis.com");
});
