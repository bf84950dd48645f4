import { createLimit } from "../http/limit.ts";
import type { Tasks, Work } from "./challenge.ts";

/** How much is taken by forms. What is left out is as it says here. */
export interface FormLimits {
  /** Forms of one address at once, and after how many seconds it may send one more: 10 and 6. */
  readonly burst?: number;
  readonly every?: number;
  /** The same for everybody together, so that a flood from many addresses cannot fill the store: 600 and 1. */
  readonly burstOfAll?: number;
  readonly everyOfAll?: number;
  /** The same for megabytes of everybody together: 1,000 and 20. */
  readonly megabytes?: number;
  readonly everyMegabyte?: number;
}

/** Whether a form is taken, before anything of it is read. */
export type Admission =
  | {
      readonly taken: true;
      /** The id of the task that was solved for it. It becomes the record's: of two processes, one can keep it. */
      readonly id?: string | undefined;
    }
  | { readonly taken: false; readonly reason: "too-fast"; readonly wait: number; readonly work: Work }
  | { readonly taken: false; readonly reason: "too-busy"; readonly wait: number };

export interface FormLimit {
  readonly admit: (form: {
    readonly activity: string;
    /** Address of the client; "" where nobody says it. */
    readonly ip: string;
    /** The solved task that came with it. */
    readonly answer: string | null;
    readonly bytes: number;
  }) => Promise<Admission>;
  /** Gives back bytes that a form was counted with and did not have. */
  readonly giveBack: (bytes: number) => void;
  /** What a browser has to solve for its next form, where it has to. */
  readonly next: (activity: string, ip: string) => Promise<Work | undefined>;
}

/** Zero bits of the easiest task and of the hardest: a moment, and some seconds, of a phone. */
const bits = { least: 16, most: 22 };
/** Everybody together, among addresses. */
const all = "";

/**
 * Keeps floods of forms away without asking anybody else. An address may send some at once; then its browser solves a task for each,
 * or it waits. When more than half of what everybody together may send is gone, everybody's browser does. What the store takes in a
 * day has a bound whatever is solved.
 */
export function createFormLimit(tasks: Tasks, clock: () => Date, limits: FormLimits = {}): FormLimit {
  const { burst = 10, every = 6, burstOfAll = 600, everyOfAll = 1, megabytes = 1_000, everyMegabyte = 20 } = limits;
  const own = createLimit({ burst, every, clock });
  const forms = createLimit({ burst: burstOfAll, every: everyOfAll, clock });
  const bytes = createLimit({ burst: megabytes, every: everyMegabyte, clock });
  /** Seconds until no task is needed any more; 0 where none is. */
  const toWait = (ip: string): number => {
    const over = (level: number, all: number) => Math.ceil((level - 0.5) * all);
    return Math.max(
      (ip === "" ? undefined : own.wait(ip)) ?? 0,
      over(forms.level(all), burstOfAll * everyOfAll),
      over(bytes.level(all), megabytes * everyMegabyte),
      0,
    );
  };
  const toWork = (activity: string, ip: string): Promise<Work> => {
    const owed = ((ip === "" ? undefined : own.wait(ip)) ?? 0) / every;
    const load = Math.max(forms.level(all), bytes.level(all), 0.5) - 0.5;
    const hard = Math.ceil(Math.log2(1 + owed)) + Math.round(load * 10);
    return tasks.issue(activity, Math.min(bits.least + hard, bits.most));
  };
  return {
    admit: async ({ activity, ip, answer, bytes: size }) => {
      const full = forms.wait(all) ?? bytes.wait(all);
      if (full !== undefined) return { taken: false, reason: "too-busy", wait: full };
      const wait = toWait(ip);
      const id = wait > 0 ? await tasks.redeem(activity, answer) : undefined;
      if (wait > 0 && id === undefined)
        return { taken: false, reason: "too-fast", wait, work: await toWork(activity, ip) };
      // What was worked for counts as well: the next task is harder.
      if (ip !== "") own.spend(ip, 1);
      forms.spend(all, 1);
      bytes.spend(all, size / 1_000_000);
      return { taken: true, id };
    },
    giveBack: (size) => bytes.spend(all, -size / 1_000_000),
    next: async (activity, ip) => (toWait(ip) > 0 ? toWork(activity, ip) : undefined),
  };
}
