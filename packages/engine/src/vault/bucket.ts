import { isFileId, type FileStore } from "./file-store.ts";
import { permit, toHostRule } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";
import { AwsFailure, createAws, persist, type AwsAnswer, type AwsOptions, type AwsRequest } from "./aws-request.ts";

export interface BucketOptions extends AwsOptions {
  readonly bucket: string;
  /** Default: Amazon's own for the region. */
  readonly endpoint?: string;
  /** Whether the bucket stands in the path (`https://s3.example.org/bucket/`) or in the host. Default: in the path. */
  readonly style?: "path" | "host";
  /** What stands before the ids, so that a bucket can hold other things as well. */
  readonly prefix?: string;
  /** What an id looks like. Default: as those of files. */
  readonly isId?: (id: string) => boolean;
}

/**
 * The files in a bucket of Amazon S3 or of anything that speaks as it does (Ceph, MinIO, Garage, Swift, R2, …). The bucket has to
 * be there; the credentials need GetObject, PutObject, DeleteObject and ListBucket. What it gets is sealed already.
 */
export function openBucket(options: BucketOptions): FileStore {
  const {
    bucket,
    region,
    endpoint = `https://s3.${region}.amazonaws.com`,
    style = "path",
    prefix = "files/",
    isId = isFileId,
  } = options;
  if (!URL.canParse(endpoint) || !/^[\w.-]+$/.test(bucket) || !/^[\w./-]*$/.test(prefix)) {
    throw new AbideError("files-refused", `This names no bucket: ${endpoint}, ${bucket}, ${prefix}.`, {
      next: "Give the endpoint as https://host, and bucket and prefix in letters, digits, dots, dashes and slashes.",
    });
  }
  const base = new URL(endpoint);
  if (style === "host") base.host = `${bucket}.${base.host}`;
  permit(toHostRule(base.href, "files", { private: true }));
  const root = `${base.href.replace(/\/+$/, "")}${style === "path" ? `/${bucket}` : ""}`;
  const where = `the bucket ${bucket} at ${base.host}`;
  const toUrl = (id: string) => {
    if (!isId(id)) throw new TypeError(`${JSON.stringify(id)} is not the id of a file.`);
    return `${root}/${prefix}${id}`;
  };
  const aws = createAws("s3", options);

  const send = async (request: AwsRequest, expected: readonly number[], attempts = 3): Promise<AwsAnswer> => {
    const ask = async () => {
      const answer = await aws(request);
      return { answer, said: expected.includes(answer.status) ? "" : await answer.text(4_096) };
    };
    const isBusy = ({ answer: { status } }: { answer: AwsAnswer }) => status === 429 || status >= 500;
    const { answer, said } = await guard(persist(attempts, ask, isBusy));
    if (expected.includes(answer.status)) return answer;
    throw toBucketError(where, answer.status, /<Code>(\w+)<\/Code>/.exec(said)?.[1]);
  };
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw cause instanceof AwsFailure ? toDown(where, cause.message, cause) : cause;
    }
  };

  return {
    write: async (id, source, size, sha256 = "UNSIGNED-PAYLOAD") => {
      const url = toUrl(id);
      const headers = {
        "content-length": String(size),
        "content-type": "application/octet-stream",
        "x-amz-content-sha256": sha256,
      };
      const body = size === 0 ? "" : exactly(id, size, source);
      // A stream cannot be sent a second time: whoever has the file tries again.
      const answer = await send({ url, method: "PUT", headers, body }, [200, 201, 204], 1);
      await answer.text(0);
    },
    read: async function* (id, range) {
      const url = toUrl(id);
      if (range && range.start >= range.end) return;
      const headers = range ? { range: `bytes=${range.start}-${range.end - 1}` } : {};
      const answer = await send({ url, headers }, range ? [206] : [200]).catch((error: unknown) => {
        throw error instanceof AbideError && error.code === "file-missing" ? toMissing(id, where, error) : error;
      });
      const pieces = answer.body();
      try {
        // Not every kin of S3 stops where it was asked to.
        for (let left = range ? range.end - range.start : Infinity; left > 0;) {
          const { done, value } = await guard(pieces.next());
          if (done) return;
          yield value.subarray(0, left);
          left -= value.length;
        }
      } finally {
        await pieces.return();
      }
    },
    delete: async (id) => {
      const answer = await send({ url: toUrl(id), method: "DELETE" }, [200, 202, 204, 404]);
      const said = await guard(answer.text(4_096));
      if (said.includes("<Code>NoSuchBucket</Code>")) throw toBucketError(where, 404, "NoSuchBucket");
    },
    list: async function* () {
      for (let token = ""; ;) {
        const query = new URLSearchParams({ "list-type": "2", prefix });
        if (token !== "") query.set("continuation-token", token);
        // A plus is a space to some, and a plus to who checks the signature.
        const url = `${root}/?${query.toString().replaceAll("+", "%20")}`;
        const answer = await send({ url }, [200]);
        const page = await guard(answer.text(4 * 1_048_576));
        for (const [, file] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const id = toElement(file!, "Key").slice(prefix.length);
          if (!isId(id)) continue;
          yield { id, size: Number(toElement(file!, "Size")), at: new Date(toElement(file!, "LastModified")) };
        }
        const next = toElement(page, "IsTruncated") === "true" ? toElement(page, "NextContinuationToken") : "";
        if (next === "") return;
        // Without this, a service that always gives the same page would be asked for ever.
        if (next === token) throw toDown(where, `The list of ${where} does not end.`);
        token = next;
      }
    },
  };
}

/** `source`, which fails where it has not `size` bytes: the service would wait for those that are missing. */
async function* exactly(id: string, size: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  const wrong = () =>
    new AbideError("file-broken", `The file ${id} has not the ${size} bytes that it should have.`, {
      next: "Send the file again.",
    });
  for await (const piece of source) {
    length += piece.length;
    if (length > size) throw wrong();
    yield piece;
  }
  if (length < size) throw wrong();
}

function toElement(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
  return text.replace(/&(amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);/gi, (_, entity: string) => {
    const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[entity.toLowerCase()];
    return named ?? String.fromCodePoint(Number(entity.slice(1).replace(/^x/i, "0x")));
  });
}

function toMissing(id: string, where: string, cause: unknown): AbideError {
  return new AbideError("file-missing", `The file ${id} is not in ${where}.`, {
    next: "Put it back from a back-up: abide restore",
    cause,
  });
}

function toDown(where: string, message: string, cause?: unknown): AbideError {
  return new AbideError("files-down", message, {
    next: `Look whether ${where} is up and can be reached from here.`,
    cause,
  });
}

function toBucketError(where: string, status: number, code = "no code"): AbideError {
  const answered = `${where[0]!.toUpperCase()}${where.slice(1)} answered ${status} (${code}).`;
  const refused = (next: string) => new AbideError("files-refused", answered, { next });
  // What arrived is not what was sent: the same file once more may well.
  if (code === "BadDigest" || code === "XAmzContentSHA256Mismatch") return toDown(where, answered);
  if (code === "NoSuchBucket") return refused("Create the bucket, or give the name of one that is there.");
  if (status === 404) return new AbideError("file-missing", answered);
  if (status === 416) {
    return new AbideError("file-broken", answered, { next: "Put the file back from a back-up: abide restore" });
  }
  if (code === "RequestTimeTooSkewed") return refused("Set this machine's clock: it is off by more than 15 minutes.");
  if ((status >= 300 && status < 400) || code === "AuthorizationHeaderMalformed")
    return refused("Give the region and the endpoint in which the bucket is.");
  if (status === 401 || status === 403) {
    return refused("Check the access key, and that it may get, put, delete and list the objects of this bucket.");
  }
  if (status === 507) return new AbideError("files-full", answered, { next: "Free space there, or raise its quota." });
  if (status === 429 || status >= 500) return toDown(where, answered);
  return refused("Check endpoint, style, bucket and region.");
}
