import { deletesRows, type PersonalData } from "./personal-data.ts";
import { readStatements, type Statement } from "./statements.ts";

declare module "./personal-data.ts" {
  interface Exported {
    readonly statements: readonly Statement[];
    /** What was done with it: collected, changed, said. Reads are counted by purpose and not by person. */
    readonly events: readonly { readonly at: string; readonly type: string; readonly detail: unknown }[];
  }
}

/** Who somebody is, what they said, and what was done with what is held about them. */
export const personal: PersonalData = {
  tables: {
    subject: {
      erase: "update subject set erased_at = gone.at from gone where subject.site = $1 and subject.id = gone.subject",
    },
    subject_key: { erase: deletesRows("subject_key"), unexported: "a key" },
    subject_index: {
      erase: deletesRows("subject_index"),
      unexported: "a blind index of an address that is in a record",
    },
    statement: { erase: deletesRows("statement") },
    hold: {
      // Of holds that have ended it stays known that they were, and no longer why: that may name the person. A hold on a record does not
      // say whose it is, and the record may be gone: the entry about the hold knows.
      erase: `update hold set ground = '' from gone where hold.site = $1 and (hold.subject = gone.subject or (
        hold.record is not null and exists (
          select from audit a where a.site = $1 and a.subject = gone.subject and a.type = 'hold'
            and a.detail::json ->> 'hold' = hold.id::text
        )
      ))`,
      unexported: "why a claim is prepared for is nobody's to know until it is made",
    },
    audit: {
      // Their entries in the log become noise: a commitment that nothing opens.
      erase:
        "update audit set detail = null, salt = null from gone where audit.site = $1 and audit.subject = gone.subject",
    },
  },
  // Who objects to something has to be recognised when they come again.
  keeps: (site, subject, at) => `(exists (
    select from hold h where h.site = ${site} and h.subject = ${subject} and h.ended_at is null and h.until > ${at}
  ) or exists (
    select from statement s
    where s.site = ${site} and s.subject = ${subject} and s.kind = 'objection' and s.ended_at is null
  ))`,
  export: async (trx, { site, id }) => {
    const [statements, events] = await Promise.all([
      readStatements(trx, site, id),
      trx
        .selectFrom("audit")
        .select(["at", "type", "detail"])
        .where("site", "=", site)
        .where("subject", "=", id)
        .orderBy("idx")
        .execute(),
    ]);
    return {
      members: {
        statements,
        events: events.map(({ at, type, detail }) => ({
          at: at.toISOString(),
          type,
          detail: detail === null ? undefined : (JSON.parse(detail) as unknown),
        })),
      },
    };
  },
};
