/** Where sealed files lie. It sees ciphertext and random names, and cannot open anything. */
export interface FileStore {
  /**
   * Keeps the `size` bytes of `source` under `id`: once it returns they survive a crash, and where it throws nothing stays.
   * `sha256` in hex lets a store that is far away check what arrived.
   */
  readonly write: (id: string, source: AsyncIterable<Uint8Array>, size: number, sha256?: string) => Promise<void>;
  /** The bytes from `start` to before `end`, or all of them. A file that is not there fails as `file-missing`. */
  readonly read: (id: string, range?: Range) => AsyncIterable<Uint8Array>;
  /** Also where there is no such file. */
  readonly delete: (id: string) => Promise<void>;
  readonly list: () => AsyncIterable<StoredFile>;
}

export interface StoredFile {
  readonly id: string;
  readonly size: number;
  /** When it was written. */
  readonly at: Date;
}

/** Whether `id` can name a file: anything else could name a place that is none of ours. */
export function isFileId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

export interface Range {
  readonly start: number;
  readonly end: number;
}
