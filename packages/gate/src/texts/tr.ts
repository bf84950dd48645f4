import type { Texts } from "./texts.ts";

export const tr: Texts = {
  ask: "Çerezleri ve benzeri teknolojileri şu amaçlarla kullanabilir miyiz: {purposes}?",
  asksAgain: "Seçiminizden bu yana politikamız değişti, bu yüzden yeniden soruyoruz.",
  difference: "Nelerin değiştiğini görün",
  accept: "Tümünü kabul et",
  reject: "Tümünü reddet",
  details: "Ayrıntılar ve seçimler",

  title: "Gizlilik tercihleri",
  intro:
    "Bu sitede tarayıcınızda nelerin çalışabileceğine burada siz karar verirsiniz. İsteğe bağlı hiçbir şey izniniz olmadan çalışmaz ve kararınızı dilediğiniz zaman değiştirebilirsiniz.",
  withdraw: "Onayınızı geri çekmek için “{reject}” düğmesine basın. Cihazınızda saklananlar o zaman silinir.",
  close: "Kapat",
  save: "Seçimi kaydet",

  now: "Şu anki seçiminiz",
  noChoice: "Henüz bir seçim yapmadınız. İsteğe bağlı hiçbir şey çalışmıyor.",
  chosenOn: "Seçim tarihi",
  allowed: "İzin verilen izleyiciler",
  of: "{some} / {all}",
  keptUntil: "Saklanma sonu",
  version: "Politika sürümü",
  receipt: "Alındı belgesi",

  all: "Tümüne izin verildi",
  mixed: "Bazılarına izin verildi",
  none: "Hiçbirine izin verilmedi",
  whole: "Tümüne izin ver: {purpose}",
  nothingOptional: "Bu site isteğe bağlı hiçbir şey kullanmıyor; seçilecek bir şey yok.",
  necessary: "Kesinlikle gerekli",
  always: "Her zaman açık",

  recipient: "Alıcı",
  ourselves: "bu site",
  recipientPolicy: "Alıcının gizlilik politikası",
  optOut: "Alıcının kendi vazgeçme yolu",
  life: "En uzun saklama süresi",
  stores: "Cihazınızda saklananlar",
  storesNothing: "Hiçbir şey",
  cookie: "Çerez",
  local: "Yerel depolama",
  session: "Oturum depolaması",
  indexeddb: "Veritabanı",
  cache: "Önbellek",
  untilClosed: "tarayıcı kapatılana kadar",
  untilDeleted: "silinene kadar",

  sending: "Seçiminiz gönderiliyor…",
  kept: "Seçiminiz kaydedildi.",
  waits: "Seçiminiz kaydedildi. Sayfa yeniden yüklendiğinde geçerli olacak; doldurulmuş bir form olduğu için bekledik.",
  again: "Şimdi yeniden yükle",
  failed: "Seçiminiz kaydedilemedi. Hiçbir şey değişmedi. Lütfen yeniden deneyin.",

  signals: "Tarayıcınızın sinyalleri",
  honoured: "Vazgeçme isteğine uyuldu: {signal}",
  outweighed: "Seçiminizi tarayıcınız bu sinyali gönderirken yaptınız, bu yüzden seçiminiz geçerlidir.",
  refuses: "İsteğe bağlı her şeyin reddi sayılır.",
  ignores: "Bu site buna göre işlem yapmaz.",
  sent: "Tarayıcınız bunu gönderiyor.",
  notSent: "Tarayıcınız bunu göndermiyor.",

  optOuts: "Reklam sektörü üzerinden vazgeçme",
  optOutsSays:
    "Bu sayfalarda birçok şirketin ilgi alanına dayalı reklamlarından tek seferde vazgeçebilirsiniz. Bunlar ek bir yoldur: burada reddetmek yeterlidir. İlgi alanlarınıza dayanmayan reklamları yine de görebilirsiniz.",
  browser: "Tarayıcınızdaki çerezler",
  browserSays:
    "Her tarayıcının ayarlarında çerezleri görebilir, engelleyebilir ve silebilirsiniz. Kesinlikle gerekli olanları engellerseniz sitenin bazı bölümleri çalışmayabilir.",
  policy: "Gizlilik politikası",

  held: "Yüklenmedi: {title}",
  holds: "Bunu gösterirseniz IP adresiniz ve bu sayfanın adresi şuraya gönderilir: {recipient}.",
  show: "İzin ver ve göster",
  open: "Kaynağında aç",
};
