import type { SuccessionPageTexts } from "./en.ts";

export const zh: SuccessionPageTexts = {
  title: "向继受方的转移",
  cancelled: "此次转移不会进行。",
  transferred: "关于您的保存内容已转移给 {to}。",
  objectThere: "您可以在那里提出反对，也可以询问我们：",
  objected: "您已提出反对。",
  notTransferred: "关于您的任何内容均未转移给 {to}。",
  objectionKept: "您的反对已记录。关于您的保存内容不会转移。",
  waiting: "关于您的保存内容将出于相同目的从 {from} 转至 {to}。对方尚未领取。",
  planned: "{from} 将于 {on} 出于相同目的将关于您的保存内容转移给 {to}。",
  untilThen: "在此之前，您可以无需说明理由提出反对。届时您的数据将不包含在内。",
  object: "反对转移",
};
