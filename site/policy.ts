import { address, choice, country, definePolicy, email, file, ip, phone, text, url } from "@abide/policy";
import { accountEngagement } from "@abide/policy/catalogue/account-engagement";
import { audience } from "@abide/policy/catalogue/audience";
import { avocet } from "@abide/policy/catalogue/avocet";
import { bingUet } from "@abide/policy/catalogue/bing-uet";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { clickcease } from "@abide/policy/catalogue/clickcease";
import { crazyEgg } from "@abide/policy/catalogue/crazy-egg";
import { demandbase } from "@abide/policy/catalogue/demandbase";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { linkedinInsight } from "@abide/policy/catalogue/linkedin-insight";
import { metaPixel } from "@abide/policy/catalogue/meta-pixel";
import { nrich } from "@abide/policy/catalogue/nrich";
import { staffSession } from "@abide/policy/catalogue/staff-session";
import { taboola } from "@abide/policy/catalogue/taboola";
import { trendemon } from "@abide/policy/catalogue/trendemon";
import { vimeo } from "@abide/policy/catalogue/vimeo";
import { xPixel } from "@abide/policy/catalogue/x-pixel";
import { meetingTime } from "./bookings/slot.ts";
import { openPosition } from "./positions/shape.ts";

/** What each activity that people fill in hands to who stores, secures and backs it up. */
const everything = {
  contact: ["name", "email", "phone", "company", "topic", "message"],
  booking: ["slot", "name", "email", "note"],
  comments: ["name", "email", "comment", "post"],
  visit: ["ip", "referrer"],
  academy: ["name", "email", "account", "payment", "requirements", "results"],
  careers: ["position", "fullName", "email", "phone", "cv", "city", "state", "country", "notes"],
  exchange: ["name", "email", "address", "country"],
  enrichment: ["email", "company", "industry", "size"],
  staff: ["name", "email", "credentials", "sessions"],
  newsletterRequest: ["email", "name"],
  newsletter: ["email", "name", "reading"],
  suppression: ["mark"],
} as const;

/** The privacy policy of halden.example: everything that the website collects, shares and runs. */
export const policy = definePolicy({
  id: "website",
  title: { en: "Privacy policy: website", de: "Datenschutzerklärung: Website" },
  path: "/privacy",
  effective: "2026-11-16",
  languages: ["en", "de"],

  controller: {
    name: "Halden Software AG",
    contact: "privacy@halden.example",
    address: "Uferweg 4, 8004 Zürich",
    country: "CH",
    representative: {
      name: "Halden Software GmbH",
      contact: "eu-representative@halden.example",
      address: "Lindenhof 9, 10178 Berlin",
      country: "DE",
    },
    officer: {
      name: "Mira Halvorsen",
      contact: "dpo@halden.example",
      address: "Uferweg 4, 8004 Zürich",
      country: "CH",
    },
    authority: {
      name: {
        en: "Berlin Commissioner for Data Protection and Freedom of Information",
        de: "Berliner Beauftragte für Datenschutz und Informationsfreiheit",
      },
      url: "https://www.datenschutz-berlin.de/",
    },
  },

  purposes: {
    access: {
      basis: "legitimate-interest",
      term: "TechnicalServiceProvision",
      title: { en: "Access", de: "Zugang" },
      says: {
        en: "give you access to the website and watch over how it is used",
        de: "Ihnen Zugang zur Website geben und ihre Nutzung überwachen",
      },
      interest: {
        en: "running a website that people can reach and rely on",
        de: "eine Website zu betreiben, die erreichbar und verlässlich ist",
      },
    },
    improvement: {
      basis: "legitimate-interest",
      term: "ImproveExistingProductsAndServices",
      title: { en: "Improvement", de: "Verbesserung" },
      says: {
        en: "administer and improve the website, our products and our services",
        de: "die Website, unsere Produkte und unsere Leistungen verwalten und verbessern",
      },
      interest: {
        en: "learning what to make better",
        de: "zu erfahren, was wir besser machen können",
      },
    },
    requests: {
      basis: "contract",
      term: "RequestedServiceProvision",
      title: { en: "Requests", de: "Anfragen" },
      says: {
        en: "talk with you and do what you ask of us, such as showing you a demo",
        de: "mit Ihnen sprechen und tun, worum Sie uns bitten, etwa Ihnen eine Demo zeigen",
      },
    },
    support: {
      basis: "contract",
      term: "CustomerCare",
      title: { en: "Support", de: "Support" },
      says: { en: "help you where the website gives you trouble", de: "Ihnen bei Problemen mit der Website helfen" },
    },
    promotion: {
      basis: "legitimate-interest",
      term: "DirectMarketing",
      title: { en: "News and offers", de: "Neuigkeiten und Angebote" },
      says: {
        en: "write to you or call you with news and offers about Halden, our products, services and events",
        de: "Ihnen Neuigkeiten und Angebote zu Halden, unseren Produkten, Leistungen und Veranstaltungen schicken oder Sie dazu anrufen",
      },
      interest: {
        en: "telling people who asked about our products what is new",
        de: "Menschen, die nach unseren Produkten gefragt haben, über Neues zu informieren",
      },
    },
    safety: {
      basis: "legitimate-interest",
      term: "EnforceSecurity",
      title: { en: "Safety and rights", de: "Sicherheit und Rechte" },
      says: {
        en: "keep the website safe and secure, and defend our rights, those of our users and of others",
        de: "die Website sicher halten und unsere Rechte, die unserer Nutzer und anderer verteidigen",
      },
      interest: {
        en: "protecting the website and the people who use it",
        de: "die Website und die Menschen, die sie nutzen, zu schützen",
      },
    },
    compliance: {
      basis: "legal-obligation",
      term: "LegalCompliance",
      title: { en: "Risk and law", de: "Risiko und Recht" },
      says: {
        en: "control risks, obey the law, and enforce this policy and our agreements, the terms included",
        de: "Risiken beherrschen, Gesetze einhalten und diese Erklärung und unsere Vereinbarungen einschließlich der Nutzungsbedingungen durchsetzen",
      },
    },
    publication: {
      basis: "contract",
      term: "RequestedServiceProvision",
      title: { en: "Publication", de: "Veröffentlichung" },
      says: {
        en: "show what you post in public, under the name you give it",
        de: "zeigen, was Sie öffentlich schreiben, unter dem Namen, den Sie dazu angeben",
      },
    },
    entitlement: {
      basis: "legitimate-interest",
      term: "EnforceAccessControl",
      title: { en: "Entitlement", de: "Berechtigung" },
      says: {
        en: "find out whether you may see privileged content, services or resources",
        de: "feststellen, ob Sie geschützte Inhalte, Leistungen oder Ressourcen nutzen dürfen",
      },
      interest: {
        en: "keeping what is meant for customers to customers",
        de: "Kundinnen und Kunden vorzubehalten, was für sie bestimmt ist",
      },
    },
    operation: {
      basis: "legitimate-interest",
      term: "OptimisationForConsumer",
      title: { en: "Operation", de: "Betrieb" },
      says: {
        en: "make sure that the website works, and works better",
        de: "dafür sorgen, dass die Website funktioniert und immer besser funktioniert",
      },
      interest: { en: "a website without faults", de: "eine fehlerfreie Website" },
    },
    presentation: {
      basis: "legitimate-interest",
      term: "OptimiseUserInterface",
      title: { en: "Presentation", de: "Darstellung" },
      says: {
        en: "show content in the way that suits you and your device best",
        de: "Inhalte so darstellen, wie es für Sie und Ihr Gerät am besten ist",
      },
      interest: { en: "content that people can read", de: "lesbare Inhalte" },
    },
    marketing: {
      basis: "legitimate-interest",
      term: "Marketing",
      title: { en: "Analytics and marketing", de: "Analyse und Marketing" },
      says: {
        en: "analyse data, do marketing and enrich data, which includes targeted advertising; the trackers that serve it run only when you allow them",
        de: "Daten analysieren, Marketing betreiben und Daten anreichern, was gezielte Werbung einschließt; die Tracker dafür laufen nur, wenn Sie sie erlauben",
      },
      interest: {
        en: "making Halden known to companies that it helps",
        de: "Halden bei Unternehmen bekannt zu machen, denen es hilft",
      },
    },
    traffic: {
      basis: "legitimate-interest",
      term: "ServiceUsageAnalytics",
      title: { en: "Audience size and traffic", de: "Reichweite und Zugriffe" },
      says: {
        en: "estimate and report how many people visit the website and how they get there",
        de: "schätzen und berichten, wie viele Menschen die Website besuchen und wie sie dorthin gelangen",
      },
      interest: { en: "knowing how large our audience is", de: "unsere Reichweite zu kennen" },
    },
    fraud: {
      basis: "legitimate-interest",
      term: "FraudPreventionAndDetection",
      title: { en: "Fraud and abuse", de: "Betrug und Missbrauch" },
      says: { en: "help fight fraud and abuse", de: "helfen, Betrug und Missbrauch zu bekämpfen" },
      interest: { en: "keeping fraud and abuse out", de: "Betrug und Missbrauch abzuwehren" },
    },
    academy: {
      basis: "contract",
      term: "ServiceProvision",
      title: { en: "Halden Academy", de: "Halden Academy" },
      says: {
        en: "provide Halden Academy, its courses, tests and certificates, and improve it",
        de: "die Halden Academy mit Kursen, Prüfungen und Zertifikaten anbieten und verbessern",
      },
    },
    billing: {
      basis: "contract",
      term: "PaymentManagement",
      title: { en: "Billing", de: "Abrechnung" },
      says: { en: "bill you for courses", de: "Kurse abrechnen" },
    },
    courses: {
      basis: "legitimate-interest",
      term: "DirectMarketing",
      title: { en: "Other courses", de: "Weitere Kurse" },
      says: {
        en: "send you promotional e-mail about other courses that you can take",
        de: "Ihnen Werbe-E-Mails über weitere Kurse schicken, die Sie belegen können",
      },
      interest: {
        en: "telling participants about courses that build on theirs",
        de: "Teilnehmende über weiterführende Kurse zu informieren",
      },
    },
    recruitment: {
      basis: "legitimate-interest",
      term: "PersonnelHiring",
      title: { en: "Recruitment", de: "Bewerbungen" },
      says: {
        en: "decide on your application, inside Halden and for nothing else",
        de: "über Ihre Bewerbung entscheiden, intern und für nichts anderes",
      },
      interest: { en: "finding the right people for open positions", de: "offene Stellen gut zu besetzen" },
    },
    administration: {
      basis: "legitimate-interest",
      term: "EnforceAccessControl",
      title: { en: "Administration", de: "Verwaltung" },
      says: {
        en: "let our own people in to the data that their work needs, and to no other, and know who opened what",
        de: "unsere Leute zu den Daten lassen, die ihre Arbeit braucht, und zu keinen anderen, und wissen, wer was geöffnet hat",
      },
      interest: {
        en: "keeping what people gave us to those who need it",
        de: "uns anvertraute Daten denen vorzubehalten, die sie brauchen",
      },
    },
    exchange: {
      basis: "contract",
      term: "ServiceProvision",
      title: { en: "Halden Exchange", de: "Halden Exchange" },
      says: {
        en: "provide you with services on Halden Exchange",
        de: "Ihnen Leistungen auf Halden Exchange anbieten",
      },
    },
    exchangeNews: {
      basis: "legitimate-interest",
      term: "DirectMarketing",
      title: { en: "News from the Exchange", de: "Neues von der Exchange" },
      says: {
        en: "send you promotional e-mail about Halden Exchange",
        de: "Ihnen Werbe-E-Mails über Halden Exchange schicken",
      },
      interest: {
        en: "telling members what is new on the Exchange",
        de: "Mitglieder über Neues auf der Exchange zu informieren",
      },
    },
    confirmation: {
      basis: "contract",
      term: "Verification",
      title: { en: "Confirmation", de: "Bestätigung" },
      says: {
        en: "ask you whether it was you who signed up, and tell you once it is done",
        de: "Sie fragen, ob Sie sich selbst angemeldet haben, und Ihnen sagen, wenn es erledigt ist",
      },
    },
    newsletter: {
      basis: "consent",
      term: "DirectMarketing",
      title: { en: "Newsletter", de: "Newsletter" },
      says: {
        en: "send you our newsletter, about once a month",
        de: "Ihnen etwa einmal im Monat unseren Newsletter schicken",
      },
      withdrawal: "/newsletter",
    },
    readership: {
      basis: "consent",
      term: "ServiceUsageAnalytics",
      title: { en: "Readership", de: "Leserschaft" },
      says: {
        en: "see whether our mails to you are opened and which of their links are followed, counted for each mailing",
        de: "sehen, ob unsere E-Mails an Sie geöffnet und welche Links darin aufgerufen werden, gezählt je Aussendung",
      },
      withdrawal: "/newsletter",
    },
    measurement: {
      basis: "consent",
      term: "ServiceUsageAnalytics",
      title: { en: "Measurement", de: "Messung" },
      says: {
        en: "measure our audience, so that we can improve what the website says and shows",
        de: "unsere Reichweite messen, damit wir die Inhalte der Website verbessern können",
      },
    },
    distribution: {
      basis: "consent",
      term: "SocialMediaMarketing",
      title: { en: "Content distribution", de: "Verbreitung von Inhalten" },
      says: {
        en: "analyse our audience, so that our content is distributed to the people it is for",
        de: "unsere Reichweite analysieren, damit unsere Inhalte die richtigen Menschen erreichen",
      },
    },
    advertising: {
      basis: "consent",
      term: "TargetedAdvertising",
      title: { en: "Targeted advertising", de: "Gezielte Werbung" },
      says: {
        en: "show adverts to the companies and people they are meant for",
        de: "Anzeigen den Unternehmen und Menschen zeigen, für die sie gedacht sind",
      },
    },
    recognition: {
      basis: "consent",
      term: "MisusePreventionAndDetection",
      title: { en: "Recognition of fraudulent visits", de: "Erkennung betrügerischer Zugriffe" },
      says: {
        en: "recognise fraudulent or malicious visits by what a device tells about itself, and block them",
        de: "betrügerische oder schädliche Zugriffe an dem erkennen, was ein Gerät von sich verrät, und sie sperren",
      },
    },
    videos: {
      basis: "consent",
      term: "ServicePersonalisation",
      title: { en: "Videos", de: "Videos" },
      says: { en: "play videos inside our pages", de: "Videos auf unseren Seiten abspielen" },
    },
    enrichment: {
      basis: "consent",
      term: "CustomerRelationshipManagement",
      title: { en: "Enrichment", de: "Anreicherung" },
      says: {
        en: "merge, combine and cross-reference what we hold about you with data that data brokers have",
        de: "unsere Daten über Sie mit Daten von Datenhändlern zusammenführen, kombinieren und abgleichen",
      },
      withdrawal: "/contact",
    },
  },

  activities: {
    contact: {
      about: ["visitors", "customers", "prospects"],
      title: { en: "What you write to us", de: "Was Sie uns schreiben" },
      says: {
        en: "You contact us, ask for a demo, or give us your contact details in another way.",
        de: "Sie nehmen Kontakt mit uns auf, bitten um eine Demo oder geben uns auf andere Weise Ihre Kontaktdaten.",
      },
      how: {
        en: "You give it to us directly, in the contact form or otherwise.",
        de: "Sie geben sie uns direkt, über das Kontaktformular oder auf anderem Weg.",
      },
      storage: { for: "P2Y", from: "last-contact" },
      fields: {
        name: {
          title: { en: "Name", de: "Name" },
          shape: text(120),
          for: ["requests", "support", "promotion", "safety", "compliance"],
          term: "Name",
        },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["access", "improvement", "requests", "support", "promotion", "safety", "compliance"],
          term: "EmailAddress",
        },
        phone: {
          title: { en: "Telephone number", de: "Telefonnummer" },
          hint: {
            en: "With the country code, such as +41 44 000 00 00. Leave it empty and we write.",
            de: "Mit Landesvorwahl, etwa +41 44 000 00 00. Bleibt sie leer, schreiben wir.",
          },
          shape: phone(),
          for: ["requests", "support", "promotion"],
          optional: true,
          term: "TelephoneNumber",
        },
        company: {
          title: { en: "Company", de: "Unternehmen" },
          shape: text(120),
          for: ["requests", "support", "promotion"],
          optional: true,
        },
        topic: {
          title: { en: "What it is about", de: "Worum es geht" },
          shape: choice("demo", "question", "support", "privacy"),
          for: ["requests", "support", "improvement"],
        },
        message: {
          title: { en: "Your message", de: "Ihre Nachricht" },
          hint: {
            en: "Please leave out passwords and anything about other people.",
            de: "Bitte keine Passwörter und nichts über andere Personen.",
          },
          shape: text(4000),
          for: ["requests", "support", "improvement", "safety", "compliance"],
        },
      },
    },
    booking: {
      about: ["visitors", "prospects"],
      title: { en: "Meetings for a demo", de: "Termine für eine Vorführung" },
      says: {
        en: "You book a time at which we show you what our product does.",
        de: "Sie buchen eine Zeit, zu der wir Ihnen unser Produkt vorführen.",
      },
      how: {
        en: "You give it to us directly, in the form that books the meeting.",
        de: "Sie geben sie uns direkt, im Formular, das den Termin bucht.",
      },
      storage: "P30D",
      fields: {
        slot: { title: { en: "Time of the meeting", de: "Zeit des Termins" }, shape: meetingTime, for: ["requests"] },
        name: { title: { en: "Name", de: "Name" }, shape: text(120), for: ["requests"], term: "Name" },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          hint: {
            en: "We confirm the meeting there, and remind you once.",
            de: "Dorthin bestätigen wir den Termin und erinnern Sie einmal.",
          },
          shape: email(),
          for: ["requests"],
          term: "EmailAddress",
        },
        note: {
          title: { en: "What you would like to see", de: "Was Sie sehen möchten" },
          shape: text(1000),
          for: ["requests"],
          optional: true,
        },
      },
    },
    comments: {
      about: ["visitors"],
      title: { en: "Public questions and comments", de: "Öffentliche Fragen und Kommentare" },
      says: {
        en: "You post a question or a comment under an article. What you post is public: other visitors, and whoever they pass it on to, can see and use it.",
        de: "Sie schreiben eine Frage oder einen Kommentar unter einen Artikel. Was Sie schreiben, ist öffentlich: Andere Besucher und alle, denen sie es weitergeben, können es sehen und verwenden.",
      },
      how: {
        en: "You give it to us directly, in the form below an article.",
        de: "Sie geben sie uns direkt, im Formular unter einem Artikel.",
      },
      public: true,
      storage: "P5Y",
      fields: {
        name: {
          title: { en: "Name", de: "Name" },
          hint: { en: "Shown with your comment.", de: "Wird mit Ihrem Kommentar angezeigt." },
          shape: text(80),
          for: ["publication", "safety", "compliance"],
          term: "Name",
        },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          hint: {
            en: "Never shown. We use it to answer you and to let you take the comment back.",
            de: "Wird nie angezeigt. Wir nutzen sie, um zu antworten und damit Sie den Kommentar zurückziehen können.",
          },
          shape: email(),
          for: ["access", "requests", "support", "safety", "compliance"],
          term: "EmailAddress",
          public: false,
        },
        comment: {
          title: { en: "Question or comment", de: "Frage oder Kommentar" },
          hint: { en: "Shown to everybody.", de: "Wird allen angezeigt." },
          shape: text(2000),
          for: ["publication", "improvement", "safety", "compliance"],
        },
        post: {
          title: { en: "Article", de: "Artikel" },
          shape: text(80),
          for: ["publication"],
          lookup: true,
        },
      },
    },
    visit: {
      about: ["visitors"],
      title: { en: "Behavioural and technical information", de: "Verhaltens- und technische Daten" },
      says: {
        en: "Your browser sends it with every page that you ask for.",
        de: "Ihr Browser sendet sie mit jeder Seite, die Sie aufrufen.",
      },
      how: {
        en: "We collect it automatically when you use the website.",
        de: "Wir erheben sie automatisch, wenn Sie die Website nutzen.",
      },
      source: "automatic",
      storage: { for: "P30D", end: "anonymise" },
      fields: {
        ip: {
          title: { en: "IP address", de: "IP-Adresse" },
          shape: ip(),
          for: ["access", "improvement", "entitlement", "operation", "presentation", "marketing", "traffic", "fraud"],
          term: "IPAddress",
        },
        referrer: {
          title: { en: "Referral URL", de: "Verweisende Adresse (Referrer)" },
          shape: url(),
          for: ["access", "improvement", "entitlement", "operation", "presentation", "marketing", "traffic", "fraud"],
          optional: true,
        },
      },
    },
    academy: {
      about: ["students"],
      title: { en: "Halden Academy", de: "Halden Academy" },
      says: {
        en: "You join and use Halden Academy, as a participant or as the authorised representative of a customer.",
        de: "Sie melden sich bei der Halden Academy an und nutzen sie, als Teilnehmende oder als bevollmächtigte Vertretung eines Kunden.",
      },
      how: {
        en: "You give it to us directly; technical information is collected automatically.",
        de: "Sie geben sie uns direkt; technische Daten werden automatisch erhoben.",
      },
      storage: { for: "P3Y", from: "end-of-contract" },
      statuses: [
        { id: "member", title: { en: "Member", de: "Mitglied" } },
        { id: "left", title: { en: "Left", de: "Ausgetreten" }, starts: "end-of-contract" },
      ],
      fields: {
        name: {
          title: { en: "Name", de: "Name" },
          shape: text(120),
          for: ["academy", "billing", "courses"],
          term: "Name",
        },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["academy", "billing", "courses", "compliance"],
          term: "EmailAddress",
        },
        account: {
          title: { en: "Details of your Halden account", de: "Angaben zu Ihrem Halden-Konto" },
          shape: text(200),
          for: ["academy", "billing"],
          optional: true,
        },
        payment: {
          title: { en: "Payment information", de: "Zahlungsangaben" },
          hint: {
            en: "A reference of the payment and the billing address. Card numbers never reach us.",
            de: "Eine Zahlungsreferenz und die Rechnungsanschrift. Kartennummern erreichen uns nie.",
          },
          shape: text(300),
          for: ["billing"],
        },
        requirements: {
          title: { en: "Certification requirements", de: "Zertifizierungsvoraussetzungen" },
          shape: text(1000),
          for: ["academy"],
          term: "ProfessionalCertification",
        },
        results: {
          title: { en: "Test results", de: "Prüfungsergebnisse" },
          shape: text(1000),
          for: ["academy"],
        },
      },
    },
    careers: {
      about: ["applicants"],
      title: { en: "Job applications", de: "Bewerbungen" },
      says: {
        en: "You apply for an open position, and we work on your application.",
        de: "Sie bewerben sich auf eine offene Stelle, und wir bearbeiten Ihre Bewerbung.",
      },
      how: {
        en: "You give it to us directly when you apply; our recruiters add what they note while they work on it.",
        de: "Sie geben sie uns direkt, wenn Sie sich bewerben; unsere Personalabteilung ergänzt, was sie dabei notiert.",
      },
      storage: { for: "P6M", from: "decision" },
      statuses: [
        { id: "received", title: { en: "Received", de: "Eingegangen" } },
        { id: "screening", title: { en: "Screening", de: "Sichtung" } },
        { id: "interview", title: { en: "Interview", de: "Gespräch" } },
        { id: "offer", title: { en: "Offer", de: "Angebot" } },
        { id: "hired", title: { en: "Hired", de: "Eingestellt" }, starts: "decision" },
        { id: "rejected", title: { en: "Rejected", de: "Abgesagt" }, starts: "decision" },
        { id: "withdrawn", title: { en: "Withdrawn", de: "Zurückgezogen" }, starts: "decision" },
      ],
      fields: {
        position: {
          title: { en: "Position", de: "Stelle" },
          shape: openPosition,
          for: ["recruitment"],
          lookup: true,
        },
        fullName: {
          title: { en: "Full name", de: "Vollständiger Name" },
          shape: text(120),
          for: ["recruitment"],
          term: "Name",
        },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["recruitment"],
          term: "EmailAddress",
        },
        phone: {
          title: { en: "Telephone number", de: "Telefonnummer" },
          hint: {
            en: "With the country code, such as +41 44 000 00 00.",
            de: "Mit Landesvorwahl, etwa +41 44 000 00 00.",
          },
          shape: phone(),
          for: ["recruitment"],
          term: "TelephoneNumber",
        },
        cv: {
          title: { en: "CV or résumé", de: "Lebenslauf" },
          hint: {
            en: "No photograph, please: we do not want to know.",
            de: "Bitte ohne Foto: Wir möchten es nicht wissen.",
          },
          shape: file(10_000_000),
          for: ["recruitment"],
        },
        city: { title: { en: "City", de: "Ort" }, shape: text(120), for: ["recruitment"], term: "Location" },
        state: {
          title: { en: "State or canton", de: "Bundesland oder Kanton" },
          shape: text(120),
          for: ["recruitment"],
          optional: true,
          term: "Location",
        },
        country: { title: { en: "Country", de: "Land" }, shape: country(), for: ["recruitment"], term: "Country" },
        notes: {
          title: { en: "What our recruiters note", de: "Was unsere Personalabteilung notiert" },
          hint: {
            en: "Each stage that the application came to, and remarks on it, with their author and day.",
            de: "Jede Stufe, die die Bewerbung erreicht hat, und Bemerkungen dazu, mit Verfasser und Tag.",
          },
          shape: text(60_000),
          for: ["recruitment"],
          source: "staff",
          optional: true,
        },
      },
    },
    exchange: {
      about: ["users", "business-contacts"],
      title: { en: "Halden Exchange", de: "Halden Exchange" },
      says: {
        en: "You join Halden Exchange, list items there or obtain them.",
        de: "Sie treten Halden Exchange bei, bieten dort etwas an oder beziehen etwas.",
      },
      how: {
        en: "You give it to us directly; technical information is collected automatically.",
        de: "Sie geben sie uns direkt; technische Daten werden automatisch erhoben.",
      },
      storage: { for: "P2Y", from: "end-of-contract" },
      statuses: [
        { id: "member", title: { en: "Member", de: "Mitglied" } },
        { id: "left", title: { en: "Left", de: "Ausgetreten" }, starts: "end-of-contract" },
      ],
      fields: {
        name: {
          title: { en: "Name", de: "Name" },
          shape: text(120),
          for: ["exchange", "exchangeNews"],
          term: "Name",
        },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["exchange", "exchangeNews", "compliance"],
          term: "EmailAddress",
        },
        address: {
          title: { en: "Address", de: "Anschrift" },
          shape: address(),
          for: ["exchange"],
          term: "PhysicalAddress",
        },
        country: {
          title: { en: "Country of origin", de: "Herkunftsland" },
          shape: country(),
          for: ["exchange"],
          term: "Country",
        },
      },
    },
    enrichment: {
      about: ["customers", "prospects"],
      title: { en: "Data from brokers", de: "Daten von Datenhändlern" },
      says: {
        en: "With your consent we complete what we know about the company that you write for. Every value keeps its source, and goes when you object.",
        de: "Mit Ihrer Einwilligung ergänzen wir, was wir über das Unternehmen wissen, für das Sie schreiben. Zu jedem Wert wird die Quelle vermerkt, und er wird entfernt, wenn Sie widersprechen.",
      },
      how: {
        en: "Third-party data brokers give it to us; your e-mail address is the key that they look up.",
        de: "Datenhändler geben sie uns; Ihre E-Mail-Adresse ist der Schlüssel, nach dem sie suchen.",
      },
      source: "third-party",
      storage: "P1Y",
      fields: {
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["enrichment"],
          source: "person",
          term: "EmailAddress",
        },
        company: { title: { en: "Company", de: "Unternehmen" }, shape: text(200), for: ["enrichment"], optional: true },
        industry: { title: { en: "Industry", de: "Branche" }, shape: text(120), for: ["enrichment"], optional: true },
        size: {
          title: { en: "Size of the company", de: "Größe des Unternehmens" },
          shape: text(40),
          for: ["enrichment"],
          optional: true,
        },
      },
    },
    newsletterRequest: {
      about: ["subscribers"],
      title: { en: "Newsletter sign-ups not yet confirmed", de: "Noch nicht bestätigte Newsletter-Anmeldungen" },
      says: {
        en: "You sign up for the newsletter. We write to the address once and ask whether it was you; without a yes it is gone after three days, and nothing is sent.",
        de: "Sie melden sich für den Newsletter an. Wir schreiben einmal an die Adresse und fragen, ob Sie es waren; ohne ein Ja ist sie nach drei Tagen gelöscht, und nichts wird verschickt.",
      },
      how: {
        en: "You give it to us directly, in the sign-up form.",
        de: "Sie geben sie uns direkt, im Anmeldeformular.",
      },
      storage: "P3D",
      fields: {
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["confirmation"],
          term: "EmailAddress",
        },
        name: {
          title: { en: "Name", de: "Name" },
          hint: { en: "How we should address you.", de: "Wie wir Sie ansprechen sollen." },
          shape: text(120),
          for: ["confirmation"],
          optional: true,
          term: "Name",
        },
      },
    },
    newsletter: {
      about: ["subscribers"],
      title: { en: "Newsletter", de: "Newsletter" },
      says: {
        en: "You confirmed that you want our newsletter. Every issue has a link at its foot that ends it.",
        de: "Sie haben bestätigt, dass Sie unseren Newsletter möchten. Am Ende jeder Ausgabe steht ein Link, der ihn beendet.",
      },
      how: {
        en: "It is what you gave us when you signed up.",
        de: "Es ist, was Sie uns bei der Anmeldung gegeben haben.",
      },
      storage: { for: "P30D", from: "end-of-contract" },
      statuses: [
        { id: "subscribed", title: { en: "Subscribed", de: "Angemeldet" } },
        { id: "left", title: { en: "Left", de: "Abgemeldet" }, starts: "end-of-contract" },
      ],
      fields: {
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["confirmation", "newsletter", "readership", "compliance"],
          term: "EmailAddress",
        },
        name: {
          title: { en: "Name", de: "Name" },
          shape: text(120),
          for: ["confirmation", "newsletter", "compliance"],
          optional: true,
          term: "Name",
        },
        reading: {
          title: { en: "Opened mails and followed links", de: "Geöffnete E-Mails und aufgerufene Links" },
          hint: {
            en: "A tiny picture and links that count; only with your consent, otherwise the mails have neither.",
            de: "Ein winziges Bild und zählende Links; nur mit Ihrer Einwilligung, sonst enthalten die E-Mails weder das eine noch das andere.",
          },
          shape: text(200),
          for: ["readership"],
          source: "automatic",
          optional: true,
        },
      },
    },
    suppression: {
      about: ["subscribers"],
      title: { en: "Addresses that we do not write to", de: "Adressen, an die wir nicht schreiben" },
      says: {
        en: "You unsubscribed or objected, or mail to you came back. So that nothing is sent by mistake we remember it, also after everything else about you is erased.",
        de: "Sie haben sich abgemeldet oder widersprochen, oder Post an Sie kam zurück. Damit nicht versehentlich etwas verschickt wird, merken wir uns das, auch wenn alles andere über Sie gelöscht ist.",
      },
      how: {
        en: "We note it when it happens.",
        de: "Wir vermerken es, wenn es geschieht.",
      },
      source: "automatic",
      storage: "P10Y",
      fields: {
        mark: {
          title: { en: "Keyed hash of the e-mail address", de: "Verschlüsselter Prüfwert der E-Mail-Adresse" },
          hint: {
            en: "The address itself is not kept. It can be compared with an address that is about to be written to, and with our key alone.",
            de: "Die Adresse selbst wird nicht gespeichert. Der Wert lässt sich nur mit unserem Schlüssel mit einer Adresse vergleichen, an die geschrieben werden soll.",
          },
          shape: text(64),
          for: ["compliance"],
          optional: true,
        },
      },
    },
    staff: {
      about: ["staff"],
      title: { en: "Accounts of our own people", de: "Konten unserer eigenen Leute" },
      says: {
        en: "People of ours who work with what is collected here sign in with an account. Visitors have none.",
        de: "Unsere Leute, die mit dem hier Erhobenen arbeiten, melden sich mit einem Konto an. Besucherinnen und Besucher haben keines.",
      },
      how: {
        en: "They give it to us when they set up their account, and while they are signed in.",
        de: "Sie geben sie uns, wenn sie ihr Konto einrichten und während sie angemeldet sind.",
      },
      source: "staff",
      storage: { for: "P30D", from: "end-of-contract" },
      statuses: [
        { id: "working", title: { en: "Works here", de: "Arbeitet hier" } },
        { id: "left", title: { en: "Left", de: "Ausgeschieden" }, starts: "end-of-contract" },
      ],
      fields: {
        name: { title: { en: "Name", de: "Name" }, shape: text(100), for: ["administration"], term: "Name" },
        email: {
          title: { en: "E-mail address", de: "E-Mail-Adresse" },
          shape: email(),
          for: ["administration"],
          term: "EmailAddress",
        },
        credentials: {
          title: { en: "What they sign in with", de: "Womit sie sich anmelden" },
          hint: {
            en: "The password as a hash, the secret of the second step, passkeys.",
            de: "Das Passwort als Hash, das Geheimnis des zweiten Schritts, Passkeys.",
          },
          shape: text(4000),
          for: ["administration"],
        },
        sessions: {
          title: { en: "Sessions", de: "Sitzungen" },
          hint: {
            en: "When one began and in which browser. It ends with the working day.",
            de: "Wann eine begann und in welchem Browser. Sie endet mit dem Arbeitstag.",
          },
          shape: text(1000),
          for: ["administration"],
        },
      },
    },
  },

  recipients: {
    aws: {
      name: "Amazon Web Services, Inc.",
      category: "hosting-provider",
      role: "processor",
      country: "US",
      safeguard: "standard-clauses",
      for: [
        "access",
        "improvement",
        "requests",
        "support",
        "promotion",
        "safety",
        "compliance",
        "publication",
        "entitlement",
        "operation",
        "presentation",
        "marketing",
        "traffic",
        "fraud",
        "academy",
        "billing",
        "courses",
        "recruitment",
        "exchange",
        "exchangeNews",
        "enrichment",
        "administration",
        "confirmation",
        "newsletter",
        "readership",
      ],
      takes: everything,
      says: {
        en: "Hosts the website in the United States: data storage, back-ups and disaster recovery.",
        de: "Hostet die Website in den Vereinigten Staaten: Datenspeicherung, Sicherungskopien und Notfallwiederherstellung.",
      },
      policy: "https://aws.amazon.com/privacy/",
    },
    security: {
      name: "Norvik Cyber Security B.V.",
      category: "security-provider",
      role: "processor",
      country: "NL",
      for: ["access", "operation", "fraud"],
      takes: { visit: ["ip"] },
      says: {
        en: "Security vendor: keeps attacks and abuse away from the website.",
        de: "Sicherheitsdienstleister: hält Angriffe und Missbrauch von der Website fern.",
      },
    },
    intercom: {
      name: "Intercom, Inc.",
      category: "communication-provider",
      role: "processor",
      country: "US",
      safeguard: "standard-clauses",
      for: ["requests", "support"],
      takes: { contact: ["name", "email", "phone", "company", "topic", "message"] },
      says: {
        en: "Carries our communication with you.",
        de: "Wickelt unsere Kommunikation mit Ihnen ab.",
      },
      policy: "https://www.intercom.com/legal/privacy",
    },
    lever: {
      name: "Lever, Inc.",
      category: "recruitment-provider",
      role: "processor",
      country: "US",
      safeguard: "standard-clauses",
      for: ["recruitment"],
      takes: { careers: ["fullName", "email", "phone", "cv", "city", "state", "country"] },
      says: {
        en: "Keeps job applications for our internal recruitment.",
        de: "Verwaltet Bewerbungen für unsere interne Personalauswahl.",
      },
      policy: "https://www.lever.co/privacy-notice/",
    },
    google: {
      name: "Google Ireland Limited (Google Analytics)",
      category: "analytics-provider",
      role: "processor",
      country: "IE",
      for: ["distribution"],
      says: {
        en: "Analytics provider and advertising partner: helps us improve and optimise the website.",
        de: "Analysedienst und Werbepartner: hilft uns, die Website zu verbessern und zu optimieren.",
      },
      policy: "https://policies.google.com/privacy",
    },
    meta: {
      name: "Meta Platforms Ireland Limited (Facebook)",
      category: "advertising-partner",
      role: "joint-controller",
      country: "IE",
      for: ["distribution"],
      policy: "https://www.facebook.com/policies/cookies/",
    },
    linkedin: {
      name: "LinkedIn Ireland Unlimited Company",
      category: "advertising-partner",
      role: "joint-controller",
      country: "IE",
      for: ["distribution"],
      policy: "https://www.linkedin.com/legal/privacy-policy",
    },
    salesforce: {
      name: "Salesforce, Inc.",
      category: "marketing-partner",
      role: "processor",
      country: "US",
      safeguard: "standard-clauses",
      for: ["measurement"],
      policy: "https://www.salesforce.com/company/privacy/",
    },
    microsoft: {
      name: "Microsoft Corporation (Bing, Microsoft Advertising)",
      category: "advertising-partner",
      role: "controller",
      country: "US",
      safeguard: "standard-clauses",
      for: ["distribution"],
      policy: "https://privacy.microsoft.com/en-us/privacystatement",
    },
    trendemon: {
      name: "TrenDemon",
      category: "marketing-partner",
      role: "processor",
      country: "IL",
      safeguard: "adequacy",
      for: ["distribution"],
      policy: "https://trendemon.com/privacy.html",
    },
    avocet: {
      name: "Avocet Systems Limited",
      category: "advertising-partner",
      role: "processor",
      country: "GB",
      safeguard: "adequacy",
      for: ["distribution"],
      policy: "https://avocet.io/privacy-policy",
    },
    x: {
      name: "Twitter International Unlimited Company (X)",
      category: "advertising-partner",
      role: "controller",
      country: "IE",
      for: ["distribution"],
      policy: "https://twitter.com/en/privacy",
    },
    nrich: {
      name: "N.Rich Technologies Oy",
      category: "advertising-partner",
      role: "processor",
      country: "FI",
      for: ["advertising"],
      policy: "https://www.n.rich/privacy-notice",
    },
    demandbase: {
      name: "Demandbase, Inc.",
      category: "advertising-partner",
      role: "controller",
      country: "US",
      safeguard: "standard-clauses",
      for: ["advertising"],
      policy: "https://www.demandbase.com/privacy-policy",
    },
    taboola: {
      name: "Taboola Europe Limited",
      category: "advertising-partner",
      role: "controller",
      country: "GB",
      safeguard: "adequacy",
      for: ["distribution"],
      policy: "https://www.taboola.com/policies/privacy-policy",
    },
    crazyEgg: {
      name: "Crazy Egg, Inc.",
      category: "analytics-provider",
      role: "processor",
      country: "US",
      safeguard: "standard-clauses",
      for: ["measurement"],
      policy: "https://www.crazyegg.com/privacy",
    },
    cheq: {
      name: "CHEQ AI Technologies (2018) Ltd. (ClickCease)",
      category: "security-provider",
      role: "processor",
      country: "IL",
      safeguard: "adequacy",
      for: ["recognition"],
      policy: "https://cheq.ai/privacy-policy/",
    },
    vimeo: {
      name: "Vimeo.com, Inc.",
      category: "technology-partner",
      role: "controller",
      country: "US",
      safeguard: "standard-clauses",
      for: ["videos"],
      policy: "https://vimeo.com/privacy",
    },
    brokers: {
      name: { en: "Meridian Firmendaten GmbH (data broker)", de: "Meridian Firmendaten GmbH (Datenhändler)" },
      category: "data-broker",
      role: "controller",
      country: "DE",
      for: ["enrichment"],
      takes: { enrichment: ["email"] },
      says: {
        en: "Merges, combines and cross-references what it has with what you gave us, where you consented.",
        de: "Führt eigene Daten mit dem zusammen, was Sie uns gegeben haben, soweit Sie eingewilligt haben.",
      },
    },
    advisers: {
      name: {
        en: "Auditors, law firms and accounting firms",
        de: "Wirtschaftsprüfungen, Kanzleien und Steuerberatungen",
      },
      category: "professional-adviser",
      role: "controller",
      country: "CH",
      safeguard: "adequacy",
      for: ["safety", "compliance", "billing"],
      takes: {
        contact: ["name", "email", "message"],
        comments: ["name", "email", "comment"],
        academy: ["name", "email", "payment"],
      },
      says: {
        en: "Advise us, and see what they need for it.",
        de: "Beraten uns und sehen, was sie dafür brauchen.",
      },
    },
    authorities: {
      name: {
        en: "Regulators, law enforcement agencies, public authorities and courts",
        de: "Aufsichts- und Strafverfolgungsbehörden, öffentliche Stellen und Gerichte",
      },
      category: "authority",
      role: "controller",
      country: "CH",
      safeguard: "adequacy",
      for: ["safety", "compliance", "fraud"],
      takes: {
        contact: ["name", "email", "message"],
        comments: ["name", "email", "comment"],
        visit: ["ip"],
      },
      says: {
        en: "Receive what a law or an order obliges us to hand over, and what is needed to comply with the law, to protect people, our users and the public, to act against fraud and security problems, to exercise or defend legal claims, and to enforce our terms.",
        de: "Erhalten, wozu uns ein Gesetz oder eine Anordnung verpflichtet, sowie was nötig ist, um Gesetze einzuhalten, Menschen, unsere Nutzer und die Öffentlichkeit zu schützen, gegen Betrug und Sicherheitsprobleme vorzugehen, Rechtsansprüche auszuüben oder zu verteidigen und unsere Bedingungen durchzusetzen.",
      },
    },
    affiliates: {
      name: {
        en: "Halden Software GmbH and the companies of our group",
        de: "Halden Software GmbH und die Unternehmen unserer Gruppe",
      },
      category: "affiliate",
      role: "joint-controller",
      country: "DE",
      for: ["requests", "support", "promotion", "academy", "courses", "exchange", "exchangeNews", "recruitment"],
      takes: {
        contact: ["name", "email", "phone", "company", "topic", "message"],
        academy: ["name", "email", "account", "requirements", "results"],
        careers: ["fullName", "email", "phone", "cv", "city", "state", "country"],
        exchange: ["name", "email", "address", "country"],
      },
      says: {
        en: "Answer, teach, recruit and serve customers in their countries.",
        de: "Antworten, unterrichten, stellen ein und betreuen die Kundschaft in ihren Ländern.",
      },
    },
    successor: {
      name: {
        en: "A prospective or new owner of the company or of parts of it",
        de: "Künftige oder neue Eigentümer des Unternehmens oder von Teilen davon",
      },
      category: "successor",
      role: "controller",
      country: "CH",
      safeguard: "adequacy",
      for: ["requests", "support", "promotion", "academy", "billing", "courses", "exchange", "exchangeNews"],
      takes: {
        contact: ["name", "email", "phone", "company", "topic", "message"],
        academy: ["name", "email", "account", "payment", "requirements", "results"],
        exchange: ["name", "email", "address", "country"],
      },
      says: {
        en: "In a sale or purchase of assets or shares, a merger, a bankruptcy or another reorganisation, in our legitimate interest, and while it is negotiated as far as necessary; you are told.",
        de: "Bei Verkauf oder Kauf von Vermögenswerten oder Anteilen, Verschmelzung, Insolvenz oder anderer Umstrukturierung, in unserem berechtigten Interesse, während der Verhandlungen nur soweit nötig; Sie werden informiert.",
      },
    },
  },

  trackers: {
    choice: choiceCookie({ purpose: "compliance" }),
    staff: staffSession({ purpose: "administration" }),
    audience: audience({
      purpose: "measurement",
      name: "Halden website",
      script: "/audience.js",
      cookie: "halden_audience",
    }),
    metaPixel: metaPixel({ purpose: "distribution", recipient: "meta", pixelId: "100000000000000" }),
    googleAnalytics: googleAnalytics({ purpose: "distribution", recipient: "google", measurementId: "G-HALDEN0000" }),
    linkedinInsight: linkedinInsight({ purpose: "distribution", recipient: "linkedin", partnerId: "1000000" }),
    accountEngagement: accountEngagement({
      purpose: "measurement",
      recipient: "salesforce",
      accountId: "100001",
      campaignId: "1001",
    }),
    bingUet: bingUet({ purpose: "distribution", recipient: "microsoft", tagId: "10000001" }),
    trendemon: trendemon({ purpose: "distribution", recipient: "trendemon" }),
    avocet: avocet({ purpose: "distribution", recipient: "avocet", segmentId: "000000000000000000000001" }),
    xPixel: xPixel({ purpose: "distribution", recipient: "x", pixelId: "o0001" }),
    nrich: nrich({ purpose: "advertising", recipient: "nrich", tagId: "00000000-0000-4000-8000-000000000001" }),
    demandbase: demandbase({ purpose: "advertising", recipient: "demandbase", tagId: "0000000000000001" }),
    taboola: taboola({ purpose: "distribution", recipient: "taboola", accountId: "1000001" }),
    crazyEgg: crazyEgg({ purpose: "measurement", recipient: "crazyEgg", accountNumber: "00010001" }),
    clickcease: clickcease({ purpose: "recognition", recipient: "cheq" }),
    vimeo: vimeo({ purpose: "videos", recipient: "vimeo" }),
  },

  signals: { gpc: "refuse", dnt: "refuse" },

  mail: {
    news: {
      kind: "promotional",
      purpose: "promotion",
      title: { en: "News and offers", de: "Neuigkeiten und Angebote" },
      optOut: "unsubscribe-link",
    },
    newsletter: {
      kind: "promotional",
      purpose: "newsletter",
      title: { en: "Newsletter", de: "Newsletter" },
      optOut: "unsubscribe-link",
    },
    courses: {
      kind: "promotional",
      purpose: "courses",
      title: { en: "Other courses", de: "Weitere Kurse" },
      optOut: "unsubscribe-link",
    },
    exchangeNews: {
      kind: "promotional",
      purpose: "exchangeNews",
      title: { en: "News from the Exchange", de: "Neues von der Exchange" },
      optOut: "unsubscribe-link",
    },
    securityUpdates: {
      kind: "transactional",
      purpose: "safety",
      title: { en: "Security updates", de: "Sicherheitsmeldungen" },
    },
    policyChanges: {
      kind: "transactional",
      purpose: "compliance",
      title: {
        en: "Changes of this policy and of terms that apply to you",
        de: "Änderungen dieser Erklärung und der für Sie geltenden Bedingungen",
      },
    },
    policyChangesCareers: {
      kind: "transactional",
      purpose: "recruitment",
      title: {
        en: "Changes of this policy, to people who applied",
        de: "Änderungen dieser Erklärung, an Menschen, die sich beworben haben",
      },
    },
    legalNotices: {
      kind: "transactional",
      purpose: "compliance",
      title: { en: "Notices that the law requires", de: "Gesetzlich vorgeschriebene Mitteilungen" },
    },
    confirmations: {
      kind: "transactional",
      purpose: "confirmation",
      title: { en: "Confirmation of a sign-up", de: "Bestätigung einer Anmeldung" },
    },
    transactions: {
      kind: "transactional",
      purpose: "requests",
      title: { en: "Transactions and answers to you", de: "Vorgänge und Antworten an Sie" },
    },
    applications: {
      kind: "transactional",
      purpose: "recruitment",
      title: { en: "Answers to your application", de: "Antworten auf Ihre Bewerbung" },
    },
  },

  links: {
    full: {
      title: { en: "Privacy at Halden, the complete view", de: "Datenschutz bei Halden, der vollständige Überblick" },
      href: "/trust",
      says: {
        en: "All our privacy practices in one place, with every policy that we publish.",
        de: "Alles zum Datenschutz an einem Ort, mit jeder Erklärung, die wir veröffentlichen.",
      },
    },
    services: {
      title: { en: "Privacy policy for our services", de: "Datenschutzerklärung für unsere Dienste" },
      href: "/privacy/services",
      says: {
        en: "What our product collects while it guides people inside an application.",
        de: "Was unser Produkt erhebt, während es Menschen durch eine Anwendung führt.",
      },
    },
    terms: {
      title: { en: "Terms of use", de: "Nutzungsbedingungen" },
      href: "/terms",
      says: {
        en: "The agreement under which you use the website.",
        de: "Die Vereinbarung, unter der Sie die Website nutzen.",
      },
    },
  },

  widgets: {
    video: {
      title: { en: "Embedded videos", de: "Eingebettete Videos" },
      hosted: "third-party",
      tracker: "vimeo",
      says: {
        en: "They may collect your IP address and the page that you are on, and set a cookie that makes them work. A placeholder stands in their place until you allow them; what you do inside them falls under the policy of the company that provides them.",
        de: "Sie können Ihre IP-Adresse und die besuchte Seite erfassen und ein Cookie setzen, damit sie funktionieren. An ihrer Stelle steht ein Platzhalter, bis Sie sie erlauben; was Sie darin tun, fällt unter die Erklärung des Anbieters.",
      },
    },
    share: {
      title: { en: "Sharing links below articles", de: "Teilen-Links unter Artikeln" },
      hosted: "here",
      says: {
        en: "Plain links that we host: nothing is sent to a social network until you follow one.",
        de: "Einfache Links von uns: Nichts wird an ein soziales Netzwerk gesendet, bis Sie einem folgen.",
      },
    },
  },

  optOuts: {
    daa: {
      title: { en: "Digital Advertising Alliance (DAA)", de: "Digital Advertising Alliance (DAA)" },
      href: "https://optout.aboutads.info/",
    },
    nai: {
      title: { en: "Network Advertising Initiative (NAI)", de: "Network Advertising Initiative (NAI)" },
      href: "https://optout.networkadvertising.org/",
    },
    edaa: {
      title: {
        en: "European Interactive Digital Advertising Alliance (EDAA)",
        de: "European Interactive Digital Advertising Alliance (EDAA)",
      },
      href: "https://www.youronlinechoices.eu/",
    },
  },
});
