import { beforeAll, describe, expect, test } from "vitest";
import { type Candidate, type Leaks, type ObserveOptions, type Phase, phases, type Tab } from "./test-observe.ts";
import { toPage } from "./test-page.ts";
import type { Vector } from "./test-vectors.ts";

/** How a page is made: with its scripts in files or inline, and under a policy that lists where pages may lead or does not. */
export interface Variant {
  readonly inline: boolean;
  /** A list turns on the browser's allowlist, in browsers that know it. */
  readonly outbound: "any" | readonly string[];
}

/** A look at a protected page. */
export interface Cell extends Variant {
  readonly phase: Phase;
}

/** Every look that there is. */
export const cells: readonly Cell[] = [false, true].flatMap((inline) =>
  (["any", []] as const).flatMap((outbound) => phases.map((phase) => ({ inline, outbound, phase }))),
);

const toName = ({ inline, outbound, phase }: Cell) =>
  `${phase}, ${inline ? "inline" : "in files"}, ${outbound === "any" ? "without" : "with"} the allowlist`;

/** What is known of some ways, by id: why, and in which looks. Default: in all of them. A race may be lost in a look. */
export interface Known {
  readonly [id: string]: { readonly says: string; readonly where?: (cell: Cell) => boolean; readonly isRace?: true };
}

export interface WaysOptions<Own extends Tab> {
  readonly all: readonly Vector[];
  /** The looks that are taken. */
  readonly looks: readonly Cell[];
  readonly observe: (candidate: Candidate<Own>, phase: Phase, options: ObserveOptions) => Promise<Leaks>;
  readonly protect: (variant: Variant, all: readonly Vector[]) => Candidate<Own> | Promise<Candidate<Own>>;
  /** Ways that leak all the same. One that no longer does fails its test, as one does that is not listed here and leaks. */
  readonly known?: Known;
  /** Ways that the browser does not have: they leak nowhere. */
  readonly lacks?: Known;
  /** How many looks are taken at a time: each browser waits for most of one. Default: 2. */
  readonly together?: number;
  /** Looks at both controls, inline and in files. Default: at the one that the first look is about. */
  readonly bothControls?: boolean;
}

/** The suite of all ways to leak: each leaks without protection, and in none of the looks unless it is known to. */
export function testWays<Own extends Tab>(title: string, options: WaysOptions<Own>): void {
  const { all, known = {}, lacks = {} } = options;
  describe(title, () => {
    let seen: Seen;
    beforeAll(async () => {
      seen = await lookAround(options);
    }, 7_200_000);

    for (const { id, says } of all) {
      const isMissing = Object.hasOwn(lacks, id);
      const reason = known[id] && `, but ${known[id].says}`;
      const title = isMissing
        ? "nothing that this browser has"
        : `leaks without protection, and not with it${reason ?? ""}`;
      test(`${says}: ${title}`, () => {
        for (const control of seen.controls) {
          expect(control.has(id), `${id} leaks without protection`).toBe(!isMissing);
        }
        const found = seen.looks.map(({ cell, leaks }) => [toName(cell), leaks.get(id)?.join(" ") ?? "nothing"]);
        const expected = seen.looks.map(({ cell, leaks }) => {
          const isKnown = known[id] !== undefined && (known[id].where?.(cell) ?? true);
          // How it leaks may differ from run to run: a look-up may be all that there was time for.
          const missed = known[id]?.isRace ? "nothing" : "a leak that is known";
          return [toName(cell), isKnown ? (leaks.get(id)?.join(" ") ?? missed) : "nothing"];
        });
        expect(Object.fromEntries(found), id).toEqual(Object.fromEntries(expected));
      });
    }
  });
}

interface Seen {
  readonly controls: readonly Leaks[];
  readonly looks: readonly { readonly cell: Cell; readonly leaks: Leaks }[];
}

async function lookAround<Own extends Tab>(options: WaysOptions<Own>): Promise<Seen> {
  const { all, looks: chosen, known = {}, lacks = {}, together = 2, bothControls = false } = options;
  const controls: Leaks[] = [];
  const looks: { cell: Cell; leaks: Leaks }[] = [];
  const kinds = [...new Set(chosen.map(({ inline }) => inline))].slice(0, bothControls ? 2 : 1);
  const tasks = [
    ...kinds.map((inline) => async () => {
      const leaking = all.filter(({ id }) => !Object.hasOwn(lacks, id));
      controls.push(await lookTwice(options, unprotected(all, inline), "before", leaking));
    }),
    ...chosen.map((cell) => async () => {
      const leaking = all.filter(({ id }) => known[id] !== undefined && (known[id].where?.(cell) ?? true));
      const leaks = await lookTwice(options, await options.protect(cell, all), cell.phase, leaking);
      looks.push({ cell, leaks });
    }),
  ];
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task();
  };
  await Promise.all(Array.from({ length: together }, work));
  return { controls, looks };
}

/** What leaks. Of what is `leaking`, a way that had no time to leak on a busy machine gets a second look, by itself. */
async function lookTwice<Own extends Tab>(
  { all, observe }: WaysOptions<Own>,
  candidate: Candidate<Own>,
  phase: Phase,
  leaking: readonly Vector[],
): Promise<Leaks> {
  const leaks = await observe(candidate, phase, { some: all, batch: 8 });
  const missed = leaking.filter(({ id }) => !leaks.has(id));
  if (missed.length === 0) return leaks;
  return new Map([...leaks, ...(await observe(candidate, phase, { some: missed }))]);
}

const unprotected = (all: readonly Vector[], inline: boolean): Candidate => ({
  name: "no protection",
  fetch: (request) => {
    const url = new URL(request.url);
    if (url.pathname !== "/page") return new Response("", { status: 404 });
    const ids = url.searchParams.getAll("id");
    const some = all.filter(({ id }) => ids.includes(id));
    return new Response(toPage(some, "", "", inline), { headers: { "Content-Type": "text/html" } });
  },
});
