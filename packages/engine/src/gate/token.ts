import { fromBase64Url, toBase64Url, type Signer } from "../http/signer.ts";

/** What a choice's form knew when it was rendered. The server signs it, so that a choice is about a text that was shown. */
export interface Token {
  readonly policy: string;
  /** First sixteen digits of the shown version's hash. */
  readonly version: string;
  /** Names the form once: the record's idempotency key. */
  readonly nonce: string;
  /** When the form was rendered, in seconds. */
  readonly at: number;
  /** The consent record of the visitor that it was rendered for; "" before the first choice. */
  readonly record: string;
  /** A keyed hash of where the visitor came from, to tell a double click from a form that somebody else replays. Stored nowhere. */
  readonly who: string;
}

/** A form older than this asks again. Refusals are taken for as long as the signature holds. */
export const tokenLife = 7 * 86_400;

export function toToken(token: Token, signer: Signer): string {
  const { policy, version, nonce, at, record, who } = token;
  const payload = toBase64Url(new TextEncoder().encode(JSON.stringify([policy, version, nonce, at, record, who])));
  return `${payload}.${signer.signNow(payload)}`;
}

export async function fromToken(text: string, signer: Signer): Promise<Token | undefined> {
  const [payload, mac, ...more] = text.split(".");
  if (payload === undefined || mac === undefined || more.length > 0 || !(await signer.verify(payload, mac)))
    return undefined;
  const [policy, version, nonce, at, record, who] = JSON.parse(new TextDecoder().decode(fromBase64Url(payload))) as [
    string,
    string,
    string,
    number,
    string,
    string,
  ];
  return { policy, version, nonce, at, record, who };
}
