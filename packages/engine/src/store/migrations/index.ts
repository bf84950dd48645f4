import type { Migration } from "kysely/migration";
import * as foundation from "./0001-foundation.ts";
import * as vault from "./0002-vault.ts";
import * as staff from "./0003-staff.ts";
import * as expire from "./0004-expire.ts";
import * as outbox from "./0005-outbox.ts";
import * as mail from "./0006-mail.ts";
import * as packages from "./0007-package.ts";
import * as campaign from "./0008-campaign.ts";
import * as kept from "./0010-kept.ts";
import * as room from "./0011-room.ts";
import * as successor from "./0012-successor.ts";
import * as request from "./0013-request.ts";
import * as bar from "./0014-bar.ts";
import * as applied from "./0015-applied.ts";
import * as plain from "./0016-plain.ts";
import * as limits from "./0017-limits.ts";

/** Every migration, in order. A new one is a new file and a new line here; one that was published is never changed. */
export const migrations: { readonly [name: string]: Migration } = {
  "0001-foundation": foundation,
  "0002-vault": vault,
  "0003-staff": staff,
  "0004-expire": expire,
  "0005-outbox": outbox,
  "0006-mail": mail,
  "0007-package": packages,
  "0008-campaign": campaign,
  "0010-kept": kept,
  "0011-room": room,
  "0012-successor": successor,
  "0013-request": request,
  "0014-bar": bar,
  "0015-applied": applied,
  "0016-plain": plain,
  "0017-limits": limits,
};
