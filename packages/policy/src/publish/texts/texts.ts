import type { Html } from "../../html.ts";
import type { Need, Source, SpecialCategory } from "../../words/activity.ts";
import type { Promised } from "../../words/promise.ts";
import type { Basis, Condition } from "../../words/purpose.ts";
import type { RecipientCategory, RecipientRole, Safeguard } from "../../words/recipient.ts";
import type { Right } from "../../words/right.ts";
import type { SignalName } from "../../words/signal.ts";
import type { Scripts } from "../../words/scripts.ts";
import type { StorageEvent } from "../../words/storage.ts";
import type { Subject } from "../../words/subject.ts";
import type { Language } from "../../words/text.ts";
import type { Stored } from "../../words/tracker.ts";

/**
 * Every sentence of the published page in one language. A language is one file that satisfies this type: what it forgets does not
 * compile. Sentences with a link or a name in them are functions over markup, so that each language keeps its own word order.
 */
export interface NoticeTexts {
  readonly language: Language;
  readonly contents: string;
  /** What the choice centre is called within a sentence. */
  readonly centre: string;
  /** What the table of trackers is called within a sentence. */
  readonly trackersTable: string;
  readonly lead: (x: { readonly controller: Html }) => Html;
  /** What is called so, here and below, says what the engine does, and is said only where the engine serves the page. */
  readonly enforced: string;
  readonly effective: (date: string) => string;
  readonly version: string;

  readonly glance: {
    readonly title: string;
    readonly responsible: string;
    readonly collected: string;
    readonly collectedSays: (x: { readonly fields: number; readonly activities: number }) => string;
    readonly purposes: string;
    readonly purposesSays: (x: { readonly purposes: number }) => string;
    readonly kept: string;
    readonly keptSays: (x: { readonly shortest: string; readonly longest: string }) => string;
    readonly keptSame: (x: { readonly duration: string }) => string;
    readonly sharing: string;
    readonly sharingSays: (x: { readonly recipients: number }) => string;
    readonly neverSold: string;
    readonly tracking: string;
    readonly trackingSays: (x: { readonly necessary: number; readonly optional: number }) => string;
    readonly trackingNone: string;
    readonly rights: string;
    readonly rightsSays: string;
    readonly signals: string;
    readonly signalsSays: (x: { readonly signal: string; readonly honoured: boolean }) => string;
    readonly questions: string;
  };

  readonly controller: {
    readonly title: string;
    readonly says: (x: { readonly name: Html }) => Html;
    readonly contact: string;
    readonly address: string;
    readonly country: string;
    readonly representative: string;
    readonly officer: string;
    readonly authority: string;
  };

  readonly collection: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly caption: (activity: string) => string;
    readonly what: string;
    readonly how: string;
    readonly why: string;
    readonly basis: string;
    readonly optional: string;
    readonly optionalSays: string;
    readonly requiredSays: string;
    readonly otherwise: (what: Html) => Html;
    readonly special: (category: string) => string;
    readonly cookie: (name: Html) => Html;
    readonly about: string;
    readonly kept: string;
    readonly bases: string;
    readonly recipients: string;
    readonly public: string;
    readonly publicPart: (fields: Html) => Html;
  };
  readonly needs: { readonly [need in Need]: string };
  readonly sources: { readonly [source in Source]: string };
  readonly people: { readonly [subject in Subject]: string };
  readonly specialCategories: { readonly [category in SpecialCategory]: string };

  readonly purposes: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly basis: string;
    readonly interest: string;
    readonly condition: string;
    readonly law: string;
    readonly automated: string;
    readonly automatedAlone: string;
    readonly automatedHelped: string;
    readonly automatedReview: (where: Html) => Html;
    readonly profiling: string;
    readonly training: string;
    readonly data: string;
    readonly trackers: string;
    readonly withdrawal: string;
    readonly withdrawCentre: (centre: Html) => Html;
    readonly withdrawMail: string;
    readonly withdrawPath: (page: Html) => Html;
    readonly nothing: string;
  };
  readonly bases: {
    readonly [basis in Basis]: { readonly name: string; readonly article: string; readonly says: string };
  };

  readonly promises: { readonly [promised in Promised]: string };
  readonly conditions: {
    readonly [condition in Condition]: { readonly name: string; readonly article: string; readonly says: string };
  };

  readonly storage: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly caption: string;
    readonly activity: string;
    readonly how: string;
    readonly from: string;
    readonly end: string;
    readonly sentence: (x: { readonly duration: string; readonly from: string; readonly end: string }) => string;
    readonly events: { readonly [event in StorageEvent]: string };
    readonly ends: { readonly [end in "erase" | "anonymise"]: string };
    readonly trackers: (table: Html) => Html;
  };

  readonly sharing: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly neverSold: string;
    readonly sold: (recipients: Html) => Html;
    readonly shared: (x: { readonly recipients: Html; readonly onConsent: boolean }) => Html;
    readonly none: string;
    readonly caption: string;
    readonly recipient: string;
    readonly where: string;
    readonly function: string;
    readonly takes: string;
    readonly takesOf: (x: { readonly activity: Html; readonly fields: Html }) => Html;
    readonly takesAll: (activity: Html) => Html;
    readonly takesTracker: (tracker: Html) => Html;
    readonly takesNothing: string;
    readonly policy: string;
    readonly inEea: string;
    readonly noSafeguard: string;
    readonly transfers: string;
    readonly transfersSays: string;
  };
  readonly categories: { readonly [category in RecipientCategory]: { readonly name: string; readonly says: string } };
  readonly roles: { readonly [role in RecipientRole]: string };
  readonly safeguards: { readonly [safeguard in Safeguard]: { readonly name: string; readonly says: string } };

  readonly tracking: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly none: string;
    readonly cookiesTitle: string;
    readonly cookies: string;
    readonly storage: string;
    readonly pixelsTitle: string;
    readonly pixels: string;
    readonly kindsTitle: string;
    readonly necessarySays: string;
    readonly optionalSays: string;
    readonly thirdParties: string;
    readonly choicesTitle: string;
    readonly choices: (x: { readonly centre: Html }) => Html;
    readonly choicesKept: (x: { readonly duration: string }) => string;
    readonly choicesWithdraw: string;
    readonly signalsTitle: string;
    readonly signals: string;
    readonly signalNow: (x: { readonly signal: string }) => string;
    readonly signalNames: { readonly [signal in SignalName]: string };
    readonly signalSays: { readonly [signal in SignalName]: string };
    readonly treatments: { readonly [treatment in "refuse" | "ignore"]: string };
    readonly browserTitle: string;
    readonly browser: string;
    readonly browserLost: string;
    readonly optOutTitle: string;
    readonly optOut: string;
    readonly optOutGeneric: string;
    readonly tableTitle: string;
    readonly caption: string;
    readonly technology: string;
    readonly purpose: string;
    readonly party: string;
    readonly duration: string;
    readonly parties: { readonly [party in "first" | "third"]: string };
    readonly partyPolicy: (name: string) => string;
    readonly vendorOptOut: (name: string) => string;
    readonly necessary: string;
    readonly optional: string;
    readonly whyNecessary: string;
    readonly embed: string;
    readonly sends: (what: Html) => Html;
    readonly storedTitle: string;
    readonly storedSays: string;
    readonly storedCaption: string;
    readonly storedName: string;
    readonly storedKind: string;
    readonly storedLife: string;
    readonly storedBy: string;
    readonly storedNothing: string;
    readonly kinds: { readonly [kind in Stored["kind"]]: string };
    readonly lives: { readonly [life in "session" | "until-deleted"]: string };
    readonly httpOnly: string;
    readonly onPath: (path: string) => string;
    readonly thirdDomain: (domain: string) => string;
    readonly hosts: string;
  };

  readonly enrichment: {
    readonly title: string;
    readonly says: string;
    readonly brokers: string;
    readonly fields: string;
    readonly consent: string;
    readonly objection: string;
    readonly enforced: string;
    readonly none: string;
  };

  readonly links: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly widgetsTitle: string;
    readonly widgets: string;
    readonly hosted: { readonly [hosted in "here" | "third-party"]: string };
    readonly widgetTracker: (tracker: Html) => Html;
    readonly formsTitle: string;
    readonly formsSay: (hosts: Html) => Html;
    readonly webrtcTitle: string;
    readonly webrtcSays: string;
    readonly publicTitle: string;
    readonly publicSays: (activities: Html) => Html;
    readonly publicBack: (contact: Html) => Html;
  };

  readonly mail: {
    readonly title: string;
    readonly promotional: string;
    readonly promotionalSays: string;
    readonly transactional: string;
    readonly transactionalSays: string;
    readonly caption: string;
    readonly kind: string;
    readonly purpose: string;
    readonly optOut: string;
    readonly unsubscribe: string;
    readonly noOptOut: string;
  };

  readonly rights: {
    readonly title: string;
    readonly says: string;
    readonly names: { readonly [right in Right]: string };
    readonly explains: { readonly [right in Right]: string };
    readonly article: (article: string) => string;
    readonly caption: string;
    readonly right: string;
    readonly yes: string;
    readonly no: string;
    readonly howTitle: string;
    readonly how: (contact: Html) => Html;
    readonly deadline: string;
    readonly free: string;
    readonly passedOn: string;
    readonly marketing: string;
    readonly withdrawTitle: string;
    readonly withdrawCentre: (centre: Html) => Html;
    readonly withdrawMail: string;
    readonly withdrawn: string;
    readonly complainTitle: string;
    readonly complain: string;
    readonly complainTo: (authority: Html) => Html;
  };

  readonly security: { readonly title: string; readonly says: string; readonly never: string };

  readonly others: { readonly title: string; readonly says: string };

  readonly versions: {
    readonly title: string;
    readonly says: string;
    readonly enforced: string;
    readonly hash: string;
    readonly effective: string;
    readonly published: string;
    readonly changes: string;
    readonly archive: string;
    readonly formats: string;
    readonly json: string;
    readonly dpv: string;
    readonly article30: string;
    readonly tilt: string;
  };

  readonly article30: {
    readonly title: string;
    readonly says: string;
    readonly caption: string;
    readonly activity: string;
    readonly purposes: string;
    readonly jointController: string;
    readonly subjects: string;
    readonly data: string;
    readonly recipients: string;
    readonly transfers: string;
    readonly noTransfers: string;
    readonly erasure: string;
    readonly measuresTitle: string;
    readonly measures: readonly string[];
    /** What is let run of a page's own code, by how it is declared, and what that leaves open. */
    readonly inline: { readonly [inline in Required<Scripts>["inline"]]: string };
    readonly eval: string;
    readonly sentBy: (tracker: string) => string;
    readonly onDevice: (duration: string) => string;
    readonly people: string;
    readonly trackersFor: (purpose: string) => string;
  };
}
