import type { PackagePageTexts } from "./en.ts";

export const pt: PackagePageTexts = {
  title: "Um pacote selado",
  says: "{controller} preparou um pacote para: {recipient}. Pode ser levantado uma vez, até {until}.",
  fetch: "Levantar o pacote",
  once: "Com isto a ligação fica gasta. Quem preparou o pacote pode dar-lhe outra.",
  openTitle: "Como se abre",
  openSays: "Com a chave que indicou, ou a frase-passe que lhe foi comunicada, e enquanto o pacote durar:",
  openPlain: "Com o programa age, o mesmo em dois passos:",
  openUntil:
    "A chave própria do pacote é entregue por este site até {until} e depois destruída. O que não tiver aberto até esse dia fica fechado.",
  unknown: "Não há nenhum pacote por trás desta ligação. Pode ter sido substituído por um mais recente.",
  used: "Este pacote já foi levantado com esta ligação. Se não foi a própria pessoa, diga-o de imediato.",
  ended: "Este pacote terminou. O seu ficheiro e a sua chave foram destruídos.",
  outdated: "Este pacote estava desatualizado e foi destruído antes de ser levantado. Tem de ser feito de novo.",
  ask: "Quem o preparou pode ajudar: {contact}",
};
