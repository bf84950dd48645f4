import { AbideError } from "@abide/engine";

/** The most bytes that a form of the team's pages has: a note of four thousand characters, percent-encoded, and some. */
const most = 64_000;

/** The fields of a urlencoded form, read no further than a form of ours can be long. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type))
    throw new AbideError("media-type", "A form of the team's pages is urlencoded.");
  let text = "";
  let size = 0;
  const decoder = new TextDecoder();
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > most) throw new AbideError("too-large", "A form of the team's pages is too long.");
    text += decoder.decode(chunk, { stream: true });
  }
  return new URLSearchParams(text + decoder.decode());
}
