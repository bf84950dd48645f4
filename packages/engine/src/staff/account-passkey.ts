import { runWithAdapter } from "@better-auth/core/context";
import { getAuthenticatorName } from "@better-auth/passkey";
import {
  changed,
  findFactors,
  renewSession,
  verifyPresence,
  type AccountRequest,
  type AccountServices,
  type Changed,
} from "./account-act.ts";
import { toAdapter } from "./adapter.ts";
import { toAgent } from "./agent.ts";
import { askAuth } from "./auth.ts";

/** The options of WebAuthn by which a device makes a passkey, or why it may not. */
export async function toPasskeyOptions(
  services: AccountServices,
  request: AccountRequest,
): Promise<Response | Changed> {
  const refused = await verifyPresence(services, request);
  if (refused) return refused;
  const { auth, headers } = request.browser;
  return askAuth(services.items, () =>
    auth.api.generatePasskeyRegistrationOptions({ headers, query: {}, asResponse: true }),
  );
}

/** Keeps the passkey that a device made: `made` is its answer. */
export function addPasskey(
  { items, acts, clock }: AccountServices,
  request: AccountRequest,
  made: object,
): Promise<Changed> {
  const { browser, person, session } = request;
  const { auth, headers } = browser;
  const body = { response: made, name: toAgent(headers.get("user-agent") ?? "") };
  return acts.commit(async (part) => {
    // The library writes into this transaction: a passkey is there once its entry in the log is.
    const adapter = toAdapter(part)(auth.options);
    const response = await runWithAdapter(adapter, () =>
      askAuth(items, () => auth.api.verifyPasskeyRegistration({ body, headers, asResponse: true })),
    );
    if (!response.ok) return changed({ refused: "passkey" });
    const passkey = (await response.json()) as { id: string; aaguid?: string };
    const kind = getAuthenticatorName(passkey.aaguid);
    if (kind !== undefined) await part.update("passkey", { id: passkey.id }, { name: kind });
    // Somebody who was in with the password alone is in with both steps now, and nobody else is with one.
    const cookies = session.step ? [] : [await renewSession(part, request, "passkey", clock())];
    return changed({ said: "passkeyOn", cookies }, { what: "passkey added", by: person.id });
  });
}

export function removePasskey({ acts, clock }: AccountServices, request: AccountRequest): Promise<Changed> {
  const { person, session, field } = request;
  return acts.commit(async (part) => {
    const { app, passkeys } = await findFactors(part, person);
    const found = passkeys.find(({ id }) => id === field("passkey"));
    if (!found) return changed({ refused: "gone" });
    if (!app && passkeys.length === 1) return changed({ refused: "lastFactor" });
    await part.remove("passkey", { id: found.id });
    const cookie = await renewSession(part, request, session.step ?? "app", clock());
    return changed({ said: "passkeyOff", cookies: [cookie] }, { what: "passkey removed", by: person.id });
  });
}
