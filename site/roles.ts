/** What people of the company work for, and the pages of the console that they see to. A purpose that stands here is read by people of its roles and by nobody else. */
export const roles = {
  recruiter: {
    title: { en: "Recruiter", de: "Personalabteilung" },
    purposes: ["recruitment"],
    pages: ["applications"],
  },
  desk: { title: { en: "Contact desk", de: "Kontaktstelle" }, purposes: ["requests", "support"], pages: ["bookings"] },
  privacy: {
    title: { en: "Privacy officer", de: "Datenschutz" },
    purposes: [],
    pages: ["disclosures", "packages", "legal-requests", "succession", "campaigns", "mailbox"],
  },
  marketing: { title: { en: "Marketing", de: "Marketing" }, purposes: [], pages: ["campaigns"] },
} as const;

/** The roles of a website whose mail lies in a mailbox of its own, or leaves by another server: then there is none to look into. */
export function toRoles(mailbox: boolean) {
  if (mailbox) return roles;
  const { privacy } = roles;
  return { ...roles, privacy: { ...privacy, pages: privacy.pages.filter((page) => page !== "mailbox") } };
}
