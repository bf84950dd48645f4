import type { PackagePageTexts } from "./en.ts";

export const tr: PackagePageTexts = {
  title: "Mühürlü bir paket",
  says: "{controller} şu alıcı için bir paket hazırladı: {recipient}. {until} tarihine kadar bir kez alınabilir.",
  fetch: "Paketi al",
  once: "Bununla bağlantı tükenir. Paketi hazırlayan size başka bir tane verebilir.",
  openTitle: "Nasıl açılır",
  openSays: "Belirttiğiniz anahtarla veya size söylenen parola sözcükleriyle ve paket sürdüğü sürece:",
  openPlain: "age programıyla aynısı iki adımda:",
  openUntil:
    "Paketin kendi anahtarını bu site {until} tarihine kadar verir, sonra yok eder. O güne kadar açmadığınız kapalı kalır.",
  unknown: "Bu bağlantının ardında paket yok. Yerini daha yenisi almış olabilir.",
  used: "Bu paket bu bağlantıyla zaten alındı. Siz değilseniz hemen bildirin.",
  ended: "Bu paket sona erdi. Dosyası ve anahtarı yok edildi.",
  outdated: "Bu paket güncelliğini yitirmişti ve alınmadan yok edildi. Yeniden hazırlanması gerekiyor.",
  ask: "Hazırlayan kişi yardımcı olabilir: {contact}",
};
