import type { SuccessionPageTexts } from "./en.ts";

export const de: SuccessionPageTexts = {
  title: "Übergang auf einen Nachfolger",
  cancelled: "Dieser Übergang findet nicht statt.",
  transferred: "Was über Sie gespeichert ist, ging auf {to} über.",
  objectThere: "Widersprechen können Sie dort, und fragen können Sie uns:",
  objected: "Sie haben widersprochen.",
  notTransferred: "Nichts über Sie ging auf {to} über.",
  objectionKept: "Ihr Widerspruch ist festgehalten. Was über Sie gespeichert ist, geht nicht über.",
  waiting: "Ihre Daten gehen von {from} auf {to} über, für dieselben Zwecke. Abgeholt sind sie dort noch nicht.",
  planned: "Am {on} gehen Ihre Daten von {from} auf {to} über, für dieselben Zwecke.",
  untilThen: "Bis dahin können Sie ohne Angabe von Gründen widersprechen. Ihre Daten bleiben dann außen vor.",
  object: "Dem Übergang widersprechen",
};
