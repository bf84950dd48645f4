/** One fact of the prose that the policy replaces, and where the published page has to show it. */
export interface Fact {
  /** The obligation that it belongs to, A1 to E3. */
  readonly obligation: string;
  /** The `id` of the element that shows it. */
  readonly at: string;
  /** What stands there. */
  readonly shows: readonly string[];
  /** Addresses that are linked there. */
  readonly links?: readonly string[];
}

interface Collected {
  readonly obligation: string;
  readonly activity: string;
  readonly how: string;
  readonly fields: readonly string[];
  readonly purposes: readonly string[];
  readonly bases: readonly string[];
}

/** The tables of section A: what is collected, how, for which purposes, on which bases. */
const collected: readonly Collected[] = [
  {
    obligation: "A1 A2",
    activity: "contact",
    how: "You give it to us directly",
    fields: ["E-mail address", "Telephone number", "Your message"],
    purposes: ["Access", "Improvement", "Requests", "Support", "News and offers", "Safety and rights", "Risk and law"],
    bases: ["Contract", "Legitimate interest", "Legal obligation"],
  },
  {
    obligation: "A1 D3",
    activity: "comments",
    how: "You give it to us directly",
    fields: ["Question or comment", "E-mail address"],
    purposes: ["Publication", "Improvement", "Requests", "Support", "Safety and rights", "Risk and law"],
    bases: ["Contract", "Legitimate interest", "Legal obligation"],
  },
  {
    obligation: "A3",
    activity: "visit",
    how: "We collect it automatically",
    fields: ["IP address", "Referral URL"],
    purposes: [
      "Access",
      "Improvement",
      "Entitlement",
      "Operation",
      "Presentation",
      "Analytics and marketing",
      "Audience size and traffic",
      "Fraud and abuse",
    ],
    bases: ["Legitimate interest"],
  },
  {
    obligation: "A4",
    activity: "academy",
    how: "technical information is collected automatically",
    fields: [
      "Name",
      "E-mail address",
      "Details of your Halden account",
      "Payment information",
      "Certification requirements",
      "Test results",
    ],
    purposes: ["Halden Academy", "Billing", "Other courses"],
    bases: ["Contract", "Legitimate interest"],
  },
  {
    obligation: "A5",
    activity: "careers",
    how: "You give it to us directly when you apply",
    fields: ["Telephone number", "E-mail address", "Full name", "CV or résumé", "City", "State or canton", "Country"],
    purposes: ["Recruitment"],
    bases: ["Legitimate interest"],
  },
  {
    obligation: "A6",
    activity: "exchange",
    how: "technical information is collected automatically",
    fields: ["Name", "E-mail address", "Address", "Country of origin"],
    purposes: ["Halden Exchange", "News from the Exchange"],
    bases: ["Contract", "Legitimate interest"],
  },
  {
    obligation: "C2",
    activity: "enrichment",
    how: "data brokers",
    fields: ["E-mail address", "Company"],
    purposes: ["Enrichment"],
    bases: ["Consent"],
  },
];

/** What each purpose means, and the basis that carries it. */
const purposes: readonly (readonly [obligation: string, purpose: string, says: string, basis: string])[] = [
  ["A2 A3", "access", "access to the website and watch over how it is used", "Legitimate interest"],
  ["A2 A3", "improvement", "improve the website, our products and our services", "Legitimate interest"],
  ["A2", "requests", "do what you ask of us, such as showing you a demo", "Contract"],
  ["A2", "support", "where the website gives you trouble", "Contract"],
  [
    "A2",
    "promotion",
    "call you with news and offers about Halden, our products, services and events",
    "Legitimate interest",
  ],
  ["A2", "safety", "defend our rights, those of our users and of others", "Legitimate interest"],
  [
    "A2",
    "compliance",
    "obey the law, and enforce this policy and our agreements, the terms included",
    "Legal obligation",
  ],
  ["A3", "entitlement", "privileged content, services or resources", "Legitimate interest"],
  ["A3", "operation", "the website works, and works better", "Legitimate interest"],
  ["A3", "presentation", "the way that suits you and your device best", "Legitimate interest"],
  ["A3", "marketing", "enrich data, which includes targeted advertising", "Legitimate interest"],
  ["A3", "traffic", "report how many people visit the website", "Legitimate interest"],
  ["A3", "fraud", "fight fraud and abuse", "Legitimate interest"],
  ["A4", "academy", "Provide Halden Academy", "Contract"],
  ["A4", "billing", "Bill you for courses", "Contract"],
  ["A4", "courses", "promotional e-mail about other courses", "Legitimate interest"],
  ["A5", "recruitment", "inside Halden and for nothing else", "Legitimate interest"],
  ["A6", "exchange", "services on Halden Exchange", "Contract"],
  ["A6", "exchangeNews", "promotional e-mail about Halden Exchange", "Legitimate interest"],
  ["C2", "enrichment", "Merge, combine and cross-reference", "Consent"],
];

/** Section B: who receives, where, what it does, and under which protection. */
const recipients: readonly (readonly [obligation: string, recipient: string, ...shows: string[]])[] = [
  [
    "B1",
    "aws",
    "Amazon Web Services",
    "United States",
    "data storage",
    "disaster recovery",
    "standard contractual clauses",
  ],
  ["B1", "google", "Google Analytics", "Analytics provider and advertising partner"],
  ["B1", "security", "Security vendor"],
  ["B1", "intercom", "Intercom, Inc.", "United States", "communication with you"],
  ["B1", "lever", "Lever, Inc.", "United States", "internal recruitment", "CV or résumé"],
  ["B2", "advisers", "Auditors, law firms and accounting firms"],
  [
    "B3",
    "authorities",
    "Regulators, law enforcement agencies, public authorities",
    "an order obliges us",
    "comply with the law",
    "protect people, our users and the public",
    "fraud and security problems",
    "exercise or defend legal claims",
    "enforce our terms",
  ],
  ["B4", "affiliates", "the companies of our group"],
  [
    "B5",
    "successor",
    "sale or purchase of assets or shares",
    "merger",
    "bankruptcy",
    "reorganisation",
    "while it is negotiated",
    "legitimate interest",
  ],
  ["C2", "brokers", "data broker", "Merges, combines and cross-references"],
];

/** Section C's table of tracking technologies: name, what it does, whose it is with the link to its policy, how long it lasts. */
const trackers: readonly (readonly [
  tracker: string,
  name: string,
  says: string,
  policy: string | undefined,
  lasts: string,
])[] = [
  ["audience", "Halden website", "improve what the website says and shows", undefined, "24 months"],
  ["metaPixel", "Facebook", "Analyses our audience", "https://www.facebook.com/policies/cookies/", "24 months"],
  [
    "googleAnalytics",
    "Google Analytics",
    "without naming visitors",
    "https://policies.google.com/privacy",
    "24 months",
  ],
  [
    "linkedinInsight",
    "LinkedIn",
    "Analyses our audience",
    "https://www.linkedin.com/legal/privacy-policy",
    "24 months",
  ],
  [
    "accountEngagement",
    "Salesforce Pardot",
    "how visitors move through our website",
    "https://www.salesforce.com/company/privacy/",
    "10 years",
  ],
  ["bingUet", "Bing", "Analyses our audience", "https://privacy.microsoft.com/en-us/privacystatement", "24 months"],
  ["trendemon", "Trendemon", "Analyses our audience", "https://trendemon.com/privacy.html", "10 years"],
  ["avocet", "Avocet", "Analyses our audience", "https://avocet.io/privacy-policy", "24 months"],
  ["xPixel", "Twitter", "Analyses our audience", "https://twitter.com/en/privacy", "24 months"],
  ["nrich", "N.Rich", "analytics of behaviour", "https://www.n.rich/privacy-notice", "24 months"],
  ["demandbase", "Demandbase", "account-based marketing", "https://www.demandbase.com/privacy-policy", "24 months"],
  [
    "taboola",
    "Taboola",
    "recommendations of our content",
    "https://www.taboola.com/policies/privacy-policy",
    "24 months",
  ],
  ["crazyEgg", "CrazyEgg", "improve what the website says and shows", "https://www.crazyegg.com/privacy", "5 years"],
  ["clickcease", "ClickCease", "fraudulent or malicious visits", "https://cheq.ai/privacy-policy/", "5 years"],
];

/** Every fact of the prose, as data. */
export const facts: readonly Fact[] = [
  ...collected.map(({ obligation, activity, how, fields, purposes, bases }) => ({
    obligation,
    at: `activity-${activity}`,
    shows: [how, ...fields, ...purposes, ...bases],
  })),
  ...purposes.map(([obligation, purpose, says, basis]) => ({
    obligation,
    at: `purpose-${purpose}`,
    shows: [says, basis],
  })),
  { obligation: "A7", at: "mail", shows: ["unsubscribe link", "cannot be switched off"] },
  {
    obligation: "A7",
    at: "mail",
    shows: ["News and offers", "Security updates", "Changes of this policy", "Transactions"],
  },
  {
    obligation: "A8",
    at: "other-policies",
    shows: ["Privacy policy for our services", "the complete view", "Terms of use"],
    links: ["/privacy/services", "/trust", "/terms"],
  },
  { obligation: "B0", at: "sharing", shows: ["never sell"] },
  ...recipients.map(([obligation, recipient, ...shows]) => ({ obligation, at: `recipient-${recipient}`, shows })),
  { obligation: "C1", at: "tracker-choice", shows: ["strictly necessary", "First party", "Why it is needed"] },
  {
    obligation: "C3",
    at: "tracking",
    shows: ["choice centre", "at the foot of every page"],
    links: ["/privacy/choices"],
  },
  {
    obligation: "C4",
    at: "tracking",
    shows: ["Digital Advertising Alliance (DAA)", "Network Advertising Initiative (NAI)", "generic ones"],
    links: ["https://optout.aboutads.info/", "https://optout.networkadvertising.org/"],
  },
  { obligation: "C4", at: "tracking", shows: ["In your browser", "parts of the site may stop working"] },
  { obligation: "C5", at: "tracking", shows: ["We hide no identifiers anywhere else"] },
  { obligation: "C6", at: "tracking", shows: ["Pixels, beacons and scripts", "an invisible image"] },
  { obligation: "C7", at: "tracking", shows: ["Do Not Track", "Global Privacy Control", "treat it as a refusal"] },
  ...trackers.map(([tracker, name, says, policy, lasts]) => ({
    obligation: "C8",
    at: `tracker-${tracker}`,
    shows: [name, says, policy === undefined ? "First party" : "Third party", lasts],
    links: policy === undefined ? [] : [policy],
  })),
  {
    obligation: "C8",
    at: "tracker-googleAnalytics",
    shows: ["Opt-out"],
    links: ["https://tools.google.com/dlpage/gaoptout"],
  },
  { obligation: "D1", at: "links-and-widgets", shows: ["governed by its own policy", "please tell us"] },
  {
    obligation: "D2",
    at: "links-and-widgets",
    shows: ["your IP address and the page", "a cookie", "hosted by us", "hosted by a third party"],
  },
  { obligation: "D3", at: "links-and-widgets", shows: ["is public", "beyond our control", "taken down"] },
  { obligation: "D3", at: "activity-comments", shows: ["What you post is public"] },
  {
    obligation: "E2",
    at: "version",
    shows: ["All versions, and the difference between any two"],
    links: ["/privacy/versions"],
  },
  {
    obligation: "E3",
    at: "rights",
    shows: [
      "Access",
      "Correction",
      "Erasure",
      "Restriction",
      "Portability",
      "Objection",
      "Withdrawal",
      "Complaint",
      "one month",
    ],
  },
];
