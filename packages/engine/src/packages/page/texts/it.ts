import type { PackagePageTexts } from "./en.ts";

export const it: PackagePageTexts = {
  title: "Un pacchetto sigillato",
  says: "{controller} ha preparato un pacchetto per: {recipient}. Può essere ritirato una volta, fino al {until}.",
  fetch: "Ritira il pacchetto",
  once: "Con questo il link è esaurito. Chi ha preparato il pacchetto può dargliene un altro.",
  openTitle: "Come si apre",
  openSays: "Con la chiave che ha indicato, o la passphrase che le è stata comunicata, e finché il pacchetto esiste:",
  openPlain: "Con il programma age, lo stesso in due passi:",
  openUntil:
    "La chiave propria del pacchetto viene consegnata da questo sito fino al {until} e poi distrutta. Ciò che non avrà aperto entro quel giorno resterà chiuso.",
  unknown: "Dietro questo link non c’è alcun pacchetto. Potrebbe essere stato sostituito da uno più recente.",
  used: "Questo pacchetto è già stato ritirato con questo link. Se non è stato lei, lo dica subito.",
  ended: "Questo pacchetto è terminato. Il suo file e la sua chiave sono distrutti.",
  outdated: "Questo pacchetto era superato ed è stato distrutto prima del ritiro. Deve essere rifatto.",
  ask: "Chi lo ha preparato può aiutarla: {contact}",
};
