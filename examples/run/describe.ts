import { beforeAll, describe, expect, test } from "vitest";
import { look, states, type Example, type Seen, type State } from "./look.ts";
import { toTable } from "./table.ts";

/** Something that is known not to work behind the gate yet, and why. */
export interface Fault {
  /** The uses that do not work, in every state or in those that are named. */
  readonly uses?: readonly string[];
  readonly states?: readonly State[];
  /** Errors in the console that come with it. */
  readonly errors?: RegExp;
  readonly because: string;
}

/** Whether the visitor has not permitted, or no longer permits, what waits for a choice. */
const isHeld = (state: State): boolean => state === "before" || state === "refused" || state === "withdrawn";

/**
 * The tests of an example: what works without the gate works behind it, whatever the visitor chose; what is held does not leave. A
 * `fault` is the exception to it; the test fails as well once it is none any more.
 */
export function describeExample(example: Example, faults: readonly Fault[] = []): void {
  describe(example.name, () => {
    let seen: { readonly [state in State]: Seen };
    beforeAll(async () => {
      seen = await look(example);
      process.stderr.write(`\n${toTable(example, seen, faults)}\n`);
    }, 1_200_000);

    const isFaulty = (use: string, state: State) =>
      state !== "bare" && faults.some(({ uses, states }) => uses?.includes(use) && (states?.includes(state) ?? true));

    test.each(Object.keys(example.uses))("%s: works as without the gate", (use) => {
      const works = states.map((state) => [state, seen[state].uses[use] || "works"]);
      const expected = states.map((state) => [
        state,
        isFaulty(use, state) ? (expect.not.stringMatching(/^works$/) as string) : "works",
      ]);
      expect(works).toEqual(expected);
    });

    test.each(Object.keys(example.afterChoice ?? {}))(
      "%s: works once the visitor has accepted, and not before",
      (use) => {
        const works = states.map((state) => [state, seen[state].uses[use] === ""]);
        const expected = states.map((state) => [
          state,
          (state === "bare" || state === "accepted") && !isFaulty(use, state),
        ]);
        expect(works).toEqual(expected);
      },
    );

    test.each(Object.keys(example.instead ?? {}))("%s: until the visitor accepts", (use) => {
      const works = states.map((state) => [state, seen[state].uses[use] === ""]);
      const expected = states.map((state) => [state, isHeld(state) && !isFaulty(use, state)]);
      expect(works).toEqual(expected);
    });

    test("what is held leaves without the gate, and behind it after an acceptance alone", () => {
      const asked = (state: State, hosts: readonly string[]) => hosts.filter((host) => seen[state].asked.has(host));
      expect(asked("bare", example.held)).toEqual(example.held);
      expect(asked("bare", example.never)).toEqual(example.never);
      for (const state of states.filter(isHeld)) expect([...seen[state].asked.keys()], state).toEqual([]);
      expect(asked("accepted", example.held)).toEqual(example.held);
      expect(asked("accepted", example.never)).toEqual([]);
    });

    test("a withdrawal takes the cookies along that the acceptance brought", () => {
      const without = new Set([...seen.before.cookies, ...seen.refused.cookies]);
      expect(seen.withdrawn.cookies.filter((name) => !without.has(name))).toEqual([]);
    });

    test("the gate brings no error into the console", () => {
      const bare = new Set(seen.bare.errors);
      const known = faults.flatMap(({ errors }) => errors ?? []);
      const added = states.flatMap((state) => seen[state].errors.filter((line) => !bare.has(line)));
      expect(added.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
      expect(
        known.filter((pattern) => !added.some((line) => pattern.test(line))),
        "faults that are none any more",
      ).toEqual([]);
    });
  });
}
