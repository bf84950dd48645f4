import { setTimeout as wait } from "node:timers/promises";
import type { Phase } from "../observe/observation.ts";
import { ScanError } from "../error.ts";
import type { Visit } from "./visit.ts";

/** Where a choice was made. */
export type Control = "banner" | "centre";

/**
 * Makes a choice as a visitor does, with the button of the banner on the open page or, where that page has none, of the choice
 * centre. From the next document on (or a moment after the answer, where the page stays) the visit is in `phase`.
 */
export async function choose(visit: Visit, value: "accept" | "reject", phase: Phase, centre: string): Promise<Control> {
  const button = visit.page.locator(`button[name="do"][value="${value}"]:visible`).first();
  let control: Control = "banner";
  if ((await button.count()) === 0) {
    control = "centre";
    await visit.open(centre);
    if ((await button.count()) === 0) {
      throw new ScanError(
        "no-choice",
        `No button to ${value} was found, neither in a banner on ${visit.page.url()} nor at ${centre}. Mount Abide's banner and choice centre, then check again.`,
      );
    }
  }
  const { page } = visit;
  const answer = page
    .waitForResponse((response) => response.request().method() === "POST" && isSameOrigin(response.url(), page.url()), {
      timeout: 10_000,
    })
    .catch(() => undefined);
  visit.phase = undefined;
  visit.coming = phase;
  await button.click({ timeout: 5_000 }).catch((error: unknown) => {
    throw new ScanError(
      "no-choice",
      `The button to ${value} on ${page.url()} cannot be clicked. See what lies over it, then check again.`,
      { cause: error },
    );
  });
  const response = await answer;
  if (!response) {
    throw new ScanError(
      "choice-not-kept",
      `A click on ${value} at ${page.url()} sent nothing to the site. See whether the form's action answers, then check again.`,
    );
  }
  if (response.status() >= 400) {
    throw new ScanError(
      "choice-not-kept",
      `The site did not keep the choice: ${new URL(response.url()).pathname} answered ${response.status()}. See its log, then check again.`,
    );
  }
  // A page that does not come again has had two seconds to stop what it runs.
  for (let tries = 0; visit.coming !== undefined && tries < 20; tries += 1) await wait(100);
  visit.phase = phase;
  visit.coming = undefined;
  await visit.settle();
  return control;
}

function isSameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}
