import { Act, Actions, Count, Empty, Fact, Facts, Outcome, Page, Section } from "@abide/console";
import type { PageAnswer, PageRequest } from "../../staff/console-page.ts";
import type { CampaignProgress } from "../campaign.ts";
import type { CampaignTexts } from "../texts/all.ts";
import { base, notThere, redirect, toSentence, toTitle, type CampaignPageOptions } from "./frame.ts";
import { HowFar, Stage, Started } from "./progress.tsx";

/** The page of one campaign. A form on it pauses, resumes or cancels the campaign first. */
export async function showOne(
  options: CampaignPageOptions,
  asked: PageRequest,
  texts: CampaignTexts,
  id: string,
): Promise<PageAnswer | Response> {
  const { campaigns, mail, names } = options;
  const acts = { pause: campaigns.pause, resume: campaigns.resume, cancel: campaigns.cancel };
  const act = asked.form?.get("do") ?? "";
  const known = Object.hasOwn(acts, act);
  if (known && (await acts[act as keyof typeof acts](id, asked.person.id))) return redirect(texts, `${base}/${id}`);
  const one = await campaigns.progress(id);
  if (!one) throw notThere();
  const still = asked.query.has("still");
  // A form that changed nothing would otherwise look as if it had.
  const refused = asked.form && (known ? texts.stale(texts.states[one.state]) : texts.unknown);
  const heading = toTitle(options, one.promotion, asked.language);
  const counts = mail.promotions?.find(({ name }) => name === one.promotion)?.measures !== undefined;
  return {
    title: heading,
    ...(one.state === "running" && !still && !asked.form ? { refresh: 5 } : {}),
    ...(refused === undefined ? {} : { status: known ? 409 : 422 }),
    main: <One {...{ one, texts, still, refused, counts }} title={heading} names={await names()} />,
  };
}

function One({
  one,
  title: heading,
  texts,
  names,
  still,
  refused,
  counts,
}: {
  readonly one: CampaignProgress;
  readonly title: string;
  readonly texts: CampaignTexts;
  readonly names: ReadonlyMap<string, string>;
  /** The page does not load itself again. */
  readonly still: boolean;
  readonly refused: string | undefined;
  /** Opens and clicks of it are counted. */
  readonly counts: boolean;
}) {
  return (
    <Page
      title={heading}
      state={<Stage of={one.state} texts={texts} />}
      lead={<Started of={one} names={names} texts={texts} />}
      back={{ title: texts.back, href: base }}
    >
      {refused !== undefined && <Outcome is="refused">{refused}</Outcome>}
      {one.why !== undefined && <Outcome is="refused">{toSentence(one.why, texts)}</Outcome>}
      <HowFar of={one} texts={texts} />
      <Buttons of={one} still={still} texts={texts} />
      <Section id="facts" title={texts.numbers}>
        <Numbers
          of={[
            [texts.people, one.people],
            [texts.delivered, one.messages.delivered],
            [texts.waiting, one.messages.queued],
            [texts.denied, one.messages.denied],
            [texts.failed, one.messages.failed],
            [texts.dropped, one.messages.dropped],
            [texts.leftOut, one.leftOut],
          ]}
        />
      </Section>
      <Section id="counted" title={texts.measured} says={counts && texts.counted}>
        {counts ? (
          <Numbers
            of={[
              [texts.opens, one.opens],
              [texts.clicks, one.clicks],
            ]}
          />
        ) : (
          <Empty>{texts.uncounted}</Empty>
        )}
      </Section>
    </Page>
  );
}

function Buttons({
  of: { id, state, messages },
  still,
  texts,
}: {
  readonly of: CampaignProgress;
  readonly still: boolean;
  readonly texts: CampaignTexts;
}) {
  const action = `${base}/${id}`;
  // A message that was given up could be retried, as long as nobody ends that.
  const isLeft = state !== "cancelled" && messages.queued + messages.failed > 0;
  return (
    <Actions>
      {state === "running" && <Act action={action} name="do" value="pause" kind="second" title={texts.pause} />}
      {state === "paused" && <Act action={action} name="do" value="resume" title={texts.resume} />}
      {(state === "running" || state === "paused" || isLeft) && (
        <Act action={action} name="do" value="cancel" kind="danger" title={texts.cancel} confirm={texts.cancelSays} />
      )}
      {state === "running" && (
        <a class="button plain" href={`${action}${still ? "" : "?still"}`}>
          {still ? texts.moving : texts.still}
        </a>
      )}
    </Actions>
  );
}

function Numbers({ of }: { readonly of: readonly (readonly [term: string, count: number])[] }) {
  return (
    <Facts>
      {of.map(([term, count]) => (
        <Fact term={term}>
          <Count of={count} />
        </Fact>
      ))}
    </Facts>
  );
}
