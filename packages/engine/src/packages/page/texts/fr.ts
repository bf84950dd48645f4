import type { PackagePageTexts } from "./en.ts";

export const fr: PackagePageTexts = {
  title: "Un paquet scellé",
  says: "{controller} a préparé un paquet pour : {recipient}. Il peut être retiré une fois, jusqu’au {until}.",
  fetch: "Retirer le paquet",
  once: "Le lien est alors épuisé. La personne qui a préparé le paquet peut vous en donner un autre.",
  openTitle: "Comment l’ouvrir",
  openSays:
    "Avec la clé que vous avez indiquée, ou la phrase secrète qui vous a été communiquée, et tant que le paquet existe :",
  openPlain: "Avec le programme age, la même chose en deux étapes :",
  openUntil:
    "La clé propre au paquet est remise par ce site jusqu’au {until}, puis détruite. Ce que vous n’aurez pas ouvert d’ici là restera fermé.",
  unknown: "Il n’y a pas de paquet derrière ce lien. Il a peut-être été remplacé par un plus récent.",
  used: "Ce paquet a déjà été retiré avec ce lien. Si ce n’était pas vous, dites-le immédiatement.",
  ended: "Ce paquet a pris fin. Son fichier et sa clé sont détruits.",
  outdated: "Ce paquet était périmé et a été détruit avant d’être retiré. Il doit être refait.",
  ask: "La personne qui l’a préparé peut vous aider : {contact}",
};
