import { randomBytes, randomUUID } from "node:crypto";
import {
  startStandIn,
  toAnswer,
  toText,
  type Reply,
  type Request,
  type StandIn,
  type StandInOptions,
} from "./stand-in.ts";

export interface LeverStandIn extends StandIn {
  readonly key: string;
  readonly performAs: string;
  readonly opportunities: Map<string, LeverOpportunity>;
}

export interface LeverOpportunity {
  readonly id: string;
  readonly contact: string;
  readonly name: string;
  readonly headline: string;
  readonly location: string;
  readonly emails: readonly string[];
  readonly phones: readonly { readonly value: string }[];
  readonly links: readonly string[];
  readonly tags: readonly string[];
  readonly sources: readonly string[];
  readonly postings: readonly string[];
  readonly origin: string;
  readonly createdAt: number;
  readonly resume: { readonly name: string; readonly type: string; readonly bytes: Buffer } | undefined;
}

/** Lever's opportunities, as https://hire.lever.co/developer/documentation has them. */
export async function startLever(
  options: StandInOptions & { readonly key?: string; readonly performAs?: string } = {},
): Promise<LeverStandIn> {
  const { key = randomBytes(16).toString("hex"), performAs = randomUUID() } = options;
  const opportunities = new Map<string, LeverOpportunity>();
  const refuse = (status: number, code: string, message: string): Reply => ({ status, json: { code, message } });
  const notFound = refuse(404, "ResourceNotFound", "Opportunity was not found");

  const create = async (request: Request): Promise<Reply> => {
    if (request.query.get("perform_as") !== performAs) {
      return refuse(400, "BadRequestError", "Missing perform_as parameter. Please specify a user.");
    }
    const multipart = (request.headers["content-type"] ?? "").startsWith("multipart/form-data");
    const form = multipart ? await request.form() : undefined;
    const toMember = (name: string) => toText(form ? form.get(name) : request.json[name]);
    const toList = (name: string): unknown[] =>
      form ? form.getAll(`${name}[]`) : ((request.json[name] ?? []) as unknown[]);
    const emails = toList("emails").map(String);
    const wrong = emails.find((email) => !/^\S+@\S+\.\S+$/.test(email));
    if (wrong !== undefined) return refuse(400, "BadRequestError", `Email ${wrong} is not valid.`);
    const file = form?.get("resumeFile");
    const resume =
      typeof file === "object" && file !== null
        ? { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) }
        : undefined;
    const known = [...opportunities.values()].find((one) => one.emails.some((email) => emails.includes(email)));
    const made: LeverOpportunity = {
      id: randomUUID(),
      contact: known?.contact ?? randomUUID(),
      name: toMember("name"),
      headline: toMember("headline"),
      location: toMember("location"),
      emails,
      phones: toList("phones").map((one) => (typeof one === "string" ? JSON.parse(one) : one) as { value: string }),
      links: toList("links").map(String),
      tags: toList("tags").map(String),
      sources: toList("sources").map(String),
      postings: toList("postings").map(String),
      origin: toMember("origin"),
      createdAt: Date.now(),
      resume,
    };
    opportunities.set(made.id, made);
    return { status: 201, json: { data: toOpportunity(made) }, acted: true };
  };

  const list = ({ query }: Request): Reply => {
    const asks = (name: string, values: readonly string[]) =>
      !query.has(name) || query.getAll(name).some((value) => values.includes(value));
    const found = [...opportunities.values()].filter(
      (one) => asks("tag", one.tags) && asks("email", one.emails) && asks("contact_id", [one.contact]),
    );
    const limit = Number(query.get("limit") ?? 100);
    const offset = Number(query.get("offset") ?? 0);
    const hasNext = found.length > offset + limit;
    const data = found.slice(offset, offset + limit).map(toOpportunity);
    return { status: 200, json: { data, hasNext, ...(hasNext ? { next: String(offset + limit) } : {}) } };
  };

  /** A handler for one opportunity, whose id is in the path. */
  const one =
    (toData: (opportunity: LeverOpportunity) => unknown) =>
    (_: Request, id = ""): Reply => {
      const opportunity = opportunities.get(id);
      return opportunity ? { status: 200, json: { data: toData(opportunity) } } : notFound;
    };

  const answer = toAnswer(
    {
      "GET /v1/opportunities": list,
      "POST /v1/opportunities": create,
      "GET /v1/opportunities/:id": one(toOpportunity),
      "GET /v1/opportunities/:id/resumes": one(toResumes),
    },
    notFound,
  );
  const basic = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  const codes = { 401: "UnauthorizedError", 429: "TooManyRequests", 500: "InternalServerError" };
  const server = await startStandIn(
    options,
    (request) =>
      request.headers.authorization === basic ? answer(request) : refuse(401, "UnauthorizedError", "Invalid API key."),
    (status) => ({ code: codes[status], message: "Not now." }),
  );
  return { ...server, key, performAs, opportunities };
}

function toOpportunity(whole: LeverOpportunity): object {
  const { resume: _, ...opportunity } = whole;
  return { ...opportunity, stage: "lead-new", archived: null, isAnonymized: false, applications: [] };
}

function toResumes({ id, resume, createdAt }: LeverOpportunity): object[] {
  if (!resume) return [];
  const { name, bytes } = resume;
  return [{ id, createdAt, file: { name, size: bytes.length, ext: name.split(".").at(-1) } }];
}
