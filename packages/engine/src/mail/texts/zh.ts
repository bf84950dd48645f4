import type { MailTexts } from "./texts.ts";

export const zh: MailTexts = {
  language: "zh",
  why: "您为何收到此邮件",
  purpose: "我们使用您的地址的目的：{says}。",
  unsubscribe: "退订",
  policy: "隐私政策",
  title: "退订",
  asks: "“{list}”会发送到此地址。点按一次，之后便不再发送。",
  stop: "退订",
  stopped: "您已退订",
  stoppedSays: "不再向此地址发送“{list}”。已在途中的邮件仍可能送达。",
  stays: "您所请求事项的邮件，或我们必须告知您的邮件，不在此列。",
  back: "点错了",
  backTitle: "要重新接收吗？",
  backAsks: "“{list}”将像以前一样重新发送到此地址。",
  resume: "是，重新发送",
  resumed: "您将重新收到",
  resumedSays: "“{list}”重新发送到此地址。每封邮件中都有终止发送的链接。",
  wrong: "这不是我们的链接",
  wrongSays: "链接缺了一部分，可能是在换行处。请从邮件中重新打开，或写信至 {contact}。",
};
