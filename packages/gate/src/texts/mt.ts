import type { Texts } from "./texts.ts";

export const mt: Texts = {
  ask: "Nistgħu nużaw cookies u teknoloġiji simili għal dawn il-finijiet: {purposes}?",
  asksAgain: "Il-politika tagħna nbidlet minn meta għażilt, għalhekk qed nerġgħu nistaqsu.",
  difference: "Ara x’inbidel",
  accept: "Aċċetta kollox",
  reject: "Irrifjuta kollox",
  details: "Dettalji u għażliet",

  title: "Għażliet ta’ privatezza",
  intro:
    "Hawnhekk tiddeċiedi x’jista’ jaħdem fil-brawżer tiegħek f’dan is-sit. Xejn mhux obbligatorju ma jaħdem jekk ma tippermettihx, u tista’ tibdel fehmtek meta trid.",
  withdraw:
    "Biex tirtira l-kunsens tiegħek, agħfas “{reject}”. Dak li nħażen fuq it-tagħmir tiegħek imbagħad jitħassar.",
  close: "Agħlaq",
  save: "Issejvja l-għażla",

  now: "L-għażla tiegħek bħalissa",
  noChoice: "Għadek m’għażiltx. Xejn mhux obbligatorju ma qed jaħdem.",
  chosenOn: "Magħżul fi",
  allowed: "Trackers permessi",
  of: "{some} minn {all}",
  keptUntil: "Tinżamm sa",
  version: "Verżjoni tal-politika",
  receipt: "Riċevuta",

  all: "Kollha permessi",
  mixed: "Uħud permessi",
  none: "L-ebda wieħed permess",
  whole: "Ippermetti kollox: {purpose}",
  nothingOptional: "Dan is-sit ma juża xejn mhux obbligatorju, għalhekk m’hemm xejn x’tagħżel.",
  necessary: "Strettament meħtieġa",
  always: "Dejjem attiv",

  recipient: "Riċevitur",
  ourselves: "dan is-sit",
  recipientPolicy: "Il-politika ta’ privatezza tiegħu",
  optOut: "Il-mod tiegħu biex tirrifjuta",
  life: "Jinżamm mhux aktar minn",
  stores: "Maħżun fuq it-tagħmir tiegħek",
  storesNothing: "Xejn",
  cookie: "Cookie",
  local: "Ħażna lokali",
  session: "Ħażna tas-sessjoni",
  indexeddb: "Bażi tad-data",
  cache: "Memorja cache",
  untilClosed: "sakemm jingħalaq il-brawżer",
  untilDeleted: "sakemm jitħassar",

  sending: "L-għażla tiegħek qed tintbagħat…",
  kept: "L-għażla tiegħek ġiet issejvjata.",
  waits:
    "L-għażla tiegħek ġiet issejvjata. Tidħol fis-seħħ meta l-paġna terġa’ titgħabba; stennejna għax hemm formola mimlija.",
  again: "Erġa’ għabbi issa",
  failed: "L-għażla tiegħek ma setgħetx tiġi ssejvjata. Ma nbidel xejn. Erġa’ pprova.",

  signals: "Sinjali mill-brawżer tiegħek",
  honoured: "It-talba ta’ rifjut ġiet rispettata: {signal}",
  outweighed: "Għażilt waqt li l-brawżer tiegħek kien qed jibgħat dan is-sinjal, għalhekk tgħodd l-għażla tiegħek.",
  refuses: "Jgħodd bħala rifjut ta’ dak kollu li mhux obbligatorju.",
  ignores: "Dan is-sit ma jaġixxix fuqu.",
  sent: "Il-brawżer tiegħek jibagħtu.",
  notSent: "Il-brawżer tiegħek ma jibagħtux.",

  optOuts: "Rifjut permezz tal-industrija tar-reklamar",
  optOutsSays:
    "F’dawn il-paġni tista’ tirrifjuta r-reklamar ibbażat fuq l-interessi ta’ ħafna kumpaniji f’daqqa. Huma żieda: hawnhekk huwa biżżejjed li tirrifjuta. Xorta tista’ tara reklami li mhumiex ibbażati fuq l-interessi tiegħek.",
  browser: "Cookies fil-brawżer tiegħek",
  browserSays:
    "Fis-settings ta’ kull brawżer tista’ tara, timblokka u tħassar il-cookies. Jekk timblokka dawk strettament meħtieġa, partijiet minn dan is-sit jistgħu ma jaħdmux.",
  policy: "Politika ta’ privatezza",

  held: "Mhux imgħobbi: {title}",
  holds: "Jekk turi dan, l-indirizz IP tiegħek u l-indirizz ta’ din il-paġna jintbagħtu lil: {recipient}.",
  show: "Ippermetti u uri",
  open: "Iftaħ fis-sors",
};
