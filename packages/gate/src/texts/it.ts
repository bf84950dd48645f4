import type { Texts } from "./texts.ts";

export const it: Texts = {
  ask: "Possiamo usare cookie e tecnologie simili per queste finalità: {purposes}?",
  asksAgain: "La nostra informativa è cambiata dopo la Sua scelta, perciò chiediamo di nuovo.",
  difference: "Vedere che cosa è cambiato",
  accept: "Accetta tutto",
  reject: "Rifiuta tutto",
  details: "Dettagli e scelte",

  title: "Scelte sulla privacy",
  intro:
    "Qui decide Lei che cosa può essere eseguito nel Suo browser su questo sito. Nulla di facoltativo viene eseguito senza il Suo permesso, e può cambiare idea in qualsiasi momento.",
  withdraw:
    "Per revocare il consenso, prema «{reject}». Ciò che è stato memorizzato sul Suo dispositivo viene allora cancellato.",
  close: "Chiudi",
  save: "Salva la selezione",

  now: "La Sua scelta attuale",
  noChoice: "Non ha ancora fatto una scelta. Nulla di facoltativo viene eseguito.",
  chosenOn: "Scelta fatta il",
  allowed: "Tracciatori consentiti",
  of: "{some} su {all}",
  keptUntil: "Conservata fino al",
  version: "Versione dell’informativa",
  receipt: "Ricevuta",

  all: "Tutti consentiti",
  mixed: "Alcuni consentiti",
  none: "Nessuno consentito",
  whole: "Consenti tutto: {purpose}",
  nothingOptional: "Questo sito non usa nulla di facoltativo: non c’è quindi nulla da scegliere.",
  necessary: "Strettamente necessari",
  always: "Sempre attivo",

  recipient: "Destinatario",
  ourselves: "questo sito",
  recipientPolicy: "Informativa del destinatario",
  optOut: "Opposizione presso il destinatario",
  life: "Durata massima",
  stores: "Memorizzato sul Suo dispositivo",
  storesNothing: "Nulla",
  cookie: "Cookie",
  local: "Archiviazione locale",
  session: "Archiviazione di sessione",
  indexeddb: "Database",
  cache: "Memoria cache",
  untilClosed: "fino alla chiusura del browser",
  untilDeleted: "fino alla cancellazione",

  sending: "Invio della Sua scelta…",
  kept: "La Sua scelta è stata salvata.",
  waits:
    "La Sua scelta è stata salvata. Avrà effetto quando la pagina sarà ricaricata; non l’abbiamo ricaricata perché un modulo è compilato in parte.",
  again: "Ricarica ora",
  failed: "Non è stato possibile salvare la Sua scelta. Nulla è cambiato. Riprovi.",

  signals: "Segnali del Suo browser",
  honoured: "Richiesta di opposizione rispettata: {signal}",
  outweighed: "Ha fatto la Sua scelta mentre il browser inviava questo segnale: vale quindi la Sua scelta.",
  refuses: "Vale come rifiuto di tutto ciò che è facoltativo.",
  ignores: "Questo sito non ne tiene conto.",
  sent: "Il Suo browser lo invia.",
  notSent: "Il Suo browser non lo invia.",

  optOuts: "Opposizione presso il settore pubblicitario",
  optOutsSays:
    "In queste pagine può rifiutare la pubblicità basata sugli interessi di molte aziende in una volta sola. Sono un complemento: qui basta rifiutare. Potrà continuare a vedere pubblicità non basata sui Suoi interessi.",
  browser: "I cookie nel Suo browser",
  browserSays:
    "Nelle impostazioni di ogni browser può vedere, bloccare e cancellare i cookie. Se blocca quelli strettamente necessari, alcune parti di questo sito potrebbero non funzionare.",
  policy: "Informativa sulla privacy",

  held: "Non caricato: {title}",
  holds:
    "Se mostra questo contenuto, il Suo indirizzo IP e l’indirizzo di questa pagina vengono inviati a: {recipient}.",
  show: "Consenti e mostra",
  open: "Apri alla fonte",
};
