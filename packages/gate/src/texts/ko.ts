import type { Texts } from "./texts.ts";

export const ko: Texts = {
  ask: "다음 목적으로 쿠키와 유사한 기술을 사용해도 될까요: {purposes}?",
  asksAgain: "선택하신 이후 정책이 변경되어 다시 여쭙니다.",
  difference: "변경된 내용 보기",
  accept: "모두 허용",
  reject: "모두 거부",
  details: "자세한 내용과 선택",

  title: "개인정보 보호 설정",
  intro:
    "이 웹사이트에서 브라우저에 무엇이 실행되어도 되는지 여기에서 결정하실 수 있습니다. 선택 사항은 허용하지 않는 한 실행되지 않으며, 언제든지 결정을 바꾸실 수 있습니다.",
  withdraw: "동의를 철회하려면 ‘{reject}’를 누르세요. 그러면 기기에 저장된 내용이 삭제됩니다.",
  close: "닫기",
  save: "선택 저장",

  now: "현재 선택",
  noChoice: "아직 선택하지 않으셨습니다. 선택 사항은 실행되지 않습니다.",
  chosenOn: "선택한 날짜",
  allowed: "허용된 추적기",
  of: "{all}개 중 {some}개",
  keptUntil: "보관 기한",
  version: "정책 버전",
  receipt: "확인서",

  all: "모두 허용됨",
  mixed: "일부 허용됨",
  none: "허용된 항목 없음",
  whole: "모두 허용하기: {purpose}",
  nothingOptional: "이 웹사이트는 선택 사항을 사용하지 않으므로 선택할 것이 없습니다.",
  necessary: "반드시 필요한 항목",
  always: "항상 켜짐",

  recipient: "수신자",
  ourselves: "이 웹사이트",
  recipientPolicy: "수신자의 개인정보 처리방침",
  optOut: "수신자의 거부 방법",
  life: "최대 보관 기간",
  stores: "기기에 저장되는 항목",
  storesNothing: "없음",
  cookie: "쿠키",
  local: "로컬 저장소",
  session: "세션 저장소",
  indexeddb: "데이터베이스",
  cache: "캐시",
  untilClosed: "브라우저를 닫을 때까지",
  untilDeleted: "삭제될 때까지",

  sending: "선택을 보내는 중…",
  kept: "선택이 저장되었습니다.",
  waits: "선택이 저장되었습니다. 페이지를 새로 고치면 적용됩니다. 작성 중인 양식이 있어 새로 고치지 않았습니다.",
  again: "지금 새로 고침",
  failed: "선택을 저장하지 못했습니다. 변경된 것은 없습니다. 다시 시도해 주세요.",

  signals: "브라우저의 신호",
  honoured: "거부 요청을 따랐습니다: {signal}",
  outweighed: "브라우저가 이 신호를 보내는 동안 선택하셨으므로 그 선택이 적용됩니다.",
  refuses: "모든 선택 사항에 대한 거부로 처리합니다.",
  ignores: "이 웹사이트는 이 신호에 반응하지 않습니다.",
  sent: "브라우저가 이 신호를 보냅니다.",
  notSent: "브라우저가 이 신호를 보내지 않습니다.",

  optOuts: "광고 업계를 통한 거부",
  optOutsSays:
    "다음 페이지에서 여러 회사의 관심 기반 광고를 한 번에 거부하실 수 있습니다. 이는 보조 수단이며, 여기에서는 거부하는 것만으로 충분합니다. 관심사에 기반하지 않은 광고는 계속 보일 수 있습니다.",
  browser: "브라우저의 쿠키",
  browserSays:
    "모든 브라우저의 설정에서 쿠키를 확인하고 차단하고 삭제하실 수 있습니다. 반드시 필요한 쿠키를 차단하면 웹사이트의 일부가 작동하지 않을 수 있습니다.",
  policy: "개인정보 처리방침",

  held: "불러오지 않음: {title}",
  holds: "이 콘텐츠를 표시하면 IP 주소와 이 페이지의 주소가 다음 수신자에게 전송됩니다: {recipient}.",
  show: "허용하고 표시",
  open: "출처에서 열기",
};
