import type { Texts } from "./texts.ts";

export const de: Texts = {
  ask: "Dürfen wir Cookies und ähnliche Technologien für diese Zwecke einsetzen: {purposes}?",
  asksAgain: "Unsere Erklärung hat sich seit Ihrer Entscheidung geändert, deshalb fragen wir erneut.",
  difference: "Was sich geändert hat",
  accept: "Alle annehmen",
  reject: "Alle ablehnen",
  details: "Einzelheiten und Auswahl",

  title: "Datenschutz-Auswahl",
  intro:
    "Hier entscheiden Sie, was auf dieser Website in Ihrem Browser laufen darf. Nichts Optionales läuft, solange Sie es nicht erlauben, und Sie können Ihre Entscheidung jederzeit ändern.",
  withdraw: "Zum Widerrufen genügt „{reject}“. Was auf Ihrem Gerät gespeichert wurde, wird dann gelöscht.",
  close: "Schließen",
  save: "Auswahl speichern",

  now: "Ihre aktuelle Entscheidung",
  noChoice: "Sie haben noch nichts entschieden. Nichts Optionales läuft.",
  chosenOn: "Entschieden am",
  allowed: "Erlaubte Tracker",
  of: "{some} von {all}",
  keptUntil: "Gespeichert bis",
  version: "Version der Erklärung",
  receipt: "Beleg",

  all: "Alle erlaubt",
  mixed: "Teilweise erlaubt",
  none: "Keine erlaubt",
  whole: "Alle erlauben: {purpose}",
  nothingOptional: "Diese Website setzt nichts Optionales ein; es gibt also nichts auszuwählen.",
  necessary: "Unbedingt erforderlich",
  always: "Immer aktiv",

  recipient: "Empfänger",
  ourselves: "diese Website",
  recipientPolicy: "Datenschutzerklärung des Empfängers",
  optOut: "Abmeldung beim Empfänger",
  life: "Höchste Speicherdauer",
  stores: "Auf Ihrem Gerät gespeichert",
  storesNothing: "Nichts",
  cookie: "Cookie",
  local: "Lokaler Speicher",
  session: "Sitzungsspeicher",
  indexeddb: "Datenbank",
  cache: "Zwischenspeicher",
  untilClosed: "bis der Browser geschlossen wird",
  untilDeleted: "bis zur Löschung",

  sending: "Ihre Entscheidung wird gesendet …",
  kept: "Ihre Entscheidung ist gespeichert.",
  waits:
    "Ihre Entscheidung ist gespeichert. Sie wirkt, sobald die Seite neu geladen wird; weil ein Formular ausgefüllt ist, haben wir damit gewartet.",
  again: "Jetzt neu laden",
  failed:
    "Ihre Entscheidung konnte nicht gespeichert werden. Es hat sich nichts geändert. Bitte versuchen Sie es erneut.",

  signals: "Signale Ihres Browsers",
  honoured: "Widerspruch beachtet: {signal}",
  outweighed:
    "Sie haben sich entschieden, während Ihr Browser dieses Signal gesendet hat; deshalb gilt Ihre Entscheidung.",
  refuses: "Gilt als Ablehnung von allem Optionalen.",
  ignores: "Diese Website reagiert nicht darauf.",
  sent: "Ihr Browser sendet es.",
  notSent: "Ihr Browser sendet es nicht.",

  optOuts: "Abmeldung bei der Werbewirtschaft",
  optOutsSays:
    "Auf diesen Seiten können Sie interessenbezogene Werbung bei vielen Unternehmen auf einmal abwählen. Sie sind ein zusätzliches Angebot: Hier genügt es, abzulehnen. Werbung, die nicht auf Ihren Interessen beruht, können Sie weiterhin sehen.",
  browser: "Cookies in Ihrem Browser",
  browserSays:
    "In den Einstellungen jedes Browsers können Sie Cookies ansehen, sperren und löschen. Wenn Sie die unbedingt erforderlichen sperren, funktionieren Teile dieser Website möglicherweise nicht.",
  policy: "Datenschutzerklärung",

  held: "Nicht geladen: {title}",
  holds: "Wenn Sie dies anzeigen, werden Ihre IP-Adresse und die Adresse dieser Seite gesendet an: {recipient}.",
  show: "Erlauben und anzeigen",
  open: "An der Quelle öffnen",
};
