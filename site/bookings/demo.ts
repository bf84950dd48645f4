import { renderForm, type FeatureSite } from "@abide/engine";
import { html, type Html } from "@abide/policy";
import { toResponse, type Page } from "../pages/layout.ts";
import type { PageVisit } from "../pages/visit.ts";
import type { Bookings } from "./bookings.ts";
import { fromSlot, isOpen, toSlot, toSlots } from "./slot.ts";
import { spellDay, spellHour, spellSlot } from "./spell.ts";

const path = "/demo";
const assets = { css: "/assets/site.css" };

/** The page on which a meeting is booked: the calendar, and below it the form for the time that was chosen. */
export function createDemo(bookings: Pick<Bookings, "coming">, clock: () => Date): FeatureSite {
  return async (request, visit) => {
    const url = new URL(request.url);
    if (url.pathname.replace(/\/$/, "") !== path || !["GET", "HEAD"].includes(request.method)) return undefined;
    if (visit.sent === "booking") return toResponse(thanks(), assets);
    const taken = new Set((await bookings.coming()).map(({ startsAt }) => startsAt.getTime()));
    return toResponse(demo(visit, { now: clock(), taken, chosen: url.searchParams.get("slot") }), assets);
  };
}

interface Calendar {
  readonly now: Date;
  readonly taken: ReadonlySet<number>;
  readonly chosen: string | null;
}

function demo(visit: PageVisit, calendar: Calendar): Page {
  const { now, taken, chosen } = calendar;
  const at = chosen === null ? undefined : fromSlot(chosen);
  const returned = visit.form?.activity === "booking";
  // A form that came back stays, whatever became of its time: nothing that somebody wrote is lost.
  const free = at && (returned || (isOpen(at, now) && !taken.has(at.getTime())));
  return {
    title: "Book a demo",
    description: "Half an hour, one of your own forms, and a guide for it at the end.",
    path,
    body: html`<div class="wide split contact">
      <div>
        <h1>Book a demo</h1>
        <p class="lead">Half an hour, one of your own forms, and a guide for it at the end. Choose when.</p>
        ${chosen !== null && !free && html`<p role="status">This time is not free. Choose another one.</p>`}
        ${
          free &&
          html`<h2 id="chosen">${spellSlot(at, "en")}</h2>
            ${renderForm(visit, {
              activity: "booking",
              fields: ["name", "email", "note"],
              hidden: { slot: toSlot(at) },
              back: `${path}?slot=${toSlot(at)}`,
              submit: { en: "Book this time", de: "Diesen Zeitpunkt buchen" },
            })}`
        }
        ${toCalendar(calendar)}
      </div>
      <aside aria-labelledby="aside">
        <h2 id="aside">What happens next</h2>
        <ol class="parts">
          <li><strong>We confirm it</strong> by mail, and remind you once, the day before.</li>
          <li><strong>You bring a form.</strong> One that people ask about. We bring nothing to watch.</li>
          <li><strong>We write the guide</strong> on your screen, and you keep it.</li>
        </ol>
        <p>No time suits you? <a href="/contact?topic=demo">Write to us</a>, and we find another one.</p>
      </aside>
    </div>`,
  };
}

/** Every day with its times: those that are free lead to the form, of the others it is said that they are taken and not by whom. */
function toCalendar({ now, taken, chosen }: Calendar): Html {
  const days = [...Map.groupBy(toSlots(now), (at) => spellDay(at, "en"))];
  return html`<h2 id="times">Times</h2>
    ${days.map(
      ([day, times]) =>
        html`<h3>${day}</h3>
          <p class="actions">
            ${times.map((at) => {
              const hour = spellHour(at, "en");
              if (taken.has(at.getTime())) return html`<span><s>${hour}</s> taken</span>`;
              return html`<a
                class="button small"
                href="${path}?slot=${toSlot(at)}#chosen"
                aria-label="${day}, ${hour}"
                ${toSlot(at) === chosen && html`aria-current="true"`}
                >${hour}</a
              >`;
            })}
          </p>`,
    )}`;
}

function thanks(): Page {
  return {
    title: "Your demo is booked",
    description: "We have sent you a mail with the time.",
    path,
    body: html`<div class="wide page-head">
      <h1>Your demo is booked</h1>
      <p class="lead">We have sent you a mail with the time, and remind you once, the day before.</p>
      <p>
        What you sent is used for the meeting and for nothing else:
        <a href="/privacy#activity-booking">how long we keep it</a>.
      </p>
      <p class="actions"><a class="button" href="/">Back to the start</a></p>
    </div>`,
  };
}
