import type { PackagePageTexts } from "./en.ts";

export const ga: PackagePageTexts = {
  title: "Pacáiste séalaithe",
  says: "Chuir {controller} pacáiste le chéile do: {recipient}. Is féidir é a fháil uair amháin, go dtí {until}.",
  fetch: "Faigh an pacáiste",
  once: "Leis sin tá an nasc caite. Is féidir leis an té a rinne an pacáiste ceann eile a thabhairt duit.",
  openTitle: "Conas a osclaítear é",
  openSays:
    "Leis an eochair a d’ainmnigh tú, nó leis an bhfrása faire a insíodh duit, agus fad a mhaireann an pacáiste:",
  openPlain: "Leis an gclár age, an rud céanna in dhá chéim:",
  openUntil:
    "Tugann an suíomh seo eochair an phacáiste féin amach go dtí {until}, agus scriostar ansin í. An rud nach n-osclóidh tú faoin lá sin, fanfaidh sé dúnta.",
  unknown: "Níl aon phacáiste taobh thiar den nasc seo. B’fhéidir gur tháinig ceann níos nuaí ina áit.",
  used: "Fuarthas an pacáiste seo leis an nasc seo cheana. Murar tusa a fuair é, abair láithreach é.",
  ended: "Tá deireadh leis an bpacáiste seo. Tá a chomhad agus a eochair scriosta.",
  outdated: "Bhí an pacáiste seo as dáta agus scriosadh é sula bhfuarthas é. Ní mór é a dhéanamh arís.",
  ask: "Is féidir leis an té a rinne é cabhrú: {contact}",
};
