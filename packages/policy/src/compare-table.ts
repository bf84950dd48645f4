import type { Compiled } from "./compile.ts";
import { eea } from "./words/recipient.ts";

/** "asks-again": a consent no longer covers it and has to be asked for. "notifies": people are told. false: neither. */
export type Material = false | "asks-again" | "notifies";

/** One difference between two versions, as the table judges it. */
export interface Difference {
  readonly before: Compiled;
  readonly after: Compiled;
  /** What the `*` of the pattern stand for, in order. */
  readonly keys: readonly string[];
  readonly was: unknown;
  readonly now: unknown;
  /** Entries of a list that came and went. */
  readonly more: readonly string[];
  readonly less: readonly string[];
}

/** What happens to a member. Of a list it is `more` and `less`, of a duration `longer` and `shorter`, of a switch `on` and `off`. */
export type Event = "added" | "removed" | "changed" | "more" | "less" | "longer" | "shorter" | "on" | "off";

/** What values are called in a sentence: as what they name or mean; by their own words where a row has none. */
export type Naming =
  | "purpose"
  | "recipient"
  | "field"
  | "language"
  | "basis"
  | "category"
  | "condition"
  | "country"
  | "day"
  | "duration"
  | "end"
  | "event"
  | "mail"
  | "party"
  | "promise"
  | "role"
  | "safeguard"
  | "source"
  | "special"
  | "subject";

export interface Row {
  /** How two values are compared: entry by entry, by length, as on and off, or as one; member by member where this is absent. */
  readonly as?: "list" | "duration" | "switch" | "whole";
  readonly naming?: Naming;
  /** Whether it is material, then what a person reads, in English and in German. `changed` also stands for what is not listed. */
  readonly on: {
    readonly [event in Event]?: readonly [Material | ((difference: Difference) => Material), string, string];
  };
}

/**
 * What counts as material, by where the change is: the table that `compare` goes by. A consent is asked for again when what it
 * was given to grows: another purpose, another recipient, a longer life, another basis (GDPR 4(11), 7; EDPB Guidelines 5/2020,
 * 110). People are notified when more is done with their data, or by somebody else (GDPR 13(3), 14(4); WP 260 rev.01, 29). What
 * gets less, and what is only put in other words, is neither.
 *
 * In a sentence, `{title}` is the name of what changed, `{of}` of what it belongs to, `{was}` and `{now}` the values, `{more}` and
 * `{less}` the entries that came and went.
 */
export const table: { readonly [pattern: string]: Row } = {
  // the policy itself
  format: wording("The format of the declaration changed.", "Das Format der Erklärung hat sich geändert."),
  id: wording("The policy’s identifier changed.", "Die Kennung der Erklärung hat sich geändert."),
  path: wording("The policy moved: {was} to {now}.", "Die Erklärung ist umgezogen: von {was} nach {now}."),
  title: wording("The policy’s title changed.", "Der Titel der Erklärung hat sich geändert."),
  effective: { ...wording("The policy is effective from {now} on.", "Die Erklärung gilt ab {now}."), naming: "day" },
  changes: wording("The summary of changes is another one.", "Die Zusammenfassung der Änderungen ist eine andere."),
  languages: {
    as: "list",
    naming: "language",
    on: {
      more: [false, "The page now also exists in: {more}.", "Die Seite gibt es nun auch auf: {more}."],
      less: [false, "The page no longer exists in: {less}.", "Die Seite gibt es nicht mehr auf: {less}."],
      changed: [false, "The order of languages changed.", "Die Reihenfolge der Sprachen hat sich geändert."],
    },
  },
  "signals.*": {
    as: "switch",
    on: {
      on: [false, "The signal {title} now counts as a refusal.", "Das Signal {title} gilt nun als Ablehnung."],
      off: ["notifies", "The signal {title} is no longer heeded.", "Das Signal {title} wird nicht mehr beachtet."],
    },
  },

  "scripts.inline": wording(
    "Which code of the site’s own runs in its pages changed: {now} instead of {was}.",
    "Welcher eigene Code der Website auf ihren Seiten läuft, hat sich geändert: {now} statt {was}.",
  ),
  "scripts.eval": {
    as: "switch",
    on: {
      on: [false, "Text may now become code in the site’s pages.", "Text darf auf den Seiten nun zu Code werden."],
      off: [
        false,
        "Text may no longer become code in the site’s pages.",
        "Text darf auf den Seiten nicht mehr zu Code werden.",
      ],
    },
  },
  outbound: wording(
    "The other sites that pages may lead to changed: {now} instead of {was}.",
    "Die anderen Websites, zu denen Seiten führen dürfen, haben sich geändert: {now} statt {was}.",
  ),

  measures: {
    as: "whole",
    on: {
      changed: [
        false,
        "The security measures are described differently.",
        "Die Sicherheitsmaßnahmen sind anders beschrieben.",
      ],
    },
  },
  never: {
    as: "list",
    naming: "promise",
    on: {
      more: [false, "The policy now promises: {more}.", "Die Erklärung verspricht nun: {more}."],
      less: ["notifies", "The policy no longer promises: {less}.", "Die Erklärung verspricht nicht mehr: {less}."],
      changed: [false, "The order of promises changed.", "Die Reihenfolge der Versprechen hat sich geändert."],
    },
  },

  // who decides
  "controller.name": who("Responsible is now {now}, not {was}.", "Verantwortlich ist nun {now}, nicht {was}."),
  "controller.contact": who("The contact is now {now}.", "Der Kontakt ist nun {now}."),
  "controller.address": who("The address is now {now}.", "Die Anschrift ist nun {now}."),
  "controller.country": {
    naming: "country",
    on: {
      changed: [
        "notifies",
        "The controller is now in another country: {now} instead of {was}.",
        "Der Verantwortliche hat seinen Sitz nun in einem anderen Land: {now} statt {was}.",
      ],
    },
  },
  "controller.representative": whole(
    who("The representative in the EU changed.", "Der Vertreter in der EU hat gewechselt."),
  ),
  "controller.officer": whole(
    who("The data protection officer changed.", "Die datenschutzbeauftragte Person hat gewechselt."),
  ),
  "controller.authority": whole(
    wording("The supervisory authority is named differently.", "Die Aufsichtsbehörde ist anders angegeben."),
  ),

  // why
  "purposes.*": {
    on: {
      added: [
        ({ after, keys: [purpose] }) => (onConsent(after, purpose) ? "asks-again" : "notifies"),
        "New purpose: “{title}”.",
        "Neuer Zweck: „{title}“.",
      ],
      removed: [false, "No longer a purpose: “{title}”.", "Kein Zweck mehr: „{title}“."],
    },
  },
  "purposes.*.basis": {
    naming: "basis",
    on: {
      changed: [
        ({ now }) => (now === "consent" ? "asks-again" : "notifies"),
        "“{title}” now rests on another legal basis: {now} instead of {was}.",
        "„{title}“ hat nun eine andere Rechtsgrundlage: {now} statt {was}.",
      ],
    },
  },
  "purposes.*.term": {
    on: {
      changed: [
        ({ after, keys: [purpose] }) => (onConsent(after, purpose) ? "asks-again" : "notifies"),
        "“{title}” is now another kind of purpose: {now} instead of {was}.",
        "„{title}“ ist nun ein anderer Zweck: {now} statt {was}.",
      ],
    },
  },
  "purposes.*.says": worded(),
  "purposes.*.title": worded(),
  "purposes.*.interest": {
    as: "whole",
    on: {
      added: [false, "“{title}” now names the interest pursued.", "„{title}“ nennt nun das verfolgte Interesse."],
      changed: [
        "notifies",
        "The interest pursued by “{title}” changed.",
        "Das mit „{title}“ verfolgte Interesse hat sich geändert.",
      ],
    },
  },
  "purposes.*.condition": {
    naming: "condition",
    on: {
      changed: [
        ({ after, keys: [purpose] }) => (onConsent(after, purpose) ? "asks-again" : "notifies"),
        "What allows “{title}” to use data of special categories is now {now}, not {was}.",
        "Besondere Kategorien von Daten darf „{title}“ nun verwenden aufgrund von: {now}, nicht mehr {was}.",
      ],
    },
  },
  "purposes.*.law": {
    as: "whole",
    on: {
      added: [
        false,
        "“{title}” now names the law that it rests on.",
        "„{title}“ nennt nun das Gesetz, auf dem es beruht.",
      ],
      changed: [
        "notifies",
        "The law that “{title}” rests on changed.",
        "Das Gesetz, auf dem „{title}“ beruht, hat sich geändert.",
      ],
    },
  },
  "purposes.*.automated": {
    as: "whole",
    on: {
      removed: [false, "“{title}” no longer lets a machine decide.", "Für „{title}“ entscheidet keine Maschine mehr."],
      changed: [
        ({ after, keys: [purpose] }) => (onConsent(after, purpose) ? "asks-again" : "notifies"),
        "How a machine decides, or helps to decide, for “{title}” changed.",
        "Wie für „{title}“ eine Maschine entscheidet oder dabei hilft, hat sich geändert.",
      ],
    },
  },
  "purposes.*.profiling": {
    as: "switch",
    on: {
      on: [
        ({ after, keys: [purpose] }) => (onConsent(after, purpose) ? "asks-again" : "notifies"),
        "“{title}” now makes profiles of people.",
        "„{title}“ bildet nun Profile von Menschen.",
      ],
      off: [
        false,
        "“{title}” no longer makes profiles of people.",
        "„{title}“ bildet keine Profile von Menschen mehr.",
      ],
    },
  },
  "purposes.*.training": {
    as: "switch",
    on: {
      on: [
        ({ after, keys: [purpose] }) => (onConsent(after, purpose) ? "asks-again" : "notifies"),
        "Data now trains models of machines, for “{title}”.",
        "Daten trainieren nun Modelle von Maschinen, für „{title}“.",
      ],
      off: [
        false,
        "Data no longer trains models of machines, for “{title}”.",
        "Daten trainieren keine Modelle von Maschinen mehr, für „{title}“.",
      ],
    },
  },
  "purposes.*.withdrawal": wording(
    "A consent to “{title}” is now withdrawn elsewhere.",
    "Eine Einwilligung in „{title}“ wird nun an anderer Stelle widerrufen.",
  ),

  // what is collected
  "activities.*": {
    on: {
      added: [
        "notifies",
        "Data is now also collected here: “{title}”.",
        "Daten werden nun auch hier erhoben: „{title}“.",
      ],
      removed: [false, "No longer collected: “{title}”.", "Nicht mehr erhoben: „{title}“."],
    },
  },
  "activities.*.title": worded(),
  "activities.*.says": worded(),
  "activities.*.how": worded(),
  "activities.*.about": {
    as: "list",
    naming: "subject",
    on: {
      more: ["notifies", "“{title}” is now also about: {more}.", "„{title}“ betrifft nun auch: {more}."],
      less: [false, "“{title}” is no longer about: {less}.", "„{title}“ betrifft nicht mehr: {less}."],
      changed: [
        false,
        "The order of people of “{title}” changed.",
        "Die Reihenfolge der Personen von „{title}“ hat sich geändert.",
      ],
    },
  },
  "activities.*.source": {
    naming: "source",
    on: {
      changed: [
        "notifies",
        "The data of “{title}” now reaches us in another way. {now}",
        "Die Daten von „{title}“ erreichen uns nun auf anderem Weg. {now}",
      ],
    },
  },
  "activities.*.public": {
    as: "switch",
    on: {
      on: [
        "notifies",
        "What is sent to “{title}” can now be read by everybody.",
        "Was an „{title}“ gesendet wird, können nun alle lesen.",
      ],
      off: [
        false,
        "What is sent to “{title}” is no longer public.",
        "Was an „{title}“ gesendet wird, ist nicht mehr öffentlich.",
      ],
    },
  },
  "activities.*.storage.for": {
    as: "duration",
    naming: "duration",
    on: {
      longer: [
        "notifies",
        "“{title}” is kept longer: {now} instead of {was}.",
        "„{title}“ wird länger aufbewahrt: {now} statt {was}.",
      ],
      shorter: [
        false,
        "“{title}” is kept for a shorter time: {now} instead of {was}.",
        "„{title}“ wird kürzer aufbewahrt: {now} statt {was}.",
      ],
    },
  },
  "activities.*.storage.from": {
    naming: "event",
    on: {
      changed: [
        "notifies",
        "The time for which “{title}” is kept now counts from {now}, not from {was}.",
        "Die Aufbewahrung von „{title}“ zählt nun ab {now}, nicht ab {was}.",
      ],
    },
  },
  "activities.*.storage.end": {
    naming: "end",
    on: {
      changed: [
        ({ now }) => (now === "erase" ? false : "notifies"),
        "When its time is over, the data of “{title}” is now {now}, not {was}.",
        "Ist ihre Zeit um, werden die Daten von „{title}“ nun {now}, nicht {was}.",
      ],
    },
  },
  "activities.*.statuses": {
    as: "whole",
    on: {
      changed: [
        (difference) => (toStarts(difference, "was") === toStarts(difference, "now") ? false : "notifies"),
        "The stages of “{title}” changed.",
        "Die Stufen von „{title}“ haben sich geändert.",
      ],
    },
  },
  "activities.*.fields.*": {
    on: {
      added: ["notifies", "“{of}” now also collects “{title}”.", "„{of}“ erhebt nun auch „{title}“."],
      removed: [false, "“{of}” no longer collects “{title}”.", "„{of}“ erhebt „{title}“ nicht mehr."],
    },
  },
  "activities.*.fields.*.for": {
    as: "list",
    naming: "purpose",
    on: {
      more: [
        ({ after, more }) => (more.some((purpose) => onConsent(after, purpose)) ? "asks-again" : "notifies"),
        "“{title}” ({of}) may now also serve: {more}.",
        "„{title}“ ({of}) darf nun auch hierfür verwendet werden: {more}.",
      ],
      less: [
        false,
        "“{title}” ({of}) no longer serves: {less}.",
        "„{title}“ ({of}) wird hierfür nicht mehr verwendet: {less}.",
      ],
      changed: [
        false,
        "The order of purposes of “{title}” changed.",
        "Die Reihenfolge der Zwecke von „{title}“ hat sich geändert.",
      ],
    },
  },
  "activities.*.fields.*.special": {
    naming: "special",
    on: {
      removed: [
        false,
        "“{title}” ({of}) is no longer of a special category.",
        "„{title}“ ({of}) gehört zu keiner besonderen Kategorie mehr.",
      ],
      changed: [
        "asks-again",
        "“{title}” ({of}) is now of a special category: {now}.",
        "„{title}“ ({of}) gehört nun zu einer besonderen Kategorie: {now}.",
      ],
    },
  },
  "activities.*.fields.*.public": {
    as: "whole",
    on: {
      added: [false, "“{title}” ({of}) is no longer shown in public.", "„{title}“ ({of}) ist nicht mehr öffentlich."],
      removed: ["notifies", "“{title}” ({of}) is now shown in public.", "„{title}“ ({of}) ist nun öffentlich."],
    },
  },
  "activities.*.fields.*.optional": {
    as: "switch",
    on: {
      on: [false, "“{title}” ({of}) may now be left empty.", "„{title}“ ({of}) darf nun leer bleiben."],
      off: [
        "notifies",
        "“{title}” ({of}) may no longer be left empty.",
        "„{title}“ ({of}) darf nicht mehr leer bleiben.",
      ],
    },
  },
  "activities.*.fields.*.needed": {
    as: "whole",
    on: {
      removed: [
        false,
        "“{title}” ({of}) no longer has to be given.",
        "„{title}“ ({of}) muss nicht mehr angegeben werden.",
      ],
      changed: [
        "notifies",
        "Why “{title}” ({of}) has to be given changed.",
        "Warum „{title}“ ({of}) angegeben werden muss, hat sich geändert.",
      ],
    },
  },
  "activities.*.fields.*.otherwise": worded(),
  "activities.*.fields.*.source": {
    naming: "source",
    on: {
      changed: [
        "notifies",
        "“{title}” ({of}) now reaches us in another way. {now}",
        "„{title}“ ({of}) erreicht uns nun auf anderem Weg. {now}",
      ],
    },
  },
  "activities.*.fields.*.cookie": {
    on: {
      removed: [
        false,
        "“{title}” ({of}) is no longer read from a cookie.",
        "„{title}“ ({of}) wird nicht mehr aus einem Cookie gelesen.",
      ],
      changed: [
        "notifies",
        "“{title}” ({of}) is now read from the cookie {now}.",
        "„{title}“ ({of}) wird nun aus dem Cookie {now} gelesen.",
      ],
    },
  },
  "activities.*.fields.*.lookup": {
    as: "switch",
    on: {
      on: [
        false,
        "Records of “{of}” can now be found by “{title}”.",
        "Einträge von „{of}“ lassen sich nun über „{title}“ finden.",
      ],
      off: [
        false,
        "Records of “{of}” can no longer be found by “{title}”.",
        "Einträge von „{of}“ lassen sich nicht mehr über „{title}“ finden.",
      ],
    },
  },
  "activities.*.fields.*.title": worded(),
  "activities.*.fields.*.hint": worded(),
  "activities.*.fields.*.kind": form(),
  "activities.*.fields.*.max": form(),
  "activities.*.fields.*.options": whole(form()),
  "activities.*.fields.*.term": form(),

  // who receives it
  "recipients.*": {
    on: {
      added: [
        ({ after, keys: [recipient = ""] }) =>
          getsConsented(after, recipient, toTaken(after, recipient)) ? "asks-again" : "notifies",
        "New recipient: {title}.",
        "Neuer Empfänger: {title}.",
      ],
      removed: [false, "No longer a recipient: {title}.", "Kein Empfänger mehr: {title}."],
    },
  },
  "recipients.*.name": {
    as: "whole",
    on: {
      changed: ["notifies", "A recipient is now called {title}.", "Ein Empfänger heißt nun {title}."],
    },
  },
  "recipients.*.category": {
    naming: "category",
    on: {
      changed: [
        "notifies",
        "{title} is now a recipient of another kind: {now} instead of {was}.",
        "{title} ist nun ein Empfänger anderer Art: {now} statt {was}.",
      ],
    },
  },
  "recipients.*.role": {
    naming: "role",
    on: {
      changed: [
        (difference) =>
          difference.now !== "processor" && holdsConsented(difference.after, difference.keys[0]!)
            ? "asks-again"
            : "notifies",
        "{title} now acts differently: {now}.",
        "{title} handelt nun anders: {now}.",
      ],
    },
  },
  "recipients.*.country": {
    naming: "country",
    on: {
      changed: [
        ({ now }) => (eea.includes(String(now)) ? false : "notifies"),
        "{title} receives data in another country: {now} instead of {was}.",
        "{title} erhält Daten in einem anderen Land: {now} statt {was}.",
      ],
    },
  },
  "recipients.*.safeguard": {
    naming: "safeguard",
    on: {
      added: [false, "Data that {title} receives is now protected by: {now}.", "Daten bei {title} schützt nun: {now}."],
      removed: [
        ({ after, keys: [recipient = ""] }) =>
          eea.includes(after.recipients[recipient]?.country ?? "") ? false : "notifies",
        "Data at {title} is no longer protected by: {was}.",
        "Daten bei {title} schützt nicht mehr: {was}.",
      ],
      changed: [
        "notifies",
        "Data at {title} is now protected by something else: {now} instead of {was}.",
        "Daten bei {title} schützt nun etwas anderes: {now} statt {was}.",
      ],
    },
  },
  "recipients.*.for": {
    as: "list",
    naming: "purpose",
    on: {
      more: [
        ({ after, keys: [recipient = ""], more }) =>
          toTaken(after, recipient).some(({ serves }) => more.some((p) => onConsent(after, p) && serves.includes(p)))
            ? "asks-again"
            : "notifies",
        "{title} now also receives data for: {more}.",
        "{title} erhält Daten nun auch hierfür: {more}.",
      ],
      less: [false, "{title} no longer receives data for: {less}.", "{title} erhält Daten hierfür nicht mehr: {less}."],
      changed: [
        false,
        "The order of purposes of {title} changed.",
        "Die Reihenfolge der Zwecke von {title} hat sich geändert.",
      ],
    },
  },
  "recipients.*.takes.*": {
    as: "list",
    naming: "field",
    on: {
      more: [
        ({ after, keys: [recipient = "", activity], more }) =>
          getsConsented(
            after,
            recipient,
            toTaken(after, recipient).filter((taken) => taken.activity === activity && more.includes(taken.field)),
          )
            ? "asks-again"
            : "notifies",
        "{title} now also receives: {more}.",
        "{title} erhält nun auch: {more}.",
      ],
      less: [false, "{title} no longer receives: {less}.", "{title} erhält nicht mehr: {less}."],
      changed: [
        false,
        "The order of what {title} receives changed.",
        "Die Reihenfolge dessen, was {title} erhält, hat sich geändert.",
      ],
    },
  },
  "recipients.*.says": worded(),
  "recipients.*.policy": wording("The policy of {title} moved.", "Die Erklärung von {title} ist umgezogen."),

  // what runs on the device
  "trackers.*": {
    on: {
      added: [asksIfOptional, "New tracker: {title}.", "Neuer Tracker: {title}."],
      removed: [false, "No longer a tracker: {title}.", "Kein Tracker mehr: {title}."],
    },
  },
  "trackers.*.purpose": {
    naming: "purpose",
    on: {
      changed: [
        asksIfOptional,
        "{title} now serves another purpose: {now} instead of {was}.",
        "{title} dient nun einem anderen Zweck: {now} statt {was}.",
      ],
    },
  },
  "trackers.*.recipient": {
    naming: "recipient",
    on: {
      removed: [false, "{title} no longer sends data to {was}.", "{title} sendet nicht mehr an {was}."],
      changed: [asksIfOptional, "What {title} sends now goes to {now}.", "Was {title} sendet, geht nun an {now}."],
    },
  },
  "trackers.*.party": {
    naming: "party",
    on: {
      changed: [
        (difference) => (difference.now === "third" ? asksIfOptional(difference) : false),
        "{title} is now {now}, not {was}.",
        "{title} ist nun {now}, nicht {was}.",
      ],
    },
  },
  "trackers.*.duration": {
    as: "duration",
    naming: "duration",
    on: {
      longer: [
        asksIfOptional,
        "{title} may live longer: {now} instead of {was}.",
        "{title} darf länger bestehen: {now} statt {was}.",
      ],
      shorter: [
        false,
        "{title} lives for a shorter time: {now} instead of {was}.",
        "{title} besteht kürzer: {now} statt {was}.",
      ],
    },
  },
  "trackers.*.necessary": {
    as: "whole",
    on: {
      added: [
        "notifies",
        "{title} is now strictly necessary and cannot be refused.",
        "{title} ist nun unbedingt erforderlich und kann nicht abgelehnt werden.",
      ],
      removed: ["asks-again", "{title} is now optional.", "{title} ist nun freiwillig."],
      changed: worded().on.changed!,
    },
  },
  "trackers.*.stores.*": {
    on: {
      added: ["notifies", "{of} now also stores {title}.", "{of} speichert nun auch {title}."],
      removed: [false, "{of} no longer stores {title}.", "{of} speichert {title} nicht mehr."],
    },
  },
  "trackers.*.stores.*.life": {
    as: "duration",
    naming: "duration",
    on: {
      longer: [
        "notifies",
        "{title} of {of} lives longer: {now} instead of {was}.",
        "{title} von {of} besteht länger: {now} statt {was}.",
      ],
      shorter: [
        false,
        "{title} of {of} lives for a shorter time: {now} instead of {was}.",
        "{title} von {of} besteht kürzer: {now} statt {was}.",
      ],
    },
  },
  "trackers.*.stores.*.party": {
    naming: "party",
    on: {
      changed: [
        ({ now }) => (now === "third" ? "notifies" : false),
        "{title} of {of} is now {now}, not {was}.",
        "{title} von {of} ist nun {now}, nicht {was}.",
      ],
    },
  },
  "trackers.*.stores.*.kind": elsewhere(),
  "trackers.*.stores.*.domain": elsewhere(),
  "trackers.*.stores.*.path": elsewhere(),
  "trackers.*.stores.*.httpOnly": wording(
    "Whether scripts see {title} of {of} changed.",
    "Ob Skripte {title} von {of} sehen, hat sich geändert.",
  ),
  "trackers.*.hosts.*": {
    as: "list",
    on: {
      more: ["notifies", "{of} now also contacts: {more}.", "{of} nimmt nun auch Kontakt auf mit: {more}."],
      less: [false, "{of} no longer contacts: {less}.", "{of} nimmt keinen Kontakt mehr auf mit: {less}."],
      changed: [
        false,
        "The order of hosts of {of} changed.",
        "Die Reihenfolge der Gegenstellen von {of} hat sich geändert.",
      ],
    },
  },
  "trackers.*.hosts.worker": {
    as: "list",
    on: {
      more: ["notifies", "{of} now also runs workers of: {more}.", "{of} führt nun auch Worker aus von: {more}."],
      less: [false, "{of} no longer runs workers of: {less}.", "{of} führt keine Worker mehr aus von: {less}."],
      changed: [
        false,
        "The order of workers of {of} changed.",
        "Die Reihenfolge der Worker von {of} hat sich geändert.",
      ],
    },
  },
  "trackers.*.name": worded(),
  "trackers.*.says": worded(),
  "trackers.*.sends": {
    as: "whole",
    on: {
      added: [false, "What {title} sends is now said.", "Was {title} sendet, ist nun gesagt."],
      changed: [
        ({ after, keys: [tracker] }) =>
          onConsent(after, after.trackers[tracker ?? ""]?.purpose ?? "") ? "asks-again" : "notifies",
        "What {title} sends changed.",
        "Was {title} sendet, hat sich geändert.",
      ],
    },
  },
  "trackers.*.policy": wording("The policy of {title} moved.", "Die Erklärung von {title} ist umgezogen."),
  "trackers.*.optOut": wording("The opt-out of {title} moved.", "Der Widerspruch bei {title} ist umgezogen."),
  "trackers.*.load": whole(wording("{title} is started differently.", "{title} wird anders gestartet.")),
  "trackers.*.embed": wording("{title} is shown differently.", "{title} wird anders gezeigt."),

  // mail
  "mail.*": {
    on: {
      added: [
        ({ now }) => ((now as { kind?: unknown }).kind === "promotional" ? "notifies" : false),
        "New kind of mail: “{title}”.",
        "Neue Art von E-Mails: „{title}“.",
      ],
      removed: [false, "No longer sent: “{title}”.", "Nicht mehr versandt: „{title}“."],
    },
  },
  "mail.*.kind": {
    naming: "mail",
    on: {
      changed: ["notifies", "“{title}” is now {now}, not {was}.", "„{title}“ ist nun {now}, nicht {was}."],
    },
  },
  "mail.*.purpose": {
    naming: "purpose",
    on: {
      changed: [
        "notifies",
        "“{title}” now serves another purpose: {now} instead of {was}.",
        "„{title}“ dient nun einem anderen Zweck: {now} statt {was}.",
      ],
    },
  },
  "mail.*.optOut": {
    on: {
      added: [false, "“{title}” can now be stopped.", "„{title}“ lässt sich nun abbestellen."],
      changed: ["notifies", "“{title}” can no longer be stopped.", "„{title}“ lässt sich nicht mehr abbestellen."],
    },
  },
  "mail.*.title": worded(),

  // what the pages need of the browser
  "page.forms": {
    as: "list",
    on: {
      more: ["notifies", "Forms now also lead to: {more}.", "Formulare führen nun auch zu: {more}."],
      less: [false, "Forms no longer lead to: {less}.", "Formulare führen nicht mehr zu: {less}."],
      changed: [
        false,
        "The order of the hosts that forms lead to changed.",
        "Die Reihenfolge der Ziele von Formularen hat sich geändert.",
      ],
    },
  },
  "page.framedBy": {
    as: "list",
    on: {
      more: [
        "notifies",
        "Our pages may now also be shown within pages of: {more}.",
        "Unsere Seiten dürfen nun auch in Seiten gezeigt werden von: {more}.",
      ],
      less: [
        false,
        "Our pages may no longer be shown within pages of: {less}.",
        "Unsere Seiten dürfen nicht mehr in Seiten gezeigt werden von: {less}.",
      ],
      changed: [
        false,
        "The order of those who may show our pages within theirs changed.",
        "Die Reihenfolge derer, die unsere Seiten in ihren zeigen dürfen, hat sich geändert.",
      ],
    },
  },
  "page.webrtc": {
    as: "switch",
    on: {
      on: [
        "notifies",
        "Our pages may now connect browsers directly (WebRTC), which shows the IP address.",
        "Unsere Seiten dürfen nun Browser direkt verbinden (WebRTC), was die IP-Adresse zeigt.",
      ],
      off: [
        false,
        "Our pages no longer connect browsers directly (WebRTC).",
        "Unsere Seiten verbinden Browser nicht mehr direkt (WebRTC).",
      ],
    },
  },
  "page.frames": machinery(),
  "page.objects": machinery(),
  "page.wasm": machinery(),
  "page.workers": machinery(),

  // what the page points to
  "links.*": pointer(),
  "widgets.*": pointer(),
  "optOuts.*": pointer(),
};

function wording(en: string, de: string): Row {
  return { as: "whole", on: { changed: [false, en, de] } };
}

function worded(): Row {
  return wording("The wording of “{title}” changed.", "Der Wortlaut von „{title}“ hat sich geändert.");
}

function form(): Row {
  return wording("The form for “{title}” ({of}) changed.", "Das Formular für „{title}“ ({of}) hat sich geändert.");
}

/** What the pages use within the browser: no data goes anywhere by it. */
function machinery(): Row {
  return wording("Our pages use the browser differently.", "Unsere Seiten nutzen den Browser anders.");
}

function elsewhere(): Row {
  return {
    on: {
      changed: [
        "notifies",
        "{title} of {of} is now stored elsewhere: {now} instead of {was}.",
        "{title} von {of} liegt nun anderswo: {now} statt {was}.",
      ],
    },
  };
}

function who(en: string, de: string): Row {
  return { on: { changed: ["notifies", en, de] } };
}

function whole(row: Row): Row {
  return { ...row, as: "whole" };
}

/** A link, a widget or an opt-out page. What a third party's widget does on the device is its tracker's. */
function pointer(): Row {
  return {
    as: "whole",
    on: {
      added: [false, "The page now also points to “{title}”.", "Die Seite verweist nun auch auf „{title}“."],
      removed: [false, "The page no longer points to “{title}”.", "Die Seite verweist nicht mehr auf „{title}“."],
      changed: [
        false,
        "What the page says about “{title}” changed.",
        "Was die Seite zu „{title}“ sagt, hat sich geändert.",
      ],
    },
  };
}

/** The stages that start the clock of the activity, by their ids: an end of storage that counts from another stage is another end. */
function toStarts({ before, after, keys: [activity = ""] }: Difference, version: "was" | "now"): string {
  const declared = (version === "was" ? before : after).activities[activity];
  const starts = declared?.statuses?.filter(({ starts }) => starts === declared.storage.from) ?? [];
  return starts
    .map(({ id }) => id)
    .sort()
    .join();
}

function onConsent(policy: Compiled, purpose: string | undefined): boolean {
  return (
    purpose !== undefined && Object.hasOwn(policy.purposes, purpose) && policy.purposes[purpose]!.basis === "consent"
  );
}

function asksIfOptional({ after, keys: [tracker = ""] }: Difference): Material {
  return Object.hasOwn(after.trackers, tracker) && after.trackers[tracker]!.necessary === undefined
    ? "asks-again"
    : "notifies";
}

interface Taken {
  readonly activity: string;
  readonly field: string;
  readonly serves: readonly string[];
}

/** The fields that a recipient takes, with the purposes that each may serve. */
function toTaken(policy: Compiled, recipient: string): Taken[] {
  return Object.entries(policy.recipients[recipient]?.takes ?? {}).flatMap(([activity, fields]) =>
    (fields ?? []).map((field) => ({ activity, field, serves: policy.activities[activity]?.fields[field]?.for ?? [] })),
  );
}

/** Whether any of `taken` serves a purpose of the recipient that rests on consent. */
function getsConsented(policy: Compiled, recipient: string, taken: readonly Taken[]): boolean {
  const consented = policy.recipients[recipient]?.for.filter((purpose) => onConsent(policy, purpose)) ?? [];
  return taken.some(({ serves }) => serves.some((purpose) => consented.includes(purpose)));
}

/** The same, or it runs an optional tracker. */
function holdsConsented(policy: Compiled, recipient: string): boolean {
  return (
    getsConsented(policy, recipient, toTaken(policy, recipient)) ||
    Object.values(policy.trackers).some((tracker) => tracker.recipient === recipient && tracker.necessary === undefined)
  );
}
