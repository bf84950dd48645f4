import { createHash, createHmac, randomBytes } from "node:crypto";
import { startStandIn, type Reply, type Request, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface AwsS3StandIn extends StandIn {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Every version of every object, the newest last. */
  readonly objects: { readonly key: string; readonly version: string; readonly type: string; readonly bytes: Buffer }[];
}

/** A bucket that keeps every version, as https://docs.aws.amazon.com/AmazonS3/latest/API/ has it; it checks what was signed. */
export async function startAwsS3(
  options: StandInOptions & { readonly versions?: boolean } = {},
): Promise<AwsS3StandIn> {
  const { versions = true } = options;
  const bucket = "halden";
  const region = "eu-central-1";
  const credentials = {
    accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
  };
  const objects: AwsS3StandIn["objects"] = [];
  const toXml = (status: number, code: string): Reply => ({
    status,
    text: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>x</Message></Error>`,
    headers: { "content-type": "application/xml" },
  });

  const answer = (request: Request): Reply => {
    const { method, path, query, headers, bytes } = request;
    const problem = findProblem(request, region, credentials);
    if (problem !== undefined) return toXml(403, problem);
    if (!path.startsWith(`/${bucket}/`)) return toXml(404, "NoSuchBucket");
    const key = path.slice(bucket.length + 2);
    const latest = objects.findLast((one) => one.key === key);
    if (method === "PUT") {
      if (!versions && latest) objects.splice(objects.indexOf(latest), 1);
      const version = versions ? randomBytes(8).toString("hex") : "null";
      objects.push({ key, version, type: headers["content-type"] ?? "", bytes });
      return { status: 200, headers: { etag: `"${createHash("md5").update(bytes).digest("hex")}"` }, acted: true };
    }
    if (method === "DELETE") {
      const version = query.get("versionId") ?? (versions ? undefined : "null");
      if (version === undefined) return toXml(501, "NotImplemented");
      const at = objects.findIndex((one) => one.key === key && one.version === version);
      if (at >= 0) objects.splice(at, 1);
      return { status: 204, acted: true };
    }
    if (key !== "") {
      return latest
        ? { status: 200, text: latest.bytes, headers: { "content-type": latest.type } }
        : toXml(404, "NoSuchKey");
    }
    if (!versions && query.has("versions")) return toXml(501, "NotImplemented");
    const found = objects.filter((one) => one.key.startsWith(query.get("prefix") ?? "")).slice(0, 1_000);
    const [root, item] = query.has("versions") ? ["ListVersionsResult", "Version"] : ["ListBucketResult", "Contents"];
    const items = found.map(
      (one) => `<${item}><Key>${one.key}</Key><VersionId>${one.version}</VersionId>${toFacts(one.bytes)}</${item}>`,
    );
    const text = `<?xml version="1.0"?><${root}><Name>${bucket}</Name>${items.join("")}</${root}>`;
    return { status: 200, text, headers: { "content-type": "application/xml" } };
  };

  const server = await startStandIn(options, answer);
  return { ...server, bucket, region, credentials, objects };
}

function toFacts({ length }: Buffer): string {
  return `<LastModified>2026-11-24T12:00:00.000Z</LastModified><Size>${length}</Size>`;
}

/** What is wrong with the signature, by https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function findProblem(request: Request, region: string, keys: AwsS3StandIn["credentials"]): string | undefined {
  const { headers, method, path, query, bytes } = request;
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    );
  if (!match) return "AccessDenied";
  const [, id, day, place, names, signature] = match as unknown as [string, string, string, string, string, string];
  if (id !== keys.accessKeyId) return "InvalidAccessKeyId";
  if (place !== region) return "AuthorizationHeaderMalformed";
  const hash = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
  const named = String(headers["x-amz-content-sha256"] ?? hash(bytes));
  if (named !== "UNSIGNED-PAYLOAD" && named !== hash(bytes)) return "XAmzContentSHA256Mismatch";
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [
    method,
    path.split("/").map(encode).join("/"),
    [...query]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join("&"),
    names
      .split(";")
      .map((name) => `${name}:${String(headers[name] ?? "").trim()}\n`)
      .join(""),
    names,
    named,
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const sign = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(sign, `AWS4${keys.secretAccessKey}`);
  const wanted = sign(key, ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash(canonical)].join("\n"));
  return wanted.toString("hex") === signature ? undefined : "SignatureDoesNotMatch";
}
