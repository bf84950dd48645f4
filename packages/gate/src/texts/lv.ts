import type { Texts } from "./texts.ts";

export const lv: Texts = {
  ask: "Vai mēs drīkstam izmantot sīkdatnes un līdzīgas tehnoloģijas šādiem nolūkiem: {purposes}?",
  asksAgain: "Kopš jūsu izvēles mūsu politika ir mainījusies, tāpēc jautājam vēlreiz.",
  difference: "Skatīt, kas ir mainījies",
  accept: "Pieņemt visu",
  reject: "Noraidīt visu",
  details: "Informācija un izvēles",

  title: "Privātuma izvēles",
  intro:
    "Šeit jūs izlemjat, kas šajā vietnē drīkst darboties jūsu pārlūkprogrammā. Nekas neobligāts nedarbojas bez jūsu atļaujas, un jūs jebkurā laikā varat mainīt savas domas.",
  withdraw: "Lai atsauktu piekrišanu, nospiediet “{reject}”. Jūsu ierīcē saglabātais tad tiek dzēsts.",
  close: "Aizvērt",
  save: "Saglabāt izvēli",

  now: "Jūsu pašreizējā izvēle",
  noChoice: "Jūs vēl neesat izdarījis izvēli. Nekas neobligāts nedarbojas.",
  chosenOn: "Izvēles datums",
  allowed: "Atļautie izsekotāji",
  of: "{some} no {all}",
  keptUntil: "Glabā līdz",
  version: "Politikas versija",
  receipt: "Apliecinājums",

  all: "Visi atļauti",
  mixed: "Daži atļauti",
  none: "Neviens nav atļauts",
  whole: "Atļaut visu: {purpose}",
  nothingOptional: "Šī vietne neizmanto neko neobligātu, tāpēc nav nekā, ko izvēlēties.",
  necessary: "Noteikti nepieciešamie",
  always: "Vienmēr ieslēgts",

  recipient: "Saņēmējs",
  ourselves: "šī vietne",
  recipientPolicy: "Saņēmēja privātuma politika",
  optOut: "Saņēmēja piedāvātā atteikšanās",
  life: "Glabā ne ilgāk kā",
  stores: "Tiek saglabāts jūsu ierīcē",
  storesNothing: "Nekas",
  cookie: "Sīkdatne",
  local: "Lokālā krātuve",
  session: "Sesijas krātuve",
  indexeddb: "Datubāze",
  cache: "Kešatmiņa",
  untilClosed: "līdz pārlūkprogrammas aizvēršanai",
  untilDeleted: "līdz dzēšanai",

  sending: "Jūsu izvēle tiek nosūtīta…",
  kept: "Jūsu izvēle ir saglabāta.",
  waits:
    "Jūsu izvēle ir saglabāta. Tā stāsies spēkā, kad lapa tiks ielādēta no jauna; mēs nogaidījām, jo ir aizpildīta veidlapa.",
  again: "Ielādēt tagad",
  failed: "Jūsu izvēli neizdevās saglabāt. Nekas nav mainījies. Lūdzu, mēģiniet vēlreiz.",

  signals: "Jūsu pārlūkprogrammas signāli",
  honoured: "Atteikšanās pieprasījums ievērots: {signal}",
  outweighed: "Jūs izdarījāt izvēli, kamēr pārlūkprogramma sūtīja šo signālu, tāpēc spēkā ir jūsu izvēle.",
  refuses: "Nozīmē visa neobligātā noraidīšanu.",
  ignores: "Šī vietne uz to nereaģē.",
  sent: "Jūsu pārlūkprogramma to sūta.",
  notSent: "Jūsu pārlūkprogramma to nesūta.",

  optOuts: "Atteikšanās reklāmas nozarē",
  optOutsSays:
    "Šajās lapās varat vienlaikus atteikties no daudzu uzņēmumu reklāmas, kas balstīta uz interesēm. Tās ir papildinājums: šeit pietiek ar noraidīšanu. Reklāmu, kas nav balstīta uz jūsu interesēm, jūs joprojām varat redzēt.",
  browser: "Sīkdatnes jūsu pārlūkprogrammā",
  browserSays:
    "Jebkuras pārlūkprogrammas iestatījumos varat skatīt, bloķēt un dzēst sīkdatnes. Ja bloķēsiet noteikti nepieciešamās, daļa vietnes var nedarboties.",
  policy: "Privātuma politika",

  held: "Nav ielādēts: {title}",
  holds: "Ja to parādīsiet, jūsu IP adrese un šīs lapas adrese tiks nosūtīta saņēmējam: {recipient}.",
  show: "Atļaut un parādīt",
  open: "Atvērt avotā",
};
