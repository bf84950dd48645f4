/** Whom data is about, as the records of companies group people (GDPR 30(1)(c)). */
export const subjects = [
  "visitors",
  "users",
  "customers",
  "prospects",
  "subscribers",
  "applicants",
  "staff",
  "patients",
  "students",
  "children",
  "parents",
  "members",
  "donors",
  "participants",
  "business-contacts",
  "suppliers",
  "relatives",
  "public",
] as const;
export type Subject = (typeof subjects)[number];
