import type { MailTexts } from "./texts.ts";

export const cs: MailTexts = {
  language: "cs",
  why: "Proč dostáváte tento e-mail",
  purpose: "K čemu používáme vaši adresu: {says}.",
  unsubscribe: "Odhlásit odběr",
  policy: "Zásady ochrany osobních údajů",
  title: "Odhlásit odběr",
  asks: "„{list}“ chodí na tuto adresu. Stačí jedno stisknutí a nic dalšího nepřijde.",
  stop: "Odhlásit odběr",
  stopped: "Odběr je odhlášen",
  stoppedSays: "Na tuto adresu už nic z „{list}“ neposíláme. Co je na cestě, může ještě dorazit.",
  stays: "Nepatří k tomu e-maily o tom, o co jste požádali, nebo které vám poslat musíme.",
  back: "To byl omyl",
  backTitle: "Dostávat znovu?",
  backAsks: "„{list}“ by zase chodilo na tuto adresu, jako předtím.",
  resume: "Ano, posílejte znovu",
  resumed: "Dostáváte to znovu",
  resumedSays: "„{list}“ zase chodí na tuto adresu. V každém takovém e-mailu je odkaz, který to ukončí.",
  wrong: "Tento odkaz není náš",
  wrongSays: "Kus z něj chybí, možná na konci řádku. Otevřete ho z e-mailu znovu, nebo napište na {contact}.",
};
