import type { PackagePageTexts } from "./en.ts";

export const zh: PackagePageTexts = {
  title: "一个密封的包裹",
  says: "{controller} 为 {recipient} 准备了一个包裹。在 {until} 之前可领取一次。",
  fetch: "领取包裹",
  once: "领取后链接即用尽。准备包裹的人可以给您另一个链接。",
  openTitle: "如何打开",
  openSays: "使用您指定的密钥或告知您的口令，并在包裹有效期内：",
  openPlain: "使用 age 程序，分两步完成同样的操作：",
  openUntil: "本网站在 {until} 之前提供包裹自身的密钥，之后将其销毁。届时您未打开的内容将保持封闭。",
  unknown: "此链接下没有包裹。它可能已被更新的包裹取代。",
  used: "此包裹已通过此链接领取。如果不是您本人，请立即告知。",
  ended: "此包裹已结束。其文件和密钥已销毁。",
  outdated: "此包裹已过时，在领取前已被销毁。需要重新制作。",
  ask: "准备包裹的人可以提供帮助：{contact}",
};
