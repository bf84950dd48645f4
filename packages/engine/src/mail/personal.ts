import { toPlace } from "../outbox/message.ts";
import { deletesRows, type PersonalData } from "../subjects/personal-data.ts";
import type { FileStore } from "../vault/file-store.ts";
import { channels, storedMailPrefix, readStoredMail, type MailReference } from "./stored-mail.ts";

declare module "../subjects/personal-data.ts" {
  interface Exported {
    readonly promotions: readonly ExportedPromotion[];
  }
}
declare module "../records/personal.ts" {
  interface ExportedRecord {
    /** Mail about it that was written to the person, with its words where they can be opened. */
    readonly mails: readonly ExportedMail[];
  }
}

export interface ExportedMail {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly subject?: string;
  readonly text?: string;
}

/** A mail that promoted: what it was, and whether it arrived. Its words were everybody's. */
export interface ExportedPromotion {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly state: string;
}

/** Mail that was written to people, with the stored copies of it. */
export const personal: PersonalData<{ readonly place: FileStore | undefined }> = {
  tables: {
    mailbox: { erase: deletesRows("mailbox"), unexported: "what arrived there is exported as it was written" },
  },
  export: async (trx, { site, id: person, key }, { place }) => {
    const [files, messages] = await Promise.all([
      trx
        .selectFrom("record")
        .innerJoin("file", (join) =>
          join
            .onRef("file.site", "=", "record.site")
            .onRef("file.activity", "=", "record.activity")
            .onRef("file.record", "=", "record.id"),
        )
        .select(["file.id", "file.record", "file.activity", "file.field", "file.at"])
        .where("record.site", "=", site)
        .where("record.subject", "=", person)
        .orderBy("file.at")
        .execute(),
      trx
        .selectFrom("message")
        .select(["id", "at", "state", "body"])
        .where("site", "=", site)
        .where("subject", "=", person)
        .where("channel", "=", channels.promotional)
        .orderBy("seq")
        .execute(),
    ]);
    const records = await trx
      .selectFrom("record")
      .select("id")
      .where("site", "=", site)
      .where("subject", "=", person)
      .execute();
    const mails = new Map<string, ExportedMail[]>(records.map(({ id }) => [id, []]));
    for (const { id, record, activity, field, at } of files) {
      if (!field.startsWith(storedMailPrefix)) continue;
      // A copy that is lost, or whose place does not answer, must not hold up the rest of the export.
      const copy = await readStoredMail(place, key, { id, activity, record }).catch(() => undefined);
      const words = copy && { subject: copy.subject, text: copy.text };
      mails.get(record)!.push({ id, kind: field.slice(storedMailPrefix.length), at: at.toISOString(), ...words });
    }
    const promotions = messages.flatMap(({ id, at, state, body }): ExportedPromotion[] => {
      const opened = key.unseal(toPlace(id, "body"), body) as MailReference | undefined;
      return opened ? [{ id, name: opened.template, at: at.toISOString(), state }] : [];
    });
    return {
      members: { promotions },
      ofRecords: new Map([...mails].map(([record, mails]) => [record, { mails }])),
    };
  },
};
