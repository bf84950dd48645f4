/** Path of the page that is framed in place of what may not load. */
export const placeholderPath = "/abide/embed";

/** What the page in a frame's place says, and where it leads back to. */
export interface Embed {
  /** What the site would frame. */
  readonly src: string;
  readonly title: string;
  /** Path and query of the page that the frame is in. */
  readonly back: string;
  readonly language: string;
  /** The frame's own attribute; null without it. */
  readonly sandbox: string | null;
}

/** The address of the page that is framed in place of `embed`. The server writes it into HTML, the gate into frames that script makes. */
export function toPlaceholderAddress({ src, title, back, language, sandbox }: Embed): string {
  const query = new URLSearchParams({ src, title, back, lang: language });
  if (sandbox !== null) query.set("sandbox", sandbox);
  return `${placeholderPath}?${query.toString()}`;
}

/** Reads what `toPlaceholderAddress` wrote. */
export function fromPlaceholderAddress(address: URL): Embed {
  const { searchParams: query } = address;
  const read = (name: string) => query.get(name) ?? "";
  return {
    src: read("src"),
    title: read("title"),
    back: read("back"),
    language: read("lang"),
    sandbox: query.get("sandbox"),
  };
}
