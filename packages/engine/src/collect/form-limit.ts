import type { Limits } from "../limits/limits.ts";
import { isStoreDown } from "../store/index.ts";
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
  readonly giveBack: (bytes: number) => Promise<void>;
  /** What a browser has to solve for its next form, where it has to. */
  readonly next: (activity: string, ip: string) => Promise<Work | undefined>;
}

/** Zero bits of the easiest task and of the hardest: a moment, and some seconds, of a phone. */
const bits = { least: 16, most: 22 };
/** Everybody together, among addresses. */
const all = "";

export interface FormLimitOptions {
  readonly tasks: Tasks;
  readonly limits: Limits;
  readonly forms?: FormLimits | undefined;
}

/**
 * Keeps floods of forms away without asking anybody else. An address may send some at once; then its browser solves a task for each,
 * or it waits. When more than half of what everybody together may send is gone, everybody's browser does. What the store takes in a
 * day has a bound whatever is solved.
 */
export function createFormLimit({ tasks, limits, forms: asked = {} }: FormLimitOptions): FormLimit {
  const { burst = 10, every = 6, burstOfAll = 600, everyOfAll = 1, megabytes = 1_000, everyMegabyte = 20 } = asked;
  // What cannot be counted is not taken: a flood would only have to wait for the store to be away.
  const inOutage = "refuse";
  const own = limits.limit({ name: "forms of one", burst, every, inOutage });
  const forms = limits.limit({ name: "forms", burst: burstOfAll, every: everyOfAll, inOutage });
  const bytes = limits.limit({ name: "megabytes", burst: megabytes, every: everyMegabyte, inOutage });
  const look = async (ip: string): Promise<Load> => {
    const [owed, ofForms, ofBytes, fullOfForms, fullOfBytes] = await Promise.all([
      ip === "" ? undefined : own.wait(ip),
      forms.level(all),
      bytes.level(all),
      forms.wait(all),
      bytes.wait(all),
    ]);
    return { owed: owed ?? 0, ofForms, ofBytes, full: fullOfForms ?? fullOfBytes };
  };
  /** Seconds until no task is needed any more; 0 where none is. */
  const toWait = ({ owed, ofForms, ofBytes }: Load): number => {
    const over = (level: number, all: number) => Math.ceil((level - 0.5) * all);
    return Math.max(owed, over(ofForms, burstOfAll * everyOfAll), over(ofBytes, megabytes * everyMegabyte), 0);
  };
  const toWork = (activity: string, { owed, ofForms, ofBytes }: Load): Promise<Work> => {
    const load = Math.max(ofForms, ofBytes, 0.5) - 0.5;
    const hard = Math.ceil(Math.log2(1 + owed / every)) + Math.round(load * 10);
    return tasks.issue(activity, Math.min(bits.least + hard, bits.most));
  };
  const refuse = (wait: number): Admission => ({ taken: false, reason: "too-busy", wait });

  /** Takes the place of one form. Of many that come at once each finds out only here whether there is one left. */
  const take = async (size: number): Promise<number | undefined> => {
    const full = await forms.take(all);
    if (full !== undefined) return full;
    const wait = await bytes.take(all, size / 1_000_000);
    if (wait !== undefined) await forms.spend(all, -1);
    return wait;
  };

  return {
    admit: async ({ activity, ip, answer, bytes: size }) => {
      let load = await look(ip);
      if (load.full !== undefined) return refuse(load.full);
      // Of many that come at once from one address, as many are free as there are left.
      const owed = toWait(load) > 0 || ip === "" ? undefined : await own.take(ip);
      if (owed !== undefined) load = { ...load, owed };
      const wait = toWait(load);
      let id: string | undefined;
      if (wait > 0) {
        try {
          id = await tasks.redeem(activity, answer);
        } catch (error) {
          if (isStoreDown(error)) return refuse(60);
          throw error;
        }
        if (id === undefined) return { taken: false, reason: "too-fast", wait, work: await toWork(activity, load) };
        // What was worked for counts as well: the next task is harder.
        if (ip !== "") await own.spend(ip, 1);
      }
      const late = await take(size);
      if (late === undefined) return { taken: true, id };
      if (ip !== "") await own.spend(ip, -1);
      return refuse(late);
    },
    giveBack: (size) => bytes.spend(all, -size / 1_000_000),
    next: async (activity, ip) => {
      const load = await look(ip);
      return toWait(load) > 0 ? toWork(activity, load) : undefined;
    },
  };
}

interface Load {
  /** Seconds until the address has something free again. */
  readonly owed: number;
  /** How much of what everybody together may send is gone. */
  readonly ofForms: number;
  readonly ofBytes: number;
  /** Seconds to wait where nothing more is taken from anybody. */
  readonly full: number | undefined;
}
