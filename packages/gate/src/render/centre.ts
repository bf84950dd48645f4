import { html, isChoiceCookie, link, spellDate, spellDuration, toDays, toOptional } from "@abide/policy";
import type { Html, HtmlValue, Purpose, SignalName, Stored, Text, Tracker } from "@abide/policy";
import type { Texts } from "../texts/texts.ts";
import { toSpoken, toTexts } from "../texts/to-texts.ts";
import type { Visit } from "../visit.ts";
import {
  fill,
  isOutweighed,
  say,
  sayRecipient,
  signalTitles,
  toButton,
  toForm,
  toHonoured,
  toRecipient,
  toStatus,
  toTongue,
} from "./words.ts";

/** Where each browser's maker says how to see, block and delete cookies. */
const browserHelp: { readonly [browser: string]: `https://${string}` } = {
  Chrome: "https://support.google.com/chrome/answer/95647",
  Edge: "https://support.microsoft.com/microsoft-edge/delete-cookies-in-microsoft-edge-63947406-40ac-c3b8-57b9-2a946a29ae09",
  Firefox: "https://support.mozilla.org/kb/clear-cookies-and-site-data-firefox",
  Safari: "https://support.apple.com/guide/safari/manage-cookies-sfri11471/mac",
};

/**
 * The centre: what the visitor chose, every purpose and tracker with who receives what and for how long, the signals, and the
 * ways out elsewhere. It is the content of its own page and, once the gate has fetched it, of a dialog. Complete without script:
 * what only a script can do is `hidden`.
 */
export function renderCentre(visit: Visit): string {
  const texts = toTexts(visit.language);
  const { policy } = visit.version;
  const trackers = Object.entries(policy.trackers);
  const optional = new Set(toOptional(policy));
  const purposes = Object.entries(policy.purposes).map(
    ([key, purpose]) =>
      [key, purpose, trackers.filter(([name, { purpose: of }]) => of === key && optional.has(name))] as const,
  );
  const locked = trackers.filter(([key]) => !optional.has(key));
  return html`<div class="abide abide-centre" data-abide="centre" ${toTongue(visit)}>
    <div class="abide-head">
      <h1 id="abide-centre">${texts.title}</h1>
      <button class="abide-close" type="button" hidden>${texts.close}</button>
      <p class="abide-lead">${texts.intro}</p>
    </div>
    ${toNow(visit, texts)}
    ${toForm(
      visit,
      "centre",
      texts,
      html`${optional.size === 0 && html`<p>${texts.nothingOptional}</p>`}
      ${purposes.map(([key, purpose, those]) => those.length > 0 && toPurpose(visit, texts, key, purpose, those))}
      ${
        locked.length > 0 &&
        html`<fieldset class="abide-purpose">
          <legend><h2>${texts.necessary}</h2></legend>
          <ul class="abide-trackers">
            ${locked.map(([key, tracker]) => toTracker(visit, texts, key, tracker))}
          </ul>
        </fieldset>`
      }
      ${
        optional.size > 0 &&
        html`<div class="abide-bar">
          ${toStatus(visit, texts)}
          <div class="abide-buttons">
            ${toButton("save", texts.save)} ${toButton("reject", texts.reject)} ${toButton("accept", texts.accept)}
          </div>
        </div>`
      }`,
    )}
    <section>
      <h2>${texts.signals}</h2>
      <dl class="abide-facts">
        ${(Object.keys(signalTitles) as SignalName[]).map((signal) => toSignal(visit, texts, signal))}
      </dl>
    </section>
    ${
      Object.keys(policy.optOuts).length > 0 &&
      html`<section>
        <h2>${texts.optOuts}</h2>
        <p>${texts.optOutsSays}</p>
        <ul>
          ${Object.values(policy.optOuts).map(
            ({ title, href, says }) =>
              html`<li>${link(href, say(visit, title))}${says !== undefined && html` · ${say(visit, says)}`}</li>`,
          )}
        </ul>
      </section>`
    }
    <section>
      <h2>${texts.browser}</h2>
      <p>${texts.browserSays}</p>
      <ul class="abide-row">
        ${Object.entries(browserHelp).map(([browser, href]) => html`<li>${link(href, browser)}</li>`)}
      </ul>
    </section>
    <p>${link(policy.path, texts.policy)}</p>
  </div>`.source;
}

function toNow(visit: Visit, texts: Texts): Html {
  const { choice, version } = visit;
  const { policy } = version;
  const spoken = toSpoken(visit.language);
  const figures = new Intl.NumberFormat(spoken);
  const optional = toOptional(policy);
  const allowed = optional.filter((key) => visit.permitted.includes(key));
  const life = Object.values(policy.trackers)
    .flatMap(({ stores }) => stores)
    .find(({ name, kind }) => kind === "cookie" && isChoiceCookie(name))?.life;
  const days = life === undefined ? undefined : toDays(life);
  const until =
    choice && days !== undefined ? new Date(Date.parse(choice.at) + days * 86_400_000).toISOString() : undefined;
  return html`<section class="abide-now">
    <h2>${texts.now}</h2>
    ${toHonoured(visit).map(
      (signal) => html`<p class="abide-signal">${fill(texts.honoured, { signal: signalTitles[signal] })}</p>`,
    )}
    ${
      choice && visit.ask && choice.version !== version.hash
        ? html`<p>
            ${texts.asksAgain}
            <a href="${policy.path}/versions/${choice.version}/${version.hash}">${texts.difference}</a>
          </p>`
        : undefined
    }
    ${
      choice
        ? html`<dl class="abide-facts">
            ${toFact(texts.chosenOn, html`<time datetime="${choice.at}">${spellDate(choice.at, spoken)}</time>`)}
            ${toFact(texts.allowed, fill(texts.of, { some: figures.format(allowed.length), all: figures.format(optional.length) }))}
            ${
              until !== undefined &&
              toFact(texts.keptUntil, html`<time datetime="${until}">${spellDate(until, spoken)}</time>`)
            }
            ${toFact(
              texts.version,
              html`<a href="${policy.path}/versions/${choice.version}"><code>${choice.version.slice(0, 12)}</code></a>`,
            )}
            ${toFact(texts.receipt, html`<a href="/abide/receipt/mine"><code>abide.tlog-proof</code></a>`)}
          </dl>`
        : toHonoured(visit).length === 0 && optional.length > 0 && html`<p>${texts.noChoice}</p>`
    }
    ${allowed.length > 0 && html`<p>${fill(texts.withdraw, { reject: texts.reject })}</p>`}
  </section>`;
}

function toPurpose(
  visit: Visit,
  texts: Texts,
  key: string,
  purpose: Purpose & { readonly title: Text },
  trackers: readonly (readonly [string, Tracker])[],
): Html {
  const allowed = trackers.filter(([key]) => visit.permitted.includes(key)).length;
  const state = allowed === 0 ? "none" : allowed === trackers.length ? "all" : "mixed";
  const title = say(visit, purpose.title);
  return html`<fieldset class="abide-purpose">
    <legend><h2>${title}</h2></legend>
    <p class="abide-says">${say(visit, purpose.says)}</p>
    <p class="abide-state" data-state="${state}">${texts[state]}</p>
    ${trackers.length > 1 && toWhole(key, fill(texts.whole, { purpose: title }), state === "all")}
    <ul class="abide-trackers">
      ${trackers.map(([key, tracker]) => toTracker(visit, texts, key, tracker))}
    </ul>
  </fieldset>`;
}

/**
 * The switch over a purpose. Without script it is a field that counts where it was changed: `was` says that it was shown as on,
 * so that one switched off refuses the purpose whatever is still ticked below it.
 */
function toWhole(purpose: string, says: HtmlValue, on: boolean): Html {
  return html`<label class="abide-whole"
    ><input type="checkbox" name="whole" value="${purpose}" autocomplete="off" ${on && html`checked`} /><span
      >${says}</span
    >${on && html`<input type="hidden" name="was" value="${purpose}" />`}</label
  >`;
}

function toTracker(visit: Visit, texts: Texts, key: string, tracker: Tracker): Html {
  const locked = tracker.necessary !== undefined;
  const spoken = toSpoken(visit.language);
  const recipient = toRecipient(visit, tracker);
  const policy = tracker.policy ?? recipient?.policy;
  return html`<li>
    <label
      ><input
        type="checkbox"
        name="tracker"
        value="${key}"
        autocomplete="off"
        aria-describedby="abide-${encodeURIComponent(key)}"
        data-left="${toLeft(tracker)}"
        ${locked ? html`checked disabled` : visit.permitted.includes(key) && html`checked`}
      /><span><bdi>${tracker.name}</bdi></span></label
    >
    <div class="abide-what" id="abide-${encodeURIComponent(key)}">
      <p>${say(visit, tracker.says)}</p>
      ${tracker.necessary !== undefined && html`<p><b>${texts.always}.</b> ${say(visit, tracker.necessary)}</p>`}
    </div>
    <dl class="abide-facts">
      ${toFact(texts.recipient, sayRecipient(visit, tracker, texts))}
      ${toFact(
        texts.stores,
        tracker.stores.length === 0
          ? texts.storesNothing
          : html`<ul class="abide-stored">
              ${tracker.stores.map((stored) => toStored(visit, texts, tracker, stored))}
            </ul>`,
      )}
      ${toFact(texts.life, spellDuration(tracker.duration, spoken))}
      ${policy !== undefined && toFact(texts.recipientPolicy, link(policy, toShown(policy)))}
      ${tracker.optOut !== undefined && toFact(texts.optOut, link(tracker.optOut, toShown(tracker.optOut)))}
    </dl>
  </li>`;
}

function toStored(visit: Visit, texts: Texts, tracker: Tracker, stored: Stored): Html {
  const life =
    stored.life === "session"
      ? texts.untilClosed
      : stored.life === "until-deleted"
        ? texts.untilDeleted
        : spellDuration(stored.life, toSpoken(visit.language));
  const owner =
    stored.party === "first"
      ? texts.ourselves
      : (stored.domain ?? say(visit, toRecipient(visit, tracker)?.name ?? tracker.name));
  return html`<li>
    <code>${stored.name}</code> <span>${texts[stored.kind]} · ${life} · <bdi>${owner}</bdi></span>
  </li>`;
}

/** What the site's script can delete of what `tracker` leaves, as `browser/centre.ts` reads it. */
function toLeft(tracker: Tracker): string {
  return JSON.stringify(
    tracker.stores
      .filter(({ party, httpOnly }) => party === "first" && !httpOnly)
      .map(({ kind, name, path }) => ({ kind, name, path })),
  );
}

function toSignal(visit: Visit, texts: Texts, signal: SignalName): Html {
  const sent = visit.signals.includes(signal);
  const refuses = visit.version.policy.signals[signal] === "refuse";
  return toFact(
    signalTitles[signal],
    html`${refuses ? texts.refuses : texts.ignores} ${sent ? texts.sent : texts.notSent}
    ${sent && refuses && isOutweighed(visit, signal) && texts.outweighed}`,
  );
}

function toFact(title: HtmlValue, says: HtmlValue): Html {
  return html`<div>
    <dt>${title}</dt>
    <dd>${says}</dd>
  </div>`;
}

/** An address as a person reads it: its host. */
function toShown(address: string): string {
  return URL.canParse(address) ? new URL(address).host.replace(/^www\./, "") : address;
}
