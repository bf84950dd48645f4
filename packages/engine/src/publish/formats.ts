import { toLanguage } from "../http/language.ts";
import { toArticle30, toArticle30Csv, toDpv, toNoticeLanguages, toTilt, type Version } from "@abide/policy";

/** The forms of a version that machines read. Anybody may fetch them, from any site: there is nothing personal in them. */
export function toFormats(version: Version) {
  const languages = toNoticeLanguages(version.policy);
  const language = (request: Request) =>
    toLanguage(new URL(request.url).searchParams.get("lang"), request.headers.get("accept-language"), languages);
  return {
    json: (request: Request): Response => toForm(request, version.json, "application/json", version.hash),
    dpv: (request: Request): Response =>
      toForm(request, toJson(toDpv(version)), "application/ld+json", `${version.hash}-dpv`),
    tilt: (request: Request): Response => {
      const spoken = language(request);
      const { origin } = new URL(request.url);
      return toForm(
        request,
        toJson(toTilt(version, { language: spoken, origin })),
        "application/json",
        `${version.hash}-tilt-${spoken}`,
        spoken,
      );
    },
    article30: (request: Request): Response => {
      const spoken = language(request);
      const record = toArticle30(version, { language: spoken, enforced: true });
      return toForm(request, toJson(record), "application/json", `${version.hash}-30-${spoken}`, spoken);
    },
    article30Csv: (request: Request): Response => {
      const spoken = language(request);
      const csv = toArticle30Csv(toArticle30(version, { language: spoken, enforced: true }));
      return toForm(request, csv, "text/csv; charset=utf-8", `${version.hash}-30-csv-${spoken}`, spoken);
    },
  };
}

/** The canonical JSON of a version, so that its hash can be computed by whoever reads it. */
export function toJsonForm(request: Request, version: Version): Response {
  return toForm(request, version.json, "application/json", version.hash);
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function toForm(request: Request, body: string, type: string, tag: string, language?: string): Response {
  const etag = `"${tag}"`;
  const headers = {
    "content-type": type,
    etag,
    "cache-control": "public, no-cache",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
    ...(language === undefined ? {} : { "content-language": language, vary: "Accept-Language" }),
  };
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return known.includes(etag) ? new Response(null, { status: 304, headers }) : new Response(body, { headers });
}
