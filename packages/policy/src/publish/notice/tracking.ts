import { isChoiceCookie } from "../../choice-cookie.ts";
import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import { signalNames } from "../../words/signal.ts";
import type { Stored, Tracker } from "../../words/tracker.ts";
import { toAnchor } from "../anchor.ts";
import { browsers } from "../browsers.ts";
import { join, link } from "../link.ts";
import { table } from "./context.ts";
import type { Context, Row, Section } from "./context.ts";

/** What trackers are, how choices and signals work, the table of technologies, and what each one stores. */
export const tracking: Section = {
  id: "tracking",
  title: (texts) => texts.tracking.title,
  body: (context) => {
    const { policy, texts } = context;
    const { tracking } = texts;
    if (Object.keys(policy.trackers).length === 0) {
      return html`<p>${tracking.none}</p>
        ${toSignals(context)}`;
    }
    const optOuts = Object.values(policy.optOuts);
    const choice = Object.values(policy.trackers).find((tracker) =>
      tracker.stores.some((stored) => isChoiceCookie(stored.name) && stored.httpOnly === true),
    );
    return html`<p>${tracking.says} ${context.enforced && tracking.enforced}</p>
      <h3 id="cookies">${tracking.cookiesTitle}</h3>
      <p>${tracking.cookies}</p>
      <p>${tracking.storage}</p>
      <h3 id="pixels">${tracking.pixelsTitle}</h3>
      <p>${tracking.pixels}</p>
      <h3 id="necessary-and-optional">${tracking.kindsTitle}</h3>
      <p>${tracking.necessarySays}</p>
      <p>${tracking.optionalSays} ${tracking.thirdParties}</p>
      ${
        context.enforced &&
        html`<h3 id="choices">${tracking.choicesTitle}</h3>
          <p>${tracking.choices({ centre: context.centre })}</p>
          <p>
            ${choice !== undefined && tracking.choicesKept({ duration: context.duration(choice.duration) })}
            ${tracking.choicesWithdraw}
          </p>`
      }
      ${toSignals(context)}
      <h3 id="browser">${tracking.browserTitle}</h3>
      <p>
        ${tracking.browser}
        ${join(
          browsers.map(({ name, href }) => link(href, name)),
          ", ",
        )}.
        ${tracking.browserLost}
      </p>
      ${
        optOuts.length > 0 &&
        html`<h3 id="opt-outs">${tracking.optOutTitle}</h3>
          <p>${tracking.optOut}</p>
          <ul>
            ${optOuts.map(
              ({ title, href, says }) =>
                html`<li>${link(href, context.say(title))}${says !== undefined && html`: ${context.say(says)}`}</li>`,
            )}
          </ul>
          <p>${tracking.optOutGeneric}</p>`
      }
      <h3 id="trackers">${tracking.tableTitle}</h3>
      ${table({
        caption: tracking.caption,
        kind: "trackers",
        columns: [
          { title: tracking.technology },
          { title: tracking.purpose },
          { title: tracking.party },
          { title: tracking.duration, narrow: true },
        ],
        groups: [{ rows: toTrackers(context).map(([key, tracker]) => toTracker(context, key, tracker)) }],
      })}
      <h3 id="stored">${tracking.storedTitle}</h3>
      <p>${tracking.storedSays}</p>
      ${table({
        caption: tracking.storedCaption,
        kind: "stored",
        columns: [
          { title: tracking.storedName },
          { title: tracking.storedKind },
          { title: tracking.storedLife },
          { title: tracking.storedBy },
        ],
        groups: toTrackers(context).map(([key, tracker]) => ({
          id: toAnchor("stored", key),
          title: html`${tracker.name}${tracker.stores.length === 0 && html` <small>${tracking.storedNothing}</small>`}${toHosts(context, tracker)}`,
          rows: tracker.stores.map((stored) => toStored(context, tracker, stored)),
        })),
      })}`;
  },
};

/** Strictly necessary ones first, then by name. */
function toTrackers({ policy, language }: Context): [string, Tracker][] {
  const collator = new Intl.Collator(language);
  return Object.entries(policy.trackers).sort(
    ([, a], [, b]) =>
      Number(a.necessary === undefined) - Number(b.necessary === undefined) || collator.compare(a.name, b.name),
  );
}

function toTracker(context: Context, key: string, tracker: Tracker): Row {
  const { policy, texts, say } = context;
  const { tracking } = texts;
  const whose = tracker.recipient === undefined ? policy.controller.name : context.links.recipient(tracker.recipient);
  return {
    id: toAnchor("tracker", key),
    cells: [
      html`<strong>${tracker.name}</strong>
        <span class="mark ${tracker.necessary === undefined ? "optional" : "necessary"}"
          >${tracker.necessary === undefined ? tracking.optional : tracking.necessary}</span
        >`,
      html`${say(tracker.says)}
        ${tracker.necessary !== undefined && html`<span class="detail">${tracking.whyNecessary}: ${say(tracker.necessary)}</span>`}
        ${tracker.sends !== undefined && html`<span class="detail">${tracking.sends(join(tracker.sends.map(say), ", "))}</span>`}
        ${tracker.embed === true && html`<span class="detail">${tracking.embed}</span>`}
        <span class="detail">${context.links.purpose(tracker.purpose)}</span>`,
      html`${tracking.parties[tracker.party]}
        <span class="detail">${whose}</span>
        ${tracker.policy !== undefined && html`<span class="detail">${link(tracker.policy, tracking.partyPolicy(tracker.name))}</span>`}
        ${tracker.optOut !== undefined && html`<span class="detail">${link(tracker.optOut, tracking.vendorOptOut(tracker.name))}</span>`}`,
      html`${context.duration(tracker.duration)}`,
    ],
  };
}

function toHosts({ texts }: Context, tracker: Tracker): Html | undefined {
  // A worker that a script makes is nobody's host.
  const hosts = [...new Set(Object.values(tracker.hosts).flat())].filter((host) => host !== "blob:").sort();
  return hosts.length === 0
    ? undefined
    : html` <small
        >${texts.tracking.hosts}:
        ${join(
          hosts.map((host) => html`<code>${host}</code>`),
          ", ",
        )}</small
      >`;
}

function toStored(context: Context, tracker: Tracker, stored: Stored): Row {
  const { texts, policy } = context;
  const { tracking } = texts;
  const life =
    stored.life === "session" || stored.life === "until-deleted"
      ? tracking.lives[stored.life]
      : context.duration(stored.life);
  const notes = [
    stored.httpOnly === true && tracking.httpOnly,
    stored.path !== undefined && tracking.onPath(stored.path),
  ].filter((note) => note !== false);
  return {
    cells: [
      html`<code>${stored.name}</code>`,
      html`${tracking.kinds[stored.kind]}${notes.map((note) => html` <span class="detail">${note}</span>`)}`,
      html`${life}`,
      stored.party === "first"
        ? html`${policy.controller.name}`
        : stored.domain === undefined
          ? html`${tracker.name}`
          : html`<code>${tracking.thirdDomain(stored.domain)}</code>`,
    ],
  };
}

function toSignals({ policy, texts, signals }: Context): Html {
  const { tracking } = texts;
  const honoured = signals.filter((signal) => policy.signals[signal] === "refuse");
  return html`<h3 id="signals">${tracking.signalsTitle}</h3>
    <p>${tracking.signals}</p>
    <dl class="facts">
      ${signalNames.map(
        (signal) =>
          html`<div id="signal-${signal}">
            <dt>${tracking.signalNames[signal]}</dt>
            <dd>${tracking.signalSays[signal]} ${tracking.treatments[policy.signals[signal]]}</dd>
          </div>`,
      )}
    </dl>
    ${honoured.map((signal) => html`<p class="note holds" role="status">${tracking.signalNow({ signal: tracking.signalNames[signal] })}</p>`)}`;
}
