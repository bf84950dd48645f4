import type { Texts } from "./texts.ts";

export const pt: Texts = {
  ask: "Podemos utilizar cookies e tecnologias semelhantes para estas finalidades: {purposes}?",
  asksAgain: "A nossa política mudou desde a sua escolha, por isso voltamos a perguntar.",
  difference: "Ver o que mudou",
  accept: "Aceitar tudo",
  reject: "Rejeitar tudo",
  details: "Detalhes e opções",

  title: "Opções de privacidade",
  intro:
    "Aqui decide o que pode ser executado no seu navegador neste sítio. Nada de opcional é executado sem a sua autorização, e pode mudar de ideias a qualquer momento.",
  withdraw: "Para retirar o consentimento, prima «{reject}». O que foi guardado no seu dispositivo é então eliminado.",
  close: "Fechar",
  save: "Guardar seleção",

  now: "A sua escolha atual",
  noChoice: "Ainda não fez uma escolha. Nada de opcional é executado.",
  chosenOn: "Escolha feita em",
  allowed: "Rastreadores autorizados",
  of: "{some} de {all}",
  keptUntil: "Conservada até",
  version: "Versão da política",
  receipt: "Comprovativo",

  all: "Todos autorizados",
  mixed: "Alguns autorizados",
  none: "Nenhum autorizado",
  whole: "Autorizar tudo: {purpose}",
  nothingOptional: "Este sítio não utiliza nada de opcional, por isso não há nada a escolher.",
  necessary: "Estritamente necessários",
  always: "Sempre ativo",

  recipient: "Destinatário",
  ourselves: "este sítio",
  recipientPolicy: "Política de privacidade do destinatário",
  optOut: "Recusa junto do destinatário",
  life: "Duração máxima",
  stores: "Guardado no seu dispositivo",
  storesNothing: "Nada",
  cookie: "Cookie",
  local: "Armazenamento local",
  session: "Armazenamento de sessão",
  indexeddb: "Base de dados",
  cache: "Memória cache",
  untilClosed: "até fechar o navegador",
  untilDeleted: "até ser eliminado",

  sending: "A enviar a sua escolha…",
  kept: "A sua escolha foi guardada.",
  waits:
    "A sua escolha foi guardada. Produz efeito quando a página for recarregada; não a recarregámos porque há um formulário preenchido.",
  again: "Recarregar agora",
  failed: "Não foi possível guardar a sua escolha. Nada mudou. Tente novamente.",

  signals: "Sinais do seu navegador",
  honoured: "Pedido de oposição respeitado: {signal}",
  outweighed: "Fez a sua escolha enquanto o navegador enviava este sinal, pelo que prevalece a sua escolha.",
  refuses: "Vale como recusa de tudo o que é opcional.",
  ignores: "Este sítio não reage a ele.",
  sent: "O seu navegador envia-o.",
  notSent: "O seu navegador não o envia.",

  optOuts: "Oposição junto do setor da publicidade",
  optOutsSays:
    "Nestas páginas pode recusar a publicidade baseada em interesses de muitas empresas de uma só vez. São um complemento: aqui basta rejeitar. Poderá continuar a ver publicidade que não se baseia nos seus interesses.",
  browser: "Cookies no seu navegador",
  browserSays:
    "Nas definições de qualquer navegador pode ver, bloquear e eliminar cookies. Se bloquear os estritamente necessários, partes deste sítio podem não funcionar.",
  policy: "Política de privacidade",

  held: "Não carregado: {title}",
  holds: "Se mostrar este conteúdo, o seu endereço IP e o endereço desta página são enviados a: {recipient}.",
  show: "Autorizar e mostrar",
  open: "Abrir na origem",
};
