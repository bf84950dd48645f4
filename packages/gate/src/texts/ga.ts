import type { Texts } from "./texts.ts";

export const ga: Texts = {
  ask: "An féidir linn fianáin agus teicneolaíochtaí cosúla a úsáid chun na gcríoch seo: {purposes}?",
  asksAgain: "Tá ár mbeartas athraithe ó rinne tú do rogha, mar sin táimid ag fiafraí arís.",
  difference: "Féach cad a athraíodh",
  accept: "Glac le gach rud",
  reject: "Diúltaigh do gach rud",
  details: "Sonraí agus roghanna",

  title: "Roghanna príobháideachais",
  intro:
    "Is anseo a shocraíonn tú cad is féidir a rith i do bhrabhsálaí ar an suíomh seo. Ní ritheann aon rud roghnach gan do chead, agus is féidir leat d’intinn a athrú am ar bith.",
  withdraw: "Chun do thoiliú a tharraingt siar, brúigh “{reject}”. Scriostar ansin an méid a stóráladh ar do ghléas.",
  close: "Dún",
  save: "Sábháil an rogha",

  now: "Do rogha faoi láthair",
  noChoice: "Níl rogha déanta agat fós. Níl aon rud roghnach ag rith.",
  chosenOn: "Roghnaithe ar",
  allowed: "Rianairí ceadaithe",
  of: "{some} as {all}",
  keptUntil: "Coinnithe go dtí",
  version: "Leagan an bheartais",
  receipt: "Admháil",

  all: "Ceadaithe go hiomlán",
  mixed: "Ceadaithe i bpáirt",
  none: "Gan aon cheann ceadaithe",
  whole: "Ceadaigh gach rud: {purpose}",
  nothingOptional: "Ní úsáideann an suíomh seo aon rud roghnach, mar sin níl aon rogha le déanamh.",
  necessary: "Fíor-riachtanach",
  always: "Ar siúl i gcónaí",

  recipient: "Faighteoir",
  ourselves: "an suíomh seo",
  recipientPolicy: "Beartas príobháideachais an fhaighteora",
  optOut: "Diúltú trí chóras an fhaighteora",
  life: "Uastréimhse coinneála",
  stores: "Stóráilte ar do ghléas",
  storesNothing: "Dada",
  cookie: "Fianán",
  local: "Stóras logánta",
  session: "Stóras seisiúin",
  indexeddb: "Bunachar sonraí",
  cache: "Taisce",
  untilClosed: "go dtí go ndúntar an brabhsálaí",
  untilDeleted: "go dtí go scriostar é",

  sending: "Do rogha á seoladh…",
  kept: "Tá do rogha sábháilte.",
  waits:
    "Tá do rogha sábháilte. Tiocfaidh sí i bhfeidhm nuair a athlódálfar an leathanach; d’fhanamar mar go bhfuil foirm líonta isteach.",
  again: "Athlódáil anois",
  failed: "Níorbh fhéidir do rogha a shábháil. Níor athraigh aon rud. Bain triail eile as.",

  signals: "Comharthaí ó do bhrabhsálaí",
  honoured: "Cloíodh leis an iarratas diúltaithe: {signal}",
  outweighed: "Rinne tú do rogha agus do bhrabhsálaí ag seoladh an chomhartha seo, mar sin tá feidhm ag do rogha.",
  refuses: "Áirítear é mar dhiúltú do gach rud roghnach.",
  ignores: "Ní ghníomhaíonn an suíomh seo dá réir.",
  sent: "Seolann do bhrabhsálaí é.",
  notSent: "Ní sheolann do bhrabhsálaí é.",

  optOuts: "Diúltú trí thionscal na fógraíochta",
  optOutsSays:
    "Ar na leathanaigh seo is féidir leat diúltú d’fhógraíocht bunaithe ar spéiseanna ó go leor cuideachtaí in éineacht. Is breis iad: is leor diúltú anseo. D’fhéadfá fógraí nach bhfuil bunaithe ar do spéiseanna a fheiceáil fós.",
  browser: "Fianáin i do bhrabhsálaí",
  browserSays:
    "I socruithe gach brabhsálaí is féidir leat fianáin a fheiceáil, a bhlocáil agus a scriosadh. Má bhlocálann tú na cinn fhíor-riachtanacha, seans nach n-oibreoidh codanna den suíomh seo.",
  policy: "Beartas príobháideachais",

  held: "Níor lódáladh: {title}",
  holds: "Má thaispeánann tú é seo, seoltar do sheoladh IP agus seoladh an leathanaigh seo chuig: {recipient}.",
  show: "Ceadaigh agus taispeáin",
  open: "Oscail ag an bhfoinse",
};
