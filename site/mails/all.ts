import type { MailOptions } from "@abide/engine";
import { applicationArrived } from "./application-arrived.tsx";
import { applicationRejected } from "./application-rejected.tsx";
import { confirmSubscription } from "./confirm-subscription.tsx";
import { interviewInvitation } from "./interview-invitation.tsx";
import { legalRequestNotices, successionNotices } from "./legal-notice.tsx";
import { policyChanges } from "./policy-change.tsx";
import { successionCancelledNotices } from "./succession-cancelled.tsx";
import { welcome } from "./welcome.tsx";
import { winterIssue } from "./winter-issue.tsx";

/** All the mail that the website can send, and who it comes from. */
export const mail: MailOptions = {
  from: {
    transactional: { name: "Halden Software", address: "hello@mail.halden.example" },
    promotional: { name: "Halden Newsletter", address: "newsletter@news.halden.example" },
  },
  templates: [
    applicationArrived,
    interviewInvitation,
    applicationRejected,
    confirmSubscription,
    welcome,
    ...policyChanges,
    ...legalRequestNotices,
    ...successionNotices,
    ...successionCancelledNotices,
  ],
  promotions: [winterIssue],
  suppression: "suppression",
  look: { accent: "#c2331c", accentInDark: "#ff7d68" },
};

/** What people subscribe to. */
export const subscriptions = [
  {
    asked: "newsletterRequest",
    activity: "newsletter",
    purpose: "newsletter",
    confirm: confirmSubscription,
    welcome,
  },
];

/** The mail by which people learn that an authority got their data, that a successor will, or does not after all. */
export const disclosureMails = {
  "legal-request": legalRequestNotices,
  succession: successionNotices,
  "succession-cancelled": successionCancelledNotices,
};
