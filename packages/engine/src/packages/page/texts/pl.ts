import type { PackagePageTexts } from "./en.ts";

export const pl: PackagePageTexts = {
  title: "Zapieczętowany pakiet",
  says: "{controller} przygotowuje pakiet dla: {recipient}. Można go odebrać raz, do {until}.",
  fetch: "Odbierz pakiet",
  once: "Na tym odnośnik się wyczerpuje. Kto przygotował pakiet, może dać nowy.",
  openTitle: "Jak go otworzyć",
  openSays: "Kluczem, który został podany, albo hasłem, które zostało przekazane, i dopóki pakiet istnieje:",
  openPlain: "Programem age to samo w dwóch krokach:",
  openUntil:
    "Własny klucz pakietu ta witryna wydaje do {until}, a potem go niszczy. Co do tego dnia nie zostanie otwarte, pozostanie zamknięte.",
  unknown: "Za tym odnośnikiem nie ma pakietu. Mógł zostać zastąpiony nowszym.",
  used: "Ten pakiet został już odebrany tym odnośnikiem. Jeśli to nie Ty, powiedz o tym natychmiast.",
  ended: "Ten pakiet się zakończył. Jego plik i klucz zostały zniszczone.",
  outdated: "Ten pakiet był nieaktualny i został zniszczony przed odebraniem. Trzeba go zrobić na nowo.",
  ask: "Pomoże osoba, która go przygotowała: {contact}",
};
