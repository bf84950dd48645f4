import type { SuccessionPageTexts } from "./en.ts";

export const pl: SuccessionPageTexts = {
  title: "Przekazanie następcy",
  cancelled: "To przekazanie nie dojdzie do skutku.",
  transferred: "To, co jest o Tobie przechowywane, zostało przekazane: {to}.",
  objectThere: "Tam można się sprzeciwić, a nas zapytać:",
  objected: "Sprzeciw został złożony.",
  notTransferred: "Nic o Tobie nie zostało przekazane: {to}.",
  objectionKept: "Twój sprzeciw jest zapisany. To, co jest o Tobie przechowywane, nie jest przekazywane.",
  waiting:
    "To, co jest o Tobie przechowywane, przechodzi od {from} do {to}, w tych samych celach. Nie zostało tam jeszcze odebrane.",
  planned: "Dnia {on} {from} przekazuje to, co jest o Tobie przechowywane, do {to}, w tych samych celach.",
  untilThen: "Do tego czasu można się sprzeciwić bez podania powodu. Twoje dane zostaną wtedy pominięte.",
  object: "Sprzeciw wobec przekazania",
};
