import type { Visit } from "@abide/gate/render";
import type { FormState } from "./collect/collect-form.ts";
import type { Core } from "./core/core.ts";
import type { Asked } from "./core/feature.ts";
import type { FeatureSite, Site, SiteVisit } from "./core/site.ts";
import { askFresh, conditions } from "./gate/conditional.ts";
import { correctEncoding } from "./http/encoding.ts";
import { AbideError } from "./http/error.ts";
import { createRecords } from "./records/records.ts";
import { findDeclaring } from "./policies/versions.ts";
import type { Person } from "./roles/roles.ts";
import type { Colleague } from "./staff/staff.ts";

/** Asks the site, and tells it who looks. */
export interface SiteRoutes {
  readonly ask: (request: Request, asked: Asked) => Promise<Response>;
  /** The page that a form came from, with the form in it as it was sent, as the answer to the form. Undefined without a site. */
  readonly showAgain:
    | ((sent: Request, asked: Asked, shown: { readonly back: string; readonly form: FormState }) => Promise<Response>)
    | undefined;
}

/** The website with the pages that features have on it: each feature is asked for its own pages before the site is. */
export function toWholeSite(site: Site | undefined, features: readonly FeatureSite[]): Site | undefined {
  if (features.length === 0) return site;
  return async (request, visit) => {
    for (const feature of features) {
      const response = await feature(request, visit);
      if (response) return response;
    }
    if (!site) throw new AbideError("not-found", "There is no site.");
    return site(request, visit);
  };
}

export function createSiteRoutes(
  site: Site | undefined,
  core: Omit<Core, "feature">,
  assets: SiteVisit["assets"],
): SiteRoutes {
  const versions = core.versions.current;
  const toColleague = ({ id, name, roles }: Person): Colleague => ({
    id,
    name,
    roles,
    records: createRecords(Promise.resolve(core), { id, roles }),
  });
  const toSiteVisit = (visit: Visit, ip: string) => ({ ...visit, versions, assets, ...(ip === "" ? {} : { ip }) });
  return {
    ask: async (request, asked) => {
      if (!site) throw new AbideError("not-found", "There is no site.");
      const sent = new URL(request.url).searchParams.get("sent");
      const staff = asked.staff && { staff: toColleague(asked.staff) };
      const visit = toSiteVisit(asked.visitor.visit, asked.ip);
      const known = sent !== null && findDeclaring(versions, sent) !== undefined;
      const response = await askFresh(request, async (fresh) =>
        site(toOwn(fresh, asked), { ...visit, ...staff, ...(known ? { sent } : {}) }),
      );
      asked.bySite = true;
      return correctEncoding(response);
    },
    showAgain:
      site &&
      (async (sent, asked, { back, form }) => {
        const headers = new Headers(sent.headers);
        // They were about the form; and a page that is "not modified" could not show what is wrong with it.
        for (const name of ["content-type", "content-length", "transfer-encoding", ...conditions]) headers.delete(name);
        const visit = { ...asked.visitor.visit, back };
        const response = await site(toOwn(new Request(new URL(back, sent.url), { headers }), asked), {
          ...toSiteVisit(visit, asked.ip),
          form,
        });
        asked.visitor = { ...asked.visitor, visit };
        asked.bySite = true;
        return correctEncoding(response);
      }),
  };
}

/** The request as the site gets it: by the visitor's method, and with the signal that says when they leave. */
function toOwn(request: Request, { sent }: Asked): Request {
  const own = sent.method === "HEAD" ? new Request(request, { method: "HEAD" }) : request;
  // A Request that is made of another has a signal of its own, which is never heard once node has collected that Request.
  if (own !== sent) Object.defineProperty(own, "signal", { value: sent.signal });
  return own;
}
