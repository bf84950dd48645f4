import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  html,
  Html,
  toArticle30,
  toArticle30Csv,
  toDpv,
  toNotice,
  toNoticeLanguages,
  toTilt,
  toWords,
} from "@abide/policy";
import { loadGoodPolicy } from "./check-policy.ts";
import { CliError, type Io } from "./io.ts";

/** Writes a declaration in all its published forms to `folder`. */
export async function publishTo(
  folder: string,
  { policy: file, origin }: { policy: string | undefined; origin: string | undefined },
  io: Io,
): Promise<number> {
  const version = await loadGoodPolicy(file, io);
  const { policy } = version;
  const languages = toNoticeLanguages(policy);
  const place = resolve(io.cwd, folder);
  const css = await readCss();
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const files: [string, string][] = [
    ["policy.json", version.json],
    ["policy.jsonld", json(toDpv(version))],
    ...languages.flatMap((language, index): [string, string][] => {
      const end = index === 0 ? "" : `.${language}`;
      const record = toArticle30(version, { language });
      return [
        [
          `index${end}.html`,
          toPage(toNotice(version, { language }), toWords(policy.title, language, policy.languages), language, css),
        ],
        [`tilt${end}.json`, json(toTilt(version, { language, ...(origin === undefined ? {} : { origin }) }))],
        [`article-30${end}.json`, json(record)],
        [`article-30${end}.csv`, toArticle30Csv(record)],
      ];
    }),
  ];
  try {
    await mkdir(place, { recursive: true });
    for (const [name, text] of files) await writeFile(join(place, name), text);
  } catch (error) {
    throw new CliError(`${folder} cannot be written to (${(error as Error).message}). Name another folder.`);
  }
  for (const [name] of files) io.out(join(folder, name));
  io.tell(`✓ Version ${version.hash.slice(0, 12)}, in effect from ${policy.effective}.`);
  return 0;
}

/**
 * The style of the engine's pages, for a page that stands alone: without the fonts, which the engine serves, so that the reader's
 * own take their place.
 */
async function readCss(): Promise<string> {
  const css = await readFile(fileURLToPath(import.meta.resolve("@abide/engine/page.css")), "utf8");
  return css.replaceAll(/@font-face\s*\{[^}]*\}\s*/g, "");
}

/** A page around the notice that needs nothing beside it. The notice's classes are there for a style sheet of another site. */
function toPage(notice: string, title: string, language: string, css: string): string {
  return String(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          <style>
            ${new Html(css)}
          </style>
        </head>
        <body class="abide-page">
          <main>${new Html(notice)}</main>
        </body>
      </html> `,
  );
}
