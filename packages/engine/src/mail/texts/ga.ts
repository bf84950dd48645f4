import type { MailTexts } from "./texts.ts";

export const ga: MailTexts = {
  language: "ga",
  why: "Cén fáth a bhfaigheann tú an ríomhphost seo",
  purpose: "Cad chuige a n-úsáidimid do sheoladh: {says}.",
  unsubscribe: "Díliostáil",
  policy: "Beartas príobháideachais",
  title: "Díliostáil",
  asks: "Seoltar “{list}” chuig an seoladh seo. Brú amháin, agus ní sheolfar a thuilleadh de.",
  stop: "Díliostáil",
  stopped: "Tá tú díliostáilte",
  stoppedSays:
    "Ní sheolfar aon rud eile de “{list}” chuig an seoladh seo. D’fhéadfadh an méid atá ar an mbealach teacht fós.",
  stays: "Ní bhaineann sé le ríomhphost faoi rud a d’iarr tú, ná le rud a chaithfimid a rá leat.",
  also: "Thug tú cead dúinn freisin: …",
  only: "Tarraing siar an méid sin amháin",
  took: "Tá sé sin tarraingthe siar",
  tookSays: "Seoltar “{list}” chuig an seoladh seo fós, gan é.",
  back: "Botún a bhí ann",
  backTitle: "É a fháil arís?",
  backAsks: "Sheolfaí “{list}” chuig an seoladh seo arís, mar a bhí.",
  resume: "Tá, seol arís é",
  resumed: "Tá tú á fháil arís",
  resumedSays:
    "Seoltar “{list}” chuig an seoladh seo arís. Tá an nasc a chuireann deireadh leis i ngach ríomhphost de.",
  wrong: "Ní linne an nasc seo",
  wrongSays:
    "Tá cuid de ar iarraidh, b’fhéidir ag briseadh líne. Oscail arís ón ríomhphost é, nó scríobh chuig {contact}.",
};
