import { StyleGuide } from "@abide/console";
import type { Person } from "../../roles/roles.ts";
import type { Accounts } from "../account.ts";
import type { Acts } from "../acts.ts";
import type { Invitations } from "../invitation.ts";
import type { People } from "../people.ts";
import type { SealedStore } from "../sealed-store.ts";
import type { Sessions } from "../session.ts";
import type { SignIns } from "../sign-in.ts";
import { toStaffTexts } from "../texts/all.ts";
import { answerAccount } from "./account.tsx";
import { answerFeature } from "./feature.tsx";
import type { StaffPage } from "./frame.tsx";
import { answerJoin } from "./join.tsx";
import type { Work } from "./navigation.ts";
import { answerOverview } from "./overview.tsx";
import { answerPasskey } from "./passkey.tsx";
import { answerPeople } from "./people.tsx";
import { redirect, toWayBack, withBack, type Asking, type ConsoleRequest } from "./request.ts";
import { answerSecondStep, answerSignIn, answerSignOut } from "./sign-in.tsx";

/** What the pages of the console work with. */
export interface ConsoleServices {
  readonly items: SealedStore;
  readonly acts: Acts;
  readonly people: People;
  readonly invitations: Invitations;
  readonly signIns: SignIns;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly work: Work;
}

type Answered = Response | StaffPage | undefined;

/** A page for each address, in a table for each way of having signed in. `undefined` means that it is not there for who asks. */
export function createAnswer(services: ConsoleServices): (asked: ConsoleRequest) => Promise<Response | StaffPage> {
  const { items, acts, signIns, work } = services;

  /** For everybody. */
  const forAll = new Map<string, (asked: ConsoleRequest) => Promise<Response | StaffPage>>([
    ["/console/sign-in", (asked) => answerSignIn(signIns, asked)],
    ["/console/second-step", (asked) => answerSecondStep(signIns, asked)],
    ["/console/set-up", (asked) => answerJoin(services, asked)],
    ["/console/join", (asked) => answerJoin(services, asked)],
    ["/console/sign-out", (asked) => answerSignOut(acts, asked)],
    ["/console/passkey", (asked) => answerPasskey(services, asked)],
  ]);
  /** For those who have signed in, if only with the first step. */
  const forFirstStep = new Map<string, (asked: ConsoleRequest, who: Asking) => Promise<Response | StaffPage>>([
    ["/console/language", (asked, { person }) => changeLanguage(items, asked, person)],
    ["/console/account", (asked, who) => answerAccount(services, asked, who)],
  ]);
  /** For those who have signed in with both steps. */
  const forBothSteps = new Map<string, (asked: ConsoleRequest, person: Person) => Promise<Answered>>([
    ["/console", (asked, person) => answerOverview(work, asked, person)],
    ["/console/staff", (asked, person) => answerPeople(services, work, asked, person)],
    ["/console/style-guide", (asked) => Promise.resolve(toStyleGuide(asked))],
  ]);

  return async (asked) => {
    const { path, url, form, origin } = asked;
    const open = forAll.get(path);
    if (open) return open(asked);
    const { person, session } = asked.signedIn;
    if (!person || !session) {
      // The address that a form was sent to is often no page.
      const here = form ? undefined : url.pathname + url.search;
      return redirect(asked, withBack("/console/sign-in", toWayBack(here, origin)));
    }
    const own = forFirstStep.get(path);
    if (own) return own(asked, { person, session });
    if (!person.complete) return redirect(asked, "/console/account");
    const page = await forBothSteps.get(path)?.(asked, person);
    return page ?? answerFeature(work, asked, person);
  };
}

/** Keeps the language that somebody chose for the console. */
async function changeLanguage(items: SealedStore, asked: ConsoleRequest, person: Person): Promise<Response> {
  if (!asked.form) return redirect(asked, "/console");
  await asked.verifyCsrfToken();
  const { language } = toStaffTexts(asked.field("language"));
  await items.update("user", { id: person.id }, { language });
  return redirect(asked, asked.back);
}

const toStyleGuide = ({ texts }: ConsoleRequest): StaffPage => ({
  title: texts.styleGuide,
  here: "/console/style-guide",
  main: <StyleGuide />,
});
