import type { MailTexts } from "./texts.ts";

export const pt: MailTexts = {
  language: "pt",
  why: "Porque recebe este e-mail",
  purpose: "Para que usamos o seu endereço: {says}.",
  unsubscribe: "Cancelar a subscrição",
  policy: "Política de privacidade",
  title: "Cancelar a subscrição",
  asks: "“{list}” é enviado para este endereço. Basta premir uma vez e nada mais chega.",
  stop: "Cancelar a subscrição",
  stopped: "A subscrição foi cancelada",
  stoppedSays: "Nada mais de “{list}” é enviado para este endereço. O que está a caminho ainda pode chegar.",
  stays: "Os e-mails sobre algo que pediu, ou que lhe devemos, não fazem parte disto.",
  also: "Também nos permitiu: …",
  only: "Retirar apenas isso",
  took: "Foi retirado",
  tookSays: "“{list}” continua a ser enviado para este endereço, sem isso.",
  back: "Foi um engano",
  backTitle: "Voltar a receber?",
  backAsks: "“{list}” voltaria a ser enviado para este endereço, como antes.",
  resume: "Sim, voltar a enviar",
  resumed: "Volta a receber",
  resumedSays:
    "“{list}” volta a ser enviado para este endereço. Cada um desses e-mails traz a ligação que lhe põe fim.",
  wrong: "Esta ligação não é nossa",
  wrongSays:
    "Falta uma parte, talvez numa quebra de linha. Abra-a de novo a partir do e-mail ou escreva para {contact}.",
};
