import type { Language } from "@abide/policy";

/** The language to answer in: the one asked for by name, else the first that the browser prefers, else the policy's first. */
export function toLanguage(asked: string | null, accepted: string | null, languages: readonly Language[]): Language {
  const find = (tag: string) => {
    const wanted = tag.toLowerCase();
    return (
      languages.find((language) => language.toLowerCase() === wanted) ??
      languages.find((language) => language.toLowerCase().split("-")[0] === wanted.split("-")[0])
    );
  };
  const preferred = (accepted ?? "")
    .split(",", 20)
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== "" && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const tag of [...(asked === null ? [] : [asked]), ...preferred.map(({ tag }) => tag)]) {
    const language = find(tag);
    if (language !== undefined) return language;
  }
  return languages[0] ?? "en";
}
