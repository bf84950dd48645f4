import type { PackagePageTexts } from "./en.ts";

export const ro: PackagePageTexts = {
  title: "Un pachet sigilat",
  says: "{controller} a pregătit un pachet pentru: {recipient}. Poate fi ridicat o dată, până la {until}.",
  fetch: "Ridică pachetul",
  once: "Cu aceasta linkul este epuizat. Cine a pregătit pachetul vă poate da altul.",
  openTitle: "Cum se deschide",
  openSays: "Cu cheia pe care ați indicat-o sau cu parola care vi s-a spus și cât timp există pachetul:",
  openPlain: "Cu programul age, același lucru în doi pași:",
  openUntil:
    "Cheia proprie a pachetului este dată de acest site până la {until}, apoi distrusă. Ce nu ați deschis până în acea zi rămâne închis.",
  unknown: "Nu este niciun pachet în spatele acestui link. Poate a fost înlocuit de unul mai nou.",
  used: "Acest pachet a fost deja ridicat cu acest link. Dacă nu ați fost dumneavoastră, spuneți imediat.",
  ended: "Acest pachet s-a încheiat. Fișierul și cheia lui sunt distruse.",
  outdated: "Acest pachet era depășit și a fost distrus înainte de a fi ridicat. Trebuie făcut din nou.",
  ask: "Cine l-a pregătit poate ajuta: {contact}",
};
