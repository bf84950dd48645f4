import { createOTP } from "@better-auth/utils/otp";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { renderSVG } from "uqr";
import { Html } from "@abide/policy";
import type { Person } from "../roles/roles.ts";
import type { Vault } from "../vault/vault.ts";
import {
  changed,
  findFactors,
  renewSession,
  type AccountRequest,
  type AccountServices,
  type Changed,
} from "./account-act.ts";
import { toToken, type Auth } from "./auth.ts";
import { claimCode, toBackupCodes, toBackupMac } from "./code.ts";
import { toString } from "./people.ts";
import type { Item } from "./sealed-store.ts";

/** How long a key waits to be confirmed, in milliseconds. */
const waits = 900_000;
const digits = { digits: 6, period: 30 };

/** Makes a key for an authenticator app, which counts once a code of the app has confirmed it. */
export async function beginApp({ items, clock }: AccountServices, { person }: AccountRequest): Promise<Changed> {
  const secret = toToken();
  const expiresAt = new Date(clock().getTime() + waits).toISOString();
  await items.remove("pending", { id: person.id });
  await items.insert("pending", { id: person.id, userId: person.id, secret, expiresAt });
  return {};
}

export async function forgetApp({ items }: AccountServices, { person }: AccountRequest): Promise<Changed> {
  await items.remove("pending", { id: person.id });
  return {};
}

/** The key that waits to be confirmed. */
export async function findPending(
  { items, clock }: Pick<AccountServices, "items" | "clock">,
  person: Person,
): Promise<Item | undefined> {
  const [found] = await items.find("pending", { id: person.id });
  return found && Date.parse(toString(found["expiresAt"])) > clock().getTime() ? found : undefined;
}

/** Takes the app whose code confirms the key, with new backup codes, in the place of an earlier one. */
export async function confirmApp(services: AccountServices, request: AccountRequest): Promise<Changed> {
  const { acts, vault, guesses, clock } = services;
  const { browser, person, field } = request;
  const code = field("code").replace(/\s/g, "");
  const now = clock();
  const wait = await guesses.wait(`app ${person.id}`);
  if (wait !== undefined) return { refused: "wait", wait };
  const pending = await findPending(services, person);
  if (!pending) return { refused: "lateApp" };
  const secret = toString(pending["secret"]);
  if (!/^\d{6}$/.test(code) || !(await createOTP(secret, digits).verify(code))) {
    await guesses.fail(`app ${person.id}`);
    return { refused: "code" };
  }
  const encrypted = await symmetricEncrypt({ key: (await browser.auth.$context).secretConfig, data: secret });
  const { codes, sealed } = await toCodes(vault, browser.auth);
  return acts.commit(async (part) => {
    // Of two pages that confirm at once, the second finds nothing to confirm.
    const [taken] = await part.remove("pending", { id: pending.id });
    if (taken?.["secret"] !== secret) return changed({ refused: "lateApp" });
    await claimCode(part, vault, person.id, code, now);
    await part.remove("twoFactor", { userId: person.id });
    await part.insert("twoFactor", {
      id: crypto.randomUUID(),
      userId: person.id,
      secret: encrypted,
      backupCodes: sealed,
      verified: true,
      failedVerificationCount: 0,
      lockedUntil: null,
    });
    await part.update("user", { id: person.id }, { twoFactorEnabled: true, updatedAt: now.toISOString() });
    const cookie = await renewSession(part, request, "app", clock());
    return changed({ said: "appOn", codes, cookies: [cookie] }, { what: "app set up", by: person.id });
  });
}

export function removeApp({ acts, clock }: AccountServices, request: AccountRequest): Promise<Changed> {
  const { person, session } = request;
  return acts.commit(async (part) => {
    const { app, passkeys } = await findFactors(part, person);
    if (!app) return changed({ refused: "gone" });
    if (passkeys.length === 0) return changed({ refused: "lastFactor" });
    await part.remove("twoFactor", { userId: person.id });
    await part.update("user", { id: person.id }, { twoFactorEnabled: false });
    const cookie = await renewSession(part, request, session.step ?? "passkey", clock());
    return changed({ said: "appOff", cookies: [cookie] }, { what: "app removed", by: person.id });
  });
}

/** Makes new backup codes, in the place of those of before. */
export async function renewCodes(
  { acts, vault }: AccountServices,
  { browser, person }: AccountRequest,
): Promise<Changed> {
  const { codes, sealed } = await toCodes(vault, browser.auth);
  return acts.commit(async (part) => {
    const [app] = await part.update("twoFactor", { userId: person.id }, { backupCodes: sealed });
    if (!app) return changed({ refused: "gone" });
    return changed({ said: "codesMade", codes }, { what: "backup codes made", by: person.id });
  });
}

/** How many backup codes are left of those that came with `app`. */
export async function countCodes(auth: Auth, app: Item): Promise<number> {
  const { secretConfig } = await auth.$context;
  const kept = await symmetricDecrypt({ key: secretConfig, data: toString(app["backupCodes"]) });
  return (JSON.parse(kept) as unknown[]).length;
}

/** The key that waits to be confirmed, to scan and to type. */
export function toShownKey(pending: Item, auth: Auth, person: Person): { readonly qr: Html; readonly key: string } {
  const uri = createOTP(toString(pending["secret"]), digits).url(auth.options.appName, person.email);
  const key = new URL(uri).searchParams.get("secret") ?? "";
  return { qr: new Html(renderSVG(uri, { border: 2 })), key: key.replace(/(.{4})(?=.)/g, "$1 ") };
}

async function toCodes(vault: Vault, auth: Auth) {
  const codes = toBackupCodes();
  const data = JSON.stringify(codes.map((code) => toBackupMac(vault, code)));
  return { codes, sealed: await symmetricEncrypt({ key: (await auth.$context).secretConfig, data }) };
}
