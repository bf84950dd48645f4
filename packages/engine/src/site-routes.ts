import type { Visit } from "@abide/gate/render";
import type { Policy, Version } from "@abide/policy";
import type { FormState } from "./collect/collect-form.ts";
import type { FormVisit } from "./collect/form/form.ts";
import type { Asked } from "./core/feature.ts";
import { AbideError } from "./http/error.ts";
import { createRecords, type RecordsOptions } from "./records/records.ts";
import { findDeclaring } from "./policies/versions.ts";
import type { Person } from "./roles/roles.ts";
import type { Colleague } from "./staff/staff.ts";

/** What the site knows of who looks at its page. */
export interface SiteVisit<P extends Policy = Policy> extends Visit, FormVisit {
  /** Those of all policies. `version` is the site's own. */
  readonly versions: readonly Version[];
  /** A form that was sent from this page and not taken: `renderForm` shows it again, with what is wrong. */
  readonly form?: FormState;
  /** Addresses of what forms need beside the page. `renderForm` puts them where they belong. */
  readonly assets: NonNullable<FormVisit["assets"]>;
  /** The activity whose form was sent just now, and taken. */
  readonly sent?: string;
  /** Who of the company has signed in, with both steps. */
  readonly staff?: Colleague<P>;
}

/** The website behind the engine: asked for every path that is not Abide's. */
export type Site = (request: Request, visit: SiteVisit) => Response | Promise<Response>;

/** Asks the site, with what it may know of who looks. */
export interface SiteRoutes {
  readonly ask: (request: Request, asked: Asked) => Promise<Response>;
  /** The page that a form came from, with the form in it as it was sent, as the answer to the form. Undefined without a site. */
  readonly showAgain:
    | ((sent: Request, asked: Asked, shown: { readonly back: string; readonly form: FormState }) => Promise<Response>)
    | undefined;
}

export function createSiteRoutes(
  site: Site | undefined,
  records: RecordsOptions,
  assets: SiteVisit["assets"],
): SiteRoutes {
  const versions = records.versions.current;
  const toColleague = ({ id, name, roles }: Person): Colleague => ({
    id,
    name,
    roles,
    records: createRecords(Promise.resolve(records), { id, roles }),
  });
  const toSiteVisit = (visit: Visit) => ({ ...visit, versions, assets });
  return {
    ask: async (request, asked) => {
      if (!site) throw new AbideError("not-found", "There is no site.");
      const sent = new URL(request.url).searchParams.get("sent");
      const staff = asked.staff && { staff: toColleague(asked.staff) };
      const visit = toSiteVisit(asked.visitor.visit);
      const known = sent !== null && findDeclaring(versions, sent) !== undefined;
      const response = await site(request, { ...visit, ...staff, ...(known ? { sent } : {}) });
      asked.bySite = true;
      return response;
    },
    showAgain:
      site &&
      (async (sent, asked, { back, form }) => {
        const headers = new Headers(sent.headers);
        // They were about the form, and a page that is "not modified" could not show what is wrong with it.
        for (const name of [
          "content-type",
          "content-length",
          "transfer-encoding",
          "if-none-match",
          "if-modified-since",
        ])
          headers.delete(name);
        const visit = { ...asked.visitor.visit, back };
        const response = await site(new Request(new URL(back, sent.url), { headers }), { ...toSiteVisit(visit), form });
        asked.visitor = { ...asked.visitor, visit };
        asked.bySite = true;
        return response;
      }),
  };
}
