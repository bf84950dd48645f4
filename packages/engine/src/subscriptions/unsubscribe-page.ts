import type { Visit } from "@abide/gate/render";
import { contactLink, html, toWords, type Html, type Version } from "@abide/policy";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { verifySameOrigin } from "../http/origin.ts";
import { renderPage } from "../page/page.ts";
import type { Subjects } from "../subjects/subjects.ts";
import type { Subscriptions } from "./subscribe.ts";
import type { Suppressions } from "../mail/suppression.ts";
import type { UnsubscribeLink, UnsubscribeLinks } from "../mail/unsubscribe-link.ts";
import { toMailTexts } from "../mail/texts/all.ts";
import { fill } from "@abide/policy";

export interface UnsubscribePage {
  readonly unsubscribeLinks: UnsubscribeLinks;
  readonly suppressions: Suppressions;
  readonly subjects: Pick<Subjects, "withdraw" | "object" | "consent" | "lift">;
  readonly subscriptions: Pick<Subscriptions, "further" | "withdrawFurther">;
  readonly versions: readonly Version[];
  readonly visit: Visit;
  readonly own: string;
  /** Style sheet of forms. */
  readonly css: string;
}

/** The most bytes of what is sent here. */
const longest = 4_000;

/**
 * What is behind the link at the foot and in the head of a promotion (RFC 8058). A POST ends it: from any site, by a program of the
 * mail's receiver, without a cookie, as often as it likes and after years. Opening it ends nothing: programs that look at mail follow
 * every link in it.
 */
export async function answerUnsubscribe(request: Request, token: string, page: UnsubscribePage): Promise<Response> {
  const { unsubscribeLinks, suppressions, own } = page;
  if (request.method !== "GET" && request.method !== "POST") {
    throw new AbideError("method", "An unsubscription is sent or opened.");
  }
  const out = await unsubscribeLinks.fromToken(token);
  if (!out) return showWrong(page);
  const reason = (await suppressions.find(out.list, [out.mac]))[0];
  if (request.method === "GET") {
    const back = new URL(request.url).searchParams.has("back");
    return show(out, reason === undefined ? "asked" : back ? "back" : "stopped", page, await readFurther(out, page));
  }
  const form = await readForm(request);
  // What a receiver's program sends, and what our own button does, come to the same.
  if (form.get("List-Unsubscribe") === "One-Click" || form.get("do") === "stop") {
    await stop(out, page);
    if (!form.has("do")) {
      return new Response("Unsubscribed.\n", {
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "cache-control": "no-store",
          "x-content-type-options": "nosniff",
        },
      });
    }
    return show(out, "stopped", page);
  }
  if (form.get("do") === "resume") {
    verifySameOrigin(request, own);
    // A mailbox that does not exist, or a complaint, is nothing that a link takes back.
    if (reason === "unsubscribed") await resume(out, page);
    return show(out, reason === "unsubscribed" ? "resumed" : "stopped", page);
  }
  if (form.get("do") === "only") {
    const purpose = findPurpose(page.versions, out.list);
    if (purpose) await ifKnown(page.subscriptions.withdrawFurther(out.subject, purpose.name));
    return show(out, reason === undefined ? "only" : "stopped", page);
  }
  throw new AbideError("malformed", "The form does not say what to do.");
}

/** What somebody agreed to together with the list, as the policy says it. */
async function readFurther(
  { list, subject, language }: UnsubscribeLink,
  { versions, subscriptions }: UnsubscribePage,
): Promise<readonly string[]> {
  const purpose = findPurpose(versions, list);
  if (!purpose) return [];
  const { purposes, languages } = purpose.policy;
  const agreed = await subscriptions.further(subject, purpose.name);
  return agreed.map((one) => toWords(purposes[one]!.says, toMailTexts(language).language, languages));
}

/** Ends it for the address, and takes back what the person said for the purpose: by whatever way it was to be used. */
async function stop(
  { mac, list, subject }: UnsubscribeLink,
  { suppressions, subjects, subscriptions, versions }: UnsubscribePage,
): Promise<void> {
  await suppressions.add(mac, list, "unsubscribed");
  const purpose = findPurpose(versions, list);
  if (!purpose) return;
  const because = { by: "subject", reason: "unsubscribed" };
  await ifKnown(
    purpose.consent
      ? subjects.withdraw(subject, purpose.name, because)
      : subjects.object(subject, purpose.name, because),
  );
  await ifKnown(subscriptions.withdrawFurther(subject, purpose.name));
}

async function resume(
  { mac, list, subject }: UnsubscribeLink,
  { suppressions, subjects, versions }: UnsubscribePage,
): Promise<void> {
  const purpose = findPurpose(versions, list);
  const because = { by: "subject", reason: "subscribed again" };
  if (purpose?.consent) await ifKnown(subjects.consent(subject, purpose.name, because));
  else if (purpose) await ifKnown(subjects.lift(subject, "objection", purpose.name, because));
  await suppressions.remove(mac, list);
}

/** Whoever was erased has no statements any more: what is kept for the address says it all. */
async function ifKnown(said: Promise<void>): Promise<void> {
  try {
    await said;
  } catch (error) {
    if (!isAbideError(error) || error.code !== "not-found") throw error;
  }
}

function findPurpose(versions: readonly Version[], list: string) {
  const version = versions.find(({ policy }) => Object.hasOwn(policy.mail, list));
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

type State = "asked" | "stopped" | "back" | "resumed" | "only";

function show(out: UnsubscribeLink, state: State, page: UnsubscribePage, further: readonly string[] = []): Response {
  const texts = toMailTexts(out.language);
  const version = page.versions.find(({ policy }) => Object.hasOwn(policy.mail, out.list));
  const mail = version?.policy.mail[out.list];
  const list = toWords(mail?.title ?? out.list, texts.language, version?.policy.languages);
  const say = (text: string) => fill(text, { list });
  const button = (what: string, title: string, kind: string) =>
    html`<form class="abide-collect" method="post" action="?">
      <p><button class="${kind}" type="submit" name="do" value="${what}">${title}</button></p>
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
      html`<p class="lead">${say(texts.asks)}</p>
        ${button("stop", texts.stop, "abide-send")}
        <p class="abide-hint">${texts.stays}</p>
        ${also}`,
    ],
    stopped: [
      texts.stopped,
      html`<p class="lead" role="status">${say(texts.stoppedSays)}</p>
        <p>${texts.stays}</p>
        ${also}
        <p><a href="?back">${texts.back}</a></p>`,
    ],
    back: [
      texts.backTitle,
      html`<p class="lead">${say(texts.backAsks)}</p>
        ${button("resume", texts.resume, "abide-send")}`,
    ],
    only: [texts.took, html`<p class="lead" role="status">${say(texts.tookSays)}</p>`],
    resumed: [texts.resumed, html`<p class="lead" role="status">${say(texts.resumedSays)}</p>`],
  };
  const [heading, main] = pages[state];
  return answer(heading, main, page, out.language, version);
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
  { visit, css }: UnsubscribePage,
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
    styles: [css],
    main: html`<div class="sheet">
      <h1>${heading}</h1>
      ${main}
    </div>`,
  });
  return new Response(page, {
    status,
    // The address is a key: it is in no cache, and goes to nobody else as a referrer. With none at all the button would come from "null".
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "private, no-store",
      "referrer-policy": "same-origin",
    },
  });
}
