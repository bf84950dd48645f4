import { useReader } from "@abide/console";
import type { Child } from "hono/jsx";
import { AbideError } from "../../http/error.ts";
import type { Changed } from "../account-act.ts";
import type { Accounts } from "../account.ts";
import type { SignIns } from "../sign-in.ts";
import type { StaffTexts } from "../texts/all.ts";
import type { Outcome } from "./outcome.tsx";
import type { ConsoleRequest } from "./request.ts";

/** For the page's script: options and answers of WebAuthn, as JSON. */
export async function answerPasskey(
  { signIns, accounts }: { readonly signIns: SignIns; readonly accounts: Accounts },
  asked: ConsoleRequest,
): Promise<Response> {
  const { form, field, ip, browser, texts } = asked;
  if (!form) throw new AbideError("method", "A passkey is asked for by the page's script.");
  const act = field("do");
  const limited = await signIns.limit(ip);
  if (limited) return refuse(texts, limited);
  if (act === "sign-in-options") return signIns.passkeyOptions(browser);
  if (act === "sign-in") {
    const stepped = await signIns.passkey(browser, toJson(field("response")));
    return "refused" in stepped ? refuse(texts, stepped) : pass(stepped);
  }
  const { person, session } = asked.signedIn;
  if (!person || !session) throw new AbideError("refused", "Nobody has signed in who could have a passkey.");
  await asked.verifyCsrfToken();
  const own = { browser, person, session, field };
  if (act === "add-options") {
    const options = await accounts.passkeyOptions(own);
    return options instanceof Response ? options : refuse(texts, options);
  }
  if (act !== "add") throw new AbideError("refused", "There is no such step.");
  const done = await accounts.addPasskey(own, toJson(field("response")));
  return done.refused === undefined ? pass(done) : refuse(texts, done);
}

function refuse(texts: StaffTexts, { refused, wait }: Outcome): Response {
  const says = refused && texts.refused[refused].replace("{wait}", String(wait ?? ""));
  return Response.json({ refused, says }, { status: 422, headers: { "cache-control": "no-store" } });
}

function pass({ cookies = [] }: Pick<Changed, "cookies">): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return Response.json({ passed: true }, { headers });
}

/** The device's answer as the page's script sent it: an object, whatever is in it. */
function toJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new AbideError("malformed", "The passkey's answer is no JSON object.");
}

/** For the script of the console: without it the button stays hidden, and passwords go on. */
export function Passkey({
  act,
  title,
  then,
  texts,
  children,
}: {
  readonly act: "sign-in" | "add";
  readonly title: string;
  /** Where the browser goes on. */
  readonly then: string;
  readonly texts: StaffTexts;
  readonly children?: Child;
}) {
  const { csrfToken } = useReader();
  return (
    <div
      class="passkey"
      data-passkey={act}
      data-form={csrfToken}
      data-then={then}
      data-failed={texts.refused.passkey}
      hidden
    >
      {children}
      <p>
        <button type="button" class="button second">
          {title}
        </button>
      </p>
      <p role="alert"></p>
    </div>
  );
}
