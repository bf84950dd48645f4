import type { Versions } from "../policies/versions.ts";
import type { Visit } from "@abide/gate/render";
import type { Language } from "@abide/policy";
import { readBody, toFields, toMediaType, toText } from "../http/body.ts";
import { toLongest, type Collector, type Take } from "./collect.ts";
import { AbideError, isAbideError, wantsHtml } from "../http/error.ts";
import type { FormLimit } from "./form-limit.ts";
import { spellWait } from "./form/spell.ts";
import { toFormTexts } from "./form/texts/all.ts";
import { toBack, verifySameOrigin } from "../http/origin.ts";
import { answerRedirect } from "../http/redirect.ts";
import type { Work } from "./challenge.ts";
import { toAnswerTexts } from "../http/texts/all.ts";
import { readMultipart } from "./multipart.ts";
import { toFieldProblem, type FieldProblem } from "./problem.ts";

/** A form that was sent and not taken, for the page to show again: nothing that the person wrote is lost. */
export interface FormState {
  readonly activity: string;
  /** What was sent, for declared fields. */
  readonly values: { readonly [field: string]: string };
  /** The purposes that the person had agreed to. */
  readonly consents: readonly string[];
  readonly problems: readonly FieldProblem[];
  /** What to say above the form. */
  readonly message: string;
  /** What the browser has to solve before the form is taken, while so many are sent. */
  readonly work?: Work;
}

export interface FormOptions {
  readonly versions: Versions;
  readonly collector: Collector;
  readonly limit: FormLimit;
  /** Address of the client. */
  readonly ip: string;
  readonly own: string;
  readonly visit: Visit;
  /** The site's page at this path, with the form in it; undefined where there is no site. */
  readonly show?: ((back: string, form: FormState) => Promise<Response>) | undefined;
}

/**
 * Takes a form for `activity`, urlencoded, multipart or as a flat JSON object. Three names are the form's own, unless the activity
 * declares fields of these names: `back` is the page to return to, `consent` a purpose that the person agrees to (once for each), and
 * `trap` a field that people do not see. A solved task comes in the address, as `?work=`: it is looked at before anything is read.
 */
export async function answerForm(request: Request, activity: string, options: FormOptions): Promise<Response> {
  const { versions, collector, limit, ip, own, visit, show } = options;
  verifySameOrigin(request, own);
  const version = versions.declaring(activity);
  const declared = version?.policy.activities[activity]!.fields ?? {};
  // What the website itself writes down (a visit, an address that opted out) nobody sends in: it would be an empty record of theirs.
  if (!version || !Object.values(declared).some(({ source }) => source === "person"))
    throw new AbideError("not-found", "Nothing is collected under this name.");
  const longest = toLongest(version.policy, activity);
  const answer = new URL(request.url).searchParams.get("work");
  const most = toMediaType(request) === "multipart/form-data" ? longest + mostUpload : longest;
  const { sent, bytes, read } = toCounted(request, most);
  const admission = await limit.admit({ activity, ip, answer, bytes });
  // What is not taken is read all the same, so that nobody has to write it again; but no file of it.
  const reading = readInput(sent, longest, collector, (name) =>
    admission.taken ? collector.take(activity, name) : undefined,
  );
  const { input, forget } = await reading.finally(async () => {
    if (admission.taken && bytes > read()) await limit.giveBack(bytes - read());
  });
  const reserved = ["back", "consent", "trap"].filter((name) => !Object.hasOwn(declared, name));
  const ownOf = (name: string) => (reserved.includes(name) ? input.filter(([known]) => known === name) : []);
  const texts = (name: string) => ownOf(name).flatMap(([, value]) => (typeof value === "string" ? value : []));
  const back = toBack(texts("back")[0], own);
  const consents = ownOf("consent").map(([, value]) => String(value).slice(0, 100));
  const fields = input.filter(([name]) => !reserved.includes(name));
  const asHtml = wantsHtml(request);

  const refuse = async (error: AbideError, problems: readonly FieldProblem[] = []): Promise<Response> => {
    if (!asHtml || !show) throw error;
    const values = fields.filter(
      (pair): pair is [string, string] => Object.hasOwn(declared, pair[0]) && typeof pair[1] === "string",
    );
    const work = admission.taken || admission.reason === "too-busy" ? await limit.next(activity, ip) : admission.work;
    const page = await show(back, {
      activity,
      values: Object.fromEntries(values),
      consents,
      problems,
      message: toMessage(error, visit.language),
      ...(work && { work }),
    });
    const headers = new Headers(page.headers);
    headers.set("cache-control", "no-store");
    if (typeof error.more["wait"] === "number") headers.set("retry-after", String(error.more["wait"]));
    return new Response(page.body, { status: error.status, headers });
  };

  if (!admission.taken) {
    const { taken: _, reason, ...more } = admission;
    await forget();
    return refuse(new AbideError(reason, "Too many forms.", { more }));
  }
  // Said openly: whoever has a browser that fills in everything must not believe that the message has arrived.
  if ((texts("trap")[0] ?? "") !== "") {
    await forget();
    const problems = [toFieldProblem(undefined, "trap", visit.language)];
    return refuse(new AbideError("refused", "The trap was filled in.", { more: { errors: problems } }), problems);
  }

  try {
    const { language } = visit;
    const collected = await collector.collect(activity, fields, { language, consents, id: admission.id });
    if (!collected.collected) {
      const { problems } = collected;
      // A file that is too large is too large as a body is, and a client that knows no more is told that much.
      const status = problems.some(({ code }) => code === "too-large-file") ? 413 : 422;
      const more = { errors: problems };
      return await refuse(new AbideError("refused", "Some fields are wrong.", { status, more }), problems);
    }
    return asHtml
      ? thank(activity, back, own, visit)
      : Response.json({ kept: true, id: collected.id }, { status: 201 });
  } catch (error) {
    if (isAbideError(error) && isDown(error)) return refuse(error);
    throw error;
  }
}

/** Whether the form may be taken a little later. */
function isDown({ code }: AbideError): boolean {
  return code === "store-down" || code === "files-down" || code === "files-full";
}

/** What stands above a form that comes back, in the visitor's language. */
function toMessage(error: AbideError, language: Language): string {
  const { says, language: spoken } = toFormTexts(language);
  const { wait } = error.more;
  const fill = (text: string) => text.replace("{wait}", spellWait(typeof wait === "number" ? wait : 60, spoken));
  if (error.code === "refused") return says.refused;
  if (error.code === "too-fast") return fill(says.tooFast);
  if (error.code === "too-busy") return fill(says.tooBusy);
  return fill(says.down);
}

/**
 * The request with the bytes that it counts as: those that it says it has, or, where it does not say, the most that is read. `read`
 * tells how many they were in the end.
 */
function toCounted(
  request: Request,
  most: number,
): { readonly sent: Request; readonly bytes: number; readonly read: () => number } {
  const said = Number(request.headers.get("content-length") ?? Number.NaN);
  // One that says more than is read is refused without being read.
  if (said >= 0) return { sent: request, bytes: Math.min(said, most), read: () => Math.min(said, most) };
  let read = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      read += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const body = request.body?.pipeThrough(count) ?? null;
  const { method, headers } = request;
  // A body that is a stream needs `duplex`, which browsers' own types do not know.
  const init = { method, headers, body, duplex: "half" } as const;
  return { sent: new Request(request.url, init), bytes: most, read: () => Math.min(read, most) };
}

/** Back to the page, which says thank you: 200 with Refresh, since a Connection-Allowlist refuses redirects. */
function thank(activity: string, back: string, own: string, visit: Visit): Response {
  const url = new URL(back, own);
  url.searchParams.set("sent", activity);
  const to = url.pathname + url.search + url.hash;
  const says = toAnswerTexts(visit.language);
  const redirect = { language: says.language, title: says.sent, says: says.keptSays, link: says.back, to };
  return answerRedirect(redirect, new Headers());
}

/** What came, and how the files in it are forgotten where it is not collected. */
interface Read {
  readonly input: readonly (readonly [name: string, value: unknown])[];
  readonly forget: () => Promise<void>;
}

/** Where a file came under a name that takes none. */
const unwanted = Symbol("a file that nobody asked for");

async function readInput(
  request: Request,
  longest: number,
  collector: Collector,
  take: (name: string) => Take | undefined,
): Promise<Read> {
  const type = toMediaType(request);
  const forget = async () => {};
  if (type === "application/x-www-form-urlencoded") {
    return { input: toFields(toText(await readBody(request, longest))), forget };
  }
  if (type === "multipart/form-data") {
    const taken: unknown[] = [];
    const forgetAll = async () => {
      for (const value of taken) await collector.discard(value).catch(() => {});
    };
    try {
      const limits = { most: longest + mostUpload, field: longest, parts: 250 };
      const input = await readMultipart(request, { ...limits, take, unwanted }, (value) => void taken.push(value));
      return { input, forget: forgetAll };
    } catch (error) {
      await forgetAll();
      throw error;
    }
  }
  if (type !== "application/json") {
    throw new AbideError("media-type", "A form is urlencoded, multipart or JSON.");
  }
  const text = toText(await readBody(request, longest));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AbideError("malformed", "The body is not JSON.", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AbideError("malformed", "The body is not a JSON object.");
  }
  const { consent, ...fields } = value as { readonly [name: string]: unknown };
  const consents = Array.isArray(consent) ? consent : consent === undefined ? [] : [consent];
  return { input: [...Object.entries(fields), ...consents.map((one): [string, unknown] => ["consent", one])], forget };
}

/** The most bytes of all files of a form. A file that is too large by less than this is named as such, and not the whole form. */
const mostUpload = 32_000_000;
