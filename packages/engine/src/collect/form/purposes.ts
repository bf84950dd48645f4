import { html, toAnchor, type CompiledActivity, type Html } from "@abide/policy";
import { fill, say, toSaid, type Tongue } from "./say.ts";

/**
 * What the answers are used for, where they are asked for: the names of the purposes at once, and when it is opened each of them with
 * its basis and its fields. What needs a consent is asked for by boxes of its own.
 */
export function renderPurposes(
  tongue: Tongue,
  key: string,
  activity: CompiledActivity,
  fields: readonly string[],
): Html {
  const { texts, policy } = tongue;
  const used = toUsed(activity, fields).filter((purpose) => policy.purposes[purpose]!.basis !== "consent");
  const title = toSaid(tongue, policy.title);
  const page = html`<a href="${policy.path}#${toAnchor("activity", key)}" lang="${title.language}">${title.words}</a>`;
  const more = html`<p>${fill(texts.policy, { policy: page })}</p>`;
  if (used.length === 0) return html`<div class="abide-purposes">${more}</div>`;
  return html`<details class="abide-purposes">
    <summary>
      ${texts.usedFor}:
      ${used.map((purpose, i) => html`${i > 0 && ", "}${say(tongue, policy.purposes[purpose]!.title)}`)}
    </summary>
    <ul>
      ${used.map((purpose) => {
        const { says, title, basis } = policy.purposes[purpose]!;
        const its = fields.filter((name) => activity.fields[name]!.for.includes(purpose));
        return html`<li>
          <a href="${policy.path}#${toAnchor("purpose", purpose)}">${say(tongue, title)}</a> (${texts.bases[basis]}):
          ${say(tongue, says)}
          <small>${its.map((name, i) => html`${i > 0 && ", "}${say(tongue, activity.fields[name]!.title)}`)}</small>
        </li>`;
      })}
    </ul>
    ${more}
  </details>`;
}

/** A box for each purpose that a field of the form may serve on consent. None is ticked but those that the person ticked before. */
export function renderConsents(
  tongue: Tongue,
  key: string,
  activity: CompiledActivity,
  fields: readonly string[],
  ticked: readonly string[],
): Html | false {
  const { texts, policy } = tongue;
  const asked = toUsed(activity, fields).filter((purpose) => policy.purposes[purpose]!.basis === "consent");
  if (asked.length === 0) return false;
  const id = `${key}-consent`;
  return html`<fieldset class="abide-consents" id="${id}" tabindex="-1" aria-describedby="${id}-hint">
    <legend>${texts.consent}</legend>
    <p class="abide-hint" id="${id}-hint">${texts.consentSays}</p>
    ${asked.map((purpose) => {
      const { says, withdrawal } = policy.purposes[purpose]!;
      return html`<div class="abide-box">
        <input
          type="checkbox"
          id="${id}-${purpose}"
          name="consent"
          value="${purpose}"
          ${ticked.includes(purpose) && html`checked`}
        />
        <label for="${id}-${purpose}">… ${say(tongue, says)} <small>(${texts.bases.consent})</small></label>
        <a href="${withdrawal ?? `${policy.path}#${toAnchor("purpose", purpose)}`}">${texts.withdraw}</a>
      </div>`;
    })}
  </fieldset>`;
}

/** The purposes that any of `fields` may serve, in the order of the policy. */
function toUsed({ fields }: CompiledActivity, names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => fields[name]!.for))];
}
