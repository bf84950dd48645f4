import type { SuccessionPageTexts } from "./en.ts";

export const ko: SuccessionPageTexts = {
  title: "승계자로의 이전",
  cancelled: "이 이전은 이루어지지 않습니다.",
  transferred: "귀하에 관해 보관된 것이 {to}(으)로 이전되었습니다.",
  objectThere: "그곳에서 이의를 제기하고 저희에게 문의하실 수 있습니다:",
  objected: "이의를 제기하셨습니다.",
  notTransferred: "귀하에 관한 어떤 것도 {to}(으)로 이전되지 않았습니다.",
  objectionKept: "이의가 기록되었습니다. 귀하에 관해 보관된 것은 이전되지 않습니다.",
  waiting:
    "귀하에 관해 보관된 것이 같은 목적으로 {from}에서 {to}(으)로 옮겨집니다. 아직 그곳에서 받아 가지 않았습니다.",
  planned: "{on}에 {from}은(는) 귀하에 관해 보관된 것을 같은 목적으로 {to}(으)로 이전합니다.",
  untilThen: "그때까지 이유를 밝히지 않고 이의를 제기하실 수 있습니다. 그러면 귀하의 데이터는 제외됩니다.",
  object: "이전에 이의 제기",
};
