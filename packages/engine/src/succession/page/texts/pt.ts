import type { SuccessionPageTexts } from "./en.ts";

export const pt: SuccessionPageTexts = {
  title: "Transferência para um sucessor",
  cancelled: "Esta transferência não se realizará.",
  transferred: "O que é conservado sobre si foi transferido para {to}.",
  objectThere: "Pode opor-se lá e perguntar-nos:",
  objected: "Opôs-se.",
  notTransferred: "Nada sobre si foi transferido para {to}.",
  objectionKept: "A sua oposição está registada. O que é conservado sobre si não é transferido.",
  waiting:
    "O que é conservado sobre si passa de {from} para {to}, que prossegue para os mesmos fins. Ainda não foi levantado lá.",
  planned: "Em {on}, {from} transfere o que é conservado sobre si para {to}, que prossegue para os mesmos fins.",
  untilThen: "Até lá pode opor-se sem indicar motivo. Os seus dados ficam então de fora.",
  object: "Opor-se à transferência",
};
