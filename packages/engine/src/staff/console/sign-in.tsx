import { Button, Field, fill, Form, Page } from "@abide/console";
import type { Acts } from "../acts.ts";
import type { SignIns, Stepped } from "../sign-in.ts";
import type { StaffPage } from "./frame.tsx";
import { Became, type Outcome } from "./outcome.tsx";
import { Passkey } from "./passkey.tsx";
import { redirect, redirectWith, withBack, type ConsoleRequest } from "./request.ts";

/** The first step: address and password. */
export async function answerSignIn(signIns: SignIns, asked: ConsoleRequest): Promise<Response | StaffPage> {
  const { form, field, url, ip, browser, back, signedIn } = asked;
  if (signedIn.person?.complete) return redirect(asked, back);
  if (!form) return toSignInPage(asked, url.searchParams.has("changed") ? { said: "yours" } : {});
  const limited = await signIns.limit(ip);
  const email = field("email");
  const stepped = limited ?? (await signIns.first(browser, email, field("password")));
  return "refused" in stepped ? toSignInPage(asked, stepped, email.slice(0, 254)) : goOn(asked, stepped);
}

/** The second step: a code of the app, or a backup code. */
export async function answerSecondStep(signIns: SignIns, asked: ConsoleRequest): Promise<Response | StaffPage> {
  const { form, field, ip, browser, back, signedIn } = asked;
  if (signedIn.person?.complete) return redirect(asked, back);
  if (!form) return toSecondStepPage(asked, {});
  const limited = await signIns.limit(ip);
  const stepped = limited ?? (await signIns.second(browser, field("code")));
  if (!("refused" in stepped)) return goOn(asked, stepped);
  return stepped.refused === "late" ? toSignInPage(asked, stepped) : toSecondStepPage(asked, stepped);
}

export async function answerSignOut(acts: Acts, asked: ConsoleRequest): Promise<Response> {
  const { form, browser, texts } = asked;
  const { person, session } = asked.signedIn;
  if (!form) return redirect(asked, "/console");
  if (!session || !person) return redirect(asked, "/console/sign-in");
  await acts.commit(async (part) => {
    await part.remove("session", { token: session.token });
    return { result: undefined, acts: [{ what: "sign-out", by: person.id }] };
  });
  const { auth, headers } = browser;
  const response = await auth.api.signOut({ headers, asResponse: true }).catch(() => undefined);
  return redirectWith(texts, "/console/sign-in", response?.headers.getSetCookie() ?? []);
}

/** To the next step, or to where somebody was going. */
function goOn(asked: ConsoleRequest, { next, cookies }: Exclude<Stepped, { readonly refused: unknown }>): Response {
  const to = {
    "second-step": withBack("/console/second-step", asked.back),
    "set-up": "/console/account",
    in: asked.back,
  };
  return redirect(asked, to[next], cookies);
}

/** `email` is the address that was typed before. */
function toSignInPage({ texts, visit, back }: ConsoleRequest, outcome: Outcome, email?: string): StaffPage {
  const { controller } = visit.version.policy;
  return {
    title: texts.signIn,
    outcome,
    passkeys: true,
    main: (
      <Page title={texts.signIn} lead={fill(texts.signInSays, { controller: controller.name })}>
        <Became of={outcome} texts={texts} />
        <Form action="/console/sign-in" values={{ back }}>
          <Field name="email" kind="email" label={texts.email} autocomplete="username" value={email} />
          <Field name="password" kind="password" label={texts.password} autocomplete="current-password" />
          <Button title={texts.go} />
        </Form>
        <Passkey act="sign-in" title={texts.usePasskey} then={back} texts={texts} />
      </Page>
    ),
  };
}

function toSecondStepPage({ texts, back }: ConsoleRequest, outcome: Outcome): StaffPage {
  return {
    title: texts.secondTitle,
    outcome,
    main: (
      <Page title={texts.secondTitle} lead={<span id="says">{texts.secondSays}</span>}>
        <Became of={outcome} texts={texts} />
        <Form action="/console/second-step" values={{ back }}>
          <Field name="code" label={texts.code} autocomplete="one-time-code" short describedBy="says" />
          <Button title={texts.go} />
        </Form>
        <p>
          <a href={`/console/sign-in?back=${encodeURIComponent(back)}`}>{texts.back}</a>
        </p>
      </Page>
    ),
  };
}
