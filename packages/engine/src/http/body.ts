import { AbideError } from "./error.ts";

/** The body of the request, at most `limit` bytes of it: a longer one is refused as soon as that is known. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  const tooLarge = () => new AbideError("too-large", `The body is longer than ${limit} bytes.`);
  if (declared > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of toChunks(request.body)) {
    length += chunk.length;
    // Without this, a chunked body (no Content-Length) would be read to its end, however long.
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return join(chunks);
}

/** All of `pieces` as one. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The chunks of a body as they come. Whoever stops reading cancels it. */
export async function* toChunks(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  let whole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        whole = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!whole) await reader.cancel().catch(() => {});
  }
}

/** `bytes` as text; bytes that are not UTF-8 are refused rather than replaced. */
export function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AbideError("malformed", "The body is not UTF-8.", { cause });
  }
}

/** Names and values of a urlencoded form, in order. `URLSearchParams` would turn what is not UTF-8 into U+FFFD without a word. */
export function toFields(form: string): [name: string, value: string][] {
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part.replaceAll("+", " "));
    } catch (cause) {
      throw new AbideError("malformed", "The form is not urlencoded UTF-8.", { cause });
    }
  };
  return form
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at === -1 ? [decode(pair), ""] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

/** The media type of the body, without its parameters. */
export function toMediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}
