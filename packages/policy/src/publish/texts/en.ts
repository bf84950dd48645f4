import { html } from "../../html.ts";
import type { NoticeTexts } from "./texts.ts";

/** The published page in English. */
export const en: NoticeTexts = {
  language: "en",
  contents: "On this page",
  centre: "choice centre",
  trackersTable: "table of technologies",
  lead: ({ controller }) => html`How ${controller} handles data about you.`,
  enforced:
    "Everything below is printed from the same declaration that the site itself runs on: what is not written here, the site is built to refuse.",
  effective: (date) => `In effect from ${date}`,
  version: "Version",

  glance: {
    title: "At a glance",
    responsible: "Who is responsible",
    collected: "What we collect",
    collectedSays: ({ fields, activities }) =>
      `${fields === 1 ? "One piece of information" : `${fields} pieces of information`}, in ${activities === 1 ? "one situation" : `${activities} situations`}. Each is listed, with the reason for it.`,
    purposes: "Why",
    purposesSays: ({ purposes }) =>
      purposes === 1
        ? "For one purpose, with one legal basis."
        : `For ${purposes} purposes. Each has exactly one legal basis.`,
    kept: "How long",
    keptSays: ({ shortest, longest }) => `Between ${shortest} and ${longest}, depending on what it is.`,
    keptSame: ({ duration }) => `For ${duration}.`,
    sharing: "Who receives it",
    sharingSays: ({ recipients }) =>
      recipients === 0
        ? "Nobody outside."
        : recipients === 1
          ? "One recipient, named below, and nobody else."
          : `${recipients} recipients, listed below, and nobody else.`,
    neverSold: "We never sell data about you.",
    tracking: "Trackers",
    trackingSays: ({ necessary, optional }) =>
      optional === 0
        ? `${necessary === 1 ? "One, which is" : `${necessary}, all of them`} strictly necessary.`
        : `${optional === 1 ? "One optional technology" : `${optional} optional technologies`}, and none of them runs before you allow it. ${necessary === 0 ? "" : necessary === 1 ? "One more is strictly necessary." : `${necessary} more are strictly necessary.`}`,
    trackingNone: "None.",
    rights: "Your rights",
    rightsSays: "See, correct, take along, restrict or erase what we hold. We answer within one month.",
    signals: "Signals from your browser",
    signalsSays: ({ signal, honoured }) => `${signal}: ${honoured ? "honoured." : "not acted on."}`,
    questions: "Questions and requests",
  },

  controller: {
    title: "Who is responsible",
    says: ({ name }) => html`${name} decides why and how the data described here is used, and answers for it.`,
    contact: "Contact",
    address: "Address",
    country: "Country",
    representative: "Representative in the European Union",
    officer: "Data protection officer",
    authority: "Supervisory authority",
  },

  collection: {
    title: "What we collect",
    says: "One table for each situation in which data about you is collected. A row says what it is, how it reaches us, what it may be used for, and on which legal basis.",
    enforced: "A form takes these fields and refuses any other.",
    caption: (activity) => `${activity}: data, origin, purposes and legal bases`,
    what: "Data",
    how: "How we get it",
    why: "What for",
    basis: "Legal basis",
    optional: "optional",
    optionalSays: "Fields marked as optional can be left empty.",
    requiredSays: "Without the fields of a form that are not marked as optional we cannot do what you ask for.",
    otherwise: (what) => html`if you do not give it: ${what}`,
    special: (category) => `special category: ${category}`,
    cookie: (name) => html`read from the cookie ${name}`,
    about: "About",
    kept: "Kept",
    bases: "Legal bases",
    recipients: "Passed on to",
    public: "What you send here is published. Anybody can read it.",
    publicPart: (fields) => html`Published, so that anybody can read it: ${fields}.`,
  },
  needs: { law: "required by law", contract: "required by a contract", entry: "needed to enter into a contract" },
  sources: {
    person: "You tell us yourself.",
    automatic: "Your browser sends it when it loads a page.",
    "third-party": "Somebody else gives it to us.",
    staff: "Our people write it as they work on it.",
  },
  people: {
    visitors: "visitors of the website",
    users: "users",
    customers: "customers",
    prospects: "people who may become customers",
    subscribers: "subscribers",
    applicants: "job applicants",
    staff: "people who work for us",
    patients: "patients",
    students: "pupils and students",
    children: "children",
    parents: "parents and guardians",
    members: "members",
    donors: "donors",
    participants: "participants",
    "business-contacts": "contacts at companies that we deal with",
    suppliers: "suppliers",
    relatives: "relatives and contacts of the people concerned",
    public: "members of the public",
  },
  specialCategories: {
    "racial-origin": "racial or ethnic origin",
    "political-opinion": "political opinion",
    religion: "religion or belief",
    "trade-union": "trade union membership",
    genetic: "genetic data",
    biometric: "biometric data",
    health: "health",
    "sex-life": "sex life or sexual orientation",
    "criminal-offence": "criminal convictions and offences",
  },

  purposes: {
    title: "Why we use it",
    says: "Every use of data has one of these purposes, and every purpose has exactly one legal basis.",
    enforced: "A use that is not on this list is refused by the system that holds the data.",
    basis: "Legal basis",
    interest: "Our interest",
    condition: "Special categories",
    law: "The law",
    automated: "Automated decisions",
    automatedAlone: "A machine decides this alone.",
    automatedHelped: "A machine prepares this, and a person decides.",
    automatedReview: (where) => html`You can have a person look at it, give your view and contest it: ${where}.`,
    profiling: "Traits, behaviour or preferences are evaluated by machine (profiling).",
    training: "The data is also used to train models of machines.",
    data: "Data used",
    trackers: "Technologies",
    withdrawal: "To withdraw",
    withdrawCentre: (centre) => html`change your choice in the ${centre}`,
    withdrawMail: "use the unsubscribe link at the foot of any of these mails",
    withdrawPath: (page) => html`go to ${page}`,
    nothing: "No data of the situations above",
  },
  bases: {
    consent: {
      name: "Consent",
      article: "Art. 6(1)(a) GDPR",
      says: "You agreed to it. You can take that back at any time.",
    },
    contract: {
      name: "Contract",
      article: "Art. 6(1)(b) GDPR",
      says: "Needed to do what we agreed with you, or what you asked for before an agreement.",
    },
    "legal-obligation": {
      name: "Legal obligation",
      article: "Art. 6(1)(c) GDPR",
      says: "A law requires it of us.",
    },
    "vital-interest": {
      name: "Vital interest",
      article: "Art. 6(1)(d) GDPR",
      says: "Needed to protect somebody's life.",
    },
    "public-task": {
      name: "Public task",
      article: "Art. 6(1)(e) GDPR",
      says: "Needed for a task in the public interest.",
    },
    "legitimate-interest": {
      name: "Legitimate interest",
      article: "Art. 6(1)(f) GDPR",
      says: "We have an interest in it that your interests do not outweigh. You can object.",
    },
  },

  promises: {
    "automated-decisions": "We make no decisions about people by machine alone.",
    profiling: "We make no profiles of people.",
    training: "We do not use data about people to train models of machines.",
  },
  conditions: {
    "explicit-consent": {
      name: "Explicit consent",
      article: "Art. 9(2)(a) GDPR",
      says: "You agreed expressly to the use of this data. You can take that back at any time.",
    },
    "employment-law": {
      name: "Employment and social security law",
      article: "Art. 9(2)(b) GDPR",
      says: "Needed for rights and duties under employment, social security or social protection law.",
    },
    "vital-interest": {
      name: "Vital interest",
      article: "Art. 9(2)(c) GDPR",
      says: "Needed to protect the life of somebody who cannot consent.",
    },
    association: {
      name: "Members of an association",
      article: "Art. 9(2)(d) GDPR",
      says: "We are a non-profit body with a political, philosophical, religious or trade union aim, and use data of members, former members and people in regular contact with us. It leaves us only with their consent.",
    },
    "made-public": {
      name: "Made public",
      article: "Art. 9(2)(e) GDPR",
      says: "You have manifestly made this data public yourself.",
    },
    "legal-claims": {
      name: "Legal claims",
      article: "Art. 9(2)(f) GDPR",
      says: "Needed to establish, exercise or defend legal claims.",
    },
    "substantial-public-interest": {
      name: "Substantial public interest",
      article: "Art. 9(2)(g) GDPR",
      says: "Needed for reasons of substantial public interest that a law names.",
    },
    "health-care": {
      name: "Health care",
      article: "Art. 9(2)(h) GDPR",
      says: "Needed for preventive or occupational medicine, a diagnosis, care or treatment, by people bound to professional secrecy.",
    },
    "public-health": {
      name: "Public health",
      article: "Art. 9(2)(i) GDPR",
      says: "Needed for reasons of public interest in public health.",
    },
    research: {
      name: "Archiving, research or statistics",
      article: "Art. 9(2)(j) GDPR",
      says: "Needed for archiving in the public interest, for scientific or historical research, or for statistics.",
    },
  },

  storage: {
    title: "How long we keep it",
    says: "Nothing is kept without an end.",
    enforced: "When the time is over, it happens by itself; nobody has to remember.",
    caption: "How long data of each situation is kept",
    activity: "Situation",
    how: "Kept for",
    from: "Counted from",
    end: "Then",
    sentence: ({ duration, from, end }) => `for ${duration} from ${from}, then ${end}`,
    events: {
      collection: "the day it was collected",
      "last-contact": "your last contact with us",
      "end-of-contract": "the end of the contract",
      decision: "the decision",
    },
    ends: { erase: "erased", anonymise: "made anonymous" },
    trackers: (table) => html`How long trackers last on your device stands in the ${table}.`,
  },

  sharing: {
    title: "Who receives it",
    says: "Each recipient gets what is listed here, for the purposes listed here. Beyond that we pass nothing on unless you agree to it in the individual case.",
    enforced:
      "Data leaves us through one door only, which lets out what is declared here, for the purposes declared here, to the recipients declared here.",
    neverSold: "We never sell data about you.",
    sold: (recipients) =>
      html`These recipients decide for themselves how they use data about you that they get from us: ${recipients}. Some
      laws, such as California’s, call that a sale.`,
    shared: ({ recipients, onConsent }) =>
      html`So that advertisements can follow you from site to site, these recipients learn what you do here:
      ${recipients}. Some laws, such as California’s, call that
      sharing.${onConsent && html` It happens only once you allow it.`}`,
    none: "We pass no data on to anybody.",
    caption: "Recipients, by category",
    recipient: "Recipient",
    where: "Where, and how the transfer is protected",
    function: "What they do for us",
    takes: "What they take",
    takesOf: ({ activity, fields }) => html`${activity}: ${fields}`,
    takesAll: (activity) => html`${activity}: all of it`,
    takesTracker: (tracker) => html`what ${tracker} sends, once you allow it`,
    takesNothing: "nothing as a rule; in the individual case only what is needed",
    policy: "Their privacy policy",
    inEea: "within the European Economic Area",
    noSafeguard: "no safeguard declared",
    transfers: "Transfers out of the European Economic Area",
    transfersSays:
      "Where a recipient sits outside the European Economic Area, one of these protects what we send there:",
  },
  categories: {
    "analytics-provider": { name: "Analytics", says: "measure how the site is used, so that we can improve it" },
    "security-provider": { name: "Security", says: "keep attacks and abuse away from the site" },
    "hosting-provider": { name: "Hosting", says: "run the computers on which the site and its data are stored" },
    "marketing-partner": { name: "Marketing", says: "help us to reach people who may need what we offer" },
    "advertising-partner": { name: "Advertising", says: "show our advertisements elsewhere and measure them" },
    "media-provider": { name: "Media", says: "play videos, sound and other media inside our pages" },
    "technology-partner": { name: "Technology", says: "provide parts of the site's functions" },
    "communication-provider": { name: "Communication", says: "carry messages between you and us" },
    "recruitment-provider": { name: "Recruitment", says: "run the tools with which we handle applications" },
    "data-broker": { name: "Data enrichment", says: "add what they know about companies and people" },
    "professional-adviser": { name: "Professional advisers", says: "audit us or advise us, and are bound to secrecy" },
    authority: { name: "Authorities and law", says: "may require data by law, or are needed to defend rights" },
    affiliate: { name: "Our group", says: "belong to the same group of companies as we do" },
    successor: { name: "Successors", says: "would take over the business, or a part of it" },
  },
  roles: {
    processor: "works on our instructions",
    controller: "decides for itself how it uses the data",
    "joint-controller": "decides together with us",
  },
  safeguards: {
    adequacy: {
      name: "adequacy decision",
      says: "The European Commission has decided that the country protects data adequately (Art. 45 GDPR).",
    },
    "standard-clauses": {
      name: "standard contractual clauses",
      says: "The recipient has signed the clauses that the European Commission adopted for transfers (Art. 46(2)(c) GDPR).",
    },
    "binding-rules": {
      name: "binding corporate rules",
      says: "The recipient's group has rules that a supervisory authority approved (Art. 46(2)(b) GDPR).",
    },
    derogation: {
      name: "derogation for the individual case",
      says: "The law allows this transfer in a specific situation, such as a legal claim (Art. 49 GDPR).",
    },
  },

  tracking: {
    title: "Cookies and other trackers",
    says: "A tracker is anything that stores something on your device, reads it from there, or tells somebody that you were here. Each one that the site can load is listed below.",
    enforced: "The browser is told to refuse all others.",
    none: "This website uses no trackers.",
    cookiesTitle: "Cookies and device storage",
    cookies:
      "A cookie is a small piece of text that a website asks your browser to keep and to send back on later visits. Some last until you close the browser, others stay for the time stated below.",
    storage:
      "Browsers offer other places to keep such data (local storage, session storage, databases). We treat them just like cookies: what is stored there is declared, and it goes when you say no. We hide no identifiers anywhere else.",
    pixelsTitle: "Pixels, beacons and scripts",
    pixels:
      "A pixel or beacon is an invisible image, often with a number in its address, that tells its owner when a page or a mail was opened. A script can do the same and more. Both fall under the same choices as cookies.",
    kindsTitle: "Strictly necessary and optional",
    necessarySays:
      "Strictly necessary trackers carry out something that you asked for, such as remembering this very choice. They cannot be switched off here, and the table says why each is needed.",
    optionalSays:
      "All others are optional: measuring, marketing, advertising. They do not load, store or send anything before you allow them, and the site works without them.",
    thirdParties:
      "Where a third party runs a tracker, it may also use what it learns under its own policy, which is linked in the table.",
    choicesTitle: "How your choice works",
    choices: ({ centre }) =>
      html`You decide in the ${centre}, which is linked at the foot of every page: for each purpose, or for each single
      tracker. Refusing takes as little effort as allowing, and you can change your mind whenever you like.`,
    choicesKept: ({ duration }) =>
      `We remember your choice, whichever it is, for ${duration}. We ask again earlier only if this policy changes in a way that matters for it.`,
    choicesWithdraw:
      "When you withdraw, the tracker stops and what it stored for this site is removed from your browser at once.",
    signalsTitle: "Signals from your browser",
    signals: "A browser can state a wish on every visit. This is what we do with it:",
    signalNow: ({ signal }) => `Your browser sends ${signal} right now, and we honour it.`,
    signalNames: { gpc: "Global Privacy Control", dnt: "Do Not Track" },
    signalSays: {
      gpc: "A signal against the sale and sharing of data, with legal force in several jurisdictions.",
      dnt: "An older signal against being followed across websites, without legal force.",
    },
    treatments: {
      refuse:
        "We treat it as a refusal of everything optional. Only a choice that you make while the signal is on outweighs it.",
      ignore: "We do not act on it. Use the choices on this site instead; they have the same effect.",
    },
    browserTitle: "In your browser",
    browser: "Every browser can show, block and delete cookies. Its makers explain how:",
    browserLost:
      "If you delete or block everything, we can no longer recognise your choice and have to ask again, and parts of the site may stop working.",
    optOutTitle: "Interest-based advertising elsewhere",
    optOut:
      "The advertising industry offers pages where you can refuse interest-based advertising across many companies:",
    optOutGeneric:
      "These pages set cookies of their own to remember your refusal. You will still see advertisements, but generic ones.",
    tableTitle: "The technologies in use",
    caption: "Tracking technologies: purpose, party and duration",
    technology: "Technology",
    purpose: "What it does",
    party: "Whose it is",
    duration: "Lasts at most",
    parties: { first: "First party", third: "Third party" },
    partyPolicy: (name) => `Privacy policy of ${name}`,
    vendorOptOut: (name) => `Opt-out page of ${name}`,
    necessary: "strictly necessary",
    optional: "optional",
    whyNecessary: "Why it is needed",
    sends: (what) => html`It learns: ${what}`,
    embed: "Shown only as a placeholder until you allow it.",
    storedTitle: "What each technology stores",
    storedSays:
      "The cookies and storage entries of each technology. An asterisk stands for a part of the name that differs from visitor to visitor.",
    storedCaption: "Cookies and storage entries, by technology",
    storedName: "Name",
    storedKind: "Kind",
    storedLife: "Lasts",
    storedBy: "Belongs to",
    storedNothing: "Stores nothing on your device.",
    kinds: {
      cookie: "Cookie",
      local: "Local storage",
      session: "Session storage",
      indexeddb: "Browser database",
      cache: "Browser cache",
    },
    lives: { session: "until the browser is closed", "until-deleted": "until it is deleted" },
    httpOnly: "not readable by scripts",
    onPath: (path) => `below ${path} only`,
    thirdDomain: (domain) => domain,
    hosts: "Contacts",
  },

  enrichment: {
    title: "Data from others",
    says: "Some data does not come from you. We combine it with what you told us only for the purposes named here.",
    brokers: "Companies that supply or match such data:",
    fields: "Data that we get in this way:",
    consent: "Where it rests on your consent, it happens only once you allow it, and ends when you withdraw.",
    objection: "Where it rests on a legitimate interest, you can object, and it ends.",
    enforced: "We keep a note of where each value came from.",
    none: "We neither buy data about you nor have it matched with other sources.",
  },

  links: {
    title: "Links and widgets",
    says: "Where a link leads to another website, what happens there is governed by its own policy, which we can neither write nor check. If a link leads somewhere that it should not, please tell us.",
    enforced: "When you follow such a link, we do not tell the other website which of our pages you came from.",
    widgetsTitle: "Social features and widgets",
    widgets:
      "Some pages can show content of other services, such as a video or a share button. Once shown, the service may learn your IP address and the page you are on, and may set a cookie. Your use of it is then governed by its own policy.",
    hosted: { here: "hosted by us; nobody else is contacted", "third-party": "hosted by a third party" },
    widgetTracker: (tracker) => html`held back behind a placeholder until you allow ${tracker}`,
    formsTitle: "Forms that lead elsewhere",
    formsSay: (hosts) =>
      html`Some of our forms lead to another website, for example to pay: ${hosts}. It learns what you enter there, and
      its own policy applies.`,
    webrtcTitle: "Direct connections",
    webrtcSays:
      "Some of our pages can connect your browser directly with that of somebody else (WebRTC), for example for a video call. The other side then sees your IP address.",
    publicTitle: "Public posts",
    publicSays: (activities) =>
      html`What you post under ${activities} is public. Others can read, copy and reuse it, beyond our control.`,
    publicBack: (contact) =>
      html`You can have your own post taken down: write to ${contact}. Copies that others made are out of our reach.`,
  },

  mail: {
    title: "Mail from us",
    promotional: "Promotional mail",
    promotionalSays:
      "Every promotional mail has an unsubscribe link at its foot. One click is enough, no reason is needed, and it takes effect at once.",
    transactional: "Service mail",
    transactionalSays:
      "Some messages are part of what you use, such as security warnings, receipts or changes of this policy. They carry no promotion and cannot be switched off.",
    caption: "Kinds of mail",
    kind: "Mail",
    purpose: "Purpose",
    optOut: "Stopping it",
    unsubscribe: "unsubscribe link in every mail",
    noOptOut: "not possible while the service is in use",
  },

  rights: {
    title: "Your rights",
    says: "Which rights you have depends on the legal basis of a use. The table shows it for the bases that we rely on.",
    names: {
      access: "Access",
      rectification: "Correction",
      erasure: "Erasure",
      restriction: "Restriction",
      portability: "Portability",
      objection: "Objection",
      withdrawal: "Withdrawal",
      complaint: "Complaint",
    },
    explains: {
      access: "to learn what we hold about you, and to get a copy",
      rectification: "to have wrong or incomplete data put right",
      erasure: "to have data erased",
      restriction: "to have data set aside while a question about it is open",
      portability: "to take what you gave us elsewhere, in a format that machines can read",
      objection: "to object to a use, for reasons of your own situation",
      withdrawal: "to take back a consent, with effect from then on",
      complaint: "to complain to a supervisory authority",
    },
    article: (article) => `Art. ${article} GDPR`,
    caption: "Rights, by legal basis",
    right: "You have the right",
    yes: "yes",
    no: "no",
    howTitle: "How to use them",
    how: (contact) => html`Write to ${contact}. We may have to ask for something that shows that it is you.`,
    deadline:
      "We answer without delay and within one month at the latest. If a request is unusually complex, we may take up to two months more; then we say so, and why, within the first month.",
    free: "It costs nothing.",
    passedOn: "What we correct, erase or restrict, we also tell those to whom we passed it on.",
    marketing: "You can object to direct marketing at any time and without a reason. We then stop at once.",
    withdrawTitle: "Taking back a consent",
    withdrawCentre: (centre) => html`A choice about trackers is taken back in the ${centre}.`,
    withdrawMail: "Promotional mail is stopped with its unsubscribe link.",
    withdrawn: "What was done before stays lawful.",
    complainTitle: "Complaining",
    complain:
      "If you think that we handle your data wrongly, you can turn to a supervisory authority: at your home, at your workplace, or where you think the wrong was done.",
    complainTo: (authority) => html`The one responsible for us is ${authority}.`,
  },

  security: {
    title: "Security and promises",
    says: "This is done to keep the data secure:",
    never: "This we never do:",
  },

  others: {
    title: "Other policies",
    says: "This page is about this website. These documents cover the rest:",
  },

  versions: {
    title: "This version",
    says: "Every version of this policy has a fingerprint, computed from its content.",
    enforced: "Consents and receipts name it, so that it stays clear what you were shown.",
    hash: "Fingerprint (SHA-256)",
    effective: "In effect from",
    published: "Published",
    changes: "What changed",
    archive: "All versions, and the difference between any two",
    formats: "For machines",
    json: "The declaration as JSON",
    dpv: "Data Privacy Vocabulary, JSON-LD",
    article30: "Record of processing activities",
    tilt: "TILT, JSON",
  },

  article30: {
    title: "Record of processing activities",
    says: "The record that Article 30 of the GDPR asks a controller to keep, printed from the policy.",
    caption: "Processing activities",
    activity: "Activity",
    purposes: "Purposes and legal bases",
    jointController: "Joint controller",
    subjects: "People concerned",
    data: "Categories of data",
    recipients: "Categories of recipients",
    transfers: "Transfers to third countries",
    noTransfers: "none",
    erasure: "Time limits for erasure",
    measuresTitle: "Security measures in general",
    measures: [
      "Input is checked against the declaration; fields that it does not have are refused.",
      "Data is read only for a named purpose that the declaration allows for that field.",
      "The visitor's browser is instructed to refuse every connection that is not declared or not allowed.",
      "Consents and versions are recorded in a log whose later alteration can be detected by outsiders.",
    ],
    inline: {
      any: "Code in our pages contacts declared hosts only, unless it leads the visitor to another page. Inline code runs whoever wrote it into the page: code that is injected can read the page, and store something for as long as the page is open.",
      page: "Code in our pages contacts declared hosts only, unless it leads the visitor to another page. Inline code runs only where our server wrote it into the page: code that is injected later does not run.",
      none: "Code in our pages contacts declared hosts only, unless it leads the visitor to another page. Inline code does not run: code that is injected into the page has no effect.",
    },
    eval: "Code in our pages may turn text into code: text that is injected into such a place runs as code of ours.",
    sentBy: (tracker) => `What ${tracker} sends`,
    onDevice: (duration) => `on the device for at most ${duration}`,
    people: "Whoever the data is about",
    trackersFor: (purpose) => `Trackers: ${purpose}`,
  },
};
