import type { SuccessionPageTexts } from "./en.ts";

export const ar: SuccessionPageTexts = {
  title: "النقل إلى خلف",
  cancelled: "لن يتم هذا النقل.",
  transferred: "نُقل ما هو محفوظ عنك إلى {to}.",
  objectThere: "يمكنك الاعتراض هناك، ويمكنك أن تسألنا:",
  objected: "لقد اعترضت.",
  notTransferred: "لم يُنقل شيء عنك إلى {to}.",
  objectionKept: "سُجّل اعتراضك. ما هو محفوظ عنك لا يُنقل.",
  waiting: "ما هو محفوظ عنك ينتقل من {from} إلى {to}، للأغراض نفسها. لم يُستلم هناك بعد.",
  planned: "في {on} ينقل {from} ما هو محفوظ عنك إلى {to}، للأغراض نفسها.",
  untilThen: "حتى ذلك الحين يمكنك الاعتراض دون ذكر سبب. عندئذ تُستثنى بياناتك.",
  object: "الاعتراض على النقل",
};
