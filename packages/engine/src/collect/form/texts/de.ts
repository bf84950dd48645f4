import type { FormTexts } from "./texts.ts";

export const de: FormTexts = {
  language: "de",
  optional: "freiwillig",
  choose: "Bitte wählen",
  send: "Senden",
  trap: "Lassen Sie das leer",
  public: ["Das ist öffentlich.", "Alle können lesen, was Sie hier senden, und es anderswo verwenden."],
  usedFor: "Wozu wir das verwenden",
  bases: {
    consent: "Einwilligung",
    contract: "Vertrag",
    "legal-obligation": "rechtliche Verpflichtung",
    "vital-interest": "lebenswichtiges Interesse",
    "public-task": "öffentliche Aufgabe",
    "legitimate-interest": "berechtigtes Interesse",
  },
  policy: "Wer es erhält, wie lange es aufbewahrt wird und welche Rechte Sie haben: {policy}",
  consent: "Dürfen wir auch …",
  consentSays: "Nur wenn Sie es ankreuzen. Alles andere geht auch ohne.",
  withdraw: "Das können Sie jederzeit zurücknehmen.",
  file: "{kinds}, höchstens {max}.",
  fileAgain: "Eine Datei bleibt nicht erhalten, während ein Formular korrigiert wird. Wählen Sie sie noch einmal.",
  working:
    "Ihr Browser löst eine kleine Aufgabe, die Fluten von Formularen fernhält. Machen Sie weiter; gesendet wird, sobald sie gelöst ist.",
  worked: "Das ist erledigt: Sie können das Formular jetzt senden.",
  says: {
    refused: "Nicht alles kann so angenommen werden. Korrigieren Sie das Genannte und senden Sie es noch einmal.",
    tooFast:
      "Das war viel in kurzer Zeit, deshalb wurde nichts gespeichert. Warten Sie {wait} und senden Sie es noch einmal.",
    tooBusy:
      "Hier trifft gerade mehr ein, als angenommen werden kann, deshalb wurde nichts gespeichert. Warten Sie {wait} und senden Sie es noch einmal.",
    down: "Das konnte gerade nicht gespeichert werden. Warten Sie {wait} und senden Sie es noch einmal.",
  },
  problems: {
    "undeclared-activity": "Unter diesem Namen wird nichts erhoben.",
    undeclared: "Dieses Feld ist nicht vorgesehen und wird nicht angenommen.",
    "not-from-a-form": "Das wird nicht aus einem Formular angenommen.",
    twice: "Das wurde doppelt angegeben. Geben Sie es einmal an.",
    "too-many": "Das sind zu viele Felder.",
    trap: "Das für Menschen unsichtbare Feld war ausgefüllt. Lassen Sie es leer und senden Sie das Formular noch einmal.",
    missing: "Bitte füllen Sie das aus.",
    "no-consent":
      "Das dürfen wir nur behalten, wenn Sie einer Verwendung zustimmen. Kreuzen Sie an, womit Sie einverstanden sind, oder lassen Sie das leer.",
    refused: "Das ist nicht so, wie es sein soll. Prüfen Sie es.",
    "too-long": "Das ist zu lang. Kürzen Sie es auf {max} Zeichen.",
    "not-a-string": "Geben Sie das als Text an.",
    "not-text": "Das enthält Zeichen, die kein Text sind. Entfernen Sie sie.",
    "not-an-email": "Das ist keine E-Mail-Adresse. Schreiben Sie sie als name@example.org.",
    "not-a-phone": "Das ist keine Telefonnummer. Beginnen Sie mit der Landesvorwahl, wie in +31 20 123 4567.",
    "not-an-address": "Das ist keine Postanschrift. Schreiben Sie sie wie auf einem Brief, in höchstens acht Zeilen.",
    "not-a-url": "Das ist keine Adresse einer Seite. Beginnen Sie mit https://.",
    "not-a-country": "Wählen Sie ein Land.",
    "not-an-option": "Wählen Sie etwas vom Angebotenen.",
    "not-a-number": "Schreiben Sie das als Zahl.",
    "not-a-date": "Schreiben Sie dieses Datum als Jahr-Monat-Tag, wie in 2026-01-31.",
    "not-an-ip": "Das ist keine IP-Adresse.",
    "not-a-file": "Wählen Sie eine Datei.",
    "file-bomb": "Diese Datei würde beim Öffnen viel zu groß. Speichern Sie sie als PDF und senden Sie das.",
    "file-empty": "Diese Datei ist leer. Wählen Sie eine andere.",
    "file-kind":
      "Das ist kein Dokument einer Art, die angenommen wird, wie auch immer es heißt. Senden Sie es als {kinds}.",
    "file-locked": "Diese Datei ist mit einem Passwort geschützt. Senden Sie sie ohne Passwort.",
    "file-macro":
      "Diese Datei enthält ein Programm (ein Makro oder ein eingebettetes Objekt). Speichern Sie sie als PDF und senden Sie das.",
    "too-large-file": "Diese Datei ist größer als {max}. Senden Sie eine kleinere.",
  },
};
