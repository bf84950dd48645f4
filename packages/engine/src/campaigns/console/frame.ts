import { toWords, type Language } from "@abide/policy";
import type { ChangeNotices } from "../../change-notices/notice.ts";
import { AbideError } from "../../http/error.ts";
import { answerRedirect } from "../../http/redirect.ts";
import type { TemplatesPageOptions } from "../../mail/console/templates.tsx";
import { toPolicy } from "../../mail/declared.ts";
import type { RenderedMail } from "../../mail/mail.ts";
import type { Campaigns } from "../campaign.ts";
import type { CampaignTexts } from "../texts/all.ts";

export interface CampaignPageOptions extends TemplatesPageOptions {
  readonly campaigns: Campaigns;
  readonly changeNotices: ChangeNotices;
  /** Sends a promotion with invented values to an address of the company's own. False where it could not be sent. */
  readonly test: (rendered: RenderedMail, to: string) => Promise<boolean>;
  /** Names of the company's people, by their ids: a campaign keeps the id of who did something. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

export const base = "/console/campaigns";
/** The address of the pages that show every mail. */
export const mailsAt = `${base}/mails`;
export const title = { en: "Campaigns", de: "Kampagnen" } as const;

export const notThere = () => new AbideError("not-found", "The console has nothing there.");

/** The answer to a form that did what it says: on to a page, so that a reload sends nothing twice. */
export function redirect({ language, back }: CampaignTexts, to: string): Response {
  const heading = title[language];
  return answerRedirect({ language, title: heading, says: heading, link: back, to }, new Headers());
}

/** The title of the promotion called `name`. Default: its name, for one that is not sent any more. */
export function toTitle(
  { mail, versions }: Pick<CampaignPageOptions, "mail" | "versions">,
  name: string,
  language: Language,
): string {
  const promotion = mail.promotions?.find((one) => one.name === name);
  return promotion ? toWords(promotion.title, language, toPolicy(versions, promotion.activity).languages) : name;
}

/** A reason in words. */
export function toSentence(reason: string, { reasons, otherwise }: CampaignTexts): string {
  return (reasons as { readonly [reason: string]: string | undefined })[reason] ?? otherwise;
}
