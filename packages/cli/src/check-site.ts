import { writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { check, toHtml, toTable } from "@abide/scanner";
import { loadGoodPolicy } from "./check-policy.ts";
import { CliError, type Io } from "./io.ts";

interface CheckSiteOptions {
  readonly policy: string | undefined;
  readonly json: boolean;
  readonly report: string | undefined;
  readonly pages: string | undefined;
  readonly wait: string | undefined;
}

/** Compares what a site does with what it declares: 0 where they agree, 1 where they do not. */
export async function checkSite(
  url: string,
  { policy, json, report: file, pages, wait }: CheckSiteOptions,
  io: Io,
): Promise<number> {
  if (pages !== undefined && !/^[1-9]\d{0,3}$/.test(pages)) {
    throw new CliError(`--pages ${pages} is no number of pages. Give one from 1 to 9999.`);
  }
  if (wait !== undefined && !/^(?:\d{1,2}|\d{0,2}\.\d{1,3})$/.test(wait)) {
    throw new CliError(`--wait ${wait} is no number of seconds. Give one from 0 to 99, such as 5 or 0.5.`);
  }
  const report = await check(url, {
    ...(policy === undefined ? {} : { policy: await loadGoodPolicy(policy, io) }),
    ...(pages === undefined ? {} : { pages: Number(pages) }),
    // A page that goes on doing things is watched for a while longer than one that is quiet.
    ...(wait === undefined ? {} : { patience: { least: Number(wait) * 1000, most: Number(wait) * 1000 + 2_500 } }),
    env: io.env,
    onProgress: io.progress,
  });
  if (file !== undefined) {
    const place = resolve(io.cwd, file);
    await writeFile(place, toHtml(report)).catch((error: Error) => {
      throw new CliError(`The report cannot be written to ${file} (${error.message}). Name another file.`);
    });
    io.tell(`The evidence is in ${relative(io.cwd, place) || place}.`);
  }
  io.out(json ? JSON.stringify(report, undefined, 2) : toTable(report, { colour: io.colour, width: io.width }));
  return report.holds ? 0 : 1;
}
