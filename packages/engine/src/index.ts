export { createEngine } from "./engine.ts";
export type { Engine, EngineOptions, RequestInfo, SiteVisit } from "./engine.ts";
export type { CollectContext, Collected, FieldProblem, Input } from "./collect.ts";
export type { FormState } from "./collect-form.ts";
export { renderForm } from "./form/form.ts";
export type { Form, FormVisit } from "./form/form.ts";
export type { FormLimits } from "./form-limit.ts";
export type { Work } from "./proof-of-work.ts";
export type {
  Disclose,
  Disclosed,
  DiscloseOptions,
  DiscloseReason,
  Disclosures,
  HeldThere,
} from "./disclose/disclose.ts";
export type { Disclosure } from "./disclose/received.ts";
export type { Connector, Known, Outgoing, Send } from "./connector/connector.ts";
export type { Attempted } from "./outbox.ts";
export { answerDownload } from "./download.ts";
export { AbideError, isAbideError } from "./error.ts";
export type { AbideErrorCode } from "./error.ts";
export { defineMail, definePromotion } from "./mail/mail.ts";
export type {
  Mailbox,
  MailMessage,
  MailOptions,
  MailTemplate,
  MailWords,
  Mails,
  Promotion,
  Queued,
  RenderedMail,
  WrittenMail,
} from "./mail/mail.ts";
export type { MailParts, PromotionParts } from "./mail/parts.ts";
export { renderMail } from "./mail/render.ts";
export { toBack, verifySameOrigin } from "./origin.ts";
export type {
  Audience,
  CampaignProgress,
  Campaigns,
  EarlierCampaign,
  Estimated,
  Plan,
  Started,
} from "./mail/campaign.ts";
export type { ChangeNotices, NoticeProgress } from "./mail/notice.ts";
export type { Subscription } from "./mail/subscribe.ts";
