import { fromId, toId } from "../http/id.ts";
import { fromBase64Url, toBase64Url, type Signer } from "../http/signer.ts";

/** The person and the sign-up that a link was made for. */
export interface SignUp {
  readonly subject: string;
  readonly record: string;
}

/** The links in mails about a subscription: they confirm it, and afterwards lead to what was agreed to. */
export interface SubscriptionLinks {
  readonly toLink: (signUp: SignUp) => Promise<string>;
  /** Undefined where we did not make it. */
  readonly fromToken: (token: string) => Promise<SignUp | undefined>;
}

export const createSubscriptionLinks = (signer: Signer, origin: string): SubscriptionLinks => ({
  toLink: async ({ subject, record }) => {
    const body = toBase64Url(fromId(subject, record));
    return `${origin}/abide/subscription/${body}.${await signer.sign(body)}`;
  },
  fromToken: async (token) => {
    const [body = "", mac = ""] = token.split(".");
    const bytes = token.length > 200 || !(await signer.verify(body, mac)) ? undefined : fromBase64Url(body);
    return bytes?.length === 32
      ? { subject: toId(bytes.subarray(0, 16)), record: toId(bytes.subarray(16)) }
      : undefined;
  },
});
