import type { Refusal } from "./texts/en.ts";

/** Shorter ones are refused: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver */
export const shortestPassword = 15;
export const longestPassword = 256;

/** Why `password` is refused; undefined if it is not. No service is asked about it: nothing that was typed leaves. */
export function findWeakness(password: string, email: string, name: string): Refusal | undefined {
  if (Array.from(password).length < shortestPassword) return "password";
  if (password.length > longestPassword) return "longPassword";
  const plain = password.normalize("NFKC").toLowerCase();
  // Without their name and address, which others know, it still has to be long enough to be a secret.
  const rest = [email, email.split("@")[0]!, ...name.toLowerCase().split(" ")]
    .filter((part) => part.length > 2)
    .reduce((left, part) => left.replaceAll(part, ""), plain);
  return Array.from(rest).length < 8 || new Set(rest).size < 6 ? "guessable" : undefined;
}
