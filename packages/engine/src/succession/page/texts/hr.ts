import type { SuccessionPageTexts } from "./en.ts";

export const hr: SuccessionPageTexts = {
  title: "Prijenos na sljednika",
  cancelled: "Ovog prijenosa neće biti.",
  transferred: "Ono što se o vama čuva preneseno je na: {to}.",
  objectThere: "Ondje se možete usprotiviti, a nas možete pitati:",
  objected: "Usprotivili ste se.",
  notTransferred: "Ništa o vama nije preneseno na: {to}.",
  objectionKept: "Vaš je prigovor zabilježen. Ono što se o vama čuva ne prenosi se.",
  waiting: "Ono što se o vama čuva prelazi od {from} na {to}, u iste svrhe. Ondje još nije preuzeto.",
  planned: "Dana {on} {from} prenosi ono što se o vama čuva na {to}, u iste svrhe.",
  untilThen: "Do tada se možete usprotiviti bez navođenja razloga. Vaši se podaci tada izostavljaju.",
  object: "Usprotivi se prijenosu",
};
