import type { SuccessionPageTexts } from "./en.ts";

export const ga: SuccessionPageTexts = {
  title: "Aistriú chuig comharba",
  cancelled: "Ní tharlóidh an t-aistriú seo.",
  transferred: "Aistríodh an méid a choinnítear fút chuig {to}.",
  objectThere: "Is féidir leat cur ina choinne ansin, agus ceist a chur orainn:",
  objected: "Chuir tú ina choinne.",
  notTransferred: "Níor aistríodh aon rud fút chuig {to}.",
  objectionKept: "Tá d’agóid taifeadta. Ní aistrítear an méid a choinnítear fút.",
  waiting: "Téann an méid a choinnítear fút ó {from} chuig {to}, chun na gcríoch céanna. Níor glacadh leis ansin fós.",
  planned: "Ar {on}, aistríonn {from} an méid a choinnítear fút chuig {to}, chun na gcríoch céanna.",
  untilThen: "Go dtí sin is féidir leat cur ina choinne gan fáth a thabhairt. Fágtar do shonraí ar lár ansin.",
  object: "Cuir i gcoinne an aistrithe",
};
