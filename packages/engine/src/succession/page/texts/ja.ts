import type { SuccessionPageTexts } from "./en.ts";

export const ja: SuccessionPageTexts = {
  title: "承継者への移転",
  cancelled: "この移転は行われません。",
  transferred: "あなたについて保存されているものは {to} に移転されました。",
  objectThere: "移転先に異議を申し立て、こちらにお尋ねいただけます：",
  objected: "異議を申し立てました。",
  notTransferred: "あなたについて {to} に移転されたものはありません。",
  objectionKept: "異議が記録されました。あなたについて保存されているものは移転されません。",
  waiting:
    "あなたについて保存されているものは、同じ目的のために {from} から {to} へ移ります。まだ受け取られていません。",
  planned: "{on} に、{from} はあなたについて保存しているものを、同じ目的のために {to} へ移転します。",
  untilThen: "それまでは理由を示さずに異議を申し立てられます。その場合、あなたのデータは除外されます。",
  object: "移転に異議を申し立てる",
};
