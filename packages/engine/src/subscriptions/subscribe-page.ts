import { contactLink, fill, html, link, toAnchor, toWords, type Html } from "@abide/policy";
import { toFormTexts } from "../collect/form/texts/all.ts";
import type { Visit } from "@abide/gate/render";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { verifySameOrigin } from "../http/origin.ts";
import { renderPage } from "../page/page.ts";
import type { Standing } from "./standing.ts";
import type { Subscriptions } from "./subscribe.ts";
import { toSubscriptionTexts } from "./texts/all.ts";

export interface SubscriptionPage {
  readonly subscriptions: Pick<Subscriptions, "find" | "confirm" | "change" | "leave">;
  readonly visit: Visit;
  readonly own: string;
  /** Style sheet of forms. */
  readonly css: string;
}

/**
 * The page that the link in a confirmation leads to. Opening it changes nothing: programs that look at mail follow every link in it.
 * Its button does.
 */
export async function answerSubscription(request: Request, token: string, page: SubscriptionPage): Promise<Response> {
  const { subscriptions, own } = page;
  if (request.method === "GET") return show(await subscriptions.find(token), undefined, page);
  if (request.method !== "POST") throw new AbideError("method", "A confirmation is sent or opened.");
  verifySameOrigin(request, own);
  if (toMediaType(request) !== "application/x-www-form-urlencoded")
    throw new AbideError("media-type", "A confirmation is urlencoded.");
  const form = toFields(toText(await readBody(request, 4_000)));
  const wanted = form.flatMap(([name, value]) => (name === "consent" ? value : []));
  switch (form.find(([name]) => name === "do")?.[1]) {
    case "confirm":
      return show(await subscriptions.confirm(token, wanted), "confirmed", page);
    case "change":
      return show(await subscriptions.change(token, wanted), "changed", page);
    case "leave": {
      const standing = await subscriptions.find(token);
      await subscriptions.leave(token);
      return show(standing, "left", page);
    }
    case undefined:
    default:
      throw new AbideError("malformed", "The form does not say what to do.");
  }
}

type SubscriptionTexts = ReturnType<typeof toSubscriptionTexts>;

/** The act that the page answers; undefined where it was only opened. */
type Done = "confirmed" | "changed" | "left" | undefined;
type Known = Exclude<Standing, { readonly state: "gone" }>;
type WithAsks = Exclude<Known, { readonly state: "rest" }>;

interface Shown {
  readonly heading: string;
  readonly main: Html;
}

function show(standing: Standing, done: Done, { visit, css }: SubscriptionPage): Response {
  const texts = toSubscriptionTexts(visit.language);
  const gone = standing.state === "gone";
  const { heading, main } = gone ? toGone(texts, visit) : toShown(texts, standing, done);
  const page = renderPage({
    title: heading,
    language: texts.language,
    visit,
    version: gone ? visit.version : standing.version,
    hidden: true,
    styles: [css],
    main: html`<div class="sheet" id="subscription">
      <h1>${heading}</h1>
      ${main}
    </div>`,
  });
  return new Response(page, {
    status: gone && !done ? 410 : 200,
    // The address is a key: it is in no cache, and goes to nobody else as a referrer. With none at all the page's own button would come
    // from "null".
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "private, no-store",
      "referrer-policy": "same-origin",
    },
  });
}

const toGone = (texts: SubscriptionTexts, { version }: Visit): Shown => ({
  heading: texts.goneTitle,
  main: html`<p class="lead">${texts.gone}</p>
    <p>${texts.ask} ${contactLink(version.policy.controller.contact)}</p>
    <p>${link("/", texts.home)}</p>`,
});

function toShown(texts: SubscriptionTexts, standing: Known, done: Done): Shown {
  if (done === "left") return toLeft(texts, standing);
  if (standing.state === "asked") return toQuestion(texts, standing);
  if (standing.state === "rest") return toRest(texts, standing);
  return toChoices(texts, standing, standing.agreed, done);
}

function toLeft(texts: SubscriptionTexts, { state }: Known): Shown {
  const [heading, says] = state === "rest" ? [texts.restTitle, texts.restLeft] : [texts.leftTitle, texts.left];
  return {
    heading,
    main: html`<p class="lead" role="status">${says}</p>
      <p>${link("/", texts.home)}</p>`,
  };
}

/** Asks whether it was them, and which further purposes they agree to. */
function toQuestion(texts: SubscriptionTexts, standing: Extract<Known, { readonly state: "asked" }>): Shown {
  const { subscription, version } = standing;
  return {
    heading: texts.askTitle,
    main: html`<p class="lead">${fill(texts.question, { named: toTitle(texts, standing) })}</p>
      <form class="abide-collect" method="post">
        <p>
          <strong>${fill(texts.yes, { controller: version.policy.controller.name })}</strong>
          ${toPhrase(texts, standing, subscription.purpose)}
        </p>
        ${toBoxes(texts, standing, [])} ${toPolicyLink(texts, standing)}
        <p><button class="abide-send" type="submit" name="do" value="confirm">${texts.confirm}</button></p>
        <p class="abide-hint">${texts.not}</p>
      </form>`,
  };
}

/** The further purposes with those ticked that were agreed to, and a button that ends all of it. */
function toChoices(texts: SubscriptionTexts, standing: WithAsks, agreed: readonly string[], done: Done): Shown {
  const named = toTitle(texts, standing);
  const boxes = toBoxes(texts, standing, agreed);
  const isFirst = done === "confirmed";
  return {
    heading: isFirst ? texts.doneTitle : named,
    main: html`<p class="lead" ${done && html`role="status"`}>
        ${isFirst ? fill(texts.done, { named: named }) : done === "changed" ? texts.changed : fill(texts.on, { named: named })}
      </p>
      <form class="abide-collect" method="post">
        ${boxes} ${toPolicyLink(texts, standing)}
        ${boxes && html`<p><button class="abide-send" type="submit" name="do" value="change">${texts.save}</button></p>`}
      </form>
      <form class="abide-collect" method="post">
        <h2>${texts.endTitle}</h2>
        <p>${texts.end}</p>
        <p><button class="abide-send" type="submit" name="do" value="leave">${texts.leave}</button></p>
      </form>`,
  };
}

/** The purposes that are still agreed to after the subscription is over, and a button that takes them back. */
function toRest(texts: SubscriptionTexts, standing: Extract<Known, { readonly state: "rest" }>): Shown {
  const named = toTitle(texts, standing);
  return {
    heading: named,
    main: html`<p class="lead">${fill(texts.rest, { named: named })}</p>
      <ul>
        ${standing.agreed.map((one) => html`<li>… ${toPhrase(texts, standing, one)}</li>`)}
      </ul>
      <form class="abide-collect" method="post">
        <p><button class="abide-send" type="submit" name="do" value="leave">${texts.restLeave}</button></p>
      </form>`,
  };
}

/** A box for each further purpose, ticked where it is agreed to; false where there is none. */
const toBoxes = (texts: SubscriptionTexts, standing: WithAsks, agreed: readonly string[]): Html | false =>
  standing.asks.length > 0 &&
  html`<fieldset class="abide-consents">
    <legend>${toFormTexts(texts.language).consent}</legend>
    <p class="abide-hint">${toFormTexts(texts.language).consentSays}</p>
    ${standing.asks.map(
      (one) =>
        html`<div class="abide-box">
          <input
            type="checkbox"
            id="consent-${one}"
            name="consent"
            value="${one}"
            ${agreed.includes(one) && html`checked`}
          />
          <label for="consent-${one}">… ${toPhrase(texts, standing, one)}</label>
        </div>`,
    )}
  </fieldset>`;

function toPolicyLink({ language }: SubscriptionTexts, { version: { policy }, subscription }: Known): Html {
  const [before, after] = toFormTexts(language).policy.split("{policy}");
  const href = `${policy.path}#${toAnchor("activity", subscription.activity)}`;
  return html`<p class="abide-hint">
    ${before}<a href="${href}">${toWords(policy.title, language, policy.languages)}</a>${after}
  </p>`;
}

/** The subscription by the title of its purpose. */
function toTitle({ language }: SubscriptionTexts, { version: { policy }, subscription }: Known): string {
  return toWords(policy.purposes[subscription.purpose]!.title, language, policy.languages);
}

/** A purpose as the policy says it: "send you news". */
function toPhrase({ language }: SubscriptionTexts, { version: { policy } }: Known, purpose: string): string {
  return toWords(policy.purposes[purpose]!.says, language, policy.languages);
}
