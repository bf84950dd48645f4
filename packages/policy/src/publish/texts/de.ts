import { html } from "../../html.ts";
import type { NoticeTexts } from "./texts.ts";

/** Die veröffentlichte Seite auf Deutsch. */
export const de: NoticeTexts = {
  language: "de",
  contents: "Auf dieser Seite",
  centre: "Datenschutz-Auswahl",
  trackersTable: "Tabelle der Techniken",
  lead: ({ controller }) => html`Wie ${controller} mit Daten über Sie umgeht.`,
  enforced:
    "Alles Folgende entsteht aus derselben Erklärung, nach der die Website selbst läuft: Was hier nicht steht, weist sie zurück.",
  effective: (date) => `Gültig ab ${date}`,
  version: "Fassung",

  glance: {
    title: "Auf einen Blick",
    responsible: "Wer verantwortlich ist",
    collected: "Was wir erheben",
    collectedSays: ({ fields, activities }) =>
      `${fields === 1 ? "Eine Angabe" : `${fields} Angaben`} in ${activities === 1 ? "einer Situation" : `${activities} Situationen`}. Jede ist mit ihrem Grund aufgeführt.`,
    purposes: "Wozu",
    purposesSays: ({ purposes }) =>
      purposes === 1
        ? "Zu einem Zweck, auf einer Rechtsgrundlage."
        : `Zu ${purposes} Zwecken. Jeder hat genau eine Rechtsgrundlage.`,
    kept: "Wie lange",
    keptSays: ({ shortest, longest }) => `Mindestens ${shortest}, höchstens ${longest}, je nach Art der Daten.`,
    keptSame: ({ duration }) => `Für die Dauer von: ${duration}.`,
    sharing: "Wer sie erhält",
    sharingSays: ({ recipients }) =>
      recipients === 0
        ? "Niemand außerhalb."
        : recipients === 1
          ? "Ein Empfänger, unten genannt, und sonst niemand."
          : `${recipients} Empfänger, unten aufgeführt, und sonst niemand.`,
    neverSold: "Wir verkaufen niemals Daten über Sie.",
    tracking: "Tracker",
    trackingSays: ({ necessary, optional }) =>
      optional === 0
        ? `${necessary === 1 ? "Einer, und der ist" : `${necessary}, und alle sind`} unbedingt erforderlich.`
        : `${optional === 1 ? "Eine freiwillige Technik" : `${optional} freiwillige Techniken`}; keine davon läuft, bevor Sie es erlauben. ${necessary === 0 ? "" : necessary === 1 ? "Eine weitere ist unbedingt erforderlich." : `${necessary} weitere sind unbedingt erforderlich.`}`,
    trackingNone: "Keine.",
    rights: "Ihre Rechte",
    rightsSays:
      "Einsehen, berichtigen, mitnehmen, einschränken oder löschen, was wir haben. Wir antworten innerhalb eines Monats.",
    signals: "Signale Ihres Browsers",
    signalsSays: ({ signal, honoured }) => `${signal}: ${honoured ? "beachtet." : "nicht beachtet."}`,
    questions: "Fragen und Anfragen",
  },

  controller: {
    title: "Wer verantwortlich ist",
    says: ({ name }) =>
      html`${name} entscheidet, wozu und wie die hier beschriebenen Daten verwendet werden, und steht dafür ein.`,
    contact: "Kontakt",
    address: "Anschrift",
    country: "Land",
    representative: "Vertreter in der Europäischen Union",
    officer: "Datenschutzbeauftragte Person",
    authority: "Aufsichtsbehörde",
  },

  collection: {
    title: "Was wir erheben",
    says: "Eine Tabelle für jede Situation, in der Daten über Sie erhoben werden. Jede Zeile sagt, was es ist, wie es zu uns kommt, wozu es verwendet werden darf und auf welcher Rechtsgrundlage.",
    enforced: "Ein Formular nimmt diese Felder an und weist jedes andere ab.",
    caption: (activity) => `${activity}: Daten, Herkunft, Zwecke und Rechtsgrundlagen`,
    what: "Daten",
    how: "Wie wir sie erhalten",
    why: "Wozu",
    basis: "Rechtsgrundlage",
    optional: "freiwillig",
    optionalSays: "Als freiwillig gekennzeichnete Felder können leer bleiben.",
    requiredSays:
      "Ohne die Felder eines Formulars, die nicht als freiwillig gekennzeichnet sind, können wir nicht tun, worum Sie bitten.",
    otherwise: (what) => html`wenn Sie es nicht angeben: ${what}`,
    special: (category) => `besondere Kategorie: ${category}`,
    cookie: (name) => html`aus dem Cookie ${name} gelesen`,
    about: "Betrifft",
    kept: "Aufbewahrt",
    bases: "Rechtsgrundlagen",
    recipients: "Weitergegeben an",
    public: "Was Sie hier senden, wird veröffentlicht. Alle können es lesen.",
    publicPart: (fields) => html`Veröffentlicht, sodass alle es lesen können: ${fields}.`,
  },
  needs: {
    law: "gesetzlich vorgeschrieben",
    contract: "vertraglich vorgeschrieben",
    entry: "für einen Vertragsabschluss erforderlich",
  },
  sources: {
    person: "Sie teilen es uns selbst mit.",
    automatic: "Ihr Browser sendet es, wenn er eine Seite lädt.",
    "third-party": "Wir erhalten es von anderer Seite.",
    staff: "Unsere Leute schreiben es bei der Bearbeitung.",
  },
  people: {
    visitors: "Besucherinnen und Besucher der Website",
    users: "Nutzerinnen und Nutzer",
    customers: "Kundinnen und Kunden",
    prospects: "mögliche Kundinnen und Kunden",
    subscribers: "Abonnentinnen und Abonnenten",
    applicants: "Bewerberinnen und Bewerber",
    staff: "Menschen, die für uns arbeiten",
    patients: "Patientinnen und Patienten",
    students: "Schülerinnen, Schüler und Studierende",
    children: "Kinder",
    parents: "Eltern und Sorgeberechtigte",
    members: "Mitglieder",
    donors: "Spenderinnen und Spender",
    participants: "Teilnehmerinnen und Teilnehmer",
    "business-contacts": "Ansprechpersonen bei Geschäftspartnern",
    suppliers: "Lieferanten",
    relatives: "Angehörige und Kontaktpersonen der Betroffenen",
    public: "die Öffentlichkeit",
  },
  specialCategories: {
    "racial-origin": "rassische oder ethnische Herkunft",
    "political-opinion": "politische Meinung",
    religion: "Religion oder Weltanschauung",
    "trade-union": "Gewerkschaftszugehörigkeit",
    genetic: "genetische Daten",
    biometric: "biometrische Daten",
    health: "Gesundheit",
    "sex-life": "Sexualleben oder sexuelle Orientierung",
    "criminal-offence": "Verurteilungen und Straftaten",
  },

  purposes: {
    title: "Wozu wir sie verwenden",
    says: "Jede Verwendung hat einen dieser Zwecke, und jeder Zweck hat genau eine Rechtsgrundlage.",
    enforced: "Eine Verwendung, die hier nicht steht, weist das System, das die Daten hält, zurück.",
    basis: "Rechtsgrundlage",
    condition: "Besondere Kategorien",
    law: "Das Gesetz",
    automated: "Automatisierte Entscheidungen",
    automatedAlone: "Eine Maschine entscheidet dies allein.",
    automatedHelped: "Eine Maschine bereitet dies vor, ein Mensch entscheidet.",
    automatedReview: (where) =>
      html`Sie können verlangen, dass ein Mensch es prüft, Ihren Standpunkt darlegen und es anfechten: ${where}.`,
    profiling: "Eigenschaften, Verhalten oder Vorlieben werden maschinell bewertet (Profiling).",
    training: "Mit den Daten werden auch Modelle von Maschinen trainiert.",
    interest: "Unser Interesse",
    data: "Verwendete Daten",
    trackers: "Techniken",
    withdrawal: "Widerrufen",
    withdrawCentre: (centre) => html`ändern Sie Ihre Wahl in der ${centre}`,
    withdrawMail: "über den Abmeldelink am Ende jeder dieser E-Mails",
    withdrawPath: (page) => html`auf der Seite ${page}`,
    nothing: "Keine Daten aus den Situationen oben",
  },
  bases: {
    consent: {
      name: "Einwilligung",
      article: "Art. 6 Abs. 1 lit. a DSGVO",
      says: "Sie haben zugestimmt. Das können Sie jederzeit zurücknehmen.",
    },
    contract: {
      name: "Vertrag",
      article: "Art. 6 Abs. 1 lit. b DSGVO",
      says: "Nötig für das, was wir mit Ihnen vereinbart haben oder worum Sie vorher gebeten haben.",
    },
    "legal-obligation": {
      name: "Rechtliche Verpflichtung",
      article: "Art. 6 Abs. 1 lit. c DSGVO",
      says: "Ein Gesetz verlangt es von uns.",
    },
    "vital-interest": {
      name: "Lebenswichtiges Interesse",
      article: "Art. 6 Abs. 1 lit. d DSGVO",
      says: "Nötig, um jemandes Leben zu schützen.",
    },
    "public-task": {
      name: "Öffentliche Aufgabe",
      article: "Art. 6 Abs. 1 lit. e DSGVO",
      says: "Nötig für eine Aufgabe im öffentlichen Interesse.",
    },
    "legitimate-interest": {
      name: "Berechtigtes Interesse",
      article: "Art. 6 Abs. 1 lit. f DSGVO",
      says: "Wir haben ein Interesse daran, das Ihre Interessen nicht überwiegen. Sie können widersprechen.",
    },
  },

  promises: {
    "automated-decisions": "Wir lassen nie eine Maschine allein über Menschen entscheiden.",
    profiling: "Wir bilden keine Profile von Menschen.",
    training: "Wir trainieren mit Daten über Menschen keine Modelle von Maschinen.",
  },
  conditions: {
    "explicit-consent": {
      name: "Ausdrückliche Einwilligung",
      article: "Art. 9 Abs. 2 lit. a DSGVO",
      says: "Sie haben der Verwendung dieser Daten ausdrücklich zugestimmt. Das können Sie jederzeit widerrufen.",
    },
    "employment-law": {
      name: "Arbeits- und Sozialrecht",
      article: "Art. 9 Abs. 2 lit. b DSGVO",
      says: "Erforderlich für Rechte und Pflichten aus dem Arbeitsrecht oder dem Recht der sozialen Sicherheit und des Sozialschutzes.",
    },
    "vital-interest": {
      name: "Lebenswichtige Interessen",
      article: "Art. 9 Abs. 2 lit. c DSGVO",
      says: "Erforderlich zum Schutz des Lebens einer Person, die nicht einwilligen kann.",
    },
    association: {
      name: "Mitglieder einer Vereinigung",
      article: "Art. 9 Abs. 2 lit. d DSGVO",
      says: "Wir sind eine Organisation ohne Gewinnerzielungsabsicht mit politischem, weltanschaulichem, religiösem oder gewerkschaftlichem Ziel und verwenden Daten von Mitgliedern, ehemaligen Mitgliedern und Personen, die regelmäßig mit uns in Kontakt stehen. Nach außen gelangen sie nur mit deren Einwilligung.",
    },
    "made-public": {
      name: "Öffentlich gemacht",
      article: "Art. 9 Abs. 2 lit. e DSGVO",
      says: "Sie haben diese Daten offensichtlich selbst öffentlich gemacht.",
    },
    "legal-claims": {
      name: "Rechtsansprüche",
      article: "Art. 9 Abs. 2 lit. f DSGVO",
      says: "Erforderlich, um Rechtsansprüche geltend zu machen, auszuüben oder zu verteidigen.",
    },
    "substantial-public-interest": {
      name: "Erhebliches öffentliches Interesse",
      article: "Art. 9 Abs. 2 lit. g DSGVO",
      says: "Erforderlich aus Gründen eines erheblichen öffentlichen Interesses, das ein Gesetz nennt.",
    },
    "health-care": {
      name: "Gesundheitsversorgung",
      article: "Art. 9 Abs. 2 lit. h DSGVO",
      says: "Erforderlich für Gesundheitsvorsorge, Arbeitsmedizin, Diagnose, Versorgung oder Behandlung, durch Personen, die dem Berufsgeheimnis unterliegen.",
    },
    "public-health": {
      name: "Öffentliche Gesundheit",
      article: "Art. 9 Abs. 2 lit. i DSGVO",
      says: "Erforderlich aus Gründen des öffentlichen Interesses im Bereich der öffentlichen Gesundheit.",
    },
    research: {
      name: "Archiv, Forschung oder Statistik",
      article: "Art. 9 Abs. 2 lit. j DSGVO",
      says: "Erforderlich für Archivzwecke im öffentlichen Interesse, für wissenschaftliche oder historische Forschung oder für Statistik.",
    },
  },

  storage: {
    title: "Wie lange wir sie aufbewahren",
    says: "Nichts wird ohne Ende aufbewahrt.",
    enforced: "Ist die Zeit um, geschieht es von selbst; niemand muss daran denken.",
    caption: "Aufbewahrung der Daten je Situation",
    activity: "Situation",
    how: "Dauer",
    from: "Gerechnet ab",
    end: "Danach",
    sentence: ({ duration, from, end }) => `${duration} ab ${from}, danach ${end}`,
    events: {
      collection: "dem Tag der Erhebung",
      "last-contact": "Ihrem letzten Kontakt mit uns",
      "end-of-contract": "dem Ende des Vertrags",
      decision: "der Entscheidung",
    },
    ends: { erase: "gelöscht", anonymise: "anonymisiert" },
    trackers: (table) => html`Wie lange Tracker auf Ihrem Gerät bleiben, steht in der ${table}.`,
  },

  sharing: {
    title: "Wer sie erhält",
    says: "Jeder Empfänger erhält, was hier steht, zu den Zwecken, die hier stehen. Darüber hinaus geben wir nichts weiter, es sei denn, Sie stimmen im Einzelfall zu.",
    enforced:
      "Daten verlassen uns nur durch eine Tür, und diese lässt nur hinaus, was hier erklärt ist: zu den erklärten Zwecken, an die erklärten Empfänger.",
    neverSold: "Wir verkaufen niemals Daten über Sie.",
    sold: (recipients) =>
      html`Diese Empfänger entscheiden selbst, wie sie Daten über Sie verwenden, die sie von uns erhalten:
      ${recipients}. Manche Gesetze, etwa das kalifornische, nennen das einen Verkauf.`,
    shared: ({ recipients, onConsent }) =>
      html`Damit Anzeigen Ihnen von Website zu Website folgen können, erfahren diese Empfänger, was Sie hier tun:
      ${recipients}. Manche Gesetze, etwa das kalifornische, nennen das Teilen
      („sharing“).${onConsent && html` Es geschieht erst, wenn Sie es erlauben.`}`,
    none: "Wir geben keine Daten weiter.",
    caption: "Empfänger nach Kategorien",
    recipient: "Empfänger",
    where: "Wo, und wie die Übermittlung geschützt ist",
    function: "Was er für uns tut",
    takes: "Was er erhält",
    takesOf: ({ activity, fields }) => html`${activity}: ${fields}`,
    takesAll: (activity) => html`${activity}: alles`,
    takesTracker: (tracker) => html`was ${tracker} sendet, sobald Sie es erlauben`,
    takesNothing: "in der Regel nichts; im Einzelfall nur das Nötige",
    policy: "Dessen Datenschutzerklärung",
    inEea: "im Europäischen Wirtschaftsraum",
    noSafeguard: "keine Garantie erklärt",
    transfers: "Übermittlungen aus dem Europäischen Wirtschaftsraum",
    transfersSays:
      "Sitzt ein Empfänger außerhalb des Europäischen Wirtschaftsraums, schützt eine dieser Garantien, was wir dorthin übermitteln:",
  },
  categories: {
    "analytics-provider": { name: "Messung", says: "messen die Nutzung der Website, damit wir sie verbessern können" },
    "security-provider": { name: "Sicherheit", says: "halten Angriffe und Missbrauch von der Website fern" },
    "hosting-provider": {
      name: "Hosting",
      says: "betreiben die Rechner, auf denen die Website und ihre Daten gespeichert sind",
    },
    "marketing-partner": { name: "Marketing", says: "helfen uns, Menschen zu erreichen, die unser Angebot brauchen" },
    "advertising-partner": { name: "Werbung", says: "zeigen unsere Anzeigen anderswo und messen sie" },
    "media-provider": { name: "Medien", says: "spielen Videos, Ton und andere Medien auf unseren Seiten ab" },
    "technology-partner": { name: "Technik", says: "stellen Teile der Funktionen der Website bereit" },
    "communication-provider": { name: "Kommunikation", says: "überbringen Nachrichten zwischen Ihnen und uns" },
    "recruitment-provider": {
      name: "Bewerbungen",
      says: "betreiben die Werkzeuge, mit denen wir Bewerbungen bearbeiten",
    },
    "data-broker": { name: "Datenanreicherung", says: "ergänzen, was sie über Unternehmen und Personen wissen" },
    "professional-adviser": {
      name: "Berufliche Berater",
      says: "prüfen oder beraten uns und sind zur Verschwiegenheit verpflichtet",
    },
    authority: {
      name: "Behörden und Recht",
      says: "können Daten von Gesetzes wegen verlangen oder werden gebraucht, um Rechte zu verteidigen",
    },
    affiliate: { name: "Unsere Gruppe", says: "gehören derselben Unternehmensgruppe an wie wir" },
    successor: { name: "Nachfolger", says: "würden das Geschäft oder einen Teil davon übernehmen" },
  },
  roles: {
    processor: "arbeitet nach unserer Weisung",
    controller: "entscheidet selbst über die Verwendung",
    "joint-controller": "entscheidet gemeinsam mit uns",
  },
  safeguards: {
    adequacy: {
      name: "Angemessenheitsbeschluss",
      says: "Die Europäische Kommission hat festgestellt, dass das Land Daten angemessen schützt (Art. 45 DSGVO).",
    },
    "standard-clauses": {
      name: "Standardvertragsklauseln",
      says: "Der Empfänger hat die Klauseln unterzeichnet, die die Europäische Kommission für Übermittlungen erlassen hat (Art. 46 Abs. 2 lit. c DSGVO).",
    },
    "binding-rules": {
      name: "verbindliche interne Vorschriften",
      says: "Die Unternehmensgruppe des Empfängers hat Regeln, die eine Aufsichtsbehörde genehmigt hat (Art. 46 Abs. 2 lit. b DSGVO).",
    },
    derogation: {
      name: "Ausnahme für den Einzelfall",
      says: "Das Gesetz erlaubt diese Übermittlung in einem bestimmten Fall, etwa für einen Rechtsanspruch (Art. 49 DSGVO).",
    },
  },

  tracking: {
    title: "Cookies und andere Tracker",
    says: "Ein Tracker ist alles, was etwas auf Ihrem Gerät speichert, von dort liest oder jemandem mitteilt, dass Sie hier waren. Jeder, den die Website laden kann, ist unten aufgeführt.",
    enforced: "Alle anderen soll der Browser abweisen; dazu weisen wir ihn an.",
    none: "Diese Website verwendet keine Tracker.",
    cookiesTitle: "Cookies und Speicher auf dem Gerät",
    cookies:
      "Ein Cookie ist ein kleines Stück Text, das der Browser auf Bitte einer Website aufbewahrt und bei späteren Besuchen zurücksendet. Manche enden, wenn Sie den Browser schließen, andere bleiben für die unten genannte Zeit.",
    storage:
      "Browser bieten noch weitere Orte für solche Daten (lokaler Speicher, Sitzungsspeicher, Datenbanken). Wir behandeln sie genau wie Cookies: Was dort liegt, ist erklärt, und es verschwindet, wenn Sie Nein sagen. Anderswo verstecken wir keine Kennungen.",
    pixelsTitle: "Pixel, Beacons und Skripte",
    pixels:
      "Ein Pixel oder Beacon ist ein unsichtbares Bild, oft mit einer Nummer in der Adresse, das seinem Eigentümer meldet, wann eine Seite oder E-Mail geöffnet wurde. Ein Skript kann dasselbe und mehr. Für beide gelten dieselben Wahlmöglichkeiten wie für Cookies.",
    kindsTitle: "Unbedingt erforderlich und freiwillig",
    necessarySays:
      "Unbedingt erforderliche Tracker führen etwas aus, worum Sie gebeten haben; zum Beispiel merken sie sich eben diese Wahl. Hier lassen sie sich nicht abschalten, und die Tabelle sagt, warum jeder nötig ist.",
    optionalSays:
      "Alle übrigen sind freiwillig: Messung, Marketing, Werbung. Sie laden, speichern und senden nichts, bevor Sie es erlauben, und die Website funktioniert ohne sie.",
    thirdParties:
      "Betreibt ein Dritter den Tracker, so kann er das Erfahrene auch nach seiner eigenen Erklärung verwenden. Sie ist in der Tabelle verlinkt.",
    choicesTitle: "Wie Ihre Wahl wirkt",
    choices: ({ centre }) =>
      html`Sie entscheiden in der ${centre}, die am Fuß jeder Seite verlinkt ist: für jeden Zweck oder für jeden
      einzelnen Tracker. Ablehnen ist so leicht wie Erlauben, und Sie können es sich jederzeit anders überlegen.`,
    choicesKept: ({ duration }) =>
      `Wir merken uns Ihre Wahl, wie immer sie ausfällt, ${duration} lang. Früher fragen wir nur dann erneut, wenn sich diese Erklärung in einem Punkt ändert, auf den es dabei ankommt.`,
    choicesWithdraw:
      "Widerrufen Sie, so hält der Tracker an, und was er für diese Website gespeichert hat, wird sofort aus Ihrem Browser entfernt.",
    signalsTitle: "Signale Ihres Browsers",
    signals: "Ein Browser kann bei jedem Besuch einen Wunsch äußern. So gehen wir damit um:",
    signalNow: ({ signal }) => `Ihr Browser sendet gerade ${signal}, und wir beachten es.`,
    signalNames: { gpc: "Global Privacy Control", dnt: "Do Not Track" },
    signalSays: {
      gpc: "Ein Signal gegen Verkauf und Weitergabe von Daten, in mehreren Rechtsordnungen verbindlich.",
      dnt: "Ein älteres Signal gegen die Verfolgung über Websites hinweg, rechtlich nicht verbindlich.",
    },
    treatments: {
      refuse:
        "Wir werten es als Ablehnung von allem Freiwilligen. Nur eine Wahl, die Sie bei eingeschaltetem Signal treffen, geht ihm vor.",
      ignore:
        "Wir reagieren nicht darauf. Nutzen Sie stattdessen die Wahlmöglichkeiten dieser Website; sie bewirken dasselbe.",
    },
    browserTitle: "In Ihrem Browser",
    browser: "Jeder Browser kann Cookies anzeigen, blockieren und löschen. Die Hersteller erklären, wie es geht:",
    browserLost:
      "Wenn Sie alles löschen oder blockieren, erkennen wir Ihre Wahl nicht wieder und müssen erneut fragen; auch können Teile der Website ausfallen.",
    optOutTitle: "Interessenbezogene Werbung anderswo",
    optOut:
      "Die Werbewirtschaft bietet Seiten an, auf denen Sie interessenbezogene Werbung bei vielen Unternehmen zugleich ablehnen können:",
    optOutGeneric:
      "Diese Seiten setzen eigene Cookies, um sich Ihre Ablehnung zu merken. Anzeigen sehen Sie weiterhin, aber allgemeine.",
    tableTitle: "Die eingesetzten Techniken",
    caption: "Tracking-Techniken: Zweck, Partei und Dauer",
    technology: "Technik",
    purpose: "Was sie tut",
    party: "Wem sie gehört",
    duration: "Dauert höchstens",
    parties: { first: "Erstanbieter", third: "Dritter" },
    partyPolicy: (name) => `Datenschutzerklärung von ${name}`,
    vendorOptOut: (name) => `Abmeldeseite von ${name}`,
    necessary: "unbedingt erforderlich",
    optional: "freiwillig",
    whyNecessary: "Warum sie nötig ist",
    sends: (what) => html`Es erfährt: ${what}`,
    embed: "Erscheint nur als Platzhalter, bis Sie es erlauben.",
    storedTitle: "Was jede Technik speichert",
    storedSays:
      "Die Cookies und Speichereinträge jeder Technik. Ein Stern steht für einen Teil des Namens, der sich von Besucher zu Besucher unterscheidet.",
    storedCaption: "Cookies und Speichereinträge nach Technik",
    storedName: "Name",
    storedKind: "Art",
    storedLife: "Dauer",
    storedBy: "Gehört",
    storedNothing: "Speichert nichts auf Ihrem Gerät.",
    kinds: {
      cookie: "Cookie",
      local: "Lokaler Speicher",
      session: "Sitzungsspeicher",
      indexeddb: "Browser-Datenbank",
      cache: "Browser-Cache",
    },
    lives: { session: "bis der Browser geschlossen wird", "until-deleted": "bis zum Löschen" },
    httpOnly: "für Skripte nicht lesbar",
    onPath: (path) => `nur unterhalb von ${path}`,
    thirdDomain: (domain) => domain,
    hosts: "Kontaktiert",
  },

  enrichment: {
    title: "Daten von anderen",
    says: "Manche Daten stammen nicht von Ihnen. Wir verbinden sie nur zu den hier genannten Zwecken mit dem, was Sie uns mitgeteilt haben.",
    brokers: "Unternehmen, die solche Daten liefern oder abgleichen:",
    fields: "Daten, die wir auf diesem Weg erhalten:",
    consent:
      "Wo es auf Ihrer Einwilligung beruht, geschieht es erst, wenn Sie es erlauben, und endet, wenn Sie widerrufen.",
    objection: "Wo es auf einem berechtigten Interesse beruht, können Sie widersprechen, und es endet.",
    enforced: "Zu jedem Wert halten wir fest, woher er kam.",
    none: "Wir kaufen keine Daten über Sie und lassen sie nicht mit anderen Quellen abgleichen.",
  },

  links: {
    title: "Links und Widgets",
    says: "Wo ein Link zu einer anderen Website führt, gilt dort deren eigene Erklärung, die wir weder schreiben noch prüfen können. Führt ein Link an einen falschen Ort, sagen Sie es uns bitte.",
    enforced:
      "Wenn Sie einem solchen Link folgen, teilen wir der anderen Website nicht mit, von welcher unserer Seiten Sie kommen.",
    widgetsTitle: "Soziale Funktionen und Widgets",
    widgets:
      "Manche Seiten können Inhalte anderer Dienste zeigen, etwa ein Video oder eine Schaltfläche zum Teilen. Einmal angezeigt, kann der Dienst Ihre IP-Adresse und die besuchte Seite erfahren und ein Cookie setzen. Für die Nutzung gilt dann dessen eigene Erklärung.",
    hosted: { here: "von uns betrieben; niemand sonst wird kontaktiert", "third-party": "von einem Dritten betrieben" },
    widgetTracker: (tracker) => html`hinter einem Platzhalter zurückgehalten, bis Sie ${tracker} erlauben`,
    formsTitle: "Formulare, die woandershin führen",
    formsSay: (hosts) =>
      html`Einige unserer Formulare führen auf eine andere Website, etwa zum Bezahlen: ${hosts}. Diese erfährt, was Sie
      dort eingeben, und es gilt ihre eigene Erklärung.`,
    webrtcTitle: "Direkte Verbindungen",
    webrtcSays:
      "Einige unserer Seiten können Ihren Browser direkt mit dem eines anderen Menschen verbinden (WebRTC), etwa für ein Videogespräch. Die Gegenseite sieht dann Ihre IP-Adresse.",
    publicTitle: "Öffentliche Beiträge",
    publicSays: (activities) =>
      html`Was Sie unter ${activities} veröffentlichen, ist öffentlich. Andere können es lesen, kopieren und
      weiterverwenden, ohne dass wir darauf Einfluss haben.`,
    publicBack: (contact) =>
      html`Ihren eigenen Beitrag können Sie entfernen lassen: Schreiben Sie an ${contact}. Kopien, die andere
      angefertigt haben, erreichen wir nicht.`,
  },

  mail: {
    title: "E-Mails von uns",
    promotional: "Werbliche E-Mails",
    promotionalSays:
      "Jede werbliche E-Mail hat am Ende einen Abmeldelink. Ein Klick genügt, ein Grund ist nicht nötig, und es wirkt sofort.",
    transactional: "E-Mails zum Dienst",
    transactionalSays:
      "Manche Nachrichten gehören zu dem, was Sie nutzen: Sicherheitswarnungen, Belege oder Änderungen dieser Erklärung. Sie enthalten keine Werbung und lassen sich nicht abbestellen.",
    caption: "Arten von E-Mails",
    kind: "E-Mail",
    purpose: "Zweck",
    optOut: "Abbestellen",
    unsubscribe: "Abmeldelink in jeder E-Mail",
    noOptOut: "nicht möglich, solange der Dienst genutzt wird",
  },

  rights: {
    title: "Ihre Rechte",
    says: "Welche Rechte Sie haben, hängt von der Rechtsgrundlage einer Verwendung ab. Die Tabelle zeigt es für die Grundlagen, auf die wir uns stützen.",
    names: {
      access: "Auskunft",
      rectification: "Berichtigung",
      erasure: "Löschung",
      restriction: "Einschränkung",
      portability: "Übertragbarkeit",
      objection: "Widerspruch",
      withdrawal: "Widerruf",
      complaint: "Beschwerde",
    },
    explains: {
      access: "zu erfahren, was wir über Sie haben, und eine Kopie zu erhalten",
      rectification: "falsche oder unvollständige Daten richtigstellen zu lassen",
      erasure: "Daten löschen zu lassen",
      restriction: "Daten zurückstellen zu lassen, solange eine Frage dazu offen ist",
      portability: "mitzunehmen, was Sie uns gegeben haben, in maschinenlesbarer Form",
      objection: "einer Verwendung aus Gründen Ihrer Situation zu widersprechen",
      withdrawal: "eine Einwilligung für die Zukunft zurückzunehmen",
      complaint: "sich bei einer Aufsichtsbehörde zu beschweren",
    },
    article: (article) => `Art. ${article.replace(/\((\d)\)/, " Abs. $1")} DSGVO`,
    caption: "Rechte nach Rechtsgrundlage",
    right: "Sie haben das Recht",
    yes: "ja",
    no: "nein",
    howTitle: "Wie Sie sie ausüben",
    how: (contact) =>
      html`Schreiben Sie an ${contact}. Unter Umständen müssen wir um einen Nachweis bitten, dass Sie es sind.`,
    deadline:
      "Wir antworten unverzüglich, spätestens innerhalb eines Monats. Ist eine Anfrage ungewöhnlich aufwendig, kann es bis zu zwei Monate länger dauern; das sagen wir Ihnen dann, mit Gründen, innerhalb des ersten Monats.",
    free: "Es kostet nichts.",
    passedOn:
      "Was wir berichtigen, löschen oder einschränken, teilen wir auch denen mit, an die wir es weitergegeben haben.",
    marketing: "Der Direktwerbung können Sie jederzeit und ohne Grund widersprechen. Dann hören wir sofort damit auf.",
    withdrawTitle: "Eine Einwilligung zurücknehmen",
    withdrawCentre: (centre) => html`Eine Wahl zu Trackern nehmen Sie in der ${centre} zurück.`,
    withdrawMail: "Werbliche E-Mails enden über ihren Abmeldelink.",
    withdrawn: "Was bis dahin geschah, bleibt rechtmäßig.",
    complainTitle: "Sich beschweren",
    complain:
      "Wenn Sie meinen, dass wir mit Ihren Daten falsch umgehen, können Sie sich an eine Aufsichtsbehörde wenden: an Ihrem Wohnort, an Ihrem Arbeitsplatz oder dort, wo der Fehler Ihrer Meinung nach geschah.",
    complainTo: (authority) => html`Für uns zuständig ist: ${authority}.`,
  },

  security: {
    title: "Sicherheit und Zusagen",
    says: "Das wird getan, um die Daten zu schützen:",
    never: "Das tun wir nie:",
  },

  others: {
    title: "Weitere Erklärungen",
    says: "Diese Seite handelt von dieser Website. Das Übrige regeln diese Dokumente:",
  },

  versions: {
    title: "Diese Fassung",
    says: "Jede Fassung dieser Erklärung hat einen Fingerabdruck, der aus ihrem Inhalt berechnet wird.",
    enforced: "Einwilligungen und Belege nennen ihn; so bleibt klar, was Ihnen gezeigt wurde.",
    hash: "Fingerabdruck (SHA-256)",
    effective: "Gültig ab",
    published: "Veröffentlicht",
    changes: "Was sich geändert hat",
    archive: "Alle Fassungen und der Unterschied zwischen je zweien",
    formats: "Für Maschinen",
    json: "Die Erklärung als JSON",
    dpv: "Data Privacy Vocabulary, JSON-LD",
    article30: "Verzeichnis von Verarbeitungstätigkeiten",
    tilt: "TILT, JSON",
  },

  article30: {
    title: "Verzeichnis von Verarbeitungstätigkeiten",
    says: "Das Verzeichnis, das Artikel 30 der DSGVO von Verantwortlichen verlangt, erzeugt aus der Datenschutzerklärung.",
    caption: "Verarbeitungstätigkeiten",
    activity: "Tätigkeit",
    purposes: "Zwecke und Rechtsgrundlagen",
    jointController: "Gemeinsam Verantwortlicher",
    subjects: "Betroffene Personen",
    data: "Kategorien von Daten",
    recipients: "Kategorien von Empfängern",
    transfers: "Übermittlungen in Drittländer",
    noTransfers: "keine",
    erasure: "Löschfristen",
    measuresTitle: "Sicherheitsmaßnahmen im Allgemeinen",
    measures: [
      "Eingaben werden gegen die Erklärung geprüft; Felder, die sie nicht kennt, werden abgewiesen.",
      "Daten werden nur zu einem benannten Zweck gelesen, den die Erklärung für das Feld zulässt.",
      "Der Browser der Besucher wird angewiesen, jede nicht erklärte oder nicht erlaubte Verbindung abzuweisen.",
      "Einwilligungen und Fassungen werden in einem Protokoll festgehalten, dessen nachträgliche Änderung Außenstehende erkennen können.",
    ],
    inline: {
      any: "Code auf unseren Seiten erreicht nur erklärte Hosts, es sei denn, er führt auf eine andere Seite. Code in der Seite selbst läuft, wer immer ihn hineingeschrieben hat: Eingeschleuster Code kann die Seite lesen und etwas speichern, solange sie offen ist.",
      page: "Code auf unseren Seiten erreicht nur erklärte Hosts, es sei denn, er führt auf eine andere Seite. Code in der Seite selbst läuft nur, wo ihn unser Server hineingeschrieben hat: Später eingeschleuster Code läuft nicht.",
      none: "Code auf unseren Seiten erreicht nur erklärte Hosts, es sei denn, er führt auf eine andere Seite. Code in der Seite selbst läuft nicht: In die Seite eingeschleuster Code bleibt ohne Wirkung.",
    },
    eval: "Code auf unseren Seiten darf Text in Code verwandeln: Text, der an solche Stellen eingeschleust wird, läuft als Code von uns.",
    sentBy: (tracker) => `Was ${tracker} sendet`,
    onDevice: (duration) => `auf dem Gerät höchstens ${duration}`,
    people: "Alle, von denen die Daten handeln",
    trackersFor: (purpose) => `Tracker: ${purpose}`,
  },
};
