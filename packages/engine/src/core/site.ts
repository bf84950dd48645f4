import type { Visit } from "@abide/gate/render";
import type { Policy, Version } from "@abide/policy";
import type { FormState } from "../collect/collect-form.ts";
import type { FormVisit } from "../collect/form/form.ts";
import type { Colleague } from "../staff/staff.ts";

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
  /** Address of the client. Used for this request; what of it is kept is for the policy to declare. Undefined where it is not known. */
  readonly ip?: string;
  /** Who of the company has signed in, with both steps. */
  readonly staff?: Colleague<P>;
}

/** The website behind the engine: asked for every path that is not Abide's. */
export type Site = (request: Request, visit: SiteVisit) => Response | Promise<Response>;

/** Pages that a feature has on the website: undefined for a path that is none of its own. */
export type FeatureSite = (request: Request, visit: SiteVisit) => Response | undefined | Promise<Response | undefined>;
