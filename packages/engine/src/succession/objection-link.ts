import { isId } from "../http/id.ts";
import type { Signer } from "../http/signer.ts";

/** The links in notices, by which people object without an account. */
export interface ObjectionLinks {
  readonly toLink: (succession: string, subject: string) => Promise<string>;
  /** The succession and the person that a link was made for; undefined where we did not make it. */
  readonly fromToken: (token: string) => Promise<{ readonly id: string; readonly subject: string } | undefined>;
}

export const createObjectionLinks = (signer: Signer, origin: string | undefined): ObjectionLinks => ({
  toLink: async (succession, subject) => {
    const token = `${succession}.${subject}.${await signer.sign(`${succession} ${subject}`)}`;
    return `${origin ?? "http://localhost"}/abide/succession/${token}`;
  },
  fromToken: async (token) => {
    const [id = "", subject = "", mac = ""] = token.split(".");
    if (!isId(id) || !isId(subject) || !(await signer.verify(`${id} ${subject}`, mac))) return undefined;
    return { id, subject };
  },
});
