import type { Texts } from "./texts.ts";

export const lt: Texts = {
  ask: "Ar galime naudoti slapukus ir panašias technologijas šiems tikslams: {purposes}?",
  asksAgain: "Nuo jūsų pasirinkimo mūsų politika pasikeitė, todėl klausiame dar kartą.",
  difference: "Žiūrėti, kas pasikeitė",
  accept: "Priimti visus",
  reject: "Atmesti visus",
  details: "Išsami informacija ir pasirinkimai",

  title: "Privatumo pasirinkimai",
  intro:
    "Čia sprendžiate, kas šioje svetainėje gali veikti jūsų naršyklėje. Nieko neprivalomo neveikia be jūsų leidimo, o apsigalvoti galite bet kada.",
  withdraw: "Norėdami atšaukti sutikimą, spauskite „{reject}“. Tai, kas buvo įrašyta jūsų įrenginyje, tada ištrinama.",
  close: "Užverti",
  save: "Įrašyti pasirinkimą",

  now: "Dabartinis jūsų pasirinkimas",
  noChoice: "Dar nepasirinkote. Nieko neprivalomo neveikia.",
  chosenOn: "Pasirinkta",
  allowed: "Leidžiami sekikliai",
  of: "{some} iš {all}",
  keptUntil: "Saugoma iki",
  version: "Politikos versija",
  receipt: "Patvirtinimas",

  all: "Leidžiami visi",
  mixed: "Leidžiama dalis",
  none: "Neleidžiamas nė vienas",
  whole: "Leisti visus: {purpose}",
  nothingOptional: "Ši svetainė nenaudoja nieko neprivalomo, todėl nėra ko rinktis.",
  necessary: "Būtinai reikalingi",
  always: "Visada įjungta",

  recipient: "Gavėjas",
  ourselves: "ši svetainė",
  recipientPolicy: "Gavėjo privatumo politika",
  optOut: "Gavėjo siūlomas atsisakymas",
  life: "Saugoma ne ilgiau kaip",
  stores: "Įrašoma jūsų įrenginyje",
  storesNothing: "Nieko",
  cookie: "Slapukas",
  local: "Vietinė saugykla",
  session: "Seanso saugykla",
  indexeddb: "Duomenų bazė",
  cache: "Podėlis",
  untilClosed: "iki naršyklės uždarymo",
  untilDeleted: "iki ištrynimo",

  sending: "Jūsų pasirinkimas siunčiamas…",
  kept: "Jūsų pasirinkimas įrašytas.",
  waits:
    "Jūsų pasirinkimas įrašytas. Jis įsigalios, kai puslapis bus įkeltas iš naujo; palaukėme, nes yra užpildyta forma.",
  again: "Įkelti iš naujo dabar",
  failed: "Jūsų pasirinkimo nepavyko įrašyti. Niekas nepasikeitė. Bandykite dar kartą.",

  signals: "Jūsų naršyklės signalai",
  honoured: "Į atsisakymo prašymą atsižvelgta: {signal}",
  outweighed: "Pasirinkote tuo metu, kai naršyklė siuntė šį signalą, todėl galioja jūsų pasirinkimas.",
  refuses: "Laikoma visko, kas neprivaloma, atmetimu.",
  ignores: "Ši svetainė į jį nereaguoja.",
  sent: "Jūsų naršyklė jį siunčia.",
  notSent: "Jūsų naršyklė jo nesiunčia.",

  optOuts: "Atsisakymas per reklamos sektorių",
  optOutsSays:
    "Šiuose puslapiuose galite iš karto atsisakyti daugelio įmonių pomėgiais grindžiamos reklamos. Tai papildoma galimybė: čia pakanka atmesti. Reklamą, kuri negrindžiama jūsų pomėgiais, vis tiek galite matyti.",
  browser: "Slapukai jūsų naršyklėje",
  browserSays:
    "Kiekvienos naršyklės nuostatose galite peržiūrėti, blokuoti ir ištrinti slapukus. Jei užblokuosite būtinai reikalingus, kai kurios svetainės dalys gali neveikti.",
  policy: "Privatumo politika",

  held: "Neįkelta: {title}",
  holds: "Jei tai parodysite, jūsų IP adresas ir šio puslapio adresas bus išsiųsti gavėjui: {recipient}.",
  show: "Leisti ir rodyti",
  open: "Atverti šaltinyje",
};
