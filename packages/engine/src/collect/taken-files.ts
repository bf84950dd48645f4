import type { FileProblem } from "../vault/zip.ts";
import { AbideError } from "../http/error.ts";
import { fileTypes, type FileKind } from "../vault/file-check.ts";
import type { Files, Taken } from "../vault/files.ts";

/** Files that were taken here, and stand for themselves among the values of an input. JSON that looks like one of them is none. */
export interface TakenFiles {
  /** Takes a file; resolves to the value that stands for it, or for why it was not taken. */
  readonly take: (max: number, file: ReadableStream<Uint8Array>, name: string) => Promise<object>;
  /** The file that `value` is: taken before, or taken now; undefined where it is none. */
  readonly find: (value: unknown, max: number) => Promise<Taken | { readonly problem: FileProblem } | undefined>;
  /** Forgets the file that `value` stands for. */
  readonly discard: (value: unknown) => Promise<void>;
}

const kinds = Object.keys(fileTypes) as FileKind[];

export function createTakenFiles(files: Files | undefined): TakenFiles {
  const taken = new WeakMap<object, Taken | { readonly problem: FileProblem }>();
  const find = (value: unknown) => (typeof value === "object" && value !== null ? taken.get(value) : undefined);
  const take = async (max: number, file: ReadableStream<Uint8Array>, name: string): Promise<object> => {
    if (!files) {
      throw new AbideError("store-missing", "There is no place for files.", {
        next: "Set ABIDE_DATA to a folder for them.",
      });
    }
    const result = await files.take(file, { name, max, kinds });
    const value = {};
    taken.set(value, result);
    return value;
  };
  return {
    take,
    find: async (value, max) =>
      find(
        value instanceof Blob ? await take(max, value.stream(), value instanceof File ? value.name : "file") : value,
      ),
    discard: async (value) => {
      const file = find(value);
      if (file && "id" in file) await files?.discard(file.id);
    },
  };
}
