import type { Signer } from "../http/signer.ts";
import type { Cache } from "../limits/limits.ts";

/** A task for a browser: a number that, put behind `task` and a "~", gives a SHA-256 hash that begins with `bits` zero bits. */
export interface Work {
  readonly task: string;
  readonly bits: number;
}

export interface Tasks {
  /** A task for one form of `activity`. Nobody knows its answer yet, the server neither. */
  readonly issue: (activity: string, bits: number) => Promise<Work>;
  /**
   * The id of the task that `answer` solves; undefined where it solves none of `activity`, comes late, or was used already. Rejects
   * where the store, in which several processes look that up, does not answer.
   */
  readonly redeem: (activity: string, answer: string | null) => Promise<string | undefined>;
}

/** Within how many seconds a task has to be solved and its form sent: long enough to correct a long form. */
const taskLife = 1_800;

/**
 * Tasks that the server signs and then forgets. Only those that were solved are held, until they are too old to be used again. A
 * task is bound to the activity, the time and how hard it is; it is not bound to an address, which a phone changes on its way.
 */
export function createTasks(signer: Signer, cache: Cache, clock: () => Date): Tasks {
  const toNow = () => Math.floor(clock().getTime() / 1000);
  return {
    issue: async (activity, bits) => {
      const text = `${activity}.${toNow()}.${bits}.${crypto.randomUUID()}`;
      return { task: `${text}.${await signer.sign(text)}`, bits };
    },
    redeem: async (activity, answer) => {
      const [, text = "", mac = ""] = /^(.{1,200})\.([\w-]{43})~[0-9a-z]{1,12}$/.exec(answer ?? "") ?? [];
      if (answer === null || mac === "" || !(await signer.verify(text, mac))) return undefined;
      const [issued = "", at = "", bits = "", id = ""] = text.split(".");
      const now = toNow();
      const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(answer));
      const solved = toZeros(new DataView(hash)) >= Number(bits);
      if (issued !== activity || now - Number(at) > taskLife || !solved) return undefined;
      // A second longer than the task can be solved: times are counted in whole seconds.
      return (await cache.add(`task ${id}`, "", taskLife + 1)) ? id : undefined;
    },
  };
}

/** How many zero bits the first 32 begin with. */
function toZeros(hash: DataView): number {
  return Math.clz32(hash.getUint32(0));
}
