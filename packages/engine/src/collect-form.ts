import type { Visit } from "@abide/gate/render";
import { readBody, toFields, toMediaType, toText } from "./body.ts";
import { toFieldProblem, toLongest, type Collector, type FieldProblem, type Take } from "./collect.ts";
import { AbideError, isAbideError, toProblem, wantsHtml } from "./error.ts";
import type { Limit } from "./limit.ts";
import { toBack, verifySameOrigin } from "./origin.ts";
import { answerPassing } from "./passing.ts";
import { toSays } from "./says.ts";
import { readMultipart } from "./vault/multipart.ts";

/** A form that was sent and not taken, for the page to show again: nothing that the person wrote is lost. */
export interface FormState {
  readonly activity: string;
  /** What was sent, for declared fields. */
  readonly values: { readonly [field: string]: string };
  readonly problems: readonly FieldProblem[];
  /** What to say above the form. */
  readonly message: string;
}

export interface FormOptions {
  readonly collector: Collector;
  readonly limit: Limit;
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
 * `trap` a field that people do not see.
 */
export async function answerForm(request: Request, activity: string, options: FormOptions): Promise<Response> {
  const { collector, limit, ip, own, visit, show } = options;
  verifySameOrigin(request, own);
  const version = collector.find(activity);
  if (!version) throw new AbideError("not-found", "Nothing is collected under this name.");
  const declared = version.policy.activities[activity]!.fields;
  // Before anything of it is read: a file is work, and somebody who sends too much gets none done.
  const wait = limit.take(ip);
  const { input, forget } = await readInput(request, toLongest(version.policy, activity), collector, (name) =>
    wait === undefined ? collector.take(activity, name) : undefined,
  );
  const reserved = ["back", "consent", "trap"].filter((name) => !Object.hasOwn(declared, name));
  const single = (name: string) => {
    const value = reserved.includes(name) ? input.find(([known]) => known === name)?.[1] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  const back = toBack(single("back"), own);
  const fields = input.filter(([name]) => !reserved.includes(name));
  const asHtml = wantsHtml(request);

  const refuse = async (error: AbideError, problems: readonly FieldProblem[]): Promise<Response> => {
    if (!asHtml || !show) throw error;
    const values = fields.filter(
      (pair): pair is [string, string] => Object.hasOwn(declared, pair[0]) && typeof pair[1] === "string",
    );
    const { detail, next, status } = toProblem(error, visit.language);
    const form = { activity, values: Object.fromEntries(values), problems, message: `${detail} ${next}` };
    const page = await show(back, form);
    const headers = new Headers(page.headers);
    headers.set("cache-control", "no-store");
    return new Response(page.body, { status, headers });
  };

  if (wait !== undefined) {
    await forget();
    return refuse(new AbideError("too-fast", "Too many forms from one address.", { more: { wait } }), []);
  }
  // Said openly: whoever has a browser that fills in everything must not believe that the message has arrived.
  if ((single("trap") ?? "") !== "") {
    await forget();
    const problems = [toFieldProblem(undefined, "trap", visit.language)];
    return refuse(new AbideError("refused", "The trap was filled in.", { more: { errors: problems } }), problems);
  }

  try {
    const consents = reserved.includes("consent") ? input.filter(([name]) => name === "consent") : [];
    const collected = await collector.collect(activity, fields, {
      language: visit.language,
      consents: consents.map(([, value]) => String(value).slice(0, 100)),
    });
    if (!collected.collected) {
      const { problems } = collected;
      return await refuse(
        new AbideError("refused", "Some fields are wrong.", { more: { errors: problems } }),
        problems,
      );
    }
    return asHtml
      ? thank(activity, back, own, visit)
      : Response.json({ kept: true, id: collected.id }, { status: 201 });
  } catch (error) {
    if (isAbideError(error) && error.code === "store-down") return refuse(error, []);
    throw error;
  }
}

/** Back to the page, which says thank you: 200 with Refresh, since a Connection-Allowlist refuses redirects. */
function thank(activity: string, back: string, own: string, visit: Visit): Response {
  const url = new URL(back, own);
  url.searchParams.set("sent", activity);
  const to = url.pathname + url.search + url.hash;
  const says = toSays(visit.language);
  const passing = { language: says.language, title: says.sentTitle, says: says.kept, link: says.back, to };
  return answerPassing(passing, new Headers());
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
