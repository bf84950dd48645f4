import type { Texts } from "./texts.ts";

export const zh: Texts = {
  ask: "我们可以为以下目的使用 Cookie 和类似技术吗：{purposes}？",
  asksAgain: "自您上次选择以来，我们的政策已变更，因此再次询问。",
  difference: "查看变更内容",
  accept: "全部接受",
  reject: "全部拒绝",
  details: "详情与选择",

  title: "隐私选择",
  intro:
    "您可以在此决定本网站的哪些内容可以在您的浏览器中运行。未经您允许，任何可选内容都不会运行，您也可以随时改变主意。",
  withdraw: "如需撤回同意，请点击“{reject}”。届时将删除已存储在您设备上的内容。",
  close: "关闭",
  save: "保存选择",

  now: "您当前的选择",
  noChoice: "您尚未作出选择。没有可选内容在运行。",
  chosenOn: "选择日期",
  allowed: "已允许的跟踪器",
  of: "{some} / {all}",
  keptUntil: "保留至",
  version: "政策版本",
  receipt: "回执",

  all: "全部允许",
  mixed: "部分允许",
  none: "均未允许",
  whole: "全部允许：{purpose}",
  nothingOptional: "本网站不使用任何可选内容，因此无需选择。",
  necessary: "绝对必要",
  always: "始终开启",

  recipient: "接收方",
  ourselves: "本网站",
  recipientPolicy: "接收方的隐私政策",
  optOut: "接收方提供的退出方式",
  life: "最长保留时间",
  stores: "存储在您的设备上",
  storesNothing: "无",
  cookie: "Cookie",
  local: "本地存储",
  session: "会话存储",
  indexeddb: "数据库",
  cache: "缓存",
  untilClosed: "直到关闭浏览器",
  untilDeleted: "直到被删除",

  sending: "正在发送您的选择…",
  kept: "您的选择已保存。",
  waits: "您的选择已保存，将在页面重新加载后生效；由于有表单正在填写，我们没有重新加载页面。",
  again: "立即重新加载",
  failed: "无法保存您的选择。一切保持不变。请重试。",

  signals: "您的浏览器发出的信号",
  honoured: "已尊重退出请求：{signal}",
  outweighed: "您是在浏览器发送此信号时作出选择的，因此以您的选择为准。",
  refuses: "视为拒绝一切可选内容。",
  ignores: "本网站不对其作出反应。",
  sent: "您的浏览器正在发送此信号。",
  notSent: "您的浏览器没有发送此信号。",

  optOuts: "通过广告行业退出",
  optOutsSays:
    "您可以在以下页面一次性退出多家公司的基于兴趣的广告。这些只是补充方式：在此选择拒绝即可。您仍可能看到并非基于您兴趣的广告。",
  browser: "您浏览器中的 Cookie",
  browserSays:
    "您可以在任何浏览器的设置中查看、阻止和删除 Cookie。如果阻止绝对必要的 Cookie，本网站的部分功能可能无法使用。",
  policy: "隐私政策",

  held: "未加载：{title}",
  holds: "如果显示此内容，您的 IP 地址和本页面的地址将发送给：{recipient}。",
  show: "允许并显示",
  open: "在来源处打开",
};
