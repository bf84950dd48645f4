import type { Core } from "../core/core.ts";
import type { MailsApi } from "../mail/mails.ts";
import type { OnCollected } from "../records/write.ts";
import { choose, readAllAgreed, readFurther } from "./agreed.ts";
import { confirm } from "./confirm.ts";
import { endWithdrawn } from "./end.ts";
import { askForConfirmation } from "./sign-up.ts";
import { findAsked, findStanding, type Standing } from "./standing.ts";
import { createSubscriptionLinks, type SignUp } from "./subscription-link.ts";
import { verifySubscription, type Subscription } from "./subscription.ts";

export interface Subscriptions {
  /** Whether records of `activity` come from confirmations alone. */
  readonly confirms: (activity: string) => boolean;
  /** Asks at the address of a sign-up, in the sign-up's own commit. */
  readonly onCollected: OnCollected;
  /** The state that the link of a mail leads to. */
  readonly find: (token: string) => Promise<Standing>;
  /** Says yes to the subscription and to those of the further purposes, and no to the others. Done again it is the same yes. */
  readonly confirm: (token: string, wanted: readonly string[]) => Promise<Standing>;
  /** Takes back or gives further consents of somebody who has confirmed. */
  readonly change: (token: string, wanted: readonly string[]) => Promise<Standing>;
  /** Withdraws everything that was agreed to. */
  readonly leave: (token: string) => Promise<void>;
  /** The further purposes that somebody agreed to together with a subscription for `purpose`. */
  readonly further: (subject: string, purpose: string) => Promise<readonly string[]>;
  /** Withdraws the consents to those. */
  readonly withdrawFurther: (subject: string, purpose: string) => Promise<void>;
  /** Ends the records of people who have taken their consent back, in whichever way. Returns how many. */
  readonly endWithdrawn: () => Promise<number>;
}

export interface SubscriptionsOptions {
  readonly list: readonly Subscription[];
  readonly mails: Pick<MailsApi, "origin" | "send" | "toCollected" | "toWritten" | "unsuppress">;
}

export async function createSubscriptions(core: Core, { list, mails }: SubscriptionsOptions): Promise<Subscriptions> {
  for (const subscription of list) verifySubscription(subscription, core.versions);
  const links = createSubscriptionLinks(await core.signer("subscription"), mails.origin ?? "http://localhost");
  const find = (signUp: SignUp) => findStanding(core, list, signUp);
  const confirmSignUp = (signUp: SignUp, wanted: readonly string[]) =>
    confirm(core, list, links, mails, signUp, wanted);

  /** The state that `act` returns for a link of ours; any other link leads nowhere. */
  const byLink = async (token: string, act: (signUp: SignUp) => Promise<Standing>): Promise<Standing> => {
    const signUp = await links.fromToken(token);
    return signUp ? act(signUp) : { state: "gone" };
  };

  return {
    confirms: (activity) => list.some((subscription) => subscription.activity === activity),
    onCollected: (created) => askForConfirmation(core, list, links, mails, created),
    find: (token) => byLink(token, find),
    confirm: (token, wanted) => byLink(token, (signUp) => confirmSignUp(signUp, wanted)),
    change: (token, wanted) =>
      byLink(token, async (signUp) => {
        // Who has signed up once more confirms that by what they choose.
        if (await findAsked(core, list, signUp)) return confirmSignUp(signUp, wanted);
        const standing = await find(signUp);
        if (standing.state !== "confirmed") return standing;
        await choose(core, signUp.subject, standing.asks, standing.agreed, wanted);
        return find(signUp);
      }),
    leave: async (token) => {
      const signUp = await links.fromToken(token);
      const standing = signUp && (await find(signUp));
      if (!standing || standing.state === "gone") return;
      // Also what outlived the subscription, which somebody may have taken back by another way.
      for (const purpose of await readAllAgreed(core, signUp.subject, standing.subscription)) {
        await core.subjects.withdraw(signUp.subject, purpose, { by: "subject", reason: "subscription" });
      }
    },
    further: (subject, purpose) => readFurther(core, list, subject, purpose),
    withdrawFurther: async (subject, purpose) => {
      const agreed = await readFurther(core, list, subject, purpose);
      await choose(core, subject, agreed, agreed, []);
    },
    endWithdrawn: () => endWithdrawn(core, list),
  };
}
