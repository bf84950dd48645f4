import type { MailTexts } from "./texts.ts";

export const fr: MailTexts = {
  language: "fr",
  why: "Pourquoi vous recevez cet e-mail",
  purpose: "À quoi sert votre adresse : {says}.",
  unsubscribe: "Se désabonner",
  policy: "Politique de confidentialité",
  title: "Se désabonner",
  asks: "« {list} » est envoyé à cette adresse. Une pression, et vous n’en recevez plus rien.",
  stop: "Se désabonner",
  stopped: "Vous êtes désabonné",
  stoppedSays: "Plus rien de « {list} » n’est envoyé à cette adresse. Ce qui est en route peut encore arriver.",
  stays: "Les e-mails sur ce que vous avez demandé, ou que nous vous devons, n’en font pas partie.",
  also: "Vous avez aussi autorisé : …",
  only: "Retirer seulement cela",
  took: "C’est retiré",
  tookSays: "« {list} » continue d’arriver à cette adresse, sans cela.",
  back: "C’était une erreur",
  backTitle: "Le recevoir à nouveau ?",
  backAsks: "« {list} » serait à nouveau envoyé à cette adresse, comme avant.",
  resume: "Oui, l’envoyer à nouveau",
  resumed: "Vous le recevez à nouveau",
  resumedSays: "« {list} » est à nouveau envoyé à cette adresse. Chacun de ces e-mails contient le lien qui y met fin.",
  wrong: "Ce lien n’est pas de nous",
  wrongSays:
    "Il en manque une partie, peut-être à un retour à la ligne. Ouvrez-le à nouveau depuis l’e-mail, ou écrivez à {contact}.",
};
