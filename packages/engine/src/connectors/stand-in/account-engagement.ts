import { randomBytes } from "node:crypto";
import { startStandIn, toAnswer, type Reply, type Request, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface AccountEngagementStandIn extends StandIn {
  readonly businessUnit: string;
  readonly app: { readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string };
  readonly prospects: Map<number, Prospect>;
  /** What was deleted lies here until somebody empties it. */
  readonly recycleBin: Map<number, Prospect>;
  /** Lets every token that was given out run out. */
  readonly expire: () => void;
}

export interface Prospect {
  readonly id: number;
  [field: string]: unknown;
}

/** Fields that a prospect has in this account. */
const fields = ["email", "firstName", "lastName", "company", "phone", "country", "comments", "Topic__c"];

/** Prospects of API v5, as https://developer.salesforce.com/docs/marketing/pardot/guide/prospect-v5.html has them, and tokens. */
export async function startAccountEngagement(options: StandInOptions = {}): Promise<AccountEngagementStandIn> {
  const secret = () => randomBytes(16).toString("hex");
  const businessUnit = `0Uv${randomBytes(8).toString("hex").slice(0, 15)}`;
  const app = { clientId: secret(), clientSecret: secret(), refreshToken: secret() };
  const prospects = new Map<number, Prospect>();
  const recycleBin = new Map<number, Prospect>();
  const tokens = new Set<string>();
  let last = 1_000;
  const refuse = (status: number, code: number, message: string): Reply => ({ status, json: { code, message } });
  const notFound = refuse(404, 4, "The requested record was not found.");

  const grant = async (request: Request): Promise<Reply> => {
    const form = await request.form();
    const given = [form.get("client_id"), form.get("client_secret"), form.get("refresh_token")];
    const right = [app.clientId, app.clientSecret, app.refreshToken].every((value, at) => value === given[at]);
    if (form.get("grant_type") !== "refresh_token" || !right) {
      return { status: 400, json: { error: "invalid_grant", error_description: "expired access/refresh token" } };
    }
    const token = secret();
    tokens.add(token);
    return { status: 200, json: { access_token: token, token_type: "Bearer", instance_url: "https://halden.example" } };
  };

  const write = (prospect: Prospect, given: { readonly [name: string]: unknown }): Reply | undefined => {
    const unknown = Object.keys(given).find((name) => !fields.includes(name));
    if (unknown !== undefined) return refuse(400, 60, `Unknown field "${unknown}"`);
    if ("email" in given && !/^\S+@\S+\.\S+$/.test(String(given["email"]))) {
      return refuse(400, 89, `Invalid email address ${String(given["email"])}`);
    }
    Object.assign(prospect, given);
    return undefined;
  };
  const show = (prospect: Prospect, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, prospect[name] ?? null]));

  const upsert = ({ json }: Request): Reply => {
    const same = [...prospects.values()].findLast((one) => one["email"] === json["matchEmail"]);
    const prospect = same ?? { id: (last += 1) };
    const problem = write(prospect, json["prospect"] as { readonly [name: string]: unknown });
    if (problem) return problem;
    prospects.set(prospect.id, prospect);
    return { status: 200, json: show(prospect, json["fields"] as readonly string[]), acted: true };
  };
  const toNames = ({ query }: Request) => (query.get("fields") ?? "").split(",").filter((name) => name !== "");
  /** A handler for one prospect, whose id is in the path. */
  const one =
    (handle: (prospect: Prospect, request: Request) => Reply) =>
    (request: Request, id = ""): Reply => {
      const prospect = prospects.get(Number(id));
      return prospect ? handle(prospect, request) : notFound;
    };
  const answer = toAnswer(
    {
      "POST /api/v5/objects/prospects/do/upsertLatestByEmail": upsert,
      "GET /api/v5/objects/prospects": (request) => {
        const values = [...prospects.values()].filter((prospect) => prospect["email"] === request.query.get("email"));
        const names = toNames(request);
        return { status: 200, json: { nextPageToken: null, values: values.map((prospect) => show(prospect, names)) } };
      },
      "GET /api/v5/objects/prospects/:id": one((prospect, request) => ({
        status: 200,
        json: show(prospect, toNames(request)),
      })),
      "PATCH /api/v5/objects/prospects/:id": one(
        (prospect, { json }) => write(prospect, json) ?? { status: 200, json: show(prospect, ["id"]), acted: true },
      ),
      "DELETE /api/v5/objects/prospects/:id": one((prospect) => {
        prospects.delete(prospect.id);
        recycleBin.set(prospect.id, prospect);
        return { status: 204, acted: true };
      }),
    },
    notFound,
  );
  const answerAllowed = (request: Request): Reply | Promise<Reply> => {
    const { path, headers } = request;
    if (path === "/services/oauth2/token") return grant(request);
    if (!tokens.has((headers.authorization ?? "").replace("Bearer ", ""))) {
      return refuse(401, 184, "access_token is invalid, unknown, or malformed");
    }
    if (headers["pardot-business-unit-id"] !== businessUnit) {
      return refuse(400, 181, "Business unit ID is invalid");
    }
    return answer(request);
  };

  const server = await startStandIn(options, answerAllowed, (status) => ({
    code: status === 429 ? 122 : 1,
    message: "Not now.",
  }));
  return { ...server, businessUnit, app, prospects, recycleBin, expire: () => tokens.clear() };
}
