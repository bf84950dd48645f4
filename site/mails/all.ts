import type { MailOptions } from "@abide/engine";
import { applicationArrived } from "./application-arrived.ts";
import { applicationRejected } from "./application-rejected.ts";
import { interviewInvitation } from "./interview-invitation.ts";

/** All the transactional mail that the website can send, and who it comes from. */
export const mail: MailOptions = {
  from: { name: "Halden Software, Recruiting", address: "careers@halden.example" },
  templates: [applicationArrived, interviewInvitation, applicationRejected],
};
