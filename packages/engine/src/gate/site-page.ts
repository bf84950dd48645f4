import { AbideError } from "../http/error.ts";

/**
 * The type that a browser takes a Content-Type for: the last one of a list, up to the first space, parenthesis or semicolon. A
 * stricter reading than a browser's would let pages leave as something else.
 */
export function toMedia(type: string): string {
  const media = type.split(",").map((part) => /[^\s;(]*/.exec(part.trim())![0]);
  return media.findLast((part) => part.includes("/")) ?? "";
}

/** The page as text. One that cannot be read cannot be protected, and does not leave. */
export async function toHtml(response: Response, type: string): Promise<string> {
  const charset = /charset\s*=\s*"?([^\s;"]+)/.exec(type)?.[1] ?? "utf-8";
  const encoding = (response.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  try {
    const decoder = new TextDecoder(charset);
    let bytes = new Uint8Array(await response.arrayBuffer());
    // A response that came through `fetch` says gzip and is not: fetch has unpacked it.
    const packed =
      (encoding === "gzip" && bytes[0] === 0x1f && bytes[1] === 0x8b) || encoding === "deflate" || encoding === "br";
    if (packed) {
      const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(encoding as "gzip"));
      bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
    } else if (!["identity", "gzip", ""].includes(encoding)) {
      throw new TypeError(`unknown encoding ${encoding}`);
    }
    return decoder.decode(bytes);
  } catch (cause) {
    throw new AbideError(
      "bad-gateway",
      "The site answered with a page that cannot be read, and so cannot be protected.",
      { cause },
    );
  }
}
