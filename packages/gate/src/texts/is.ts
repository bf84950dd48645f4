import type { Texts } from "./texts.ts";

export const is: Texts = {
  ask: "Megum við nota vafrakökur og svipaða tækni í þessum tilgangi: {purposes}?",
  asksAgain: "Stefna okkar hefur breyst síðan þú valdir, svo við spyrjum aftur.",
  difference: "Sjá hvað hefur breyst",
  accept: "Samþykkja allt",
  reject: "Hafna öllu",
  details: "Nánar og val",

  title: "Persónuverndarval",
  intro:
    "Hér ákveður þú hvað má keyra í vafranum þínum á þessum vef. Ekkert valkvætt er keyrt nema þú leyfir það og þú getur skipt um skoðun hvenær sem er.",
  withdraw: "Til að draga samþykkið til baka skaltu ýta á „{reject}“. Því sem vistað var í tækinu þínu er þá eytt.",
  close: "Loka",
  save: "Vista val",

  now: "Val þitt núna",
  noChoice: "Þú hefur ekki valið enn. Ekkert valkvætt er keyrt.",
  chosenOn: "Valið þann",
  allowed: "Leyfðir rekjarar",
  of: "{some} af {all}",
  keptUntil: "Geymt til",
  version: "Útgáfa stefnunnar",
  receipt: "Kvittun",

  all: "Allt leyft",
  mixed: "Sumt leyft",
  none: "Ekkert leyft",
  whole: "Leyfa allt: {purpose}",
  nothingOptional: "Þessi vefur notar ekkert valkvætt, svo það er ekkert að velja.",
  necessary: "Bráðnauðsynlegt",
  always: "Alltaf á",

  recipient: "Viðtakandi",
  ourselves: "þessi vefur",
  recipientPolicy: "Persónuverndarstefna viðtakanda",
  optOut: "Afþökkun hjá viðtakanda",
  life: "Geymt í mesta lagi",
  stores: "Vistað í tækinu þínu",
  storesNothing: "Ekkert",
  cookie: "Vafrakaka",
  local: "Staðbundin geymsla",
  session: "Lotugeymsla",
  indexeddb: "Gagnagrunnur",
  cache: "Skyndiminni",
  untilClosed: "þar til vafranum er lokað",
  untilDeleted: "þar til því er eytt",

  sending: "Sendi val þitt …",
  kept: "Val þitt er vistað.",
  waits: "Val þitt er vistað. Það tekur gildi þegar síðan er endurhlaðin; við biðum með það því eyðublað er útfyllt.",
  again: "Endurhlaða núna",
  failed: "Ekki tókst að vista val þitt. Ekkert hefur breyst. Reyndu aftur.",

  signals: "Merki frá vafranum þínum",
  honoured: "Beiðni um afþökkun virt: {signal}",
  outweighed: "Þú valdir á meðan vafrinn sendi þetta merki, svo val þitt gildir.",
  refuses: "Telst höfnun á öllu valkvæðu.",
  ignores: "Þessi vefur bregst ekki við því.",
  sent: "Vafrinn þinn sendir það.",
  notSent: "Vafrinn þinn sendir það ekki.",

  optOuts: "Afþökkun hjá auglýsingageiranum",
  optOutsSays:
    "Á þessum síðum getur þú afþakkað áhugatengdar auglýsingar hjá mörgum fyrirtækjum í einu. Þær eru viðbót: hér nægir að hafna. Þú gætir áfram séð auglýsingar sem byggja ekki á áhugamálum þínum.",
  browser: "Vafrakökur í vafranum þínum",
  browserSays:
    "Í stillingum allra vafra má skoða, loka á og eyða vafrakökum. Ef þú lokar á þær bráðnauðsynlegu gætu hlutar vefsins hætt að virka.",
  policy: "Persónuverndarstefna",

  held: "Ekki hlaðið: {title}",
  holds: "Ef þú birtir þetta er IP-tala þín og slóð þessarar síðu send til: {recipient}.",
  show: "Leyfa og birta",
  open: "Opna hjá upprunanum",
};
