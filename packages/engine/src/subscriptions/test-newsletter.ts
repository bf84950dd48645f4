import { definePolicy, type Policy } from "@abide/policy";
import type { Engine, EngineOptions } from "../engine.ts";
import { confirm, mail, welcome } from "../test-mails.ts";
import { openTestEngine, type TestEngine, type policy as website } from "../test-old.ts";

import { newsletter as policy } from "../test-policy.ts";
export { newsletter as policy } from "../test-policy.ts";

export { confirm, from, issue, mail, welcome } from "../test-mails.ts";
export { newsletterForLonger as longer } from "../test-policy.ts";

/** The same policy after a change of `of`. */
export const after = (of: (policy: Policy) => object): Policy => definePolicy({ ...policy, ...of(policy) });

export type Newsletter = Omit<TestEngine, "engine"> & { readonly engine: Engine<typeof policy> };

/** An engine under the policy above, with its subscription. */
export async function openNewsletter(
  options: Partial<EngineOptions<typeof website>> & { readonly store?: TestEngine["store"] | undefined } = {},
): Promise<Newsletter> {
  const subscription = { asked: "asked", activity: "readers", purpose: "newsletter", confirm, welcome };
  return openTestEngine({
    policies: [policy],
    mail,
    subscriptions: [subscription as never],
    origin: "https://www.halden.example",
    ...options,
  });
}

/** The path that the newest mail of confirmation leads to. */
export async function findLink(it: Newsletter, activity: string, record: string): Promise<string | undefined> {
  const listed = await it.engine.mail.list("confirmations", activity, record, undefined);
  const text = listed.allowed ? listed.messages.at(-1)?.text : undefined;
  const link = /https:\S+/.exec(text ?? "")?.[0];
  return link && new URL(link).pathname;
}

/** Signs up in the form, and gives the record that waits for a yes. */
export async function signUp(
  it: Newsletter,
  address: string,
  headers: { [name: string]: string } = {},
): Promise<string> {
  const response = await it.fetch(
    new Request("https://www.halden.example/abide/collect/asked", {
      method: "POST",
      headers: {
        origin: "https://www.halden.example",
        "sec-fetch-site": "same-origin",
        accept: "application/json",
        ...headers,
      },
      body: new URLSearchParams({ email: address, name: "Ada" }),
    }),
    { ip: "192.0.2.1" },
  );
  return ((await response.json()) as { id: string }).id;
}
