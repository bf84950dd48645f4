import { Progress, Sentence, State, Time, useReader } from "@abide/console";
import type { CampaignProgress } from "../campaign.ts";
import type { CampaignTexts } from "../texts/all.ts";

/** When a campaign was started, and by whom. */
export function Started({
  of,
  names,
  texts,
}: {
  readonly of: Pick<CampaignProgress, "at" | "by">;
  readonly names: ReadonlyMap<string, string>;
  readonly texts: CampaignTexts;
}) {
  return <Sentence of={texts.startedBy} at={<Time at={of.at} />} by={names.get(of.by) ?? of.by} />;
}

export function Stage({ of, texts }: { readonly of: CampaignProgress["state"]; readonly texts: CampaignTexts }) {
  const is = ({ running: "plain", paused: "waits", cancelled: "plain", failed: "drifts", done: "holds" } as const)[of];
  return <State is={is}>{texts.states[of]}</State>;
}

/** How many of those who were written to have got it, and apart from them how many will not. A message that was dropped has not left. */
export function HowFar({
  of: { people, messages, state, written },
  texts,
}: {
  readonly of: Pick<CampaignProgress, "people" | "messages" | "state"> & { readonly written?: boolean };
  readonly texts: CampaignTexts;
}) {
  const { language } = useReader();
  const number = new Intl.NumberFormat(language);
  const { delivered, denied, failed } = messages;
  const grows = written !== true && (state === "running" || state === "paused");
  const lost = denied + failed;
  return (
    <Progress
      title={texts.of(number.format(delivered), `${number.format(people)}${grows ? "+" : ""}`)}
      value={delivered}
      most={people}
      says={lost === 0 ? "" : texts.lost(number.format(lost))}
    />
  );
}
