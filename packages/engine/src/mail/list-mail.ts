import type { Core } from "../core/core.ts";
import { createReader } from "../records/records.ts";
import { setAccessContext } from "../store/access-context.ts";
import { openKeys } from "../subjects/keys.ts";
import { findDeclared } from "./declared.ts";
import type { Mails, WrittenMail } from "./mail.ts";
import { readStoredMail, storedMailPrefix } from "./stored-mail.ts";

/** Lists transactional mail that was written about a record, for people who may read the record for the purpose of its kind. */
export function createList(core: Core): Mails["list"] {
  const { versions, place } = core;
  return async (kind, activity, record, by) => {
    const found = findDeclared(versions.current, kind, activity);
    if (!found) return { allowed: false, reason: "undeclared" };
    const { purpose, address } = found;
    const read = await createReader(core, activity, purpose, by).read(record, [address]);
    if (!read.allowed) return read;
    try {
      const { rows, key } = await readFiles(core, { kind, purpose, activity, record });
      const messages: WrittenMail[] = [];
      for (const { id, state } of rows) {
        if (!place) return { allowed: false, reason: "no-place" };
        const message = key && (await readStoredMail(place, key, { id, activity, record }));
        if (message === undefined) return { allowed: false, reason: "erased" };
        messages.push({ ...message, state: (state ?? "kept") as WrittenMail["state"] });
      }
      return { allowed: true, messages };
    } catch {
      return { allowed: false, reason: "failed" };
    }
  };
}

/** The files of mail about a record with the states of their messages, the oldest first, and the key that they are sealed under. */
function readFiles(
  { site, db, vault }: Core,
  {
    kind,
    purpose,
    activity,
    record,
  }: { readonly kind: string; readonly purpose: string; readonly activity: string; readonly record: string },
) {
  return db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { purpose });
    const rows = await trx
      .selectFrom("file")
      .innerJoin("record", (join) =>
        join
          .onRef("record.site", "=", "file.site")
          .onRef("record.activity", "=", "file.activity")
          .onRef("record.id", "=", "file.record"),
      )
      .leftJoin("message", (join) => join.onRef("message.site", "=", "file.site").onRef("message.id", "=", "file.id"))
      .select(["file.id", "record.subject", "message.state"])
      .where("file.site", "=", site)
      .where("file.activity", "=", activity)
      .where("file.record", "=", record)
      .where("file.field", "=", `${storedMailPrefix}${kind}`)
      .orderBy("file.at")
      .orderBy("file.id")
      .execute();
    const subject = rows[0]?.subject;
    const keys = subject === undefined ? undefined : await openKeys(trx, [subject], site, vault);
    return { rows, key: subject === undefined ? undefined : keys?.get(subject) };
  });
}
