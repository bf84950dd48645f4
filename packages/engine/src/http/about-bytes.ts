/** Headers that are about the bytes of a body as they were written: untrue once it is packed, unpacked or rewritten. */
export const aboutBytes = [
  "content-length",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "accept-ranges",
] as const;
