import type { SuccessionPageTexts } from "./en.ts";

export const ro: SuccessionPageTexts = {
  title: "Transfer către un succesor",
  cancelled: "Acest transfer nu va avea loc.",
  transferred: "Ce se păstrează despre dumneavoastră a fost transferat către {to}.",
  objectThere: "Vă puteți opune acolo și ne puteți întreba:",
  objected: "V-ați opus.",
  notTransferred: "Nimic despre dumneavoastră nu a fost transferat către {to}.",
  objectionKept: "Opoziția dumneavoastră este înregistrată. Ce se păstrează despre dumneavoastră nu se transferă.",
  waiting:
    "Ce se păstrează despre dumneavoastră trece de la {from} la {to}, care continuă în aceleași scopuri. Acolo încă nu a fost ridicat.",
  planned:
    "La {on}, {from} transferă ce se păstrează despre dumneavoastră către {to}, care continuă în aceleași scopuri.",
  untilThen: "Până atunci vă puteți opune fără a da un motiv. Datele dumneavoastră sunt atunci lăsate deoparte.",
  object: "Opunere la transfer",
};
