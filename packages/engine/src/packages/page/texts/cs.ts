import type { PackagePageTexts } from "./en.ts";

export const cs: PackagePageTexts = {
  title: "Zapečetěný balík",
  says: "{controller} sestavuje balík pro: {recipient}. Lze jej vyzvednout jednou, do {until}.",
  fetch: "Vyzvednout balík",
  once: "Tím je odkaz spotřebován. Kdo balík připravil, může vám dát jiný.",
  openTitle: "Jak se otevírá",
  openSays: "Klíčem, který jste uvedli, nebo heslovou frází, která vám byla sdělena, a dokud balík trvá:",
  openPlain: "Programem age totéž ve dvou krocích:",
  openUntil:
    "Vlastní klíč balíku tento web vydává do {until} a pak jej zničí. Co do té doby neotevřete, zůstane zavřené.",
  unknown: "Za tímto odkazem žádný balík není. Možná jej nahradil novější.",
  used: "Tento balík už byl tímto odkazem vyzvednut. Pokud jste to nebyli vy, ihned to řekněte.",
  ended: "Tento balík skončil. Jeho soubor a klíč jsou zničeny.",
  outdated: "Tento balík byl zastaralý a byl zničen dříve, než byl vyzvednut. Je třeba jej připravit znovu.",
  ask: "Pomůže ten, kdo jej připravil: {contact}",
};
