import { ReadableStream } from "node:stream/web";
import { setTimeout as wait } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import { toChunks } from "../http/body.ts";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsOptions {
  readonly region: string;
  /** A function where they change, as those of a machine's role do: it is asked at each request. */
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** How long to wait for the next sign of life, in milliseconds. */
  readonly limit?: number;
  /** What opens the connection. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface AwsRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | AsyncIterable<Uint8Array>;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body piece by piece, each within the time limit. */
  readonly body: () => AsyncGenerator<Uint8Array, void, undefined>;
  /** The body as text, of at most `max` bytes; what is longer is cut. */
  readonly text: (max: number) => Promise<string>;
}

/** There was no answer. */
export class AwsFailure extends Error {
  override readonly name = "AwsFailure";
  readonly reason: "slow" | "unreachable";

  constructor(reason: "slow" | "unreachable", message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

export type Aws = (request: AwsRequest) => Promise<AwsAnswer>;

/**
 * Sends requests that are signed with AWS Signature Version 4, as S3, its many kin and KMS want them. Whatever answers is returned,
 * whatever the answer is; no answer, or none in time, fails as `AwsFailure`.
 */
export function createAws(service: string, options: AwsOptions): Aws {
  const { region, credentials, limit = 10_000, fetch = globalThis.fetch } = options;
  return async ({ url, method = "GET", headers = {}, body }) => {
    const keys = typeof credentials === "function" ? await credentials() : credentials;
    const text = typeof body === "string" ? { body } : {};
    const signed = await new AwsV4Signer({
      ...keys,
      url,
      method,
      service,
      region,
      headers: { ...headers },
      ...text,
    }).sign();
    const watch = createWatch(limit);
    // What the source of a body throws is its own failure, and none of the service's.
    let failed: { readonly error: unknown } | undefined;
    const source = async function* (pieces: AsyncIterable<Uint8Array>) {
      try {
        for await (const piece of pieces) {
          watch.start();
          yield piece;
        }
        watch.start();
      } catch (error) {
        failed = { error };
        throw error;
      }
    };
    const streamed = typeof body === "object" ? { body: ReadableStream.from(source(body)), duplex: "half" } : text;
    const toFailure = (cause: unknown) => {
      watch.stop();
      if (failed) return failed.error;
      const { host } = new URL(url);
      return watch.signal.aborted
        ? new AwsFailure("slow", `${host} did not answer within ${limit / 1_000} seconds.`, cause)
        : new AwsFailure("unreachable", `${host} cannot be reached.`, cause);
    };
    watch.start();
    let response: Response;
    try {
      // A signature holds for one address: a redirect leads to another region, which has to be said rather than followed.
      const init = { method, headers: signed.headers, redirect: "manual", signal: watch.signal, ...streamed };
      response = await fetch(signed.url, init as RequestInit);
    } catch (cause) {
      throw toFailure(cause);
    }
    watch.stop();
    const pieces = async function* () {
      const chunks = toChunks(response.body);
      try {
        for (;;) {
          // Only the time in which we wait for the service counts: whoever reads from us may take as long as they like.
          watch.start();
          const { done, value } = await chunks.next();
          watch.stop();
          if (done) return;
          yield value;
        }
      } catch (cause) {
        throw toFailure(cause);
      } finally {
        watch.stop();
        await chunks.return(undefined);
      }
    };
    return {
      status: response.status,
      headers: response.headers,
      body: pieces,
      text: async (max) => {
        const parts: Uint8Array[] = [];
        let length = 0;
        for await (const piece of pieces()) {
          parts.push(piece.subarray(0, max - length));
          length += piece.length;
          if (length >= max) break;
        }
        return Buffer.concat(parts).toString();
      },
    };
  };
}

/** What `work` returns, tried up to `attempts` times while the service cannot be reached or `isBusy` says that it was too busy. */
export async function persist<T>(attempts: number, work: () => Promise<T>, isBusy: (result: T) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await work();
      if (attempt >= attempts || !isBusy(result)) return result;
    } catch (error) {
      // Who was slow is not waited for a second time: somebody is waiting for us.
      if (attempt >= attempts || !(error instanceof AwsFailure) || error.reason === "slow") throw error;
    }
    // Doubled each time, and by chance, so that all who were sent away do not come back together.
    await wait(50 * 2 ** attempt * (0.5 + Math.random() / 2));
  }
}

/** Aborts `signal` when nothing was started or stopped for `limit` milliseconds after a start. */
function createWatch(limit: number): {
  readonly signal: AbortSignal;
  readonly start: () => void;
  readonly stop: () => void;
} {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    start: () => {
      stop();
      timer = setTimeout(() => controller.abort(), limit);
    },
    stop,
  };
}
