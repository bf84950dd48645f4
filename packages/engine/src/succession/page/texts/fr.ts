import type { SuccessionPageTexts } from "./en.ts";

export const fr: SuccessionPageTexts = {
  title: "Transfert à un successeur",
  cancelled: "Ce transfert n’aura pas lieu.",
  transferred: "Ce qui est conservé à votre sujet a été transféré à {to}.",
  objectThere: "Vous pouvez vous y opposer là-bas, et nous poser vos questions :",
  objected: "Vous vous êtes opposé.",
  notTransferred: "Rien à votre sujet n’a été transféré à {to}.",
  objectionKept: "Votre opposition est enregistrée. Ce qui est conservé à votre sujet n’est pas transféré.",
  waiting:
    "Ce qui est conservé à votre sujet passe de {from} à {to}, qui poursuit aux mêmes fins. Cela n’y a pas encore été retiré.",
  planned: "Le {on}, {from} transfère ce qui est conservé à votre sujet à {to}, qui poursuit aux mêmes fins.",
  untilThen: "D’ici là, vous pouvez vous opposer sans donner de motif. Vos données sont alors laissées de côté.",
  object: "S’opposer au transfert",
};
