import type { MailTexts } from "./texts.ts";

export const ja: MailTexts = {
  language: "ja",
  why: "このメールが届いた理由",
  purpose: "アドレスの利用目的：{says}。",
  unsubscribe: "配信停止",
  policy: "プライバシーポリシー",
  title: "配信停止",
  asks: "「{list}」はこのアドレスに届いています。ボタンを一度押すと、以後は送られません。",
  stop: "配信を停止する",
  stopped: "配信を停止しました",
  stoppedSays: "このアドレスには「{list}」を今後送りません。すでに送信中のものは届くことがあります。",
  stays: "ご依頼いただいた件や、お知らせの義務がある件のメールは、これに含まれません。",
  back: "間違えて押しました",
  backTitle: "もう一度受け取りますか",
  backAsks: "「{list}」を以前のようにこのアドレスに送ります。",
  resume: "はい、送ってください",
  resumed: "配信を再開しました",
  resumedSays: "「{list}」をこのアドレスに再び送ります。どのメールにも、停止するためのリンクがあります。",
  wrong: "当方のリンクではありません",
  wrongSays: "改行などで一部が欠けているようです。メールからもう一度開くか、{contact} にご連絡ください。",
};
