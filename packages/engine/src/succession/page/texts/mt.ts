import type { SuccessionPageTexts } from "./en.ts";

export const mt: SuccessionPageTexts = {
  title: "Trasferiment lil suċċessur",
  cancelled: "Dan it-trasferiment mhux se jsir.",
  transferred: "Dak li jinżamm dwarek ġie trasferit lil {to}.",
  objectThere: "Tista’ toġġezzjona hemm, u tistaqsi lilna:",
  objected: "Inti oġġezzjonajt.",
  notTransferred: "Xejn dwarek ma ġie trasferit lil {to}.",
  objectionKept: "L-oġġezzjoni tiegħek hija rreġistrata. Dak li jinżamm dwarek mhux se jiġi trasferit.",
  waiting: "Dak li jinżamm dwarek imur minn {from} lil {to}, għall-istess skopijiet. Għadu ma nġabarx hemm.",
  planned: "Fi {on}, {from} jittrasferixxi dak li jinżamm dwarek lil {to}, għall-istess skopijiet.",
  untilThen: "Sa dakinhar tista’ toġġezzjona mingħajr ma tagħti raġuni. Id-data tiegħek imbagħad titħalla barra.",
  object: "Oġġezzjona għat-trasferiment",
};
