import type { Compiled } from "@abide/policy";
import type { Promotion } from "../../mail/mail.ts";
import type { CampaignReason, Plan } from "../campaign.ts";
import type { CampaignTexts } from "../texts/all.ts";
import { toSentence } from "./frame.ts";

/** The form of a campaign that is prepared, as it was filled in. */
export interface Draft {
  readonly promotion: Promotion;
  readonly policy: Compiled;
  /** Fields that an audience can be found by. */
  readonly lookups: readonly string[];
  /** A field of the form; "" where nothing was filled in. */
  readonly value: (field: string) => string;
  /** Everything that was filled in, without the form's id: it goes on to the next form. */
  readonly carried: { readonly [name: string]: string };
  readonly plan: Plan;
}

export function readDraft(promotion: Promotion, policy: Compiled, given: ReadonlyMap<string, string>): Draft {
  const value = (field: string) => (given.get(field) ?? "").trim();
  const lookups = toLookups(promotion, policy);
  const conditions = ["status", "since"].filter((name) => value(name) !== "");
  const where = lookups.filter((field) => value(`where-${field}`) !== "");
  const names = [
    "again",
    "status",
    "since",
    ...lookups.map((name) => `where-${name}`),
    ...promotion.values.map((name) => `value-${name}`),
  ];
  return {
    promotion,
    policy,
    lookups,
    value,
    carried: Object.fromEntries(names.flatMap((name) => (value(name) === "" ? [] : [[name, value(name)]]))),
    plan: {
      promotion,
      audience: {
        activity: promotion.activity,
        which: {
          ...Object.fromEntries(conditions.map((name) => [name, value(name)])),
          ...(where.length === 0
            ? {}
            : { where: Object.fromEntries(where.map((field) => [field, value(`where-${field}`)])) }),
        },
      },
      values: Object.fromEntries(promotion.values.map((field) => [field, value(`value-${field}`)])),
      again: value("again") !== "",
    },
  };
}

/** Fields that an audience can be found by. Not the address: that would be a mail to one person. */
function toLookups({ activity, for: purpose }: Promotion, policy: Compiled): string[] {
  return Object.entries(policy.activities[activity]!.fields).flatMap(([name, field]) =>
    field.lookup && field.kind !== "email" && field.for.includes(purpose) ? [name] : [],
  );
}

/** Why a draft cannot be carried out: with the field that has to be put right, where that is known. */
export function toReason(reason: CampaignReason, { promotion, plan, value }: Draft, texts: CampaignTexts): string {
  const { status, since } = plan.audience.which ?? {};
  if (reason === "missing-value")
    return texts.missing(promotion.values.filter((name) => value(`value-${name}`) === ""));
  if (reason === "wrong-value" && since !== undefined) return texts.noDate(texts.since);
  if (reason === "undeclared" && status !== undefined) return texts.noStage;
  return toSentence(reason, texts);
}
