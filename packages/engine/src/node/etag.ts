// What was packed on its way out has other bytes than the site's, so its validator is weak (RFC 9110, 8.8.1). The mark in it leads back
// to the site's own, which many sites compare letter by letter.

const mark = "-packed";

/** The validator of what is packed anew: `"a1"` becomes `W/"a1-packed"`. One that is weak already fits any encoding. */
export function toPackedTag(tag: string): string {
  return /^"[^"]*"$/.test(tag) ? `W/${tag.slice(0, -1)}${mark}"` : tag;
}

/** `If-None-Match` as the site is asked: its own validators in place of those of `toPackedTag`. */
export function toUnpackedTags(tags: string): string {
  return tags.replaceAll(/W\/("[^"]*)-packed"/g, '$1"');
}

/** Whether the client named the packed form of `tag`. */
export function namesPacked(tags: string | undefined, tag: string): boolean {
  return tags !== undefined && toPackedTag(tag) !== tag && tags.includes(toPackedTag(tag));
}
