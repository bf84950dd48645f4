import { html, type ReadReason } from "@abide/policy";
import type { Page } from "../pages/layout.ts";
import type { Colleague } from "../pages/visit.ts";
import { toRefusal } from "./words.ts";

/** The page in place of an application, or of the list: why not, and a way on. It says nothing of anybody. */
export function refusal(reason: ReadReason, staff: Colleague): Page {
  const { status, title, says } = toRefusal(reason);
  return {
    title,
    description: title,
    path: "/team",
    status,
    team: { name: staff.name },
    body: html`<div class="wide page-head">
      <h1>${title}</h1>
      <p class="lead">${says}</p>
      <p class="actions">
        ${
          status === 403 && reason === "not-staff"
            ? html`<a class="button" href="/console">Your account</a>`
            : html`<a class="button" href="/team/applications">All applications</a>`
        }
      </p>
    </div>`,
  };
}

/** The same for whoever has not signed in, whatever the address below /team: what exists there is not told. Signing in leads back. */
export function signIn({ pathname, search }: URL): Page {
  return {
    title: "Sign in",
    description: "For people of Halden Software.",
    path: "/team",
    status: 401,
    // What a 401 has to name (RFC 9110, 15.5.2): one signs in by a form, and a cookie says so from then on.
    headers: { "WWW-Authenticate": 'Cookie realm="team", form-action="/console/sign-in"' },
    team: { name: undefined },
    body: html`<div class="wide page-head">
      <h1>For people of Halden</h1>
      <p class="lead">
        Sign in to see this. If you have applied for a position, you find everything about it in the mail we sent you.
      </p>
      <p class="actions">
        <a class="button" href="/console/sign-in?back=${encodeURIComponent(pathname + search)}">Sign in</a>
        <a class="more" href="/careers">Open positions</a>
      </p>
    </div>`,
  };
}
