// Written from https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts (contacts, notes) and
// https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/rate-limiting; deletion:
// https://developers.intercom.com/docs/references/2.3/rest-api/contacts/delete-contact
import { html } from "@abide/policy";
import { attempt, createService, give, type Service } from "./answer.ts";
import type { Connector, Known, Send } from "./connector.ts";
import { toEndpoint, toMapped, toScalar, toNames, toText, type FieldMap } from "./fields.ts";

/** What a contact has. Attributes have to be there already: Intercom refuses unknown ones. `note` has room for long text. */
export type IntercomField = "email" | "name" | "phone" | "note" | `custom_attributes.${string}`;

export interface IntercomOptions {
  readonly token: string;
  /** Where the workspace's data lies. */
  readonly region?: "us" | "eu" | "au";
  readonly map: FieldMap<IntercomField>;
  /** Leads to a stand-in. */
  readonly endpoint?: string;
}

const hosts = { us: "https://api.intercom.io", eu: "https://api.eu.intercom.io", au: "https://api.au.intercom.io" };

/**
 * Intercom, where each person is one contact, under our pseudonym as `external_id`. A contact with the same address that is there
 * already is updated rather than doubled. What is mapped to `note` becomes one note for each record; the record's id stands in its
 * last line, and is looked for before a note is written, since Intercom has no idempotency keys.
 *
 * Deleting a contact deletes it for good after seven days, in which Intercom can restore it.
 */
export function intercom(options: IntercomOptions): Connector {
  const { token, region = "us", map } = options;
  const base = toEndpoint(options.endpoint ?? hosts[region]);
  const open = (send: Send, signal: AbortSignal): Service =>
    createService({
      name: "Intercom",
      send,
      signal,
      credential: "the access token (`token`)",
      secrets: [token],
      headers: { authorization: `Bearer ${token}`, "intercom-version": "2.13" },
      says: ({ errors }) => toErrors(errors).map(({ code, message }) => `${code}: ${message}`)[0],
    });

  return {
    system: "intercom",
    hosts: [new URL(base).host],
    sends: toNames(map),
    can: { delete: true, export: true },
    deliver: (outgoing, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        const contact: { [member: string]: unknown } = {};
        const attributes: { [name: string]: unknown } = {};
        const notes: string[] = [];
        for (const [target, value] of toMapped(map, outgoing)) {
          if (target === "note") notes.push(toText(value));
          else if (target === "email" || target === "name" || target === "phone") contact[target] = toText(value);
          else attributes[target.slice("custom_attributes.".length)] = toScalar(value);
        }
        if (Object.keys(attributes).length > 0) contact["custom_attributes"] = attributes;
        const id = await place(ask, outgoing.pseudonym, contact);
        if (notes.length > 0) await note(ask, id, outgoing.id, notes);
        return { outcome: "delivered", remote: id };
      }),
    delete: (known, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        for (const id of await find(ask, known)) {
          await ask({ url: `${base}/contacts/${id}`, method: "DELETE", also: [404] });
        }
        return { outcome: "delivered" };
      }),
    export: (known, send, signal) =>
      give(async () => {
        const ask = open(send, signal);
        const contacts: unknown[] = [];
        for (const id of await find(ask, known)) {
          const contact = await ask({ url: `${base}/contacts/${id}`, also: [404] });
          if (contact.status === 404) continue;
          const notes = [];
          for await (const one of listNotes(ask, id)) notes.push(one);
          contacts.push({ ...contact.body, notes });
        }
        return contacts.length === 0 ? undefined : { contacts };
      }),
  };

  /** The id of the person's contact, which holds `contact` now. */
  async function place(ask: Service, pseudonym: string, contact: object): Promise<string> {
    let id = await findByPseudonym(ask, pseudonym);
    if (id === undefined) {
      const json = { role: "user", external_id: pseudonym, ...contact };
      const made = await ask({ url: `${base}/contacts`, method: "POST", json, also: [409] });
      if (made.status !== 409) return toId(made.body["id"]);
      // The same address, or a first attempt whose answer was lost. Intercom says which contact it is, and where it is archived.
      const { message = "" } = toErrors(made.body["errors"])[0] ?? {};
      id = toId(/id=(\w+)/.exec(message)?.[1]);
      if (/archived/i.test(message)) await ask({ url: `${base}/contacts/${id}/unarchive`, method: "POST" });
    }
    await ask({ url: `${base}/contacts/${id}`, method: "PUT", json: contact });
    return id;
  }

  async function note(ask: Service, id: string, reference: string, texts: readonly string[]): Promise<void> {
    for await (const { body } of listNotes(ask, id)) {
      if (typeof body === "string" && body.includes(reference)) return;
    }
    const body = [...texts, reference]
      .map((text) => `<p>${String(html`${text}`).replaceAll("\n", "<br>")}</p>`)
      .join("");
    await ask({ url: `${base}/contacts/${id}/notes`, method: "POST", json: { body } });
  }

  async function* listNotes(ask: Service, id: string): AsyncGenerator<{ readonly body?: unknown }> {
    for (let page = 1, pages = 1; page <= pages; page++) {
      const { status, body } = await ask({ url: `${base}/contacts/${id}/notes?page=${page}&per_page=50`, also: [404] });
      if (status === 404) return;
      yield* (body["data"] ?? []) as readonly { readonly body?: unknown }[];
      pages = Number((body["pages"] as { readonly total_pages?: unknown } | undefined)?.total_pages ?? 1);
    }
  }

  async function findByPseudonym(ask: Service, pseudonym: string): Promise<string | undefined> {
    const url = `${base}/contacts/find_by_external_id/${encodeURIComponent(pseudonym)}`;
    const { status, body } = await ask({ url, also: [404] });
    return status === 404 ? undefined : toId(body["id"]);
  }

  /** The person's contacts: the one we know, and those with the address. */
  async function find(ask: Service, { remote, pseudonym, email }: Known): Promise<Set<string>> {
    const ids = new Set<string>();
    const own = remote ?? (await findByPseudonym(ask, pseudonym));
    if (own !== undefined) ids.add(toId(own));
    if (email === undefined) return ids;
    const query = { field: "email", operator: "=", value: email };
    const { body } = await ask({ url: `${base}/contacts/search`, method: "POST", json: { query } });
    for (const { id } of (body["data"] ?? []) as readonly { readonly id: unknown }[]) ids.add(toId(id));
    return ids;
  }
}

function toErrors(errors: unknown): readonly { readonly code: string; readonly message: string }[] {
  return Array.isArray(errors) ? (errors as { code: string; message: string }[]) : [];
}

/** An id of theirs goes into a path: one that is none fails, rather than lead somewhere else. */
function toId(id: unknown): string {
  if (typeof id === "string" && /^\w+$/.test(id)) return id;
  throw new TypeError("Intercom named a contact by what is no id.");
}
