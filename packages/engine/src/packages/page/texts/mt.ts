import type { PackagePageTexts } from "./en.ts";

export const mt: PackagePageTexts = {
  title: "Pakkett issiġillat",
  says: "{controller} ħejja pakkett għal: {recipient}. Jista’ jinġabar darba, sa {until}.",
  fetch: "Iġbor il-pakkett",
  once: "B’hekk il-link tkun intużat. Min ħejja l-pakkett jista’ jagħtik oħra.",
  openTitle: "Kif jinfetaħ",
  openSays: "Biċ-ċavetta li semmejt, jew bil-frażi sigrieta li ngħatajt, u sakemm idum il-pakkett:",
  openPlain: "Bil-programm age, l-istess f’żewġ passi:",
  openUntil:
    "Iċ-ċavetta tal-pakkett stess tingħata minn dan is-sit sa {until}, u mbagħad tinqered. Dak li ma tiftaħx sa dakinhar jibqa’ magħluq.",
  unknown: "M’hemmx pakkett wara din il-link. Jista’ jkun inbidel b’ieħor aktar ġdid.",
  used: "Dan il-pakkett diġà nġabar b’din il-link. Jekk ma kontx int, għid minnufih.",
  ended: "Dan il-pakkett intemm. Il-fajl u ċ-ċavetta tiegħu nqerdu.",
  outdated: "Dan il-pakkett ma kienx aġġornat u nqered qabel ma nġabar. Irid jerġa’ jsir.",
  ask: "Min ħejjieh jista’ jgħin: {contact}",
};
