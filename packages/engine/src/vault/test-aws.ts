import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const credentials = { accessKeyId: "AKIAHALDEN", secretAccessKey: "a secret of the tests alone" };
export const region = "eu-central-1";

/**
 * What is wrong with the signature of `request` (AWS Signature Version 4), or undefined. Written from Amazon's description, and not
 * with what signs: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function findSignatureProblem(request: IncomingMessage, service: string, body?: Uint8Array): string | undefined {
  const { authorization = "", "x-amz-date": date = "", "x-amz-content-sha256": named } = request.headers;
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!match) return "InvalidAuthorization";
  const [, accessKeyId, day, place, of, names, signature] = match as unknown as string[];
  if (accessKeyId !== credentials.accessKeyId) return "InvalidAccessKeyId";
  if (place !== region || of !== service) return "AuthorizationHeaderMalformed";
  const time = String(date);
  const at = Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(at - Date.now()) < 900_000) || !time.startsWith(day!)) return "RequestTimeTooSkewed";
  const hash = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
  const bodyHash = String(named ?? (body ? hash(body) : ""));
  if (body && bodyHash !== "UNSIGNED-PAYLOAD" && bodyHash !== hash(body)) return "XAmzContentSHA256Mismatch";
  const url = new URL(request.url ?? "", "http://localhost");
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const headers = names!.split(";").map((name) => `${name}:${String(request.headers[name] ?? "").trim()}\n`);
  const canonical = [
    request.method,
    url.pathname.split("/").map(encode).join("/"),
    query.join("&"),
    headers.join(""),
    names,
    bodyHash,
  ].join("\n");
  const scope = `${day}/${place}/${of}/aws4_request`;
  const sign = (key: string | Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();
  const key = [day, place, of, "aws4_request"].reduce<string | Uint8Array>(
    (key, text) => sign(key, text!),
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = sign(key, ["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n")).toString("hex");
  return expected === signature ? undefined : "SignatureDoesNotMatch";
}

export interface Loopback {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A server on loopback that answers with `answer`. */
export async function openLoopback(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Loopback> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
