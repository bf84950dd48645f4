import { contactLink, html, link, toAnchor, toWords, type Compiled, type Html, type Language } from "@abide/policy";
import type { Visit } from "@abide/gate/render";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { verifySameOrigin } from "../http/origin.ts";
import { renderPage } from "../page/page.ts";
import type { Standing, Subscriptions } from "./subscribe.ts";

export interface SubscriptionPage {
  readonly subscriptions: Subscriptions;
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
  const agreed = form.flatMap(([name, value]) => (name === "consent" ? value : []));
  switch (form.find(([name]) => name === "do")?.[1]) {
    case "confirm":
      return show(await subscriptions.confirm(token, agreed), "confirmed", page);
    case "change":
      return show(await subscriptions.change(token, agreed), "changed", page);
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

type Done = "confirmed" | "changed" | "left" | undefined;

function show(standing: Standing, done: Done, { visit, css }: SubscriptionPage): Response {
  const texts = visit.language.split("-")[0] === "de" ? de : en;
  const gone = standing.state === "gone";
  const version = gone ? visit.version : standing.version;
  const { policy } = version;
  const says = (purpose: string) => say(policy, policy.purposes[purpose]!.says, texts.language);
  const title = (purpose: string) => toWords(policy.purposes[purpose]!.title, texts.language, policy.languages);
  const answer = (heading: string, main: Html) =>
    new Response(
      renderPage({
        title: heading,
        language: texts.language,
        visit,
        version,
        hidden: true,
        styles: [css],
        main: html`<div class="sheet" id="subscription">
          <h1>${heading}</h1>
          ${main}
        </div>`,
      }),
      {
        status: gone && !done ? 410 : 200,
        // The address is a key: it is in no cache, and goes to nobody else as a referrer: with none at all its own button would come from "null".
        headers: {
          "content-type": "text/html; charset=utf-8",
          "cache-control": "private, no-store",
          "referrer-policy": "same-origin",
        },
      },
    );
  if (gone) {
    return answer(
      texts.goneTitle,
      html`<p class="lead">${texts.gone}</p>
        <p>${texts.ask} ${contactLink(policy.controller.contact)}</p>
        <p>${link("/", texts.home)}</p>`,
    );
  }
  const { purpose } = standing.subscription;
  const named = title(purpose);
  if (standing.state === "rest") {
    const main =
      done === "left"
        ? html`<p class="lead" role="status">${texts.restLeft}</p>
            <p>${link("/", texts.home)}</p>`
        : html`<p class="lead">${texts.rest(named)}</p>
            <ul>
              ${standing.agreed.map((one) => html`<li>… ${says(one)}</li>`)}
            </ul>
            <form class="abide-collect" method="post">
              <p><button class="abide-send" type="submit" name="do" value="leave">${texts.restLeave}</button></p>
            </form>`;
    return answer(done === "left" ? texts.restTitle : named, main);
  }
  if (done === "left") {
    return answer(
      texts.leftTitle,
      html`<p class="lead" role="status">${texts.left}</p>
        <p>${link("/", texts.home)}</p>`,
    );
  }
  const agreed = standing.state === "confirmed" ? standing.agreed : [];
  const boxes =
    standing.asks.length > 0 &&
    html`<fieldset class="abide-consents">
      <legend>${texts.also}</legend>
      <p class="abide-hint">${texts.alsoSays}</p>
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
            <label for="consent-${one}">… ${says(one)}</label>
          </div>`,
      )}
    </fieldset>`;
  const more = html`<p class="abide-hint">
    ${texts.policy}
    <a href="${policy.path}#${toAnchor("activity", standing.subscription.activity)}"
      >${toWords(policy.title, texts.language, policy.languages)}</a
    >.
  </p>`;
  if (standing.state === "asked") {
    return answer(
      texts.askTitle,
      html`<p class="lead">${texts.question(named)}</p>
        <form class="abide-collect" method="post">
          <p><strong>${texts.yes}</strong> ${policy.controller.name} ${texts.may} ${says(purpose)}.</p>
          ${boxes} ${more}
          <p><button class="abide-send" type="submit" name="do" value="confirm">${texts.confirm}</button></p>
          <p class="abide-hint">${texts.not}</p>
        </form>`,
    );
  }
  return answer(
    done === "confirmed" ? texts.doneTitle : named,
    html`<p class="lead" ${done && html`role="status"`}>
        ${done === "confirmed" ? texts.done(named) : done === "changed" ? texts.changed : texts.on(named)}
      </p>
      <form class="abide-collect" method="post">
        ${boxes} ${more}
        ${boxes && html`<p><button class="abide-send" type="submit" name="do" value="change">${texts.save}</button></p>`}
      </form>
      <form class="abide-collect" method="post">
        <h2>${texts.endTitle}</h2>
        <p>${texts.end}</p>
        <p><button class="abide-send" type="submit" name="do" value="leave">${texts.leave}</button></p>
      </form>`,
  );
}

function say({ languages }: Compiled, text: Compiled["purposes"][string]["says"], language: Language): string {
  return toWords(text, language, languages);
}

const en = {
  language: "en",
  askTitle: "One more step",
  question: (named: string) => `Somebody signed up for “${named}” with your e-mail address. Was it you?`,
  yes: "Yes:",
  may: "may",
  confirm: "Confirm",
  not: "It was not you? Then do nothing. Nothing is sent to you, and what was entered is erased by itself.",
  also: "May we also …",
  alsoSays: "Only if you tick it. The rest works without.",
  policy: "Who receives it, how long it is kept and what your rights are:",
  doneTitle: "Confirmed",
  done: (named: string) => `You have signed up for “${named}”. Your consent is recorded, with the text that you saw.`,
  changed: "Your choice is kept.",
  on: (named: string) => `You get “${named}”, because you confirmed that you want it.`,
  save: "Save",
  endTitle: "Stop it",
  end: "Takes back everything that you agreed to here, at once.",
  leave: "Unsubscribe",
  leftTitle: "You have unsubscribed",
  left: "Nothing more is sent. What we kept for it is erased.",
  rest: (named: string) => `“${named}” is not sent to you any more. You still allow us to:`,
  restLeave: "Take it back",
  restTitle: "That is taken back",
  restLeft: "What you had allowed is over, at once.",
  goneTitle: "This link is over",
  gone: "It is older than a sign-up is kept, or what it was for has ended. Sign up again, and you get a new one.",
  ask: "Something seems wrong? Write to us:",
  home: "To the start page",
};

const de: typeof en = {
  language: "de",
  askTitle: "Noch ein Schritt",
  question: (named) => `Mit Ihrer E-Mail-Adresse wurde „${named}“ angefordert. Waren Sie das?`,
  yes: "Ja:",
  may: "darf",
  confirm: "Bestätigen",
  not: "Sie waren es nicht? Dann tun Sie nichts. Es wird nichts verschickt, und die Eingabe wird von selbst gelöscht.",
  also: "Dürfen wir auch …",
  alsoSays: "Nur, wenn Sie es ankreuzen. Alles andere geht auch ohne.",
  policy: "Wer es erhält, wie lange es aufbewahrt wird und welche Rechte Sie haben:",
  doneTitle: "Bestätigt",
  done: (named) =>
    `Sie haben „${named}“ angefordert. Ihre Einwilligung ist festgehalten, mit dem Text, den Sie gesehen haben.`,
  changed: "Ihre Entscheidung ist gespeichert.",
  on: (named) => `Sie erhalten „${named}“, weil Sie bestätigt haben, dass Sie es möchten.`,
  save: "Speichern",
  endTitle: "Beenden",
  end: "Nimmt alles zurück, was Sie hier erlaubt haben, sofort.",
  leave: "Abmelden",
  leftTitle: "Sie haben sich abgemeldet",
  left: "Es wird nichts mehr verschickt. Was wir dafür gespeichert hatten, wird gelöscht.",
  rest: (named) => `„${named}“ wird Ihnen nicht mehr geschickt. Sie erlauben uns noch:`,
  restLeave: "Zurücknehmen",
  restTitle: "Das ist zurückgenommen",
  restLeft: "Was Sie erlaubt hatten, gilt nicht mehr, ab sofort.",
  goneTitle: "Dieser Link gilt nicht mehr",
  gone: "Er ist älter, als eine Anmeldung aufbewahrt wird, oder was er betraf, ist beendet. Melden Sie sich neu an, dann erhalten Sie einen neuen.",
  ask: "Stimmt etwas nicht? Schreiben Sie uns:",
  home: "Zur Startseite",
};
