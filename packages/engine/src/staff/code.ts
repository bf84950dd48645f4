import type { Vault } from "../vault/vault.ts";
import type { Items } from "./sealed-store.ts";

/** How long a code is remembered, in milliseconds: an app's passes for a minute and a half at most. */
const remembered = 180_000;

/**
 * True if `code` of an app is used for the first time. Without this it would pass for a while, also for somebody who has looked over a
 * shoulder (RFC 6238, 5.2). To be asked in the log's own turn: of two that send the same code, one comes first.
 */
export async function claimCode(items: Items, vault: Vault, person: string, code: string, now: Date): Promise<boolean> {
  const id = vault.index("staff.code", `${person} ${code}`).toString("hex");
  const [known] = await items.find("code", { id });
  if (known && Date.parse(String(known["expiresAt"])) > now.getTime()) return false;
  if (known) await items.remove("code", { id });
  await items.insert("code", { id, userId: person, expiresAt: new Date(now.getTime() + remembered).toISOString() });
  return true;
}

/** Letters and digits that nobody takes for one another. */
const letters = "23456789abcdefghjkmnpqrstuvwxyz";

/** Ten codes for somebody who has lost the app, each of about 50 bits. */
export function toBackupCodes(): string[] {
  return Array.from({ length: 10 }, () => {
    const letter = () => {
      for (;;) {
        const [byte] = crypto.getRandomValues(new Uint8Array(1));
        // Of 256 values the last eight would make some letters likelier.
        if (byte! < letters.length * 8) return letters[byte! % letters.length]!;
      }
    };
    const five = () => Array.from({ length: 5 }, letter).join("");
    return `${five()}-${five()}`;
  });
}

/** The keyed hash that is kept of a backup code: nobody reads the codes, and comparing takes as long whichever code is sent. */
export function toBackupMac(vault: Vault, code: string): string {
  return vault.index("staff.backup", code.replace(/[\s-]/g, "").slice(0, 64)).toString("hex");
}
