/**
 * `name` as it may be shown and offered for saving: no folders, nothing invisible or turned round (U+202E makes "cv_fdp.exe" look
 * like "cv_exe.pdf"), nothing that Windows refuses, at most 100 characters, and the ending of what the file is.
 */
export function toFileName(name: string, ending: string): string {
  const plain = name
    .toWellFormed()
    .normalize("NFC")
    .replace(/^.*[/\\]/s, "")
    // Joiners are kept: Persian and several scripts of India are written with them.
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, "")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[. ]+/, "");
  const base = plain.toLowerCase().endsWith(ending) ? plain.slice(0, -ending.length) : plain;
  const short = cut(base, 100).replace(/[. ]+$/, "");
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(short) ? `_${short}` : short;
  return `${safe === "" ? "file" : safe}${ending}`;
}

/** The first characters of `text`, none of them cut in two: at most `max`, and few enough for a file name of 255 bytes. */
function cut(text: string, max: number): string {
  let bytes = 0;
  let count = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > 200 || ++count > max) return text.slice(0, index);
  }
  return text;
}
