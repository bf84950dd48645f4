import type { FileStore } from "./vault/file-store.ts";
import { toSecret } from "./http/signer.ts";
import { check, type Policy } from "@abide/policy";
import { createAccesses } from "./audit/access.ts";
import { adopt } from "./adopt.ts";
import { createCollector, type Collector } from "./collect/collect.ts";
import type { ChooseOptions } from "./gate/choose.ts";
import { createKeeper, type Keeper } from "./gate/keep.ts";
import { createRecording, type Recording } from "./gate/recording.ts";
import type { Notice } from "./disclosures/notify.ts";
import { openOutside, type Outside } from "./outside.ts";
import { createDoor, type DiscloseOptions, type Door } from "./disclosures/disclose.ts";
import { createDisclosuresRoom } from "./disclosures/pages.tsx";
import { createDrifts, type Drifts } from "./gate/violations.ts";
import { permitReaches } from "./reaches.ts";
import { listenToRefusals } from "./egress/refusals.ts";
import type { Rule } from "./egress/rules.ts";
import { AbideError } from "./http/error.ts";
import { readFiles, type File, type FileName } from "./page/file.ts";
import { expire, type Expired } from "./records/retention.ts";
import { createFormLimit, type FormLimit, type FormLimits } from "./collect/form-limit.ts";
import { createHolder } from "./records/write.ts";
import { createSigner } from "./http/signer.ts";
import { startJobs } from "./jobs/jobs.ts";
import { createLegalHolds, type LegalHolds } from "./subjects/legal-hold.ts";
import { createLog, type Log } from "./audit/log.ts";
import { findDeclared, toLanguage } from "./mail/declared.ts";
import type { MailOptions, MailTemplate } from "./mail/mail.ts";
import { createMailboxRoom } from "./mail/mailbox-room.ts";
import { createMails, type MailRoom } from "./mail/send.ts";
import { createCampaignRoom } from "./campaigns/campaign-room.ts";
import { createCampaigns, type Campaigns } from "./campaigns/campaign.ts";
import { createChangeNotices, type ChangeNotices } from "./change-notices/notice.ts";
import { createOpens, type Opens } from "./campaigns/engagement.ts";
import { createSubscriptions, type Subscription, type Subscriptions } from "./subscriptions/subscribe.ts";
import { createTasks } from "./collect/challenge.ts";
import { createOutbox, type Outbox } from "./outbox/outbox.ts";
import type { RecordsOptions } from "./records/records.ts";
import { holdsPurpose } from "./roles/roles.ts";
import { createStaffRoom, type StaffOptions, type StaffRoom } from "./staff/staff.ts";
import { personalData } from "./personal.ts";
import { bindPersonalData, createPersonal } from "./subjects/personal-data.ts";
import { createSubjects, type Subjects } from "./subjects/subjects.ts";
import type { Store } from "./store/index.ts";
import { createVersions, type Versions } from "./policies/versions.ts";
import { localMaster, type Master } from "./vault/master.ts";
import { openPlace } from "./vault/place.ts";
import { openVault, type Vault } from "./vault/vault.ts";
import type { VisitOptions } from "./gate/visit.ts";

export interface HouseOptions {
  readonly policies: readonly Policy[];
  readonly store: Store | Promise<Store>;
  readonly key?: string | Uint8Array | undefined;
  readonly master?: Master | undefined;
  readonly clock: () => Date;
  readonly standIn?: number | undefined;
  readonly origin?: string | undefined;
  readonly name?: string | undefined;
  /** Where files lie; the data folder where it is left out. */
  readonly files?: FileStore | undefined;
  readonly staff?: StaffOptions | undefined;
  readonly mail?: MailOptions | undefined;
  readonly notices?: Notices | undefined;
  readonly subscriptions?: readonly Subscription[] | undefined;
  readonly disclose?: DiscloseOptions | undefined;
  readonly forms?: FormLimits | undefined;
  readonly egress?: readonly Rule[] | undefined;
  readonly jobs?: boolean | undefined;
  readonly say?: ((sentence: string, error: unknown) => void) | undefined;
}

/** The mail by which people are told that an authority got their data, or that a successor will: one for each activity. */
export type Notices = { readonly [about in Notice["about"]]?: readonly MailTemplate[] };

/** Everything that an engine's routes work with, opened and ready. */
export interface House {
  readonly site: string;
  readonly store: () => Promise<Store>;
  readonly versions: Versions;
  readonly visits: VisitOptions;
  readonly chooses: ChooseOptions;
  readonly recording: Recording;
  readonly vault: Vault;
  readonly collector: Collector;
  readonly formLimit: FormLimit;
  /** Where the company's people sign in; undefined where there is no role for any. */
  readonly staff: StaffRoom | undefined;
  readonly records: RecordsOptions;
  readonly mails: MailRoom;
  readonly opens: Opens;
  readonly campaigns: Campaigns;
  readonly notices: ChangeNotices;
  readonly subscriptions: Subscriptions;
  readonly subjects: Subjects;
  readonly outside: Outside;
  readonly holds: LegalHolds;
  readonly expire: (progress?: (soFar: Expired) => void) => Promise<Expired>;
  readonly drifts: Drifts;
  readonly log: Log;
  /** Where everything waits that is to leave. It delivers by itself where jobs run. */
  readonly outbox: Outbox;
  /** The one door that records leave by. */
  readonly door: Door;
  readonly files: { readonly [name in FileName]: File };
  readonly close: () => Promise<void>;
}

/** Opens the house: checks the policies, finds the store, opens the log and publishes what is new. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { policies, clock, origin, standIn } = options;
  const opening = Promise.resolve(options.store);
  // It is awaited below. Without this, one that fails before that would end the process.
  opening.catch(() => {});
  const wrong = policies.flatMap((policy) => check(policy)).filter(({ level }) => level === "error");
  if (wrong.length > 0) {
    const list = wrong.map(({ path, message }) => `  ${path.join(".")}: ${message}`).join("\n");
    throw new AbideError("policy-broken", `The policy cannot be published:\n${list}`, {
      next: "Correct these in the policy's file; `npx abide check` shows them with file and line.",
      more: { issues: wrong },
    });
  }
  permitReaches({ connectors: options.disclose?.connectors, smtp: options.mail?.smtp?.url, egress: options.egress });
  const store = () => opening;
  const site = options.name ?? policies[0]?.id ?? "website";
  const versions = await createVersions(policies, site, store);
  const { db, folder } = await store();
  const root = options.key === undefined ? undefined : toSecret(options.key);
  const vault = await openVault({ db, site, master: toMaster(options), root, clock });
  const [cookieSigner, tokenSigner, whoSigner, taskSigner] = await Promise.all(
    ["choice cookie", "choice form", "double click", "form task"].map((use) => createSigner(vault.root, use)),
  );
  const log: Log = await createLog({ db, site, origin: toLogName(origin, site), key: vault.root, clock, folder });
  await versions.publish(log, clock());
  const keeper: Keeper = createKeeper(site, log);
  const holder = createHolder({
    db,
    site,
    log,
    vault,
    onCollected: async (created) => {
      // Asked once everything is open.
      const all = [door.onCollected, mails.onCollected, subscriptions.onCollected];
      const written = await Promise.all(all.map((write) => write(created)));
      return {
        statements: written.flatMap(({ statements }) => statements),
        acts: written.flatMap(({ acts }) => acts),
        after: () => Promise.all(written.map(({ after }) => after?.())),
      };
    },
  });
  const { files, place, close: closePlace } = await openPlace(options.files, folder);
  const collecting = createCollector(policies, versions.current, holder, files, clock);
  const accesses = createAccesses(log, clock);
  const discard = async (ids: readonly string[]) => {
    // What fails here is found by the next sweep: nothing names it any more.
    for (const id of ids) await files?.discard(id).catch(() => {});
  };
  const base = { site, log, store, vault, versions, clock };
  // Asked once everything is open.
  const personal = createPersonal(site, () => [
    bindPersonalData(personalData.subjects, {}),
    bindPersonalData(personalData.records, {}),
    bindPersonalData(personalData.outbox, {}),
    bindPersonalData(personalData.disclosures, { clock, forget: door.forget }),
    bindPersonalData(personalData.mail, { place }),
    bindPersonalData(personalData.staff, {}),
    bindPersonalData(personalData.packages, {}),
    bindPersonalData(personalData.succession, {}),
  ]);
  const say = options.say ?? (() => {});
  await adopt({ db, site, log, vault }, versions, (sentence) => say(sentence, undefined));
  const outbox = createOutbox({ ...base, policy: versions.current[0].hash, say });
  const expireNow = (progress?: (soFar: Expired) => void) => expire({ ...base, discard, personal }, progress);
  const sweep = async () => {
    const named = async (ids: readonly string[]) => {
      // Of every site of the store: they share the folder.
      const rows = await db.selectFrom("file").select("id").where("id", "in", ids).execute();
      return new Set(rows.map(({ id }) => id));
    };
    // An upload of this moment lies there before anything names it.
    const swept = await files?.sweep(named, new Date(Date.now() - 3_600_000));
    if (swept?.moved) say(`Files moved out of the data folder, to where files lie now: ${swept.moved}.`, undefined);
  };
  let tidied = 0;
  const tidyOutbox = async () => {
    // It looks at every letter: once a day is often enough.
    if (clock().getTime() - tidied < 86_400_000) return;
    await outbox.tidy();
    tidied = clock().getTime();
  };
  const work = async () => {
    await subscriptions.settle();
    await opens.settle();
    await expireNow();
    await tidyOutbox();
    await outside.work();
    await mails.sweep();
    await sweep();
  };
  const drifts = createDrifts(site, store, clock);
  const deafen = listenToRefusals(({ way, what, by = "" }) => {
    drifts.note({ kind: "egress", key: [way, what], detail: { way, what, by } });
  });
  const roles = options.staff?.roles ?? {};
  const records: RecordsOptions = {
    ...base,
    accesses,
    cursorSigner: await createSigner(vault.root, "list cursor"),
    files,
    find: (activity) => {
      const version = collecting.find(activity);
      return version && { version, shapes: collecting.shapes(activity)! };
    },
    holds: (purpose, own) => holdsPurpose(roles, purpose, own),
    personal,
  };
  const door = createDoor({ records, outbox, roles, versions: versions.current, disclose: options.disclose });
  const findNotice = (about: Notice["about"], activity: string) => {
    const template = options.notices?.[about]?.find((each) => each.activity === activity);
    const found = template && findDeclared(versions.current, template.kind, activity);
    return found && { template, policy: found.version.policy };
  };
  const notify = async ({ about, activity, record, language, values, key }: Notice) => {
    const notice = findNotice(about, activity);
    if (!notice) return { queued: false as const, reason: "no-template" };
    const { template, policy } = notice;
    return mails.send(template, record, values(toLanguage(language, template, policy)), { key });
  };
  // Opened below: the console's rooms ask for it once somebody looks a person up.
  const find: Subjects["find"] = (...given) => subjects.find(...given);
  const outside = await openOutside({
    records,
    roles,
    origin: origin ?? options.mail?.origin,
    staffed: options.staff !== undefined,
    notify,
    tells: (about, activity) => findNotice(about, activity) !== undefined,
    find,
    say,
  });
  const seen = origin ?? options.mail?.origin ?? "http://localhost";
  const { templates = [], promotions = [] } = options.mail ?? {};
  const opens = createOpens({
    records,
    promotions,
    signer: await createSigner(vault.root, "mail that counts"),
    origin: new URL(seen).origin,
    say,
  });
  const mails = await createMails({
    records,
    versions: versions.current,
    roles,
    mail: options.mail,
    origin,
    place,
    outbox,
    say,
    decorate: async (letter) => {
      const promotion = promotions.find(({ name }) => name === letter.body.template);
      return promotion ? opens.toCounting(promotion, letter) : {};
    },
  });
  const campaigns = createCampaigns({ records, roles, promotions, outbox, mails, say });
  const notices = createChangeNotices({ records, roles, templates, outbox, origin: seen, say });
  await notices.begin();
  const rooms = [
    ...outside.rooms,
    createDisclosuresRoom({
      door,
      outbox,
      versions,
      outside,
      clock,
      find: (...given) => subjects.find(...given),
    }),
    ...(options.mail
      ? [
          createMailboxRoom({
            mailbox: mails.office.mailbox,
            mail: options.mail,
            versions: versions.current,
            origin: seen,
            log,
            clock,
            version: () => versions.current[0],
          }),
          createCampaignRoom({
            campaigns,
            notices,
            versions: versions.current,
            mail: options.mail,
            origin: seen,
            test: mails.test,
            names: outside.names,
          }),
        ]
      : []),
  ];
  const staff = options.staff && (await createStaffRoom({ ...base, ...options.staff, personal, rooms }));
  const subjects = createSubjects({ ...base, discard, personal, accesses });
  const subscriptions = createSubscriptions({
    list: options.subscriptions ?? [],
    records,
    roles,
    collector: collecting,
    mails,
    subjects,
    signer: await createSigner(vault.root, "subscription"),
    unsuppress: mails.unsuppress,
    origin: seen,
  });
  const collector: Collector = {
    ...collecting,
    collect: async (...given) => {
      const result = await collecting.collect(...given);
      if (!result.collected) return result;
      // What may have been written in its commit is to leave.
      if (options.disclose?.on || options.mail) outbox.wake();
      return result;
    },
  };
  // Last: what fails before it would leave a job running for a house that was never opened.
  const jobs = options.jobs
    ? await startJobs([{ name: "expire", when: "*/10 * * * *", work }], { store: await store(), site, say })
    : undefined;
  if (options.jobs) {
    outbox.start();
    campaigns.begin();
    notices.start();
  }
  const chooses = { keeper, versions, cookieSigner: cookieSigner!, tokenSigner: tokenSigner!, clock, origin };
  return {
    site,
    store,
    versions,
    visits: {
      versions,
      cookieSigner: cookieSigner!,
      tokenSigner: tokenSigner!,
      whoSigner: whoSigner!,
      clock,
      standIn,
      origin,
    },
    chooses,
    recording: createRecording(chooses),
    vault,
    collector,
    formLimit: createFormLimit(createTasks(taskSigner!, clock), clock, options.forms),
    staff,
    records,
    mails,
    outside,
    opens,
    campaigns,
    notices,
    subscriptions,
    subjects,
    holds: createLegalHolds({ ...base, db: async () => (await store()).db, policy: versions.current[0].hash }),
    expire: async (progress) => {
      await subscriptions.settle();
      await opens.settle();
      await outside.tidy();
      return expireNow(progress);
    },
    drifts,
    log,
    outbox,
    door,
    files: await readFiles(),
    close: async () => {
      await jobs?.close();
      await campaigns.close();
      await notices.close();
      await outbox.close();
      await mails.close();
      deafen();
      await drifts.close();
      await staff?.close();
      await holder.close();
      await accesses.close();
      await keeper.close();
      await log.close();
      await closePlace();
    },
  };
}

/** The master key that was given, or the one that the deployment's secret makes. */
function toMaster({ key, master }: HouseOptions): Master {
  if (master) return master;
  if (key !== undefined) return localMaster(key);
  throw new AbideError("key-missing", "There is no key to lock personal data with.", {
    next: "Set ABIDE_KEY to at least 16 random bytes, e.g. the output of: openssl rand -hex 32",
  });
}

/** The log's name in its checkpoints: one that no other log has, without a scheme (https://c2sp.org/tlog-checkpoint). */
function toLogName(origin: string | undefined, site: string): string {
  return `${origin === undefined ? "localhost" : new URL(origin).host}/${site}/log`;
}
