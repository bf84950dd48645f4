import type { Texts } from "./texts.ts";

export const pl: Texts = {
  ask: "Czy możemy używać plików cookie i podobnych technologii w następujących celach: {purposes}?",
  asksAgain: "Od czasu Państwa wyboru nasza polityka się zmieniła, dlatego pytamy ponownie.",
  difference: "Zobacz, co się zmieniło",
  accept: "Zaakceptuj wszystko",
  reject: "Odrzuć wszystko",
  details: "Szczegóły i wybór",

  title: "Ustawienia prywatności",
  intro:
    "Tutaj decydują Państwo, co może działać w przeglądarce w tej witrynie. Nic opcjonalnego nie działa bez Państwa zgody, a decyzję można zmienić w każdej chwili.",
  withdraw:
    "Aby wycofać zgodę, wystarczy nacisnąć „{reject}”. To, co zapisano na Państwa urządzeniu, zostanie wtedy usunięte.",
  close: "Zamknij",
  save: "Zapisz wybór",

  now: "Państwa obecny wybór",
  noChoice: "Nie dokonali Państwo jeszcze wyboru. Nic opcjonalnego nie działa.",
  chosenOn: "Data wyboru",
  allowed: "Dozwolone moduły śledzące",
  of: "{some} z {all}",
  keptUntil: "Przechowywany do",
  version: "Wersja polityki",
  receipt: "Potwierdzenie",

  all: "Wszystkie dozwolone",
  mixed: "Niektóre dozwolone",
  none: "Brak dozwolonych",
  whole: "Zezwól na wszystko: {purpose}",
  nothingOptional: "Ta witryna nie używa niczego opcjonalnego, więc nie ma czego wybierać.",
  necessary: "Niezbędne",
  always: "Zawsze włączone",

  recipient: "Odbiorca",
  ourselves: "ta witryna",
  recipientPolicy: "Polityka prywatności odbiorcy",
  optOut: "Rezygnacja u odbiorcy",
  life: "Przechowywane najwyżej",
  stores: "Zapisywane na urządzeniu",
  storesNothing: "Nic",
  cookie: "Plik cookie",
  local: "Pamięć lokalna",
  session: "Pamięć sesji",
  indexeddb: "Baza danych",
  cache: "Pamięć podręczna",
  untilClosed: "do zamknięcia przeglądarki",
  untilDeleted: "do usunięcia",

  sending: "Wysyłanie wyboru…",
  kept: "Wybór został zapisany.",
  waits:
    "Wybór został zapisany. Zacznie obowiązywać po ponownym wczytaniu strony; nie wczytaliśmy jej, ponieważ formularz jest wypełniony.",
  again: "Wczytaj ponownie",
  failed: "Nie udało się zapisać wyboru. Nic się nie zmieniło. Proszę spróbować ponownie.",

  signals: "Sygnały przeglądarki",
  honoured: "Żądanie rezygnacji uwzględnione: {signal}",
  outweighed: "Wyboru dokonano, gdy przeglądarka wysyłała ten sygnał, dlatego obowiązuje Państwa wybór.",
  refuses: "Oznacza odrzucenie wszystkiego, co opcjonalne.",
  ignores: "Ta witryna na niego nie reaguje.",
  sent: "Państwa przeglądarka go wysyła.",
  notSent: "Państwa przeglądarka go nie wysyła.",

  optOuts: "Rezygnacja w branży reklamowej",
  optOutsSays:
    "Na tych stronach można zrezygnować z reklam opartych na zainteresowaniach u wielu firm jednocześnie. To uzupełnienie: tutaj wystarczy odrzucić. Reklamy, które nie opierają się na zainteresowaniach, mogą być nadal widoczne.",
  browser: "Pliki cookie w przeglądarce",
  browserSays:
    "W ustawieniach każdej przeglądarki można przeglądać, blokować i usuwać pliki cookie. Po zablokowaniu niezbędnych plików części witryny mogą nie działać.",
  policy: "Polityka prywatności",

  held: "Nie wczytano: {title}",
  holds: "Po wyświetleniu tej treści adres IP i adres tej strony zostaną wysłane do odbiorcy: {recipient}.",
  show: "Zezwól i pokaż",
  open: "Otwórz u źródła",
};
