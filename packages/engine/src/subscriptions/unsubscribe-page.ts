import type { Visit } from "@abide/gate/render";
import { contactLink, html, toWords, type Html, type Version } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { verifySameOrigin } from "../http/origin.ts";
import type { MailsApi } from "../mail/mails.ts";
import { toMailTexts } from "../mail/texts/all.ts";
import { fill } from "@abide/policy";
import type { UnsubscribeLink } from "../mail/unsubscribe-link.ts";
import { renderPage } from "../page/page.ts";
import type { Subscriptions } from "./subscribe.ts";

export interface UnsubscribePage {
  readonly core: Pick<Core, "css" | "subjects" | "versions">;
  readonly mails: Pick<MailsApi, "suppressions" | "unsubscribeLinks">;
  readonly subscriptions: Pick<Subscriptions, "further" | "withdrawFurther">;
  readonly visit: Visit;
  readonly own: string;
}

/** The most bytes of a form that is sent here. */
const longest = 4_000;

/**
 * The page behind the link at the foot and in the head of a promotion (RFC 8058). A POST ends it: from any site, by a program of the
 * mail's receiver, without a cookie, as often as it likes and after years. Opening it ends nothing: programs that look at mail follow
 * every link in it.
 */
export async function answerUnsubscribe(request: Request, token: string, page: UnsubscribePage): Promise<Response> {
  const { mails, own } = page;
  if (request.method !== "GET" && request.method !== "POST") {
    throw new AbideError("method", "An unsubscription is sent or opened.");
  }
  const link = await mails.unsubscribeLinks.fromToken(token);
  if (!link) return showWrong(page);
  const reason = (await mails.suppressions.find(link.list, [link.mac]))[0];
  if (request.method === "GET") {
    const back = new URL(request.url).searchParams.has("back");
    return show(link, reason === undefined ? "asked" : back ? "back" : "stopped", page, await readFurther(link, page));
  }
  const form = await readForm(request);
  // What a receiver's program sends, and what our own button does, come to the same.
  if (form.get("List-Unsubscribe") === "One-Click" || form.get("do") === "stop") {
    await stop(link, page);
    return form.has("do") ? show(link, "stopped", page) : answerProgram();
  }
  if (form.get("do") === "resume") {
    verifySameOrigin(request, own);
    // A mailbox that does not exist, or a complaint, is nothing that a link takes back.
    if (reason === "unsubscribed") await resume(link, page);
    return show(link, reason === "unsubscribed" ? "resumed" : "stopped", page);
  }
  if (form.get("do") === "only") {
    const purpose = findPurpose(page, link.list);
    if (purpose) await ifKnown(page.subscriptions.withdrawFurther(link.subject, purpose.name));
    return show(link, reason === undefined ? "only" : "stopped", page);
  }
  throw new AbideError("malformed", "The form does not say what to do.");
}

/** The further purposes that somebody agreed to together with the list, as the policy says them. */
async function readFurther(
  { list, subject, language }: UnsubscribeLink,
  page: UnsubscribePage,
): Promise<readonly string[]> {
  const purpose = findPurpose(page, list);
  if (!purpose) return [];
  const { purposes, languages } = purpose.policy;
  const agreed = await page.subscriptions.further(subject, purpose.name);
  return agreed.map((one) => toWords(purposes[one]!.says, toMailTexts(language).language, languages));
}

/** Ends the list for the address, and withdraws the person's consent to its purpose or objects to it: whatever way it is used by. */
async function stop({ mac, list, subject }: UnsubscribeLink, page: UnsubscribePage): Promise<void> {
  const { core, mails, subscriptions } = page;
  await mails.suppressions.add(mac, list, "unsubscribed");
  const purpose = findPurpose(page, list);
  if (!purpose) return;
  const because = { by: "subject", reason: "unsubscribed" };
  await ifKnown(
    purpose.consent
      ? core.subjects.withdraw(subject, purpose.name, because)
      : core.subjects.object(subject, purpose.name, because),
  );
  await ifKnown(subscriptions.withdrawFurther(subject, purpose.name));
}

/** Takes that back. */
async function resume({ mac, list, subject }: UnsubscribeLink, page: UnsubscribePage): Promise<void> {
  const { core, mails } = page;
  const purpose = findPurpose(page, list);
  const because = { by: "subject", reason: "subscribed again" };
  if (purpose?.consent) await ifKnown(core.subjects.consent(subject, purpose.name, because));
  else if (purpose) await ifKnown(core.subjects.lift(subject, "objection", purpose.name, because));
  await mails.suppressions.remove(mac, list);
}

/** An erased person has no statements any more, and needs none: the suppression of their address is enough. */
async function ifKnown(stated: Promise<void>): Promise<void> {
  try {
    await stated;
  } catch (error) {
    if (!isAbideError(error) || error.code !== "not-found") throw error;
  }
}

/** The version in force that declares a list of promotional mail. */
const findVersion = ({ core }: UnsubscribePage, list: string): Version | undefined =>
  core.versions.current.find(({ policy }) => Object.hasOwn(policy.mail, list));

/** The purpose of a list, and whether it rests on consent. */
function findPurpose(page: UnsubscribePage, list: string) {
  const version = findVersion(page, list);
  const name = version?.policy.mail[list]!.purpose;
  const purpose = name === undefined ? undefined : version!.policy.purposes[name];
  return name === undefined || !purpose
    ? undefined
    : { name, consent: purpose.basis === "consent", policy: version!.policy };
}

/** Names and values of a form, urlencoded or in parts: RFC 8058 lets a receiver choose. One that names no type is not turned away. */
async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  const bytes = await readBody(request, longest);
  if (toMediaType(request) !== "multipart/form-data") return new Map(toFields(toText(bytes)));
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  const form = await new Response(Uint8Array.from(bytes), { headers }).formData().catch((cause: unknown) => {
    throw new AbideError("malformed", "The form cannot be read.", { cause });
  });
  return new Map([...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : [])));
}

/** The answer to a program of the mail's receiver. */
const answerProgram = (): Response =>
  new Response("Unsubscribed.\n", {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });

type State = "asked" | "stopped" | "back" | "resumed" | "only";

function show(link: UnsubscribeLink, state: State, page: UnsubscribePage, further: readonly string[] = []): Response {
  const texts = toMailTexts(link.language);
  const version = findVersion(page, link.list);
  const mail = version?.policy.mail[link.list];
  const list = toWords(mail?.title ?? link.list, texts.language, version?.policy.languages);
  const toSentence = (text: string) => fill(text, { list });
  const button = (act: string, title: string, kind: string) =>
    html`<form class="abide-collect" method="post" action="?">
      <p><button class="${kind}" type="submit" name="do" value="${act}">${title}</button></p>
    </form>`;
  const also =
    further.length > 0 &&
    html`<p>${texts.also}</p>
      <ul>
        ${further.map((says) => html`<li>… ${says}</li>`)}
      </ul>
      ${button("only", texts.only, "abide-send")}`;
  const pages: { readonly [state in State]: readonly [heading: string, main: Html] } = {
    asked: [
      texts.title,
      html`<p class="lead">${toSentence(texts.asks)}</p>
        ${button("stop", texts.stop, "abide-send")}
        <p class="abide-hint">${texts.stays}</p>
        ${also}`,
    ],
    stopped: [
      texts.stopped,
      html`<p class="lead" role="status">${toSentence(texts.stoppedSays)}</p>
        <p>${texts.stays}</p>
        ${also}
        <p><a href="?back">${texts.back}</a></p>`,
    ],
    back: [
      texts.backTitle,
      html`<p class="lead">${toSentence(texts.backAsks)}</p>
        ${button("resume", texts.resume, "abide-send")}`,
    ],
    only: [texts.took, html`<p class="lead" role="status">${toSentence(texts.tookSays)}</p>`],
    resumed: [texts.resumed, html`<p class="lead" role="status">${toSentence(texts.resumedSays)}</p>`],
  };
  const [heading, main] = pages[state];
  return answer(heading, main, page, link.language, version);
}

function showWrong(page: UnsubscribePage): Response {
  const { language, version } = page.visit;
  const texts = toMailTexts(language);
  const [before, after] = texts.wrongSays.split("{contact}");
  const main = html`<p class="lead">${before}${contactLink(version.policy.controller.contact)}${after}</p>`;
  return answer(texts.wrong, main, page, texts.language, undefined, 404);
}

function answer(
  heading: string,
  main: Html,
  { visit, core }: UnsubscribePage,
  language: string,
  version: Version | undefined,
  status = 200,
): Response {
  const page = renderPage({
    title: heading,
    language: toMailTexts(language).language,
    visit,
    ...(version ? { version } : {}),
    hidden: true,
    styles: [core.css.form],
    main: html`<div class="sheet">
      <h1>${heading}</h1>
      ${main}
    </div>`,
  });
  return new Response(page, {
    status,
    // The address is a key: it is in no cache, and goes to nobody else as a referrer. With none at all the page's own button would come
    // from "null".
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "private, no-store",
      "referrer-policy": "same-origin",
    },
  });
}
