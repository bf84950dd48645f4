import type { Activity } from "./words/activity.ts";
import type { Controller } from "./words/controller.ts";
import type { PolicyLink, Widget } from "./words/link.ts";
import type { Mail } from "./words/mail.ts";
import type { PageNeeds } from "./words/page.ts";
import type { Promised } from "./words/promise.ts";
import type { Purpose } from "./words/purpose.ts";
import type { Recipient } from "./words/recipient.ts";
import type { Outbound, Scripts } from "./words/scripts.ts";
import type { Signals } from "./words/signal.ts";
import type { Language, Text } from "./words/text.ts";
import type { Tracker } from "./words/tracker.ts";

/** The declaration: what a site collects, why, on which basis, who receives it, how long it is kept and which trackers run. */
export interface Policy<
  P extends { readonly [purpose: string]: Purpose } = { readonly [purpose: string]: Purpose },
  A extends { readonly [activity: string]: Activity } = { readonly [activity: string]: Activity },
> {
  readonly controller: Controller;
  readonly purposes: P;
  readonly activities: A;
  readonly recipients?: { readonly [recipient: string]: Recipient<keyof P & string, A> };
  readonly trackers?: { readonly [tracker: string]: Tracker<keyof P & string> };
  readonly signals?: Signals;
  /** Which code of the site's own may run. Default: all inline code, and no text that becomes code. */
  readonly scripts?: Scripts;
  /**
   * Hosts of other sites that pages may lead to, by a link or by script. Where it is a list, browsers that know
   * `Connection-Allowlist` reach no other. Default: "any".
   */
  readonly outbound?: Outbound;
  /** What is done to keep data secure, beyond what the engine does by itself: the record and the page say it (GDPR 30(1)(g), 32). */
  readonly measures?: readonly Text[];
  /** What is never done. Whatever else is declared is held to it. */
  readonly never?: readonly Promised[];
  readonly mail?: { readonly [kind: string]: Mail<keyof P & string> };
  /** Other policies, keyed by what they are about: `services`, `terms`. */
  readonly links?: { readonly [link: string]: PolicyLink };
  readonly widgets?: { readonly [widget: string]: Widget };
  /** Industry pages where interest-based advertising can be refused as well. */
  readonly optOuts?: { readonly [page: string]: PolicyLink };
  /** What the site's own pages need of the browser: own files in frames, payment pages, WebRTC. */
  readonly page?: PageNeeds;
  /** Names the policy among several of one deployment. "website" where it is left out. */
  readonly id?: string;
  readonly title?: Text;
  /** Where it is published. "/privacy" where it is left out. */
  readonly path?: `/${string}`;
  /** The day this version takes effect, `YYYY-MM-DD`. */
  readonly effective?: string;
  /** What changed against the version before, in a sentence or two. */
  readonly changes?: Text;
  /** Languages of the published page; the first is the one that plain strings are in. English where it is left out. */
  readonly languages?: readonly [Language, ...Language[]];
}

declare const receives: unique symbol;

/**
 * A policy whose recipients are these, as they were written: nothing is handed to one but what it takes. Beside `recipients` and not
 * in it, where TypeScript would mix what one takes with what any could.
 */
export interface Receives<R> {
  readonly [receives]?: R;
}

/**
 * The policy it is given, with its types kept: a purpose that a field names must be declared, and a recipient takes only
 * fields that exist. What types cannot see (a missing basis in JSON, a transfer without safeguard) `check` reports.
 *
 * @example
 * const policy = definePolicy({
 *   controller: { name: "Northwind Trails", contact: "privacy@northwind.example", country: "NL" },
 *   purposes: { support: { basis: "contract", term: "CustomerCare", says: "answer what you ask us" } },
 *   activities: { contact: { fields: { email: { shape: email(), for: ["support"] } }, storage: "P2Y" } },
 * });
 */
export function definePolicy<
  const P extends { readonly [purpose: string]: Purpose },
  const A extends { readonly [activity: string]: Activity<keyof P & string> },
  const R extends { readonly [recipient: string]: Recipient<keyof P & string, A> },
>(policy: Policy<P, A> & { readonly recipients?: R }): Policy<P, A> & Receives<R> {
  return policy;
}
