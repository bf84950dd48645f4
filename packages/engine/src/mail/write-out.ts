import type { Actor, Version } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { isAddress, toHeaderText, toText } from "../http/header-text.ts";
import { createReader } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import { findDeclared, toLanguage, toOrigin, toSenders } from "./declared.ts";
import type { MailMessage, MailOptions, MailReason, MailTemplate, Promotion } from "./mail.ts";
import { MarkupError } from "./markup.ts";
import { renderMail, type RenderOptions } from "./render.ts";

export type Written =
  | {
      readonly allowed: true;
      readonly message: MailMessage;
      readonly version: Version;
    }
  | { readonly allowed: false; readonly reason: MailReason };

/** A template that threw, or wrote what no mail may carry. Its message names no value. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** The website itself as the one who sends: it reads the address and uses it, and hands it out to nobody. */
export const toItself = (roles: Roles, purpose: string): Actor => lend("mail", roles, purpose);

export interface WritingOut {
  readonly template: MailTemplate | Promotion;
  readonly record: string;
  readonly values: { readonly [name: string]: string };
  readonly by: Actor | undefined;
  readonly id: string;
  readonly at: Date;
  /** More that a promotion carries, made once its address and language are known. */
  readonly around?: (
    address: string,
    language: string,
  ) => Promise<Pick<RenderOptions, "unsubscribe" | "toLink" | "pixel">>;
}

/**
 * A mail with everything in it, where `by` may read the record for the purpose of its kind; else the reason. Throws a TemplateError
 * where it cannot be written out.
 */
export async function writeOut(
  core: Core,
  mail: MailOptions,
  { template, record, values, by, id, at, around }: WritingOut,
): Promise<Written> {
  const found = findDeclared(core.versions.current, template.kind, template.activity);
  if (!found) return { allowed: false, reason: "undeclared" };
  const { version, purpose, address } = found;
  const read = await createReader(core, template.activity, purpose, by).read(record, [address, ...template.reads]);
  if (!read.allowed) return read;
  const to = toHeaderText(read.fields[address], 254);
  if (!isAddress(to)) return { allowed: false, reason: "wrong-value" };
  const known = [...template.reads, ...template.values].map((name) => {
    const value = template.values.includes(name) ? values[name] : read.fields[name];
    return [name, typeof value === "string" ? toText(value) : ""];
  });
  const language = toLanguage(read.language, template, version.policy);
  const more = await around?.(to, language);
  const sender = toSenders(mail)[template.promotes === true ? "promotional" : "transactional"];
  try {
    const options = { policy: version.policy, origin: toOrigin(core, mail), look: mail.look, ...more };
    const rendered = renderMail(template, Object.fromEntries(known) as { [name: string]: string }, language, options);
    const message: MailMessage = {
      id,
      at: at.toISOString(),
      template: template.name,
      language,
      from: { name: toHeaderText(sender.name ?? "", 120) || undefined, address: sender.address },
      to: { address: to },
      ...rendered,
    };
    return { allowed: true, message, version };
  } catch (cause) {
    // An error of the template's own may quote the values that it was given.
    const why = cause instanceof MarkupError ? cause.message : `The template throws ${toName(cause)}.`;
    throw new TemplateError(why, { cause });
  }
}

const toName = (error: unknown): string => (error instanceof Error ? error.name.slice(0, 60) : "something");
