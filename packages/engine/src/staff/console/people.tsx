import {
  Act,
  Button,
  Choice,
  Copy,
  Field,
  fill,
  Form,
  OpenRow,
  Outcome as Said,
  Page,
  Row,
  Rows,
  Section,
  Sentence,
  State,
  Tag,
  Time,
} from "@abide/console";
import { toWords } from "@abide/policy";
import type { Person } from "../../roles/roles.ts";
import type { Invitations, Invited } from "../invitation.ts";
import { administrator, type Change, type People } from "../people.ts";
import type { Sessions } from "../session.ts";
import type { StaffTexts } from "../texts/all.ts";
import type { StaffPage } from "./frame.tsx";
import type { Work } from "./navigation.ts";
import { Became, type Outcome } from "./outcome.tsx";
import { redirect, type ConsoleRequest } from "./request.ts";

const address = "/console/staff";

interface Done extends Outcome {
  /** The path of the link for somebody who was invited. */
  readonly link?: string;
}

/** The page on which administrators invite people, give them roles, suspend and remove them. For others it is not there: undefined. */
export async function answerPeople(
  { people, invitations, sessions }: Services & { readonly sessions: Sessions },
  work: Work,
  asked: ConsoleRequest,
  person: Person,
): Promise<Response | StaffPage | undefined> {
  const { form, browser, origin, texts } = asked;
  if (!person.roles.includes(administrator)) return undefined;
  if (form) await asked.verifyCsrfToken();
  const done: Done = form ? await changePeople({ people, invitations }, person, form) : {};
  const left = form ? (await sessions.find(browser.headers, origin)).person : person;
  // An administrator whose own roles are others now signs in anew, and is told why.
  if (!left) return redirect(asked, "/console/sign-in?changed");
  if (!left.roles.includes(administrator)) return redirect(asked, "/console");
  const [all, invited] = await Promise.all([people.list(), invitations.list()]);
  const titles = toRoleTitles(work, asked);
  return {
    title: texts.people,
    here: address,
    outcome: done,
    main: (
      <Page title={texts.people} lead={texts.peopleSays}>
        <Became of={done} texts={texts} />
        {done.link !== undefined && <Link to={`${origin}${done.link}`} texts={texts} />}
        <Rows>
          {all.map((each) => (
            <PersonRow person={each} own={each.id === person.id} titles={titles} texts={texts} />
          ))}
        </Rows>
        {invited.length > 0 && <InvitedPeople invited={invited} titles={titles} texts={texts} />}
        <Section id="invite" title={texts.inviteTitle}>
          <Form action={address} values={{ do: "invite" }}>
            <Field name="email" kind="email" label={texts.email} id="invite-email" />
            <RoleChoice own={[]} id="invite" titles={titles} texts={texts} />
            <Button title={texts.invite} />
          </Form>
        </Section>
      </Page>
    ),
  };
}

interface Services {
  readonly people: People;
  readonly invitations: Invitations;
}

/** Does what the form's field "do" names. */
async function changePeople(
  { people, invitations }: Services,
  by: Person,
  form: ReadonlyMap<string, string>,
): Promise<Done> {
  const roles = people.toRoles([...form.keys()].map((name) => name.replace(/^role-/, "")));
  const id = form.get("person") ?? "";
  const what = form.get("do") ?? "";
  switch (what) {
    case "invite":
      return invitations.invite(by, form.get("email") ?? "", roles);
    case "revoke":
      await invitations.revoke(by, id);
      return { said: "revoked" };
    case "roles":
    case "suspend":
    case "resume":
    case "remove": {
      const change: Change = what === "roles" ? { what, roles } : { what };
      const refused = await people.change(by, id, change);
      return refused ? { refused } : { said: what === "remove" ? "removed" : "saved" };
    }
    default:
      return { refused: "gone" };
  }
}

/** The link for somebody who was invited, to hand to them. */
function Link({ to, texts }: { readonly to: string; readonly texts: StaffTexts }) {
  return (
    <Said is="done">
      <p>{texts.invitation}</p>
      <p>
        <Copy>{to}</Copy>
      </p>
    </Said>
  );
}

interface RolesShown {
  readonly titles: RoleTitles;
  readonly texts: StaffTexts;
}

function PersonRow({
  person: { id, name, email, roles, suspended, complete },
  own,
  titles,
  texts,
}: RolesShown & { readonly person: Person; readonly own: boolean }) {
  return (
    <OpenRow
      title={
        <>
          {name} {own && <span class="soft">({texts.you})</span>}
        </>
      }
      says={email}
      states={
        <>
          {suspended && <State is="waits">{texts.suspended}</State>}{" "}
          {!complete && <State is="waits">{texts.incomplete}</State>}{" "}
          <RoleTags of={roles} titles={titles} texts={texts} />
        </>
      }
      hint={texts.change}
    >
      <Act action={address} values={{ do: "roles", person: id }} title={texts.save} about={name}>
        <RoleChoice own={roles} id={id} titles={titles} texts={texts} />
      </Act>
      {suspended ? (
        <Act action={address} values={{ do: "resume", person: id }} kind="second" title={texts.resume} about={name} />
      ) : (
        <Act action={address} values={{ do: "suspend", person: id }} kind="second" title={texts.suspend} about={name}>
          <p>{texts.suspendSays}</p>
        </Act>
      )}
      <Act
        action={address}
        values={{ do: "remove", person: id }}
        kind="danger"
        title={texts.removePerson}
        about={name}
        confirm={texts.removeSays}
      />
    </OpenRow>
  );
}

function InvitedPeople({ invited, titles, texts }: RolesShown & { readonly invited: readonly Invited[] }) {
  return (
    <Section id="invited" title={texts.invitedTitle}>
      <Rows>
        {invited.map(({ id, email, roles, until }) => (
          <Row
            title={email}
            says={<Sentence of={texts.until} date={<Time at={until} />} />}
            states={<RoleTags of={roles} titles={titles} texts={texts} />}
            acts={
              <Act
                action={address}
                values={{ do: "revoke", person: id }}
                kind="plain"
                title={texts.revoke}
                about={email}
              />
            }
          />
        ))}
      </Rows>
    </Section>
  );
}

type RoleTitles = ReadonlyMap<string, { readonly title: string; readonly says: string }>;

/** Each role by its name: its title, and what it lets people work with. */
function toRoleTitles({ roles, pages }: Work, { texts, visit }: ConsoleRequest): RoleTitles {
  const { policy } = visit.version;
  const toPurpose = (purpose: string) => {
    const declared = policy.purposes[purpose];
    return declared ? toWords(declared.title ?? declared.says, texts.language, policy.languages) : purpose;
  };
  return new Map([
    [administrator, { title: texts.administrator, says: texts.administratorSays }],
    ...Object.entries(roles).map(([role, { title, purposes, pages: own = [] }]) => {
      const opened = pages.filter(({ name }) => own.includes(name)).map((page) => toWords(page.title, texts.language));
      const says = [
        ...(purposes.length > 0 ? [fill(texts.worksFor, { purposes: purposes.map(toPurpose).join(", ") })] : []),
        ...(opened.length > 0 ? [fill(texts.opens, { pages: opened.join(", ") })] : []),
      ];
      return [role, { title: toWords(title ?? role, texts.language), says: says.join("; ") }] as const;
    }),
  ]);
}

function RoleTags({ of, titles, texts }: RolesShown & { readonly of: readonly string[] }) {
  if (of.length === 0) return <span class="soft">{texts.noRoles}</span>;
  return (
    <>
      {of.map((role) => (
        <>
          <Tag>{titles.get(role)?.title ?? role}</Tag>{" "}
        </>
      ))}
    </>
  );
}

function RoleChoice({ own, id, titles, texts }: RolesShown & { readonly own: readonly string[]; readonly id: string }) {
  return (
    <Choice
      kind="any"
      legend={texts.roles}
      name="roles"
      id={id}
      of={Array.from(titles, ([role, { title, says }]) => ({
        name: `role-${role}`,
        value: "yes",
        title,
        says,
        chosen: own.includes(role),
      }))}
    />
  );
}
