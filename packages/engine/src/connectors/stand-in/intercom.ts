import { randomBytes } from "node:crypto";
import {
  startStandIn,
  toAnswer,
  toText,
  type Reply,
  type Request,
  type Routes,
  type StandIn,
  type StandInOptions,
} from "./stand-in.ts";

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

const notFound = refuse(404, "not_found", "User Not Found");

/** Intercom's contacts and notes, as https://developers.intercom.com/docs/references/rest-api has them. */
export async function startIntercom(
  options: StandInOptions & { readonly token?: string } = {},
): Promise<IntercomStandIn> {
  const { token = `tok:${randomBytes(12).toString("hex")}` } = options;
  const contacts = new Map<string, IntercomContact>();
  const answer = toAnswer(toRoutes(contacts), notFound);
  const codes = { 401: "unauthorized", 429: "rate_limit_exceeded", 500: "server_error" };
  const server = await startStandIn(
    options,
    (request) =>
      request.headers.authorization === `Bearer ${token}`
        ? answer(request)
        : refuse(401, "unauthorized", "Access Token Invalid"),
    (status) => toErrors(codes[status], "Not now"),
  );
  return { ...server, token, contacts };
}

function toRoutes(contacts: Map<string, IntercomContact>): Routes {
  const find = (test: (one: IntercomContact) => boolean) => [...contacts.values()].find(test);
  /** A handler for one contact, whose id is in the path. */
  const one =
    (handle: (contact: IntercomContact, request: Request) => Reply) =>
    (request: Request, id = "") => {
      const contact = contacts.get(id);
      return contact ? handle(contact, request) : notFound;
    };
  return {
    "POST /contacts": ({ json }) => create(contacts, json),
    "POST /contacts/search": ({ json }) => search(contacts, json),
    "GET /contacts/find_by_external_id/:external": (_, external) => {
      const contact = find(({ external_id: id, archived }) => id === external && !archived);
      return contact ? { status: 200, json: toContact(contact) } : notFound;
    },
    "GET /contacts/:id": one((contact) => ({ status: 200, json: toContact(contact) })),
    "PUT /contacts/:id": one(
      (contact, { json }) => write(contact, json) ?? { status: 200, json: toContact(contact), acted: true },
    ),
    "DELETE /contacts/:id": one(({ id, external_id }) => {
      contacts.delete(id);
      return { status: 200, json: { type: "contact", id, external_id, deleted: true }, acted: true };
    }),
    "POST /contacts/:id/archive": one((contact) => archive(contact, true)),
    "POST /contacts/:id/unarchive": one((contact) => archive(contact, false)),
    "POST /contacts/:id/notes": one(addNote),
    "GET /contacts/:id/notes": one(listNotes),
  };
}

function create(contacts: Map<string, IntercomContact>, json: Request["json"]): Reply {
  const same = [...contacts.values()].find(
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

function search(contacts: Map<string, IntercomContact>, json: Request["json"]): Reply {
  const { field, operator, value } = json["query"] as { readonly [name: string]: unknown };
  if (operator !== "=" || (field !== "email" && field !== "external_id")) {
    return refuse(400, "parameter_invalid", "The query is not one");
  }
  const data = [...contacts.values()].filter((one) => !one.archived && one[field] === value).map(toContact);
  return { status: 200, json: { type: "list", data, total_count: data.length } };
}

/** Writes what was sent into the contact, or says what is wrong with it. */
function write(contact: IntercomContact, json: Request["json"]): Reply | undefined {
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
}

function archive(contact: IntercomContact, archived: boolean): Reply {
  contact.archived = archived;
  return { status: 200, json: { type: "contact", id: contact.id, archived }, acted: true };
}

function addNote({ notes }: IntercomContact, { json }: Request): Reply {
  if (typeof json["body"] !== "string") return refuse(400, "parameter_not_found", "body is required");
  const note = { id: String(Number(notes.at(-1)?.id ?? 0) + 1), body: json["body"] };
  notes.push(note);
  return { status: 200, json: { type: "note", ...note }, acted: true };
}

function listNotes({ notes }: IntercomContact, { query }: Request): Reply {
  const size = Number(query.get("per_page") ?? 50);
  const page = Number(query.get("page") ?? 1);
  const data = notes.toReversed().slice((page - 1) * size, page * size);
  const pages = { type: "pages", page, per_page: size, total_pages: Math.ceil(notes.length / size) };
  return { status: 200, json: { type: "list", data, pages, total_count: notes.length } };
}

function refuse(status: number, code: string, message: string): Reply {
  return { status, json: toErrors(code, message) };
}

function toErrors(code: string, message: string): object {
  return { type: "error.list", request_id: randomBytes(8).toString("hex"), errors: [{ code, message }] };
}

function toContact(whole: IntercomContact): object {
  const { notes: _, ...contact } = whole;
  return { type: "contact", ...contact };
}
