import type { CompiledActivity } from "../compile.ts";
import type { StorageEvent } from "../words/storage.ts";
import type { Text } from "../words/text.ts";
import type { NoticeTexts } from "./texts/texts.ts";

/** What the stages are called that start the clock of an activity: none where it starts by itself. */
export function toStages(
  { storage, statuses }: Pick<CompiledActivity, "storage" | "statuses">,
  say: (text: Text) => string,
): string[] {
  return statuses?.filter(({ starts }) => starts === storage.from).map(({ title }) => say(title)) ?? [];
}

/** What storage is counted from, with the stages that it is: "the decision (Hired or Rejected)". */
export function sayEvent(from: StorageEvent, stages: readonly string[], texts: NoticeTexts): string {
  const event = texts.storage.events[from];
  if (stages.length === 0) return event;
  const locale = texts.language === "en" ? "en-GB" : texts.language;
  return `${event} (${new Intl.ListFormat(locale, { type: "disjunction" }).format(stages)})`;
}
