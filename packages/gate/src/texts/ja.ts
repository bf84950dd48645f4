import type { Texts } from "./texts.ts";

export const ja: Texts = {
  ask: "次の目的で Cookie や類似の技術を使用してもよろしいですか：{purposes}",
  asksAgain: "前回の選択以降にポリシーが変更されたため、あらためてお尋ねします。",
  difference: "変更点を見る",
  accept: "すべて許可",
  reject: "すべて拒否",
  details: "詳細と選択",

  title: "プライバシー設定",
  intro:
    "このウェブサイトでお使いのブラウザーに何の動作を許可するかを、ここで選べます。任意のものは許可されない限り動作せず、選択はいつでも変更できます。",
  withdraw: "同意を撤回するには「{reject}」を押してください。お使いの端末に保存されたものは、その時点で削除されます。",
  close: "閉じる",
  save: "選択を保存",

  now: "現在の選択",
  noChoice: "まだ選択されていません。任意のものは動作していません。",
  chosenOn: "選択日",
  allowed: "許可したトラッカー",
  of: "{all} 件中 {some} 件",
  keptUntil: "保存期限",
  version: "ポリシーのバージョン",
  receipt: "受領証",

  all: "すべて許可",
  mixed: "一部を許可",
  none: "許可なし",
  whole: "すべて許可する：{purpose}",
  nothingOptional: "このウェブサイトは任意のものを使用していないため、選択する項目はありません。",
  necessary: "必要不可欠",
  always: "常に有効",

  recipient: "受領者",
  ourselves: "このウェブサイト",
  recipientPolicy: "受領者のプライバシーポリシー",
  optOut: "受領者によるオプトアウト",
  life: "最長の保存期間",
  stores: "お使いの端末への保存",
  storesNothing: "なし",
  cookie: "Cookie",
  local: "ローカルストレージ",
  session: "セッションストレージ",
  indexeddb: "データベース",
  cache: "キャッシュ",
  untilClosed: "ブラウザーを閉じるまで",
  untilDeleted: "削除されるまで",

  sending: "選択を送信しています…",
  kept: "選択を保存しました。",
  waits:
    "選択を保存しました。ページの再読み込み後に有効になります。入力中のフォームがあるため、再読み込みを控えました。",
  again: "今すぐ再読み込み",
  failed: "選択を保存できませんでした。何も変更されていません。もう一度お試しください。",

  signals: "ブラウザーからの信号",
  honoured: "オプトアウトの要求に応じています：{signal}",
  outweighed: "ブラウザーがこの信号を送信している間に選択されたため、その選択が優先されます。",
  refuses: "任意のものすべての拒否として扱います。",
  ignores: "このウェブサイトはこの信号に応じた処理を行いません。",
  sent: "お使いのブラウザーは送信しています。",
  notSent: "お使いのブラウザーは送信していません。",

  optOuts: "広告業界でのオプトアウト",
  optOutsSays:
    "次のページでは、多くの企業の興味関心に基づく広告をまとめて拒否できます。これらは補足の手段であり、ここでは拒否するだけで十分です。興味関心に基づかない広告は、引き続き表示されることがあります。",
  browser: "ブラウザーの Cookie",
  browserSays:
    "どのブラウザーでも、設定で Cookie の表示、ブロック、削除ができます。必要不可欠なものをブロックすると、ウェブサイトの一部が動作しないことがあります。",
  policy: "プライバシーポリシー",

  held: "未読み込み：{title}",
  holds: "表示すると、IP アドレスとこのページのアドレスが次の宛先に送信されます：{recipient}。",
  show: "許可して表示",
  open: "提供元で開く",
};
