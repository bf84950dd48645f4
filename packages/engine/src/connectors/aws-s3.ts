// Written from https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, …/API_ListObjectVersions.html,
// …/API_ListObjectsV2.html, …/API_DeleteObject.html and https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { createHash } from "node:crypto";
import { AbideError } from "../http/error.ts";
import { createAws, type AwsOptions } from "../vault/aws-request.ts";
import { attempt, createService, give, type Service } from "./answer.ts";
import type { Connector, Known, Send } from "./connector.ts";
import { toEndpoint, toNames, type FieldMap, toBody } from "./fields.ts";

export interface AwsS3Options {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: AwsOptions["credentials"];
  readonly map: FieldMap<string>;
  /** Where the objects stand: `careers/`. */
  readonly prefix?: string;
  /** Whether the bucket stands in the path or in the host. Default: in the path. */
  readonly style?: "path" | "host";
  /** Any system that speaks as S3 does, or a stand-in. Default: Amazon's own for the region. */
  readonly endpoint?: string;
}

/** The largest file that is delivered. */
const largest = 64 * 1_048_576;

/**
 * A bucket of Amazon S3 or of anything that speaks as it does, where each record is an object under the person's pseudonym, and each
 * of its files another beside it. The record's id is the key, so that writing it twice writes the same object.
 *
 * Deleting deletes every version of every object of the person. Needed are PutObject, GetObject, DeleteObject and ListBucket, and in
 * a bucket with versions DeleteObjectVersion and ListBucketVersions. A bucket under Object Lock keeps what it holds, and says so.
 *
 * For back-ups and for the vault's files see `openBucket`: what goes there is sealed, and readable here alone.
 */
export function awsS3(options: AwsS3Options): Connector {
  const { bucket, region, credentials, map, prefix = "", style = "path" } = options;
  const endpoint = new URL(toEndpoint(options.endpoint ?? `https://s3.${region}.amazonaws.com`));
  if (!/^[\w.-]+$/.test(bucket) || !/^[\w./-]*$/.test(prefix)) {
    throw new AbideError("recipient-refused", "The bucket or the prefix of a recipient is not a name.", {
      next: "Give both in letters, digits, dots, dashes and slashes.",
    });
  }
  if (style === "host") endpoint.host = `${bucket}.${endpoint.host}`;
  const root = `${endpoint.href.replace(/\/+$/, "")}${style === "path" ? `/${bucket}` : ""}`;

  const open = (send: Send, signal: AbortSignal, bytes?: Uint8Array<ArrayBuffer>): Service => {
    const sent = (url: string | URL | Request, init: RequestInit = {}) =>
      send(typeof url === "string" ? url : "href" in url ? url.href : url.url, {
        ...init,
        ...(bytes ? { body: bytes } : {}),
        signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal,
      });
    const aws = createAws("s3", { region, credentials, limit: 60_000, fetch: sent });
    return createService({
      name: "S3",
      send: async (url, { body, method = "GET", headers } = {}) => {
        // Every header is signed, and this one would not be true: S3 answers with XML.
        const { accept: _, ...signed } = headers as { readonly [name: string]: string };
        const answer = await aws({ url, method, headers: signed, ...(typeof body === "string" ? { body } : {}) });
        const said = await answer.text(16 * 1_048_576);
        return new Response(answer.status === 204 ? null : said, answer);
      },
      signal,
      credential: "the credentials (`credentials`)",
      secrets: typeof credentials === "function" ? [] : [credentials.secretAccessKey],
      says: (_, text) => /<Code>(\w+)<\/Code>/.exec(text)?.[1],
    });
  };

  return {
    system: "aws-s3",
    hosts: [endpoint.host],
    sends: toNames(map),
    can: { delete: true, export: true },
    deliver: (outgoing, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        const key = `${toFolder(outgoing.pseudonym)}${toName(outgoing.id)}`;
        const fields = await toBody(map, outgoing, largest, async (file, target) => {
          const object = `${key}/${toName(target)}`;
          const bytes = new Uint8Array(await file.arrayBuffer());
          const sha256 = createHash("sha256").update(bytes).digest("hex");
          const headers = { "content-type": file.type, "x-amz-content-sha256": sha256 };
          await open(send, signal, bytes)({ url: toUrl(object), method: "PUT", headers });
          return { name: file.name, type: file.type, object };
        });
        const { id, activity, at } = outgoing;
        const { status } = await ask({ url: toUrl(`${key}.json`), method: "PUT", json: { id, activity, at, fields } });
        return { outcome: "delivered", remote: `${key}.json`, status };
      }),
    delete: (known, send, signal) =>
      attempt(async () => {
        const ask = open(send, signal);
        // After each page from the beginning: what was deleted is no longer in the list.
        for (let found = await list(ask, known); found.length > 0; found = await list(ask, known)) {
          for (const { key, version } of found) {
            const query = version === undefined ? "" : `?versionId=${encodeURIComponent(version)}`;
            await ask({ url: `${toUrl(key)}${query}`, method: "DELETE", also: [404] });
          }
        }
        return { outcome: "delivered" };
      }),
    export: (known, send, signal) =>
      give(async () => {
        const ask = open(send, signal);
        const objects = [];
        for (const key of new Set((await list(ask, known)).map((one) => one.key))) {
          if (!key.endsWith(".json")) continue;
          const { status, body } = await ask({ url: toUrl(key), also: [404] });
          if (status !== 404) objects.push(body);
        }
        return objects.length === 0 ? undefined : { objects };
      }),
  };

  function toUrl(key: string): string {
    return `${root}/${key.split("/").map(encodeURIComponent).join("/")}`;
  }

  function toFolder(pseudonym: string): string {
    return `${prefix}${toName(pseudonym)}/`;
  }

  /** A page of what the bucket holds of the person: of every version where it knows versions. */
  async function list(ask: Service, known: Known): Promise<{ readonly key: string; readonly version?: string }[]> {
    const folder = toFolder(known.pseudonym);
    const query = `prefix=${encodeURIComponent(folder)}`;
    // Without this, a bucket that lists a key like `person/../other` would have another object deleted.
    const isOwn = ({ key }: { readonly key: string }) => key.startsWith(folder) && !/(?:^|\/)\.\.?(?:\/|$)/.test(key);
    const versions = await ask({ url: `${root}/?${query}&versions=`, also: [400, 404, 405, 501] });
    if (versions.status === 200 && versions.text.includes("<ListVersionsResult")) {
      const found = versions.text.matchAll(/<(Version|DeleteMarker)>(.*?)<\/\1>/gs);
      return [...found]
        .map(([, , one]) => ({ key: toElement(one!, "Key"), version: toElement(one!, "VersionId") }))
        .filter(isOwn);
    }
    const page = await ask({ url: `${root}/?list-type=2&${query}` });
    return [...page.text.matchAll(/<Contents>(.*?)<\/Contents>/gs)]
      .map(([, one]) => ({ key: toElement(one!, "Key") }))
      .filter(isOwn);
  }
}

function toElement(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

/** A part of a key. What is none fails, rather than reach into somebody else's folder. */
function toName(part: string): string {
  if (/^[\w-]+$/.test(part)) return part;
  throw new TypeError("A part of an object's key is no name.");
}
