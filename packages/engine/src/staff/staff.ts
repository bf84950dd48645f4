import { spellTime, toOwnZone } from "@abide/console";
import type { Visit } from "@abide/gate/render";
import type { Actor, Policy, Records } from "@abide/policy";
import type { Kysely } from "kysely";
import type { Log } from "../audit/log.ts";
import { AbideError } from "../http/error.ts";
import { createSigner } from "../http/signer.ts";
import type { Limits } from "../limits/limits.ts";
import type { Versions } from "../policies/versions.ts";
import type { Roles } from "../roles/roles.ts";
import { isStoreDown } from "../store/index.ts";
import type { Tables } from "../store/tables.ts";
import type { Personal } from "../subjects/personal-data.ts";
import type { Vault } from "../vault/vault.ts";
import { createAccounts } from "./account.ts";
import { createActs } from "./acts.ts";
import type { ConsolePage, Desk } from "./console-page.ts";
import { createAnswer } from "./console/answer.tsx";
import { answerPage } from "./console/frame.tsx";
import { readRequest } from "./console/request.ts";
import { createInvitations } from "./invitation.ts";
import { administrator, createPeople } from "./people.ts";
import { createSealedStore } from "./sealed-store.ts";
import { createSessions, toAuthHeaders, type SignedIn } from "./session.ts";
import { createSignIns } from "./sign-in.ts";

/** Somebody of the company who has signed in, with both steps. */
export interface Colleague<P extends Policy = Policy> extends Actor {
  readonly name: string;
  /** Readers that carry this person's name into the log, and open what their roles are for. */
  readonly records: Records<P>;
}

export interface StaffOptions {
  readonly roles: Roles;
  readonly desks?: readonly Desk[];
  /** The time zone of the company, in which its people read every moment: "Europe/Zurich". Default: that of the process. */
  readonly zone?: string;
}

/** The accounts of the company's people, and the console. */
export interface Staff {
  /** Who has signed in, and the cookies that keep the session going. */
  readonly find: (request: Request, origin: string) => Promise<SignedIn>;
  /** The answer to a request below `/console`. */
  readonly answer: (
    request: Request,
    from: { readonly ip: string; readonly visit: Visit; readonly origin: string },
  ) => Promise<Response>;
  /** The path on which the first administrator makes an account; undefined once somebody has one. */
  readonly setUp: () => Promise<string | undefined>;
  /** Writes down the failures that were counted. */
  readonly close: () => Promise<void>;
}

export interface StaffServices {
  readonly personal: Personal;
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly log: Log;
  readonly versions: Versions;
  readonly limits: Limits;
  readonly clock: () => Date;
}

/** Opens the accounts and the console. `pages` are those of features. Refuses roles, pages and zones that nobody declares. */
export async function createStaff(
  { site, db, vault, log, versions, limits, clock, personal }: StaffServices,
  { roles, desks = [], zone = toOwnZone() }: StaffOptions,
  pages: readonly ConsolePage[],
): Promise<Staff> {
  verifyRoles(roles, versions, pages);
  verifyZone(zone);
  const { hash, policy } = versions.current[0];
  const items = createSealedStore({ site, db, vault, clock, personal });
  const acts = createActs({ site, log, items, clock, policy: hash });
  const people = createPeople({ items, acts, roles, clock });
  const invitations = createInvitations({ items, acts, toRoles: people.toRoles, clock });
  const signIns = createSignIns({ items, acts, vault, limits, clock });
  const accounts = createAccounts({ items, acts, vault, limits, clock });
  const formSigner = await createSigner(vault.root, "console form");
  const secret = new TextEncoder().encode(await (await createSigner(vault.root, "staff sessions")).sign("secret"));
  const sessions = createSessions({ items, people, secret, issuer: policy.controller.name, clock });
  const work = { roles, desks, pages };
  const answer = createAnswer({ items, acts, people, invitations, signIns, accounts, sessions, work });
  const frame = { work, zone, toCsrfToken: ({ id }: { readonly id: string }) => formSigner.sign(id) };

  return {
    find: (request, origin) => sessions.find(toAuthHeaders(request), origin),
    answer: async (request, from) => {
      try {
        const asked = await readRequest({ sessions, formSigner }, request, from);
        const answered = await answer(asked);
        return answered instanceof Response ? answered : await answerPage(frame, answered, asked);
      } catch (cause) {
        if (cause instanceof AbideError || !isStoreDown(cause)) throw cause;
        throw new AbideError("store-down", "The store went away while somebody used the console.", { cause });
      }
    },
    setUp: invitations.setUp,
    close: acts.close,
  };
}

/** Refuses roles that could not be given, and roles that name a purpose or a page that there is not. */
function verifyRoles(roles: Roles, { current }: Versions, pages: readonly ConsolePage[]): void {
  for (const [role, { purposes, pages: own = [] }] of Object.entries(roles)) {
    const refuse = (why: string, next: string) =>
      new AbideError("policy-broken", `The role "${role}" ${why}.`, { next });
    if (role === administrator) throw refuse("is there already: it gives roles", "Call yours by what they do.");
    if (!/^[a-z][\w-]*$/i.test(role))
      throw refuse("has a name that is not made of letters, digits, - and _", "Put what people read into its title.");
    const missing = purposes.find((purpose) => !current.some(({ policy }) => Object.hasOwn(policy.purposes, purpose)));
    if (missing !== undefined)
      throw refuse(
        `is for "${missing}", which no policy declares`,
        "Name a purpose of the policy, or declare this one.",
      );
    const closed = own.find((page) => !pages.some(({ name }) => name === page));
    if (closed !== undefined)
      throw refuse(
        `opens "${closed}", which the console does not have`,
        `It has: ${pages.map(({ name }) => name).join(", ")}.`,
      );
  }
}

function verifyZone(zone: string): void {
  try {
    spellTime(new Date(0), "en", zone);
  } catch (cause) {
    const next = 'Name one by region and city, such as "Europe/Zurich".';
    throw new AbideError("policy-broken", `There is no time zone "${zone}".`, { next, cause });
  }
}
