import { Button, Field, fill, Form, Page } from "@abide/console";
import type { Invitation, Invitations } from "../invitation.ts";
import type { SignIns } from "../sign-in.ts";
import type { StaffTexts } from "../texts/all.ts";
import type { StaffPage } from "./frame.tsx";
import { Became, type Outcome } from "./outcome.tsx";
import { redirect, type ConsoleRequest } from "./request.ts";

/** The page that the link of an invitation leads to: an account is made there. */
export async function answerJoin(
  { signIns, invitations }: { readonly signIns: SignIns; readonly invitations: Invitations },
  asked: ConsoleRequest,
): Promise<Response | StaffPage> {
  const { form, field, url, ip, browser, texts } = asked;
  const token = (form ? field("token") : (url.searchParams.get("token") ?? "")).slice(0, 100);
  const limited = form && (await signIns.limit(ip));
  if (limited) return toRefusedPage(texts, limited);
  const invitation = await invitations.find(token);
  if (!invitation) return toRefusedPage(texts, { refused: "link" });
  if (!form) return toJoinPage(texts, { ...invitation, token });
  const [name, typed] = [field("name"), field("email")];
  const agent = browser.headers.get("user-agent") ?? "";
  const joined = await invitations.join(browser.auth, {
    token,
    name,
    email: typed,
    password: field("password"),
    agent,
  });
  return "refused" in joined
    ? toJoinPage(texts, { ...invitation, token, name, typed }, { refused: joined.refused })
    : redirect(asked, "/console/account", [joined.cookie]);
}

function toRefusedPage(texts: StaffTexts, outcome: Outcome): StaffPage {
  return {
    title: texts.console,
    outcome,
    main: (
      <Page title={texts.console}>
        <Became of={outcome} texts={texts} />
        <p>
          <a href="/console/sign-in">{texts.signIn}</a>
        </p>
      </Page>
    ),
  };
}

interface Joining extends Invitation {
  readonly token: string;
  readonly name?: string;
  /** The address that the first of all typed. */
  readonly typed?: string;
}

function toJoinPage(
  texts: StaffTexts,
  { token, first, email, name = "", typed = "" }: Joining,
  outcome: Outcome = {},
): StaffPage {
  return {
    title: texts.joinTitle,
    outcome,
    main: (
      <Page title={texts.joinTitle} lead={first ? texts.firstSays : texts.joinSays}>
        <Became of={outcome} texts={texts} />
        <Form action={`/console/${first ? "set-up" : "join"}`} values={{ token }}>
          <Field name="name" label={texts.name} autocomplete="name" value={name} hint={texts.nameHint} />
          {first ? (
            <Field name="email" kind="email" label={texts.email} autocomplete="username" value={typed} />
          ) : (
            <>
              <p>{fill(texts.invitedAs, { email })}</p>
              <input type="hidden" name="email" autocomplete="username" value={email} />
            </>
          )}
          <Field
            name="password"
            kind="password"
            label={texts.password}
            autocomplete="new-password"
            hint={texts.passwordHint}
          />
          <Button title={texts.join} />
        </Form>
      </Page>
    ),
  };
}
