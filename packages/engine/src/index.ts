export { createEngine } from "./engine.ts";
export type { Engine, EngineOptions, RequestInfo } from "./engine.ts";
export { defineFeature, withoutBanner } from "./core/feature.ts";
export type { Asked, Env, Feature, Opened } from "./core/feature.ts";
export type { Core, FeatureRef } from "./core/core.ts";
export type { FeatureSite, SiteVisit } from "./core/site.ts";
export { deletesRows } from "./subjects/personal-data.ts";
export type { Claim, Exported, OpenedSubject, PersonalData, Section } from "./subjects/personal-data.ts";
export type { ConsolePage, PageRequest, PageAnswer } from "./staff/console-page.ts";
export { mails } from "./mail/feature.ts";
export { createRecords } from "./records/records.ts";
export { lend } from "./roles/roles.ts";
export type { Roles } from "./roles/roles.ts";
export type { Tables } from "./store/tables.ts";
export type { JobHealth } from "./jobs/health.ts";
export type { Job } from "./jobs/jobs.ts";
export type { Checks, CollectContext, Collected, Input } from "./collect/collect.ts";
export type { FieldProblem } from "./collect/problem.ts";
export type { FormState } from "./collect/collect-form.ts";
export { renderForm } from "./collect/form/form.ts";
export type { Form, FormVisit } from "./collect/form/form.ts";
export type { FormLimits } from "./collect/form-limit.ts";
export type { Work } from "./collect/challenge.ts";
export type { Disclose, Disclosed, DiscloseReason } from "./disclosures/disclose.ts";
export type { DiscloseOptions, Disclosures } from "./disclosures/disclosures.ts";
export type { HeldThere } from "./disclosures/export-at.ts";
export type { Disclosure } from "./disclosures/received.ts";
export type { Connector, Known, Outgoing, Send } from "./connectors/connector.ts";
export type { Attempted } from "./outbox/message.ts";
export { answerDownload } from "./http/download.ts";
export { answerRedirect } from "./http/redirect.ts";
export { AbideError, isAbideError } from "./http/error.ts";
export type { AbideErrorCode } from "./http/error.ts";
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
export { toBack, verifySameOrigin } from "./http/origin.ts";
export type {
  Audience,
  CampaignProgress,
  Campaigns,
  EarlierCampaign,
  Estimated,
  Plan,
  Started,
} from "./campaigns/campaign.ts";
export type { ChangeNotices, NoticeProgress } from "./change-notices/notice.ts";
export type { Subscription } from "./subscriptions/subscription.ts";
