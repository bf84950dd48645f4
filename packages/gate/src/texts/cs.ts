import type { Texts } from "./texts.ts";

export const cs: Texts = {
  ask: "Smíme používat soubory cookie a podobné technologie k těmto účelům: {purposes}?",
  asksAgain: "Od vaší volby se naše zásady změnily, proto se ptáme znovu.",
  difference: "Zobrazit, co se změnilo",
  accept: "Přijmout vše",
  reject: "Odmítnout vše",
  details: "Podrobnosti a volby",

  title: "Nastavení soukromí",
  intro:
    "Zde rozhodujete, co smí na tomto webu běžet ve vašem prohlížeči. Nic volitelného neběží bez vašeho svolení a své rozhodnutí můžete kdykoli změnit.",
  withdraw: "Souhlas odvoláte volbou „{reject}“. Co bylo uloženo ve vašem zařízení, se tím smaže.",
  close: "Zavřít",
  save: "Uložit výběr",

  now: "Vaše současná volba",
  noChoice: "Zatím jste si nevybrali. Nic volitelného neběží.",
  chosenOn: "Zvoleno dne",
  allowed: "Povolené sledovací prvky",
  of: "{some} z {all}",
  keptUntil: "Uchováno do",
  version: "Verze zásad",
  receipt: "Potvrzení",

  all: "Vše povoleno",
  mixed: "Část povolena",
  none: "Nic není povoleno",
  whole: "Povolit vše: {purpose}",
  nothingOptional: "Tento web nepoužívá nic volitelného, není tedy z čeho vybírat.",
  necessary: "Nezbytně nutné",
  always: "Vždy zapnuto",

  recipient: "Příjemce",
  ourselves: "tento web",
  recipientPolicy: "Zásady ochrany soukromí příjemce",
  optOut: "Odhlášení u příjemce",
  life: "Uchováno nejdéle",
  stores: "Ukládá se ve vašem zařízení",
  storesNothing: "Nic",
  cookie: "Soubor cookie",
  local: "Místní úložiště",
  session: "Úložiště relace",
  indexeddb: "Databáze",
  cache: "Mezipaměť",
  untilClosed: "do zavření prohlížeče",
  untilDeleted: "do smazání",

  sending: "Odesíláme vaši volbu…",
  kept: "Vaše volba je uložena.",
  waits:
    "Vaše volba je uložena. Začne platit po novém načtení stránky; s ním jsme počkali, protože je vyplněn formulář.",
  again: "Načíst znovu",
  failed: "Vaši volbu se nepodařilo uložit. Nic se nezměnilo. Zkuste to prosím znovu.",

  signals: "Signály vašeho prohlížeče",
  honoured: "Požadavek na odhlášení respektován: {signal}",
  outweighed: "Volbu jste učinili, když prohlížeč tento signál vysílal, proto platí vaše volba.",
  refuses: "Platí jako odmítnutí všeho volitelného.",
  ignores: "Tento web na něj nereaguje.",
  sent: "Váš prohlížeč ho vysílá.",
  notSent: "Váš prohlížeč ho nevysílá.",

  optOuts: "Odhlášení u reklamního odvětví",
  optOutsSays:
    "Na těchto stránkách můžete odmítnout reklamu založenou na zájmech u mnoha společností najednou. Jsou doplňkem: zde stačí odmítnout. Reklamu, která z vašich zájmů nevychází, můžete vídat i nadále.",
  browser: "Soubory cookie ve vašem prohlížeči",
  browserSays:
    "V nastavení každého prohlížeče můžete soubory cookie zobrazit, blokovat a mazat. Zablokujete-li nezbytně nutné, části webu nemusí fungovat.",
  policy: "Zásady ochrany soukromí",

  held: "Nenačteno: {title}",
  holds: "Pokud si tento obsah zobrazíte, vaše IP adresa a adresa této stránky se odešlou příjemci: {recipient}.",
  show: "Povolit a zobrazit",
  open: "Otevřít u zdroje",
};
