import { randomBytes } from "node:crypto";
import { startStandIn, toText, type Reply, type Request, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface IntercomStandIn extends StandIn {
  readonly token: string;
  readonly contacts: Map<string, IntercomContact>;
}

export interface IntercomContact {
  readonly id: string;
  role: string;
  external_id: string | null;
  email: string | null;
  name: string | null;
  phone: string | null;
  archived: boolean;
  custom_attributes: { [name: string]: unknown };
  readonly notes: { readonly id: string; readonly body: string }[];
}

/** Attributes that the workspace has. */
const attributes = ["company", "topic"];
const own = ["external_id", "email", "name", "phone"] as const;

/** Intercom's contacts and notes, as https://developers.intercom.com/docs/references/rest-api has them. */
export async function startIntercom(
  options: StandInOptions & { readonly token?: string } = {},
): Promise<IntercomStandIn> {
  const { token = `tok:${randomBytes(12).toString("hex")}` } = options;
  const contacts = new Map<string, IntercomContact>();
  const refuse = (status: number, code: string, message: string): Reply => ({ status, json: toErrors(code, message) });
  const find = (test: (one: IntercomContact) => boolean) => [...contacts.values()].find(test);
  const notFound = refuse(404, "not_found", "User Not Found");

  const write = (contact: IntercomContact, json: Request["json"]): Reply | undefined => {
    const { email, custom_attributes: custom = {} } = json;
    if (email !== undefined && !/^\S+@\S+\.\S+$/.test(toText(email))) {
      return refuse(400, "parameter_invalid", `email ${toText(email)} is invalid`);
    }
    const unknown = Object.keys(custom as object).find((name) => !attributes.includes(name));
    if (unknown !== undefined) {
      return refuse(400, "parameter_invalid", `Custom attribute '${unknown}' does not exist`);
    }
    for (const name of own) if (name in json) contact[name] = json[name] as string;
    Object.assign(contact.custom_attributes, custom);
    return undefined;
  };

  const answer = (request: Request): Reply => {
    const { method, path, json, query, headers } = request;
    if (headers.authorization !== `Bearer ${token}`) return refuse(401, "unauthorized", "Access Token Invalid");
    const [, collection, id = "", action] = path.split("/");
    if (collection !== "contacts") return notFound;
    if (path === "/contacts" && method === "POST") {
      const same = find(
        (one) =>
          (one.external_id !== null && one.external_id === json["external_id"]) ||
          (one.email !== null && one.email === json["email"]),
      );
      if (same) {
        const kind = same.archived ? "An archived contact" : "A contact";
        return refuse(409, "conflict", `${kind} matching those details already exists with id=${same.id}`);
      }
      if (json["role"] === "user" && json["external_id"] === undefined && json["email"] === undefined) {
        return refuse(400, "parameter_not_found", "external_id or email is required");
      }
      const made: IntercomContact = {
        id: randomBytes(12).toString("hex"),
        role: toText(json["role"] ?? "user"),
        external_id: null,
        email: null,
        name: null,
        phone: null,
        archived: false,
        custom_attributes: {},
        notes: [],
      };
      const problem = write(made, json);
      if (problem) return problem;
      contacts.set(made.id, made);
      return { status: 200, json: toContact(made), acted: true };
    }
    if (path === "/contacts/search" && method === "POST") {
      const { field, operator, value } = json["query"] as { readonly [name: string]: unknown };
      if (operator !== "=" || (field !== "email" && field !== "external_id")) {
        return refuse(400, "parameter_invalid", "The query is not one");
      }
      const data = [...contacts.values()].filter((one) => !one.archived && one[field] === value).map(toContact);
      return { status: 200, json: { type: "list", data, total_count: data.length } };
    }
    const contact =
      id === "find_by_external_id" ? find((one) => one.external_id === action && !one.archived) : contacts.get(id);
    if (!contact) return notFound;
    if (method === "GET" && (action === undefined || id === "find_by_external_id")) {
      return { status: 200, json: toContact(contact) };
    }
    if (method === "PUT" && action === undefined) {
      return write(contact, json) ?? { status: 200, json: toContact(contact), acted: true };
    }
    if (method === "DELETE" && action === undefined) {
      contacts.delete(id);
      return {
        status: 200,
        json: { type: "contact", id, external_id: contact.external_id, deleted: true },
        acted: true,
      };
    }
    if (method === "POST" && (action === "archive" || action === "unarchive")) {
      contact.archived = action === "archive";
      return { status: 200, json: { type: "contact", id, archived: contact.archived }, acted: true };
    }
    if (method === "POST" && action === "notes") {
      if (typeof json["body"] !== "string") return refuse(400, "parameter_not_found", "body is required");
      const note = { id: String(Number(contact.notes.at(-1)?.id ?? 0) + 1), body: json["body"] };
      contact.notes.push(note);
      return { status: 200, json: { type: "note", ...note }, acted: true };
    }
    if (method === "GET" && action === "notes") {
      const size = Number(query.get("per_page") ?? 50);
      const page = Number(query.get("page") ?? 1);
      const data = contact.notes.toReversed().slice((page - 1) * size, page * size);
      const pages = { type: "pages", page, per_page: size, total_pages: Math.ceil(contact.notes.length / size) };
      return { status: 200, json: { type: "list", data, pages, total_count: contact.notes.length } };
    }
    return notFound;
  };

  const codes = { 401: "unauthorized", 429: "rate_limit_exceeded", 500: "server_error" };
  const server = await startStandIn(options, answer, (status) => toErrors(codes[status], "Not now"));
  return { ...server, token, contacts };
}

function toErrors(code: string, message: string): object {
  return { type: "error.list", request_id: randomBytes(8).toString("hex"), errors: [{ code, message }] };
}

function toContact(whole: IntercomContact): object {
  const { notes: _, ...contact } = whole;
  return { type: "contact", ...contact };
}
