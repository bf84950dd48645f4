// Written from https://hire.lever.co/developer/documentation (Authentication, Rate Limits, Opportunities: create, list, retrieve;
// Resumes). Anonymising is described for the screen alone: https://help.lever.co/hc/en-us/articles/20087348321565
import { attempt, createService, give, type Service } from "./answer.ts";
import type { Connector, Send } from "./connector.ts";
import { isFile, readFile, toEndpoint, toMapped, toNames, toText, type FieldMap } from "./fields.ts";

/** What an opportunity has. Several fields that are mapped to `location` are joined in the order of the map. */
export type LeverField = "name" | "email" | "phone" | "location" | "headline" | "link" | "resume";

export interface LeverOptions {
  readonly key: string;
  /** The user of Lever in whose name opportunities are made. */
  readonly performAs: string;
  readonly map: FieldMap<LeverField>;
  /** The posting that is applied for. Without one, somebody comes in as a general candidate. */
  readonly posting?: string;
  readonly sources?: readonly string[];
  readonly tags?: readonly string[];
  /** Whether Lever reads name, addresses and employers out of the résumé: more than was declared. Default: not. */
  readonly parse?: boolean;
  readonly region?: "us" | "eu";
  /** Leads to a stand-in. */
  readonly endpoint?: string;
}

/** Lever takes no larger file. */
const largest = 30 * 1_048_576;

/**
 * Lever, where each record is an opportunity of its own; Lever itself joins those with the same address under one contact. Lever has
 * no idempotency keys: the record's id is a tag, and is looked for before an opportunity is made.
 *
 * It deletes nothing: Lever's HTTP has no call for it, people anonymise on Lever's own screen. It exports opportunities and the list
 * of their résumés.
 */
export function lever(options: LeverOptions): Connector {
  const { key, performAs, map, posting, sources = [], tags = [], parse = false, region = "us" } = options;
  const base = toEndpoint(options.endpoint ?? (region === "eu" ? "https://api.eu.lever.co" : "https://api.lever.co"));
  const open = (send: Send, signal: AbortSignal): Service =>
    createService({
      name: "Lever",
      send,
      signal,
      credential: "the API key (`key`)",
      secrets: [key],
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
      says: ({ code, message }) => [code, message].filter((part) => typeof part === "string").join(": "),
    });

  return {
    system: "lever",
    hosts: [new URL(base).host],
    sends: toNames(map),
    can: { delete: false, export: true },
    deliver: (outgoing, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        const tag = `abide ${outgoing.id}`;
        const found = await list(ask, { tag, limit: "1" });
        if (found.length > 0) return { outcome: "delivered", remote: toId(found[0]!.id) };
        const given: { [target in Exclude<LeverField, "resume">]?: string[] } = {};
        let resume: File | undefined;
        for (const [target, value, field] of toMapped(map, outgoing)) {
          if (target !== "resume") (given[target] ??= []).push(toText(value));
          else if (isFile(value)) resume = await readFile(outgoing, field, largest);
        }
        const { name, email = [], phone = [], location, headline, link = [] } = given;
        const opportunity = {
          ...(name ? { name: name.join(" ") } : {}),
          ...(headline ? { headline: headline.join(", ") } : {}),
          ...(location ? { location: location.join(", ") } : {}),
          ...(email.length > 0 ? { emails: email } : {}),
          ...(phone.length > 0 ? { phones: phone.map((value) => ({ value })) } : {}),
          ...(link.length > 0 ? { links: link } : {}),
          ...(posting === undefined ? {} : { postings: [posting] }),
          ...(sources.length > 0 ? { sources } : {}),
          tags: [...tags, tag],
          origin: "applied",
        };
        const query = new URLSearchParams({ perform_as: performAs, ...(resume && parse ? { parse: "true" } : {}) });
        const content = resume ? { body: toForm(opportunity, resume) } : { json: opportunity };
        const { body, status } = await ask({
          url: `${base}/v1/opportunities?${query.toString()}`,
          method: "POST",
          ...content,
        });
        return { outcome: "delivered", remote: toId((body["data"] as { readonly id?: unknown }).id), status };
      }),
    export: (known, send, signal) =>
      give(async () => {
        const ask = open(send, signal);
        const found = new Map<string, Opportunity>();
        const add = (more: readonly Opportunity[]) => more.forEach((one) => found.set(toId(one.id), one));
        if (known.remote !== undefined) {
          const one = await ask({ url: `${base}/v1/opportunities/${toId(known.remote)}`, also: [404] });
          if (one.status !== 404) {
            const own = one.body["data"] as Opportunity;
            add([own]);
            if (typeof own.contact === "string") add(await list(ask, { contact_id: own.contact, limit: "100" }));
          }
        }
        if (known.email !== undefined) add(await list(ask, { email: known.email, limit: "100" }));
        if (found.size === 0) return undefined;
        const opportunities = [];
        for (const [id, one] of found) {
          const { body } = await ask({ url: `${base}/v1/opportunities/${id}/resumes` });
          opportunities.push({ ...one, resumes: body["data"] });
        }
        return { opportunities };
      }),
  };

  async function list(ask: Service, query: { readonly [name: string]: string }): Promise<readonly Opportunity[]> {
    const found: Opportunity[] = [];
    for (let offset = ""; ;) {
      const more = offset === "" ? {} : { offset };
      const asked = new URLSearchParams({ ...query, ...more }).toString();
      const { body } = await ask({ url: `${base}/v1/opportunities?${asked}` });
      found.push(...((body["data"] ?? []) as readonly Opportunity[]));
      const next = body["next"];
      if (body["hasNext"] !== true || query["limit"] === "1" || typeof next !== "string" || next === offset)
        return found;
      offset = next;
    }
  }
}

interface Opportunity {
  readonly id: unknown;
  readonly contact?: unknown;
}

/** The opportunity with its résumé: lists are repeated members with brackets, and phones are JSON each. */
function toForm(opportunity: object, resume: File): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(opportunity) as [string, unknown][]) {
    if (!Array.isArray(value)) form.append(name, toText(value));
    else for (const one of value) form.append(`${name}[]`, toText(one));
  }
  form.append("resumeFile", resume);
  return form;
}

/** An id of theirs goes into a path: one that is none fails, rather than lead somewhere else. */
function toId(id: unknown): string {
  if (typeof id === "string" && /^[\w-]+$/.test(id)) return id;
  throw new TypeError("Lever named an opportunity by what is no id.");
}
