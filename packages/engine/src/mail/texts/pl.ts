import type { MailTexts } from "./texts.ts";

export const pl: MailTexts = {
  language: "pl",
  why: "Dlaczego otrzymujesz tę wiadomość",
  purpose: "Do czego używamy adresu: {says}.",
  unsubscribe: "Rezygnuję",
  policy: "Polityka prywatności",
  title: "Rezygnacja",
  asks: "„{list}” trafia na ten adres. Jedno naciśnięcie i nic więcej nie przyjdzie.",
  stop: "Rezygnuję",
  stopped: "Rezygnacja przyjęta",
  stoppedSays: "Na ten adres nie wysyłamy już nic z „{list}”. To, co jest w drodze, może jeszcze dotrzeć.",
  stays: "Nie dotyczy to wiadomości w sprawach, o które prosisz, ani tych, które musimy wysłać.",
  also: "Zgodzili się Państwo także na: …",
  only: "Cofnij tylko to",
  took: "To zostało cofnięte",
  tookSays: "„{list}” nadal przychodzi na ten adres, bez tego.",
  back: "To była pomyłka",
  backTitle: "Otrzymywać ponownie?",
  backAsks: "„{list}” znów trafiałoby na ten adres, jak wcześniej.",
  resume: "Tak, wysyłajcie ponownie",
  resumed: "Znów to otrzymujesz",
  resumedSays: "„{list}” znów trafia na ten adres. W każdej wiadomości jest odnośnik, który to kończy.",
  wrong: "Ten odnośnik nie jest nasz",
  wrongSays:
    "Brakuje jego części, być może na końcu wiersza. Otwórz go ponownie z wiadomości albo napisz do {contact}.",
};
