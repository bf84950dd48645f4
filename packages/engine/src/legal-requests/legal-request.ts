import type { Addressee } from "../archive/age.ts";
import { spellDate, type Actor, type Language } from "@abide/policy";
import { sql, type Selectable, type Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import { isId } from "../http/id.ts";
import type { RecordsCore } from "../records/records.ts";
import { toPurposeRole, lend, type Roles } from "../roles/roles.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Spoken } from "../staff/console-page.ts";
import type { Authorise } from "../staff/authorise.ts";
import type { LegalRequestTable } from "./tables.ts";
import type { PackageTable } from "../packages/tables.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey } from "../vault/vault.ts";
import type { OpenedWith } from "../archive/age.ts";
import { createDataKey, openDataKeys } from "../subjects/data-key.ts";
import type { Notify } from "../disclosures/notify.ts";
import { decideLeaving, readScope, ScopeDenied, type Scope, type ScopedRecord } from "../disclosures/scope.ts";
import { mostRecords, type MadePackage, type PackageReason, type PackagesApi } from "../packages/package.ts";

/** On what an authority's request can rest, or a disclosure to one that we make ourselves. Closed: anything else is no ground. */
export const legalGrounds = [
  "court-order",
  "criminal-investigation",
  "supervisory-authority",
  "tax-authority",
  "statutory-duty",
  "legal-claim",
  "fraud",
  "security-incident",
  "breach-of-terms",
] as const;
export type LegalGround = (typeof legalGrounds)[number];

const grounds: { readonly [ground in LegalGround]: Spoken } = {
  "court-order": { en: "Order of a court", de: "Gerichtliche Anordnung" },
  "criminal-investigation": { en: "Criminal investigation", de: "Strafverfolgung" },
  "supervisory-authority": { en: "Supervisory authority", de: "Aufsichtsbehörde" },
  "tax-authority": { en: "Tax authority", de: "Steuerbehörde" },
  "statutory-duty": { en: "Duty under a statute", de: "Gesetzliche Pflicht" },
  "legal-claim": { en: "Legal claim of ours or against us", de: "Rechtsanspruch von uns oder gegen uns" },
  fraud: { en: "Fraud", de: "Betrug" },
  "security-incident": { en: "Security incident", de: "Sicherheitsvorfall" },
  "breach-of-terms": { en: "Breach of our terms", de: "Verstoß gegen unsere Bedingungen" },
};

/** A ground in words, in English where there are none in `language`. */
export const spellGround = (ground: LegalGround, language: Language): string =>
  grounds[ground][language.split("-")[0] === "de" ? "de" : "en"];

export interface Registration {
  /** The request's id, a UUID, where whoever asks may ask twice: the same id registers nothing new. */
  readonly id?: string | undefined;
  /** A recipient of the policy that is an authority. */
  readonly recipient: string;
  /** The office that asks. */
  readonly authority: string;
  /** Who receives the package there. */
  readonly contact: Addressee;
  readonly ground: LegalGround;
  /** The provision and the file number, as the request names them. */
  readonly reference: string;
  readonly received: Date;
  /** By when it has to be answered. */
  readonly due: Date;
  readonly purpose: string;
  readonly scope: Scope;
  /** Telling the people concerned is forbidden, until then. */
  readonly delayed?: NoticeDelay | undefined;
  readonly by: Actor;
}

export interface NoticeDelay {
  readonly reason: string;
  readonly until: Date;
}

export type LegalReason =
  | PackageReason
  | "no-reason"
  | "not-approved"
  | "same-person"
  | "settled"
  | "wrong-delay"
  | "wrong-ground"
  | "wrong-time";
export type Stepped = { readonly done: true } | { readonly done: false; readonly reason: LegalReason };

const legalStates = ["registered", "approved", "disclosed", "refused"] as const;
export type LegalState = (typeof legalStates)[number];

/** A request as those see it who see to requests. */
export interface LegalRequest {
  readonly id: string;
  readonly state: LegalState;
  readonly recipient: string;
  readonly ground: LegalGround;
  readonly received: string;
  readonly due: string;
  readonly purpose: string;
  readonly activity: string;
  readonly fields: readonly string[];
  /** Who receives it, why, and what was said about it; undefined where its key is gone. */
  readonly details: LegalDetails | undefined;
  /** Ids of people of the company. */
  readonly registeredBy: string;
  readonly approvedBy: string | undefined;
  readonly disclosedBy: string | undefined;
  readonly refusedBy: string | undefined;
  /** When each of these was. */
  readonly registeredAt: string;
  readonly approvedAt: string | undefined;
  readonly disclosedAt: string | undefined;
  readonly refusedAt: string | undefined;
  /** When its package was fetched first: until then nobody there has anything. */
  readonly fetched: string | undefined;
  /** Its package ended before anybody fetched it. It can be made again. */
  readonly lapsed: boolean;
  readonly subjects: number | undefined;
  readonly package: string | undefined;
  /** People are told once it was fetched. */
  readonly notice: "not-yet" | "delayed" | "due" | "sent";
  readonly delayedUntil: string | undefined;
  /** Who named that day. */
  readonly delayedBy: string | undefined;
  readonly noticed: number | undefined;
  readonly unnoticed: number | undefined;
}

export interface LegalDetails {
  readonly authority: string;
  readonly contact: Addressee;
  readonly reference: string;
  readonly subjects?: readonly string[] | undefined;
  readonly which?: Scope["which"];
  /** Why telling the people concerned is forbidden. */
  readonly delay?: string | undefined;
  /** Why it was refused. */
  readonly refusal?: string | undefined;
}

export type Preview =
  | {
      readonly allowed: true;
      readonly records: number;
      readonly subjects: number;
      readonly fields: readonly string[];
      /** The first of them, where values were asked for. */
      readonly sample: readonly ScopedRecord[];
    }
  | { readonly allowed: false; readonly reason: LegalReason };

/**
 * Requests of authorities: registered by one person, approved and disclosed by another, minimised, sealed, and told to the people
 * concerned. Every step is in the log, those that were denied as well.
 */
export interface LegalRequests {
  readonly register: (
    asked: Registration,
  ) => Promise<
    { readonly registered: true; readonly id: string } | { readonly registered: false; readonly reason: LegalReason }
  >;
  readonly list: () => Promise<readonly LegalRequest[]>;
  /**
   * What would leave: counts and fields, and the first values where they are asked for by somebody who sees to requests. What people of
   * a role read, who registered the request is not shown without that role.
   */
  readonly preview: (id: string, by: Actor, values?: boolean) => Promise<Preview>;
  /** Not by who registered it. */
  readonly approve: (id: string, by: Actor) => Promise<Stepped>;
  /** Makes the sealed package, once it is approved; not by who registered it. */
  readonly disclose: (
    id: string,
    asked: {
      /** The package's id, as in `PackageRequest`. */
      readonly id?: string | undefined;
      readonly key: OpenedWith;
      readonly expires: Date;
      readonly origin?: string | undefined;
      readonly by: Actor;
    },
  ) => Promise<MadePackage | { readonly made: false; readonly reason: LegalReason }>;
  readonly refuse: (id: string, reason: string, by: Actor) => Promise<Stepped>;
  /**
   * Forbids to tell the people concerned until a day, or moves that day, with a reason. Neither who registered the request nor who named
   * the day brings it closer.
   */
  readonly delay: (id: string, delay: NoticeDelay, by: Actor) => Promise<Stepped>;
  /** Tells the people concerned what is due to be told. A job does it every ten minutes. Returns how many notices were written. */
  readonly notify: () => Promise<number>;
}

/** The page of the console that these belong to. */
export const pageName = "legal-requests";

export interface LegalOptions {
  readonly records: RecordsCore;
  readonly roles: Roles;
  readonly packages: PackagesApi;
  /** Undefined where nobody of the company has an account: then nothing is approved either. */
  readonly authorise: Authorise | undefined;
  readonly notify: Notify;
}

type Row = Selectable<LegalRequestTable>;

class Denied extends Error {
  readonly reason: LegalReason;
  constructor(reason: LegalReason) {
    super(`Denied: ${reason}`);
    this.reason = reason;
  }
}

export function createLegalRequests({ records, roles, packages, authorise, notify }: LegalOptions): LegalRequests {
  const { site, db, vault, log, versions, clock } = records;
  const policy = () => versions.current[0].hash;
  const toMac = (email: string) => vault.index("legal request", email);
  const toPlace = (id: string) => ({ activity: "legal-request:", record: id, field: "details" });

  /** Does a step in one commit with its entry in the log. What `work` denies is an entry as well. */
  const step = async (
    what: string,
    id: string,
    by: Actor,
    work: (trx: Transaction<Tables>, row: Row, mac: Uint8Array) => Promise<object | "again">,
  ): Promise<Stepped> =>
    log.transaction(async (trx, append) => {
      const at = clock();
      const note = (detail: object) =>
        audit(trx, append, site, [
          {
            type: "legal-request",
            at,
            policy: policy(),
            detail: { by: by.id, request: id.slice(0, 60), step: what, ...detail },
          },
        ]);
      try {
        const { row, mac } = await findFor(trx, id, by);
        const done = await work(trx, row, mac);
        if (done !== "again") await note({ outcome: "allowed", ...done });
        return { done: true };
      } catch (error) {
        if (!(error instanceof Denied)) throw error;
        await note({ outcome: error.reason });
        return { done: false, reason: error.reason };
      }
    });

  /** The request, for somebody who sees to requests at this moment. */
  const findFor = async (trx: Transaction<Tables>, id: string, by: Actor) => {
    const authorised = await authorise?.(trx, by.id, pageName);
    if (!authorised) throw new Denied("not-staff");
    const row = isId(id) ? await lock(trx, id) : undefined;
    if (!row) throw new Denied("not-found");
    return { row, mac: toMac(authorised.email) };
  };
  const lock = (trx: Transaction<Tables>, id: string) =>
    trx
      .selectFrom("legal_request")
      .selectAll()
      .where("site", "=", site)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
  const change = (trx: Transaction<Tables>, id: string) =>
    trx.updateTable("legal_request").where("site", "=", site).where("id", "=", id);

  let turns: Promise<unknown> = Promise.resolve();
  /**
   * Does `work` while no other process and nobody here tells people or forbids it: messages are written in commits of their own, and one
   * that waits for this turn holds nothing that they need. Here one after the other, so that one connection is held at most.
   */
  const inTurn = <Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> => {
    const turn = turns.then(async () => {
      return db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`legal notices of ${site}`}, 0))`.execute(trx);
        return work(trx);
      });
    });
    turns = turn.catch(() => {});
    return turn;
  };

  /** Four eyes: by the account, and by the address, since an account can be removed and made anew. */
  const verifyOther = (row: Row, by: Actor, mac: Uint8Array, own: "delayed" | "registered" = "registered") => {
    const [id, its] = own === "delayed" ? [row.delayed_by, row.delayed_mac] : [row.by, row.by_mac];
    if (id === by.id || (its && Buffer.from(its).equals(mac))) throw new Denied("same-person");
  };

  const openDetails = async (trx: Transaction<Tables>, row: Row): Promise<[SubjectKey, LegalDetails] | undefined> => {
    const key = (await openDataKeys(trx, [row.data_key], site, vault)).get(row.data_key);
    const details = key?.unseal(toPlace(row.id), row.sealed) as LegalDetails | undefined;
    return key && details ? [key, details] : undefined;
  };
  const reseal = async (trx: Transaction<Tables>, row: Row, more: Partial<LegalDetails>): Promise<Uint8Array> => {
    const opened = await openDetails(trx, row);
    if (!opened) throw new Denied("erased");
    const [key, details] = opened;
    return key.seal(toPlace(row.id), { ...details, ...more });
  };

  const toScope = ({ activity, fields }: Row, { subjects, which }: LegalDetails): Scope => ({
    activity,
    fields,
    subjects,
    which,
  });

  const verifyDelay = ({ reason, until }: NoticeDelay) => {
    if (!isSaid(reason) || !(until.getTime() > clock().getTime())) throw new Denied("wrong-delay");
  };

  const verifyRegistration = (asked: Registration) => {
    const { recipient, authority, contact, ground, reference, received, due, purpose, scope, delayed } = asked;
    const version = records.versions.declaring(scope.activity);
    const declared =
      version && Object.hasOwn(version.policy.recipients, recipient) ? version.policy.recipients[recipient] : undefined;
    if (!version || !declared) throw new Denied("undeclared");
    if (declared.category !== "authority") throw new Denied("other-recipient");
    const reason = decideLeaving(version.policy, { recipient, purpose, ...scope });
    if (reason) throw new Denied(reason);
    if (!legalGrounds.includes(ground)) throw new Denied("wrong-ground");
    if (!isSaid(authority) || !isSaid(reference)) throw new Denied("no-reason");
    if (!isSaid(contact.name) || !/^\S+@\S+$/.test(contact.email)) throw new Denied("wrong-adviser");
    const [from, now, until] = [received, clock(), due].map((date) => date.getTime()) as [number, number, number];
    if (!(from <= now && until > from)) throw new Denied("wrong-time");
    if (delayed) verifyDelay(delayed);
  };

  /** What became of the packages of requests. */
  const readSealed = async (ids: readonly string[]): Promise<ReadonlyMap<string, Sealed>> => {
    const rows = await db
      .selectFrom("package")
      .select(["id", "state", "downloaded_at", "expires_at"])
      .where("site", "=", site)
      .where(sql<boolean>`id = any (${ids}::uuid[])`)
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  };

  const notifyOne = async (id: string): Promise<number> => {
    const found = await db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom("legal_request")
        .selectAll()
        .where("site", "=", site)
        .where("id", "=", id)
        .executeTakeFirst();
      const opened = row && (await openDetails(trx, row));
      return row && opened ? { row, details: opened[1] } : undefined;
    });
    if (!found?.row.package) return 0;
    const { row, details } = found;
    const [sealed] = (await readSealed([found.row.package])).values();
    if (!sealed?.downloaded_at) return 0;
    const day = sealed.downloaded_at.toISOString().slice(0, 10);
    const people = await db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "legal-request" });
      return sql<{ subject: string; record: string; language: Language }>`
        select distinct on (d.subject) d.subject, d.record, coalesce(r.language, '') as language
        from disclosure d left join record r on r.site = d.site and r.activity = d.activity and r.id = d.record
        where d.site = ${site} and d.package = ${row.package} order by d.subject, d.record`.execute(trx);
    });
    const values = (language: Language) => ({
      authority: details.authority,
      disclosed: spellDate(day, language),
      fields: row.fields.join(" "),
      ground: spellGround(row.ground as LegalGround, language),
    });
    let [noticed, unnoticed] = [0, 0];
    const end = () =>
      log.transaction(async (trx, append) => {
        const at = clock();
        const { numUpdatedRows } = await change(trx, id)
          .set({ noticed_at: at, noticed, unnoticed })
          .where("noticed_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return;
        const detail = { by: "site", noticed, outcome: "allowed", request: id, step: "notice", unnoticed };
        await audit(trx, append, site, [{ type: "legal-request", at, policy: policy(), detail }]);
      });
    /** Writes to some. False where it is not to go on. */
    const tell = async (trx: Transaction<Tables>, some: typeof people.rows, last: boolean): Promise<boolean> => {
      const now = await trx
        .selectFrom("legal_request")
        .select(["delayed_until", "noticed_at"])
        .where("site", "=", site)
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      // Whoever is not told yet is not, from the moment that it is forbidden.
      if (now.noticed_at !== null || isNoticeDelayed(now, clock())) return false;
      const sent = await Promise.all(
        some.map(({ subject, record, language }) => {
          const key = `legal-request ${id} ${subject}`;
          return notify({ about: "legal-request", activity: row.activity, record, language, values, key });
        }),
      );
      // It stays due, and the next run writes what is missing: those that are written already are the same notices.
      if (sent.some((one) => !one.queued && one.reason === "failed")) return false;
      noticed += sent.filter(({ queued }) => queued).length;
      unnoticed += sent.filter(({ queued }) => !queued).length;
      // In the same turn: who forbids it after that is told that everybody knows.
      if (last) await end();
      return true;
    };
    for (let from = 0, going = true; going && from < people.rows.length; from += 25) {
      const some = people.rows.slice(from, from + 25);
      going = await inTurn((trx) => tell(trx, some, from + 25 >= people.rows.length));
    }
    return noticed;
  };

  return {
    register: async (asked) => {
      const { recipient, authority, contact, ground, reference, received, due, purpose, scope, delayed, by } = asked;
      const id = asked.id ?? crypto.randomUUID();
      return log.transaction(async (trx, append) => {
        const at = clock();
        const note = (detail: object) =>
          audit(trx, append, site, [
            { type: "legal-request", at, policy: policy(), detail: { by: by.id, step: "register", ...detail } },
          ]);
        try {
          const authorised = await authorise?.(trx, by.id, pageName);
          if (!authorised) throw new Denied("not-staff");
          verifyRegistration(asked);
          const dataKey = await createDataKey(trx, site, vault, at);
          const details: LegalDetails = {
            authority,
            contact,
            reference,
            subjects: scope.subjects,
            which: scope.which,
            delay: delayed?.reason,
          };
          const { numInsertedOrUpdatedRows } = await trx
            .insertInto("legal_request")
            .values({
              site,
              id,
              state: "registered",
              at,
              by: by.id,
              by_mac: toMac(authorised.email),
              recipient,
              data_key: dataKey.id,
              sealed: dataKey.key.seal(toPlace(id), details),
              ground,
              received_at: received,
              due_at: due,
              purpose,
              activity: scope.activity,
              fields: [...scope.fields],
              approved_by: null,
              approved_at: null,
              approved_mac: null,
              disclosed_by: null,
              disclosed_at: null,
              disclosed_mac: null,
              refused_by: null,
              refused_at: null,
              package: null,
              subjects: null,
              delayed: delayed !== undefined,
              delayed_until: delayed?.until ?? null,
              delayed_by: delayed ? by.id : null,
              delayed_mac: delayed ? toMac(authorised.email) : null,
              noticed_at: null,
              noticed: null,
              unnoticed: null,
            })
            .onConflict((conflict) => conflict.columns(["site", "id"]).doNothing())
            .executeTakeFirst();
          if (numInsertedOrUpdatedRows === 0n) throw new Denied("again");
          await note({ ground, outcome: "allowed", recipient, request: id });
          return { registered: true, id } as const;
        } catch (error) {
          if (!(error instanceof Denied)) throw error;
          await note({ outcome: error.reason, recipient: recipient.slice(0, 60) });
          return { registered: false, reason: error.reason } as const;
        }
      });
    },
    list: async () => {
      const { rows, keys } = await db.transaction().execute(async (trx) => {
        const rows = await trx
          .selectFrom("legal_request")
          .selectAll()
          .where("site", "=", site)
          .orderBy("at", "desc")
          .limit(500)
          .execute();
        const keys = await openDataKeys(
          trx,
          rows.map(({ data_key }) => data_key),
          site,
          vault,
        );
        return { rows, keys };
      });
      const sealed = await readSealed(rows.flatMap((row) => row.package ?? []));
      return rows.map((row) => {
        const details = keys.get(row.data_key)?.unseal(toPlace(row.id), row.sealed) as LegalDetails | undefined;
        return toLegalRequest(row, details, sealed.get(row.package ?? ""), clock());
      });
    },
    preview: async (id, by, values = false) => {
      let found: { readonly row: Row; readonly details: LegalDetails } | undefined;
      const looked = await step("preview", id, by, async (trx, row, mac) => {
        // What only people of a role read, nobody else reads by registering a request for it: a second person does.
        if (values && toPurposeRole(roles, row.purpose, by.roles) === "other-role") verifyOther(row, by, mac);
        const opened = await openDetails(trx, row);
        if (!opened) throw new Denied("erased");
        found = { row, details: opened[1] };
        return { values };
      });
      if (!looked.done) return { allowed: false, reason: looked.reason };
      const { row, details } = found!;
      const lent = lend(by.id, roles, row.purpose);
      const subjects = new Set<string>();
      const sample: ScopedRecord[] = [];
      let count = 0;
      try {
        const scope = toScope(row, details);
        for await (const page of readScope(records, scope, row.purpose, values ? row.fields : [], lent)) {
          count += page.length;
          for (const { subject } of page) subjects.add(subject);
          if (values) sample.push(...page.slice(0, 20 - sample.length));
          if (count > mostRecords) throw new ScopeDenied("too-many");
        }
      } catch (error) {
        if (error instanceof ScopeDenied) return { allowed: false, reason: error.reason };
        throw error;
      }
      return { allowed: true, records: count, subjects: subjects.size, fields: row.fields, sample };
    },
    approve: (id, by) =>
      step("approve", id, by, async (trx, row, mac) => {
        verifyOther(row, by, mac);
        // A second click of the same person.
        if (row.state === "approved" && row.approved_by === by.id) return "again";
        if (row.state !== "registered") throw new Denied("settled");
        await change(trx, id)
          .set({ state: "approved", approved_by: by.id, approved_at: clock(), approved_mac: mac })
          .execute();
        return {};
      }),
    disclose: async (id, { id: own, key, expires, origin, by }) => {
      /** What stands between a request and its package, asked before it is made and once more in the commit that keeps it. */
      const verify = async (trx: Transaction<Tables>, row: Row, mac: Uint8Array) => {
        verifyOther(row, by, mac);
        if (row.state === "registered") throw new Denied("not-approved");
        if (row.state === "refused") throw new Denied("settled");
        if (row.state !== "disclosed") return;
        // One that ended before anybody fetched it can be made again.
        const before = await trx
          .selectFrom("package")
          .select(["id", "state", "downloaded_at", "expires_at"])
          .where("site", "=", site)
          .where("id", "=", row.package)
          .executeTakeFirst();
        if (!before || !hasLapsed(before, clock())) throw new Denied("settled");
      };
      let found: { readonly row: Row; readonly details: LegalDetails } | undefined;
      const asked = await step("disclose", id, by, async (trx, row, mac) => {
        await verify(trx, row, mac);
        const opened = await openDetails(trx, row);
        if (!opened) throw new Denied("erased");
        found = { row, details: opened[1] };
        return "again";
      });
      if (!asked.done) return { made: false, reason: asked.reason };
      const { row, details } = found!;
      const { recipient, purpose } = row;
      const scope = toScope(row, details);
      try {
        const made = await packages.makeFor(
          "legal-request",
          { id: own, recipient, adviser: details.contact, purpose, scope, key, expires, by, origin },
          {
            request: id,
            within: async (trx, made) => {
              const { row, mac } = await findFor(trx, id, by);
              await verify(trx, row, mac);
              const disclosed = { disclosed_by: by.id, disclosed_at: clock(), disclosed_mac: mac };
              await change(trx, id)
                .set({ state: "disclosed", ...disclosed, package: made.id, subjects: made.subjects })
                .execute();
            },
          },
        );
        return made;
      } catch (error) {
        if (!(error instanceof Denied)) throw error;
        await step("disclose", id, by, () => Promise.reject(error));
        return { made: false, reason: error.reason };
      }
    },
    refuse: (id, reason, by) =>
      step("refuse", id, by, async (trx, row) => {
        if (row.state === "refused" && row.refused_by === by.id) return "again";
        if (row.state === "disclosed" || row.state === "refused") throw new Denied("settled");
        if (!isSaid(reason)) throw new Denied("no-reason");
        const sealed = await reseal(trx, row, { refusal: reason });
        await change(trx, id).set({ state: "refused", refused_by: by.id, refused_at: clock(), sealed }).execute();
        return {};
      }),
    delay: (id, delay, by) =>
      inTurn(() =>
        step("delay", id, by, async (trx, row, mac) => {
          verifyDelay(delay);
          // Whom a notice was written to knows.
          if (row.noticed_at !== null) throw new Denied("settled");
          if (isNoticeDelayed(row, clock()) && delay.until < row.delayed_until!) {
            verifyOther(row, by, mac);
            verifyOther(row, by, mac, "delayed");
          }
          const sealed = await reseal(trx, row, { delay: delay.reason });
          const delayed = { delayed: true, delayed_until: delay.until, delayed_by: by.id, delayed_mac: mac };
          await change(trx, id)
            .set({ ...delayed, sealed })
            .execute();
          return { until: delay.until.toISOString() };
        }),
      ),
    notify: async () => {
      const due = await db
        .selectFrom("legal_request")
        .innerJoin("package", (join) =>
          join.onRef("package.site", "=", "legal_request.site").onRef("package.id", "=", "legal_request.package"),
        )
        .select("legal_request.id")
        .where("legal_request.site", "=", site)
        .where("legal_request.state", "=", "disclosed")
        .where("downloaded_at", "is not", null)
        .where("noticed_at", "is", null)
        .where((eb) => eb.or([eb("delayed_until", "is", null), eb("delayed_until", "<=", clock())]))
        .execute();
      let noticed = 0;
      for (const { id } of due) noticed += await notifyOne(id);
      return noticed;
    },
  };
}

type Sealed = Pick<Selectable<PackageTable>, "downloaded_at" | "expires_at" | "id" | "state">;

/** Whether a package ended before anybody fetched it. The job that ends it may not have come by yet. */
const hasLapsed = ({ state, downloaded_at, expires_at }: Sealed, now: Date): boolean =>
  downloaded_at === null && (state !== "ready" || expires_at.getTime() <= now.getTime());

const isNoticeDelayed = ({ delayed_until }: Pick<Row, "delayed_until">, now: Date): boolean =>
  delayed_until !== null && delayed_until.getTime() > now.getTime();

const isSaid = (text: string): boolean => text.trim() !== "" && text.length <= 2_000;

function toLegalRequest(
  row: Row,
  details: LegalDetails | undefined,
  sealed: Sealed | undefined,
  now: Date,
): LegalRequest {
  const { id, recipient, purpose, activity, fields, by } = row;
  return {
    id,
    state: row.state as LegalState,
    recipient,
    ground: row.ground as LegalGround,
    received: row.received_at.toISOString(),
    due: row.due_at.toISOString(),
    purpose,
    activity,
    fields,
    details,
    registeredBy: by,
    approvedBy: row.approved_by ?? undefined,
    disclosedBy: row.disclosed_by ?? undefined,
    refusedBy: row.refused_by ?? undefined,
    registeredAt: row.at.toISOString(),
    approvedAt: row.approved_at?.toISOString(),
    disclosedAt: row.disclosed_at?.toISOString(),
    refusedAt: row.refused_at?.toISOString(),
    fetched: sealed?.downloaded_at?.toISOString(),
    lapsed: sealed !== undefined && hasLapsed(sealed, now),
    subjects: row.subjects ?? undefined,
    package: row.package ?? undefined,
    notice: row.noticed_at ? "sent" : isNoticeDelayed(row, now) ? "delayed" : sealed?.downloaded_at ? "due" : "not-yet",
    delayedUntil: row.delayed_until?.toISOString(),
    delayedBy: row.delayed_by ?? undefined,
    noticed: row.noticed ?? undefined,
    unnoticed: row.unnoticed ?? undefined,
  };
}
