import type { Addressees, ReceivedBy } from "./disclosures/received.ts";
import { opensRoom, type Roles } from "./roles/roles.ts";
import type { RecordsOptions } from "./records/records.ts";
import type { ConsoleRoom } from "./staff/room.ts";
import { createItems } from "./staff/items.ts";
import type { NoticeSection } from "./publish/section.ts";
import { createStanding } from "./staff/standing.ts";
import type { Subjects } from "./subjects/subjects.ts";
import { createLegalRoom } from "./legal-requests/pages.tsx";
import { createPackageRoom } from "./packages/pages.tsx";
import { readScope, ScopeDenied } from "./disclosures/scope.ts";
import type { FindPerson } from "./disclosures/by-hand.tsx";
import { createSuccessionRoom } from "./succession/pages.tsx";
import { createLegalRequests, legalRoom, type LegalRequests } from "./legal-requests/legal-request.ts";
import { forgetErrands } from "./subjects/data-key.ts";
import type { Notify, Tells } from "./disclosures/notify.ts";
import { createPackages, type PackageRoom } from "./packages/package.ts";
import { importSuccession, type Import, type Imported } from "./succession/import.ts";
import { createSuccessions, type SuccessionRoom } from "./succession/succession.ts";
import { toTransparency } from "./legal-requests/transparency.ts";

/** What leaves by hand and not by a connector: packages for advisers, answers to authorities, a transfer to a successor. */
export interface Outside extends Addressees {
  readonly packages: PackageRoom;
  readonly legalRequests: LegalRequests;
  readonly succession: SuccessionRoom & {
    /** Takes in the archive of a predecessor: all of it, or says why nothing was taken. Broken off, it goes on where it was. */
    readonly import: (given: Import) => Promise<Imported>;
  };
  /** Their reports beside the policy's page. */
  readonly sections: readonly NoticeSection[];
  /** Their rooms of the console. */
  readonly rooms: readonly ConsoleRoom[];
  /** Ends and forgets what is over its time. */
  readonly tidy: () => Promise<void>;
  /** The same, and tells people what is due to be told: what a job does every ten minutes. */
  readonly work: () => Promise<void>;
}

export interface OutsideOptions {
  readonly records: RecordsOptions;
  readonly roles: Roles;
  readonly origin: string | undefined;
  /** Whether the company's people have accounts. */
  readonly staffed: boolean;
  readonly notify: Notify;
  readonly tells: Tells;
  /** Finds a person by an address; who asks is written down. */
  readonly find: Subjects["find"];
  readonly say: (sentence: string, error: unknown) => void;
}

export async function openOutside(options: OutsideOptions): Promise<Outside> {
  const { records, roles, staffed, say } = options;
  const { site, store, clock } = records;
  const packages = await createPackages(options);
  const standing = staffed ? createStanding(createItems(records), roles) : undefined;
  const legalRequests = createLegalRequests({ ...options, packages, standing });
  const find: FindPerson = (email, by) => options.find({ email }, { by });
  const items = createItems(records);
  const names = async () => new Map((await items.find("user", [])).map(({ id, name }) => [id, String(name)]));
  const successions = await createSuccessions({ ...options, standing });
  const seesLegal: Outside["seesLegal"] = (by) => opensRoom(roles, by.roles, legalRoom);
  const addressees = async (): Promise<Map<string, ReceivedBy>> => {
    const [sealed, transfers, requests] = await Promise.all([
      packages.list(),
      successions.list(),
      legalRequests.list(),
    ]);
    const authorities = new Map<string, ReceivedBy>(
      requests.map(({ id, details, notice, barredUntil }) => [
        id,
        { name: details?.authority, barred: notice === "barred" ? barredUntil : undefined },
      ]),
    );
    return new Map<string, ReceivedBy>([
      ...transfers.map(({ id, successor }) => [id, { name: successor }] as const),
      ...requests.flatMap(({ id, package: last }) =>
        last === undefined ? [] : [[last, authorities.get(id)!] as const],
      ),
      // One that was made again has more than its last.
      ...sealed.map(({ id, adviser, request = "" }) => {
        const adviserName = adviser && `${adviser.name} (${adviser.email})`;
        return [id, authorities.get(request) ?? { name: adviserName }] as const;
      }),
    ]);
  };
  const tidy = async () => {
    await packages.tidy();
    await successions.tidy();
    const { log, versions } = records;
    for (const table of ["package", "legal_request", "succession"] as const)
      await forgetErrands(table, { site, log, clock, policy: versions.current[0].hash });
  };
  return {
    packages,
    legalRequests,
    succession: { ...successions, import: (given) => importSuccession(records, given) },
    sections: [toTransparency(store, site, clock)],
    names,
    seesLegal,
    addressees,
    rooms: [
      createPackageRoom({
        packages,
        find,
        may: (purpose, by) => records.holds(purpose, by.roles) !== "other-role",
        seesLegal,
        count: async (scope, purpose, by) => {
          let records = 0;
          const people = new Set<string>();
          try {
            for await (const page of readScope(options.records, scope, purpose, [], by)) {
              records += page.length;
              for (const { subject } of page) people.add(subject);
            }
          } catch (error) {
            if (error instanceof ScopeDenied) return error;
            throw error;
          }
          return { records, people: people.size };
        },
      }),
      createLegalRoom({ legalRequests, find, names }),
      createSuccessionRoom(successions, (work) => {
        work.catch((error: unknown) => say("A succession was broken off. It goes on where it was.", error));
      }),
    ],
    tidy,
    work: async () => {
      await legalRequests.notify();
      await successions.recall();
      await tidy();
    },
  };
}
