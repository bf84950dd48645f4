import { built } from "@abide/gate/built";
import { setPackedForms, type PackedForms } from "../http/packed-forms.ts";

/** A file that is the same for everybody: the gate's built scripts and style sheets. */
export interface File {
  readonly path: string;
  /** Its address with the hash of its content, under which it may be cached for good. */
  readonly href: string;
  /** For `integrity`. */
  readonly integrity: string;
  readonly answer: (request: Request) => Response;
}

export type FileName = "gate" | "centre" | "console" | "work" | "css" | "form";

export async function readFiles(): Promise<{ readonly [name in FileName]: File }> {
  const { gate, centre, console, work, css, form } = await built();
  return {
    gate: await toFile("/abide/gate.js", "text/javascript; charset=utf-8", gate),
    centre: await toFile("/abide/centre.js", "text/javascript; charset=utf-8", centre),
    console: await toFile("/abide/console.js", "text/javascript; charset=utf-8", console),
    work: await toFile("/abide/work.js", "text/javascript; charset=utf-8", work),
    css: await toFile("/abide/gate.css", "text/css; charset=utf-8", css),
    form: await toFile("/abide/form.css", "text/css; charset=utf-8", form),
  };
}

async function toFile(path: string, type: string, content: string): Promise<File> {
  const bytes = new TextEncoder().encode(content);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const packed: PackedForms = new Map<string, Promise<Uint8Array>>();
  return {
    path,
    href: `${path}?${hash}`,
    integrity: `sha256-${Buffer.from(digest).toString("base64")}`,
    answer: (request) => {
      const named = new URL(request.url).search === `?${hash}`;
      const headers = {
        "content-type": type,
        // Under another hash, or none, it is whatever is current: it has to be asked for again.
        "cache-control": named ? "public, max-age=31536000, immutable" : "public, no-cache",
        etag: `"${hash}"`,
        "x-content-type-options": "nosniff",
        // A page in a sandboxed frame is of no origin, so that everybody may load what is the same for everybody.
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
      };
      if (request.headers.get("if-none-match") === `"${hash}"`) return new Response(null, { status: 304, headers });
      const response = new Response(bytes, { headers });
      setPackedForms(response, packed);
      return response;
    },
  };
}
