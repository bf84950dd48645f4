// Written from https://github.com/opengdpr/OpenDSR/blob/master/specification.md (OpenDSR 2.0)
import { X509Certificate, createHash, verify } from "node:crypto";
import { AbideError } from "../http/error.ts";
import { Refusal, attempt, createService, give, type Answered, type Service } from "./answer.ts";
import type { Connector, Known, Send } from "./connector.ts";
import { toEndpoint } from "./fields.ts";

export interface OpenDsrOptions {
  /** The processor's endpoint with its version: https://opendsr.processor.example/v2 */
  readonly endpoint: string;
  /**
   * The certificate that its answers are signed with, in PEM: the one that `processor_certificate` of its /discovery names. It is
   * given here rather than fetched, so that nobody who answers in its place can bring one of their own.
   */
  readonly certificate: string;
  /** The domain that it signs for. Default: the endpoint's host. */
  readonly domain?: string;
  /** What it knows us by, where it asks for a token: OpenDSR leaves that open. */
  readonly token?: string;
  /** How an address is told to it. Default: as it is. */
  readonly email?: "raw" | "sha1" | "md5" | "sha256";
  readonly regulation?: "gdpr" | "ccpa";
  /** Where it hands out results, beside its own host. */
  readonly resultHosts?: readonly string[];
  /** What carries records there. Without it nothing is delivered: OpenDSR carries requests alone. */
  readonly carrier?: Connector;
}

/** Once in this time a request that is under way is looked at: 20 attempts are more than the month that the law gives. */
const longest = 2 * 86_400;

/** What was answered longer ago than this, in milliseconds, is asked for anew. */
const week = 7 * 86_400_000;

/**
 * A processor that takes requests by OpenDSR 2.0: erasure and access of a person by address and by our pseudonym, with answers that
 * are signed. An erasure is done when the processor says `completed`, and not when it took the request: until then it is asked
 * again. A request has the same id each time, so that it is made once; an answer that is not signed by the processor counts for nothing.
 *
 * Records reach it in another way, which is `carrier`.
 */
export function openDsr(options: OpenDsrOptions): Connector {
  const { token, email = "raw", regulation = "gdpr", resultHosts = [], carrier } = options;
  const base = toEndpoint(options.endpoint);
  const { hostname, host } = new URL(base);
  const domain = options.domain ?? hostname;
  const certificate = toCertificate(options.certificate, domain);
  const open = (send: Send, signal: AbortSignal, own = true): Service =>
    createService({
      name: domain,
      send,
      signal,
      credential: "the token (`token`)",
      secrets: token === undefined ? [] : [token],
      // The token is for the processor, and for nobody who keeps results for it.
      headers: token === undefined || !own ? {} : { authorization: `Bearer ${token}` },
      says: ({ error }) => {
        const { message } = (error ?? {}) as { readonly message?: unknown };
        return typeof message === "string" ? message : undefined;
      },
    });

  return {
    system: "opendsr",
    hosts: [...new Set([host, ...resultHosts, ...(carrier?.hosts ?? [])])],
    ...(carrier?.inside === undefined ? {} : { inside: carrier.inside }),
    ...(carrier?.sends === undefined ? {} : { sends: carrier.sends }),
    can: { delete: true, export: true },
    deliver: async (outgoing, send, signal) =>
      carrier
        ? carrier.deliver(outgoing, send, signal)
        : { outcome: "failed", why: "OpenDSR carries requests and no records: name what does (`carrier`)." },
    delete: (known, send, signal) =>
      attempt(async () => {
        await request("erasure", toRequestId(`erasure ${known.id}`), known, open(send, signal));
        return { outcome: "delivered" };
      }),
    export: (known, send, signal) =>
      give(async () => {
        const ask = open(send, signal);
        const { results_url: url } = await request("access", await findAccess(ask, known), known, ask);
        if (typeof url !== "string") return undefined;
        const own = URL.canParse(url) && new URL(url).host === host;
        const { body, text } = await open(send, signal, own)({ url });
        return Object.keys(body).length > 0 ? body : text;
      }),
  };

  /** What the processor says of the request `id`; undefined where it has none. */
  async function look(ask: Service, id: string): Promise<Answered | undefined> {
    const status = await ask({ url: `${base}/requests/${id}`, also: [404] });
    if (status.status === 404) return undefined;
    check(status, id);
    return status;
  }

  /** What the processor says of a request that it completed. It is made where there is none yet. */
  async function request(
    type: "erasure" | "access",
    id: string,
    known: Known,
    ask: Service,
  ): Promise<Answered["body"]> {
    const status = await look(ask, id);
    if (status) {
      const said = status.body["request_status"];
      if (said === "completed") return status.body;
      if (said === "cancelled") throw new Refusal({ outcome: "failed", why: `${domain} cancelled the request.` });
      throw toLater(status);
    }
    const text = JSON.stringify({
      regulation,
      subject_request_id: id,
      subject_request_type: type,
      subject_identities: toIdentities(known, email),
      submitted_time: new Date().toISOString(),
      api_version: "2.0",
    });
    const headers = { "content-type": "application/json" };
    const taken = await ask({ url: `${base}/requests`, method: "POST", headers, body: text });
    check(taken, id);
    const encoded = taken.body["encoded_request"];
    if (typeof encoded !== "string" || Buffer.from(encoded, "base64").toString() !== text) {
      throw new Refusal({ outcome: "retry", why: `${domain} confirms another request than the one that was made.` });
    }
    throw toLater(taken);
  }

  /** The request for access that a person's export asks after: last month's while it is not answered, else this month's. */
  async function findAccess(ask: Service, { pseudonym }: Known): Promise<string> {
    const now = new Date();
    const toId = (back: number) =>
      toRequestId(`access ${pseudonym} ${now.getUTCFullYear() * 12 + now.getUTCMonth() - back}`);
    const last = (await look(ask, toId(1)))?.body;
    const by = Date.parse(String(last?.["expected_completion_time"]));
    const open = last !== undefined && last["request_status"] !== "cancelled";
    return open && (last["request_status"] !== "completed" || by > now.getTime() - week) ? toId(1) : toId(0);
  }

  /** Fails where the processor did not sign the answer, or signed one to another request. */
  function check({ headers, text, body }: Answered, id: string): void {
    const signature = Buffer.from((headers.get("x-opendsr-signature") ?? "").replace(/\s+/g, ""), "base64");
    const named = headers.get("x-opendsr-processor-domain");
    const now = Date.now();
    const valid = now >= Date.parse(certificate.validFrom) && now <= Date.parse(certificate.validTo);
    if (!valid || named !== domain || !verify("sha256", Buffer.from(text), certificate.publicKey, signature)) {
      const why = `The answer of ${domain} is not signed by it: look whether it has a new \`certificate\`.`;
      throw new Refusal({ outcome: "retry", why, after: 3 * 3_600 });
    }
    // Without this, the signed answer to another person's request would do.
    if (body["subject_request_id"] !== id) {
      throw new Refusal({ outcome: "retry", why: `${domain} answers to another request than the one that was made.` });
    }
  }

  function toLater({ body, status }: Answered): Refusal {
    const by = Date.parse(String(body["expected_completion_time"]));
    const seconds = Number.isNaN(by) ? longest : Math.ceil((by - Date.now()) / 1_000);
    const promised = Number.isNaN(by) ? "" : ` and promises an answer by ${new Date(by).toISOString()}`;
    const after = Math.min(Math.max(seconds, 3_600), longest);
    return new Refusal({ outcome: "retry", why: `${domain} took the request${promised}.`, after, status });
  }
}

function toIdentities({ pseudonym, email }: Known, format: NonNullable<OpenDsrOptions["email"]>): object[] {
  const own = { identity_type: "controller_customer_id", identity_value: pseudonym, identity_format: "raw" };
  if (email === undefined) return [own];
  const value = format === "raw" ? email : createHash(format).update(email.trim().toLowerCase()).digest("hex");
  return [{ identity_type: "email", identity_value: value, identity_format: format }, own];
}

/** A UUID of version 4, in lower case, that is always the same for `text`. */
function toRequestId(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x40;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function toCertificate(pem: string, domain: string): X509Certificate {
  const refuse = (cause?: unknown) =>
    new AbideError("recipient-refused", `The certificate of a processor is none, or not for ${domain}.`, {
      next: "Download the one that `processor_certificate` of its /discovery names, and give it in PEM.",
      cause,
    });
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw refuse(cause);
  }
  if (certificate.checkHost(domain) === undefined) throw refuse();
  return certificate;
}
