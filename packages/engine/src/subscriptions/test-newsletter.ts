import { mail, subscription } from "../test-mails.ts";
import { testEngine, type TestEngine, type TestOptions } from "../test-engine.ts";
import { newsletter, origin } from "../test-policy.ts";

export type Newsletter = TestEngine<typeof newsletter>;

/** An engine with a newsletter by double opt-in. */
export const openNewsletter = (options: TestOptions<typeof newsletter> = {}): Promise<Newsletter> =>
  testEngine({ policy: newsletter, mail, subscriptions: [subscription], origin, ...options });

/** The path that the newest mail of confirmation leads to. */
export async function findLink(it: Newsletter, activity: string, record: string): Promise<string | undefined> {
  const text = (await it.mail.written("confirmations", activity, record)).at(-1)?.text;
  const link = /https:\S+/.exec(text ?? "")?.[0];
  return link && new URL(link).pathname;
}

/** Signs up in the form, and gives the record that waits for a yes. */
export async function signUp(
  it: Newsletter,
  address: string,
  headers: { readonly [name: string]: string } = {},
): Promise<string> {
  const response = await it.fetch("/abide/collect/asked", {
    method: "POST",
    headers: { accept: "application/json", ...headers },
    body: new URLSearchParams({ email: address, name: "Ada" }),
    ip: "192.0.2.1",
  });
  return ((await response.json()) as { id: string }).id;
}
