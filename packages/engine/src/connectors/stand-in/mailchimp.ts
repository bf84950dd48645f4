import { createHash, randomBytes } from "node:crypto";
import { startStandIn, toAnswer, type Reply, type Request, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface MailchimpStandIn extends StandIn {
  readonly key: string;
  readonly list: string;
  readonly members: Map<string, MailchimpMember>;
  /** Who was deleted for good, and cannot be brought back. */
  readonly forgotten: Set<string>;
}

export interface MailchimpMember {
  readonly id: string;
  readonly email_address: string;
  status: string;
  language: string;
  readonly merge_fields: { [name: string]: unknown };
}

/** Merge fields that the audience has. */
const merge = ["FNAME", "LNAME", "COMPANY"];

const notFound = refuse(404, "Resource Not Found", "The requested resource could not be found.");

/** The members of a list, as https://mailchimp.com/developer/marketing/api/list-members/ has them. */
export async function startMailchimp(options: StandInOptions = {}): Promise<MailchimpStandIn> {
  const key = `${randomBytes(16).toString("hex")}-us6`;
  const list = randomBytes(5).toString("hex");
  const audience: Audience = { members: new Map(), forgotten: new Set() };
  const member = `/3.0/lists/${list}/members/:hash`;
  const answer = toAnswer(
    {
      [`GET ${member}`]: (_, hash = "") => {
        const found = audience.members.get(hash);
        return found ? { status: 200, json: found } : notFound;
      },
      [`PUT ${member}`]: ({ json }, hash = "") =>
        /^[0-9a-f]{32}$/.test(hash) ? (refuseMember(audience, hash, json) ?? put(audience, hash, json)) : notFound,
      [`POST ${member}/actions/delete-permanent`]: (_, hash = "") => {
        if (!audience.members.delete(hash)) return notFound;
        audience.forgotten.add(hash);
        return { status: 204, acted: true };
      },
    },
    notFound,
  );
  const titles = { 401: "API Key Invalid", 429: "Too Many Requests", 500: "Internal Server Error" };
  const server = await startStandIn(
    options,
    (request) =>
      toPassword(request) === key ? answer(request) : refuse(401, "API Key Invalid", "Your API key may be invalid."),
    (status) => ({ title: titles[status], status, detail: "Not now." }),
  );
  return { ...server, key, list, ...audience };
}

type Audience = Pick<MailchimpStandIn, "members" | "forgotten">;

function toPassword({ headers }: Request): string | undefined {
  return Buffer.from((headers.authorization ?? "").replace("Basic ", ""), "base64")
    .toString()
    .split(":")[1];
}

/** What is wrong with a member that was sent; undefined where nothing is. */
function refuseMember({ members, forgotten }: Audience, hash: string, json: Request["json"]): Reply | undefined {
  const { email_address: address, status_if_new: status, merge_fields = {} } = json;
  if (typeof address !== "string" || !/^\S+@\S+\.\S+$/.test(address)) {
    return refuse(400, "Invalid Resource", `${String(address)} looks fake or invalid, please enter a real email.`, {
      errors: [{ field: "email_address", message: "This value should be a valid email." }],
    });
  }
  if (createHash("md5").update(address.toLowerCase()).digest("hex") !== hash) {
    return refuse(400, "Invalid Resource", "The address is not that of the member.");
  }
  if (forgotten.has(hash)) {
    return refuse(
      400,
      "Forgotten Email Not Subscribed",
      `${address} was permanently deleted and cannot be re-imported.`,
    );
  }
  const unknown = Object.keys(merge_fields as object).filter((name) => !merge.includes(name));
  if (unknown.length > 0) return refuse(400, "Invalid Resource", "Your merge fields were invalid.");
  if (!members.has(hash) && typeof status !== "string") {
    return refuse(400, "Invalid Resource", "status_if_new is required.");
  }
  return undefined;
}

function put({ members }: Audience, hash: string, json: Request["json"]): Reply {
  const { email_address: address, status_if_new: status, status: forced, language = "en", merge_fields = {} } = json;
  const member = members.get(hash);
  const kept: MailchimpMember = {
    id: hash,
    email_address: String(address),
    status: String(forced ?? member?.status ?? status),
    language: String(language),
    merge_fields: { ...member?.merge_fields, ...(merge_fields as object) },
  };
  members.set(hash, kept);
  return { status: 200, json: kept, acted: true };
}

function refuse(status: number, title: string, detail: string, more: object = {}): Reply {
  const type = "https://mailchimp.com/developer/marketing/docs/errors/";
  return { status, json: { type, title, status, detail, instance: "x", ...more } };
}
