import { fromId, toId } from "../http/id.ts";
import { createSigner, fromBase64Url, toBase64Url } from "../http/signer.ts";

/** The content of the link at the foot of a promotion. */
export interface UnsubscribeLink {
  /** Keyed hash of the address. */
  readonly mac: Uint8Array;
  /** The person whom the mail was about. They may have been erased since. */
  readonly subject: string;
  /** The kind of mail that is ended. */
  readonly list: string;
  readonly language: string;
}

/** Makes and reads the tokens of unsubscribe links. They are good for ever: somebody may press the link of a mail from years ago. */
export interface UnsubscribeLinks {
  readonly toToken: (link: UnsubscribeLink) => Promise<string>;
  /** Undefined where it is none of ours. */
  readonly fromToken: (token: string) => Promise<UnsubscribeLink | undefined>;
}

/** Bytes of the keyed hash of an address, and of an id. */
const half = 16;

/**
 * Unsubscribe links, signed with a key of the vault's root, which a rotation of the master key leaves as it is. A token holds no address: its
 * keyed hash, the person's id, the list and the language.
 */
export async function createUnsubscribeLinks(root: Uint8Array): Promise<UnsubscribeLinks> {
  const signer = await createSigner(root, "unsubscribe");
  return {
    toToken: async ({ mac, subject, list, language }) => {
      const words = new TextEncoder().encode(`${list}\n${language}`);
      const bytes = new Uint8Array(2 * half + words.length);
      bytes.set(mac.subarray(0, half));
      bytes.set(fromId(subject), half);
      bytes.set(words, 2 * half);
      const body = toBase64Url(bytes);
      return `${body}.${await signer.sign(body)}`;
    },
    fromToken: async (token) => {
      const [body = "", signature = "", ...more] = token.slice(0, 1_000).split(".");
      if (more.length > 0 || !(await signer.verify(body, signature))) return undefined;
      const bytes = fromBase64Url(body);
      if (!bytes || bytes.length < 2 * half) return undefined;
      const [list = "", language = "en"] = new TextDecoder().decode(bytes.subarray(2 * half)).split("\n");
      return { mac: bytes.slice(0, half), subject: toId(bytes.subarray(half, 2 * half)), list, language };
    },
  };
}
