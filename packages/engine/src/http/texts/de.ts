import type { AnswerTexts } from "./en.ts";

export const de: AnswerTexts = {
  kept: "Ihre Entscheidung ist gespeichert",
  keptSays: "Sie werden dorthin zurückgebracht, wo Sie waren.",
  inEffect: "Ihre Ablehnung gilt",
  inEffectSays:
    "Ihre Ablehnung gilt auf diesem Gerät. Aufgezeichnet ist sie noch nicht: Das geschieht von selbst bei Ihrem nächsten Besuch.",
  sent: "Ihre Nachricht ist angekommen",
  back: "Zurück",
  says: {
    filesDown: "Dateien können gerade weder angenommen noch geöffnet werden.",
    fileLost: "Diese Datei lässt sich nicht öffnen, weil das, was wir davon haben, beschädigt oder fort ist.",
    badGateway: "Die Antwort der Website war nicht lesbar.",
    closed: "Die Website startet gerade neu.",
    crossSite: "Das wurde nicht von einer Seite dieser Website gesendet, deshalb wurde nichts getan.",
    gone: "Was unter dieser Adresse war, besteht nicht mehr.",
    internal: "Auf unserer Seite ist ein Fehler aufgetreten.",
    malformed: "Was gesendet wurde, war nicht lesbar.",
    mediaType: "Was gesendet wurde, ist von einer Art, die hier nicht angenommen wird.",
    method: "Diese Adresse tut nur etwas, wenn ein Formular an sie gesendet wird; ihr Aufruf ändert nichts.",
    notFound: "Unter dieser Adresse gibt es nichts.",
    notKept: "Ihre Entscheidung konnte nicht gespeichert werden. Was Sie vorher gewählt haben, gilt weiter.",
    refused: "Nicht alles kann so angenommen werden.",
    staleForm:
      "Die Erklärung hat sich geändert oder diese Seite war zu lange offen, deshalb wurde Ihre Entscheidung nicht gespeichert.",
    storeDown: "Das konnte gerade nicht gespeichert werden.",
    tooBusy: "Hier trifft gerade mehr ein, als angenommen werden kann, deshalb wurde nichts gespeichert.",
    tooFast: "Das war viel in kurzer Zeit.",
    tooLarge: "Was gesendet wurde, ist zu lang.",
    usedForm:
      "Dieses Formular wurde schon benutzt oder gehört zu einem anderen Browser, deshalb wurde nichts gespeichert.",
  },
  next: {
    tryAgain: "Versuchen Sie es in einer Minute noch einmal.",
    goBack: "Gehen Sie zur vorigen Seite zurück und versuchen Sie es dort noch einmal.",
    chooseAgain: "Es wurde nichts geändert. Öffnen Sie die Seite neu und wählen Sie dort.",
    tellSite: "Sagen Sie es den Betreibern dieser Website; vielleicht liegt sie in einer Sicherung.",
    sendFromHere: "Öffnen Sie diese Website und senden Sie es von dort.",
    askForNew: "Fragen Sie, wer Ihnen die Adresse gab, nach einer neuen.",
    useForm: "Benutzen Sie das Formular auf der Seite.",
    checkAddress: "Prüfen Sie die Adresse, oder beginnen Sie auf der ersten Seite.",
    correct: "Korrigieren Sie das Genannte und senden Sie es noch einmal.",
    shorten: "Kürzen Sie es und senden Sie es noch einmal.",
  },
};
