import type { PackagePageTexts } from "./en.ts";

export const ko: PackagePageTexts = {
  title: "봉인된 패키지",
  says: "{controller}에서 {recipient}을(를) 위한 패키지를 준비했습니다. {until}까지 한 번 받으실 수 있습니다.",
  fetch: "패키지 받기",
  once: "이로써 링크가 소진됩니다. 패키지를 만든 사람이 다른 링크를 드릴 수 있습니다.",
  openTitle: "여는 방법",
  openSays: "지정하신 키나 전달받으신 암호문으로, 패키지가 유효한 동안 엽니다:",
  openPlain: "age 프로그램으로는 같은 일을 두 단계로 합니다:",
  openUntil:
    "패키지 자체의 키는 {until}까지 이 사이트가 내주고 그 뒤에는 폐기합니다. 그날까지 열지 않으신 것은 닫힌 채로 남습니다.",
  unknown: "이 링크에는 패키지가 없습니다. 더 새로운 것으로 바뀌었을 수 있습니다.",
  used: "이 패키지는 이미 이 링크로 받아 갔습니다. 본인이 아니시라면 즉시 알려 주세요.",
  ended: "이 패키지는 종료되었습니다. 파일과 키가 폐기되었습니다.",
  outdated: "이 패키지는 오래되어 받기 전에 폐기되었습니다. 새로 만들어야 합니다.",
  ask: "만든 사람이 도와드릴 수 있습니다: {contact}",
};
