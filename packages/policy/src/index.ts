export { choiceCookieNames, isChoiceCookie } from "./choice-cookie.ts";
export { compile, toCanonical, toCompiled, toVersion } from "./compile.ts";
export type { Compiled, CompiledActivity, CompiledField, CompiledStatus, Version } from "./compile.ts";
export { check } from "./check/check.ts";
export type { Issue } from "./check/issue.ts";
export { compare } from "./compare.ts";
export type { Change, Comparison, Material } from "./compare.ts";
export { decideField, decideTracker, decideUse, toOptional, toPermitted } from "./decide.ts";
export type { Choice, Decision, FieldReason, SubjectFacts, TrackerReason, VisitorFacts } from "./decide.ts";
export { Html, html } from "./html.ts";
export type { HtmlValue } from "./html.ts";
export { matchesName } from "./name-pattern.ts";
export { definePolicy } from "./policy.ts";
export type { Policy, Receives } from "./policy.ts";
export { toAnchor } from "./publish/anchor.ts";
export { toArticle30, toArticle30Csv, toArticle30Html, toArticle30Table } from "./publish/article-30.ts";
export type { Article30, Article30Activity, Article30Options } from "./publish/article-30.ts";
export { dpvVersion, toDpv } from "./publish/dpv.ts";
export type { Json, JsonObject } from "./publish/dpv.ts";
export { contactLink, join, link } from "./publish/link.ts";
export { toNotice } from "./publish/notice.ts";
export type { NoticeOptions } from "./publish/notice/context.ts";
export { spellCountry, spellDate, spellDuration, spellLanguage, spellList } from "./publish/spell.ts";
export { toNoticeLanguages, toNoticeTexts } from "./publish/texts/all.ts";
export type { NoticeTexts } from "./publish/texts/texts.ts";
export { toTilt } from "./publish/tilt.ts";
export type { TiltOptions } from "./publish/tilt.ts";
export type {
  ActivityName,
  Actor,
  CountResult,
  DownloadResult,
  EraseResult,
  FieldName,
  FieldValues,
  FileFacts,
  FileName,
  Limited,
  Listed,
  ListQuery,
  ListResult,
  ManyResult,
  LookupName,
  PurposeName,
  ReadReason,
  ReadResult,
  Readable,
  Reader,
  RecordChange,
  Records,
  RecordsOf,
  StaffName,
  StatusName,
  StoredFile,
  UpdateResult,
  Which,
} from "./reader.ts";
export { fromStandIn, toStandIn } from "./stand-in.ts";
export { compareTexts, createTexts, fill } from "./texts.ts";
export type { Texts, TextsOf } from "./texts.ts";
export { countries } from "./words/country.ts";
export { address, choice, country, date, email, file, ip, number, phone, text, url } from "./words/shape.ts";
export type { Shape, ShapeKind, ShapeResult } from "./words/shape.ts";
export { toDays, toSeconds } from "./words/storage.ts";
export type { Duration, Storage, StorageEvent } from "./words/storage.ts";
export { toWords } from "./words/text.ts";
export type { Language, Text } from "./words/text.ts";
export type { Activity, Field, Source, SpecialCategory, Status } from "./words/activity.ts";
export type { Contact, Controller } from "./words/controller.ts";
export type { PolicyLink, Widget } from "./words/link.ts";
export type { Mail } from "./words/mail.ts";
export type { PageNeeds } from "./words/page.ts";
export type { Basis, PromotionalTerm, Purpose, PurposeTerm } from "./words/purpose.ts";
export type { Country, Recipient, RecipientCategory, RecipientRole, Safeguard, Takes } from "./words/recipient.ts";
export { answerWithin, rightArticles, rights, rightsOf } from "./words/right.ts";
export type { Right } from "./words/right.ts";
export { toScripts } from "./words/scripts.ts";
export type { Outbound, Scripts } from "./words/scripts.ts";
export type { SignalName, Signals } from "./words/signal.ts";
export type { HostKind, Hosts, LoadStep, Stored, Tracker } from "./words/tracker.ts";
