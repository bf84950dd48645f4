/** A face of the fonts that Abide's pages are set in: which package it comes from and under which name it is served. */
export interface FontFile {
  /** The last part of `/abide/fonts/…`. */
  readonly file: string;
  readonly from: string;
  /** Needed before anything can be read: fetched with the page. */
  readonly early?: true;
}

const latin = (family: string, cut: string, early?: true): FontFile[] =>
  ["latin", "latin-ext"].map((subset) => ({
    file: `${family}-${subset}-${cut}.woff2`,
    from: `@fontsource/${family}/files/${family}-${subset}-${cut}.woff2`,
    ...(early && subset === "latin" ? { early } : {}),
  }));

/** A serif for what is read, a sans for what is operated, a mono for evidence; two subsets of each, few weights. */
export const fontFiles: readonly FontFile[] = [
  ...latin("source-serif-4", "400-normal", true),
  ...latin("source-serif-4", "400-italic"),
  ...latin("source-serif-4", "600-normal"),
  ...latin("source-sans-3", "400-normal", true),
  ...latin("source-sans-3", "600-normal"),
  ...latin("ibm-plex-mono", "400-normal"),
];
