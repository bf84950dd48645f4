import {
  Act,
  Actions,
  Button,
  Day,
  Empty,
  Field,
  fill,
  Form,
  Markup,
  Page,
  Row,
  Rows,
  Section,
  Sentence,
  spellTime,
  Tag,
  Time,
  useReader,
} from "@abide/console";
import type { Changed } from "../account-act.ts";
import type { Account, Accounts } from "../account.ts";
import { withCookies, type Sessions } from "../session.ts";
import type { StaffTexts } from "../texts/all.ts";
import type { StaffPage } from "./frame.tsx";
import { Became } from "./outcome.tsx";
import { Passkey } from "./passkey.tsx";
import { redirect, type Asking, type ConsoleRequest } from "./request.ts";

const address = "/console/account";

/** The page of one's own account. It is the only one that opens with the first step alone: the second is set up on it. */
export async function answerAccount(
  { accounts, sessions }: { readonly accounts: Accounts; readonly sessions: Sessions },
  asked: ConsoleRequest,
  { person, session }: Asking,
): Promise<Response | StaffPage> {
  const { form, field, browser, origin, signedIn, texts } = asked;
  if (form) await asked.verifyCsrfToken();
  const done: Changed = form ? await accounts.change({ browser, person, session, field }) : {};
  const renewed = done.cookies ?? [];
  // A changed factor begins another session, and the forms of the page belong to that one.
  const now = renewed.length === 0 ? signedIn : await sessions.find(withCookies(browser.headers, renewed), origin);
  if (!now.session || !now.person) return redirect(asked, "/console/sign-in", renewed);
  const account = await accounts.read(browser.auth, now.person, now.session);
  return {
    title: texts.account,
    here: address,
    outcome: done,
    passkeys: true,
    cookies: renewed,
    session: now.session,
    main: <AccountMain account={account} complete={now.person.complete} done={done} texts={texts} />,
  };
}

interface Shown {
  readonly account: Account;
  readonly texts: StaffTexts;
}

function AccountMain({
  account,
  complete,
  done,
  texts,
}: Shown & { readonly complete: boolean; readonly done: Changed }) {
  return (
    <Page title={texts.account} lead={!complete && texts.factorMissing}>
      <Became of={done} texts={texts} />
      {done.codes && <BackupCodes codes={done.codes} texts={texts} />}
      <Section id="app" title={texts.appTitle}>
        <App account={account} texts={texts} />
      </Section>
      <Passkeys account={account} texts={texts} />
      {complete && (
        <>
          <Password texts={texts} />
          <SignedInAt account={account} texts={texts} />
        </>
      )}
    </Page>
  );
}

/** New backup codes, which are shown this once. */
function BackupCodes({ codes, texts }: { readonly codes: readonly string[]; readonly texts: StaffTexts }) {
  return (
    <Section id="backup" title={texts.backupTitle} says={texts.backupSays}>
      <ul class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a class="button" href="/console">
          {texts.go}
        </a>
      </p>
    </Section>
  );
}

function App({ account: { app, pending, passkeys, codes, fresh }, texts }: Shown) {
  if (pending) {
    return (
      <>
        <p id="scan">{texts.appScan}</p>
        <div class="qr" role="img" aria-label={texts.qr}>
          <Markup of={pending.qr} />
        </div>
        <p>
          {texts.key}: <code>{pending.key}</code>
        </p>
        <Form action={address} values={{ do: "confirm-app" }}>
          <Field
            name="code"
            label={texts.code}
            autocomplete="one-time-code"
            inputMode="numeric"
            short
            describedBy="scan"
          />
          <Button title={texts.confirm} />
        </Form>
        <Act action={address} values={{ do: "forget-app" }} kind="plain" title={texts.cancel} />
      </>
    );
  }
  return (
    <>
      <p>{app ? texts.appIsOn : texts.appOff}</p>
      {app && <p>{fill(codes < 4 ? texts.backupFew : texts.backupLeft, { count: codes })}</p>}
      <Form action={address}>
        {!fresh && <OwnPassword id="app-password" texts={texts} />}
        <Actions>
          <Button
            name="do"
            value="app"
            title={app ? texts.appReplace : texts.appSetUp}
            kind={app ? "second" : "first"}
          />
          {app && <Button name="do" value="codes" title={texts.backupMake} kind="second" />}
          {app && passkeys.length > 0 && <Button name="do" value="remove-app" title={texts.appRemove} kind="plain" />}
        </Actions>
      </Form>
    </>
  );
}

function Passkeys({ account: { passkeys, fresh }, texts }: Shown) {
  return (
    <Section id="passkeys" title={texts.passkeys} says={texts.passkeysSays}>
      {passkeys.length === 0 ? (
        <Empty>{texts.noPasskeys}</Empty>
      ) : (
        <Rows>
          {passkeys.map(({ id, name, at }) => (
            <Row
              title={name}
              says={<Sentence of={texts.added} date={<Day of={at} />} />}
              acts={
                <Act
                  action={address}
                  values={{ do: "remove-passkey", passkey: id }}
                  kind="plain"
                  title={texts.remove}
                  about={name}
                >
                  {!fresh && <OwnPassword id={`key-${id}`} texts={texts} />}
                </Act>
              }
            />
          ))}
        </Rows>
      )}
      <Passkey act="add" title={texts.addPasskey} then={address} texts={texts}>
        {!fresh && <OwnPassword id="passkey-password" texts={texts} />}
      </Passkey>
    </Section>
  );
}

function Password({ texts }: { readonly texts: StaffTexts }) {
  return (
    <Section id="password-title" title={texts.passwordTitle}>
      <Form action={address} values={{ do: "password" }}>
        <OwnPassword id="password" texts={texts} />
        <Field
          name="new-password"
          kind="password"
          label={texts.newPassword}
          autocomplete="new-password"
          hint={texts.passwordHint}
        />
        <Button title={texts.changePassword} />
      </Form>
    </Section>
  );
}

/** The sessions of the person, and a way to end each. */
function SignedInAt({ account: { sessions }, texts }: Shown) {
  const { language, zone } = useReader();
  return (
    <Section id="sessions" title={texts.sessions} says={texts.sessionsSays}>
      <Rows>
        {sessions.map(({ id, at, agent, own: here }) => (
          <Row
            title={agent}
            says={<Sentence of={texts.since} date={<Time at={at} />} />}
            states={here && <Tag>{texts.thisOne}</Tag>}
            acts={
              !here && (
                <Act
                  action={address}
                  values={{ do: "end", session: id }}
                  kind="plain"
                  title={texts.end}
                  about={`${agent}, ${spellTime(at, language, zone)}`}
                />
              )
            }
          />
        ))}
      </Rows>
      {sessions.length > 2 && (
        <Act action={address} values={{ do: "end-others" }} kind="second" title={texts.endOthers} />
      )}
    </Section>
  );
}

function OwnPassword({ id, texts }: { readonly id: string; readonly texts: StaffTexts }) {
  return (
    <Field name="password" kind="password" label={texts.currentPassword} autocomplete="current-password" id={id} />
  );
}
