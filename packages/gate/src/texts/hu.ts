import type { Texts } from "./texts.ts";

export const hu: Texts = {
  ask: "Használhatunk sütiket és hasonló technológiákat a következő célokra: {purposes}?",
  asksAgain: "A szabályzatunk a döntése óta megváltozott, ezért újra megkérdezzük.",
  difference: "Mi változott?",
  accept: "Összes elfogadása",
  reject: "Összes elutasítása",
  details: "Részletek és választás",

  title: "Adatvédelmi beállítások",
  intro:
    "Itt Ön dönti el, hogy ezen a webhelyen mi futhat a böngészőjében. Az Ön engedélye nélkül csak az fut, ami feltétlenül szükséges, és döntését bármikor megváltoztathatja.",
  withdraw: "A hozzájárulás visszavonásához válassza ezt: „{reject}”. Az eszközén tárolt adatokat ekkor töröljük.",
  close: "Bezárás",
  save: "Kijelöltek mentése",

  now: "Az Ön jelenlegi döntése",
  noChoice: "Ön még nem döntött. Csak az fut, ami feltétlenül szükséges.",
  chosenOn: "A döntés napja",
  allowed: "Engedélyezett nyomkövetők",
  of: "{some} / {all}",
  keptUntil: "Megőrzés vége",
  version: "A szabályzat változata",
  receipt: "Igazolás",

  all: "Mind engedélyezve",
  mixed: "Részben engedélyezve",
  none: "Egyik sincs engedélyezve",
  whole: "Az összes engedélyezése: {purpose}",
  nothingOptional: "Ez a webhely semmi olyat nem használ, ami nem kötelező, így nincs miről dönteni.",
  necessary: "Feltétlenül szükséges",
  always: "Mindig bekapcsolva",

  recipient: "Címzett",
  ourselves: "ez a webhely",
  recipientPolicy: "A címzett adatvédelmi szabályzata",
  optOut: "A címzett saját leiratkozása",
  life: "Leghosszabb megőrzés",
  stores: "Az Ön eszközén tárolva",
  storesNothing: "Semmi",
  cookie: "Süti",
  local: "Helyi tárhely",
  session: "Munkamenet-tárhely",
  indexeddb: "Adatbázis",
  cache: "Gyorsítótár",
  untilClosed: "a böngésző bezárásáig",
  untilDeleted: "törlésig",

  sending: "Döntésének elküldése…",
  kept: "Döntését elmentettük.",
  waits:
    "Döntését elmentettük. Az oldal újratöltésekor lép érvénybe; azért vártunk vele, mert egy űrlap ki van töltve.",
  again: "Újratöltés most",
  failed: "Döntését nem sikerült elmenteni. Semmi sem változott. Kérjük, próbálja újra.",

  signals: "A böngészője jelzései",
  honoured: "Leiratkozási kérés figyelembe véve: {signal}",
  outweighed: "Akkor döntött, amikor a böngészője ezt a jelzést küldte, ezért az Ön döntése érvényes.",
  refuses: "Mindennek az elutasítását jelenti, ami nem kötelező.",
  ignores: "Ez a webhely nem reagál rá.",
  sent: "A böngészője küldi.",
  notSent: "A böngészője nem küldi.",

  optOuts: "Leiratkozás a reklámágazatnál",
  optOutsSays:
    "Ezeken az oldalakon egyszerre sok cégnél utasíthatja el az érdeklődésen alapuló hirdetéseket. Ezek kiegészítő lehetőségek: itt elég az elutasítás. Olyan hirdetéseket továbbra is láthat, amelyek nem az érdeklődésén alapulnak.",
  browser: "Sütik a böngészőjében",
  browserSays:
    "Minden böngésző beállításaiban megtekintheti, letilthatja és törölheti a sütiket. Ha a feltétlenül szükségeseket letiltja, a webhely egyes részei esetleg nem működnek.",
  policy: "Adatvédelmi szabályzat",

  held: "Nincs betöltve: {title}",
  holds: "Ha ezt megjeleníti, az IP-címét és ennek az oldalnak a címét elküldjük ide: {recipient}.",
  show: "Engedélyezés és megjelenítés",
  open: "Megnyitás a forrásnál",
};
