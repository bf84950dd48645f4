import type { Texts } from "./texts.ts";

export const fr: Texts = {
  ask: "Pouvons-nous utiliser des cookies et des technologies similaires aux fins suivantes : {purposes} ?",
  asksAgain: "Notre politique a changé depuis votre choix ; nous vous posons donc à nouveau la question.",
  difference: "Voir ce qui a changé",
  accept: "Tout accepter",
  reject: "Tout refuser",
  details: "Détails et choix",

  title: "Vos choix de confidentialité",
  intro:
    "Vous décidez ici de ce qui peut s’exécuter dans votre navigateur sur ce site. Rien de facultatif ne s’exécute sans votre autorisation, et vous pouvez changer d’avis à tout moment.",
  withdraw:
    "Pour retirer votre consentement, choisissez « {reject} ». Ce qui a été enregistré sur votre appareil est alors supprimé.",
  close: "Fermer",
  save: "Enregistrer la sélection",

  now: "Votre choix actuel",
  noChoice: "Vous n’avez pas encore fait de choix. Rien de facultatif ne s’exécute.",
  chosenOn: "Choix fait le",
  allowed: "Traceurs autorisés",
  of: "{some} sur {all}",
  keptUntil: "Conservé jusqu’au",
  version: "Version de la politique",
  receipt: "Reçu",

  all: "Tous autorisés",
  mixed: "Certains autorisés",
  none: "Aucun autorisé",
  whole: "Tout autoriser : {purpose}",
  nothingOptional: "Ce site n’utilise rien de facultatif : il n’y a donc rien à choisir.",
  necessary: "Strictement nécessaires",
  always: "Toujours actif",

  recipient: "Destinataire",
  ourselves: "ce site",
  recipientPolicy: "Politique de confidentialité du destinataire",
  optOut: "Opposition auprès du destinataire",
  life: "Durée maximale",
  stores: "Enregistré sur votre appareil",
  storesNothing: "Rien",
  cookie: "Cookie",
  local: "Stockage local",
  session: "Stockage de session",
  indexeddb: "Base de données",
  cache: "Mémoire cache",
  untilClosed: "jusqu’à la fermeture du navigateur",
  untilDeleted: "jusqu’à sa suppression",

  sending: "Envoi de votre choix…",
  kept: "Votre choix est enregistré.",
  waits:
    "Votre choix est enregistré. Il prendra effet au rechargement de la page ; nous ne l’avons pas rechargée, car un formulaire est en cours de saisie.",
  again: "Recharger maintenant",
  failed: "Votre choix n’a pas pu être enregistré. Rien n’a changé. Veuillez réessayer.",

  signals: "Signaux de votre navigateur",
  honoured: "Demande d’opposition respectée : {signal}",
  outweighed:
    "Vous avez fait votre choix alors que votre navigateur envoyait ce signal ; c’est donc votre choix qui s’applique.",
  refuses: "Vaut refus de tout ce qui est facultatif.",
  ignores: "Ce site n’en tient pas compte.",
  sent: "Votre navigateur l’envoie.",
  notSent: "Votre navigateur ne l’envoie pas.",

  optOuts: "S’opposer auprès du secteur publicitaire",
  optOutsSays:
    "Ces pages permettent de refuser la publicité ciblée par centres d’intérêt auprès de nombreuses sociétés à la fois. Elles viennent en complément : ici, il suffit de refuser. Vous pourrez toujours voir de la publicité qui n’est pas fondée sur vos centres d’intérêt.",
  browser: "Les cookies dans votre navigateur",
  browserSays:
    "Tout navigateur permet, dans ses réglages, de consulter, de bloquer et de supprimer les cookies. Si vous bloquez ceux qui sont strictement nécessaires, certaines parties de ce site risquent de ne pas fonctionner.",
  policy: "Politique de confidentialité",

  held: "Non chargé : {title}",
  holds: "Si vous affichez ce contenu, votre adresse IP et l’adresse de cette page sont envoyées à : {recipient}.",
  show: "Autoriser et afficher",
  open: "Ouvrir à la source",
};
