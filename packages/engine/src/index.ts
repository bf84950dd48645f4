export { createEngine } from "./engine.ts";
export type { Engine, EngineOptions, RequestInfo, SiteVisit } from "./engine.ts";
export type { CollectContext, Collected, FieldProblem, Input } from "./collect.ts";
export type { FormState } from "./collect-form.ts";
export { AbideError, isAbideError } from "./error.ts";
export type { AbideErrorCode } from "./error.ts";
export { defineMail } from "./mail.ts";
export type { MailMessage, MailOptions, MailTemplate, MailWords, Mails, Queued } from "./mail.ts";
