import type { PageAnswer } from "@abide/engine";
import {
  Actions,
  Button,
  Day,
  Empty,
  Field,
  fill,
  Page,
  Pair,
  Search,
  Sentence,
  State,
  Table,
  Views,
} from "@abide/console";
import { spellCountry } from "@abide/policy";
import { positions } from "../positions/all.ts";
import type { Listed, Which } from "./applications.ts";
import { base, day, PositionTitle, refuse, StageState, toMoved, toWait, type Around } from "./parts.tsx";

/** After so many days at one stage an application has waited too long. */
const late = 10;
/** Stands for all positions in the filter: a choice without a value would count as none made. */
const all = "all";

/** The recruiter's inbox: every application, by stage, position and age. */
export async function answerList(around: Around): Promise<PageAnswer> {
  const { asked, applications, texts, stages } = around;
  const { query, person } = asked;
  const which: Which = {
    stage: stages.find(({ id }) => id === query.get("stage"))?.id,
    position: positions.find(({ slug }) => slug === query.get("position"))?.slug,
    sort: query.get("sort") === "oldest" ? "oldest" : "newest",
    after: query.get("after") ?? undefined,
  };
  const [counted, list] = await Promise.all([applications.count(person, which), applications.list(person, which)]);
  if (!list.allowed) return refuse(around, list.reason);
  if (!counted.allowed) return refuse(around, counted.reason);
  const { records, next } = list;
  return {
    title: texts.title,
    main: (
      <Page title={texts.title} lead={`${texts.says} ${texts.logged}`}>
        <Stages around={around} which={which} counts={counted.counts} />
        <Filter around={around} which={which} />
        {records.length === 0 ? (
          <Empty>
            <None around={around} which={which} />
          </Empty>
        ) : (
          <Rows around={around} rows={records} />
        )}
        {(next !== undefined || which.after !== undefined) && (
          <nav aria-label={texts.list.pages}>
            <Actions>
              {which.after !== undefined && (
                <a class="button second" href={toAddress(which, { after: undefined })}>
                  {texts.list.first}
                </a>
              )}
              {next !== undefined && (
                <a class="button second" rel="next" href={toAddress(which, { after: next })}>
                  {texts.list.next}
                </a>
              )}
            </Actions>
          </nav>
        )}
      </Page>
    ),
  };
}

/** The address of the list with something changed. Another list begins at its first page. */
function toAddress(which: Which, change: Partial<Which>): string {
  const { stage, position, sort, after } = { ...which, after: undefined, ...change };
  const wanted = { stage, position, sort: sort === "newest" ? undefined : sort, after };
  const set = Object.entries(wanted).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const text = new URLSearchParams(set).toString();
  return text === "" ? base : `${base}?${text}`;
}

interface Chosen {
  readonly around: Around;
  readonly which: Which;
}

function Stages({
  around: { texts, stages },
  which,
  counts,
}: Chosen & { readonly counts: { readonly [stage: string]: number } }) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const view = (id: Which["stage"], title: string, count: number) => ({
    title: `${title} (${count})`,
    href: toAddress(which, { stage: id }),
    current: id === which.stage,
  });
  return (
    <Views
      label={texts.list.stages}
      of={[view(undefined, texts.list.all, total), ...stages.map(({ id, title }) => view(id, title, counts[id] ?? 0))]}
    />
  );
}

function Filter({ around: { texts, asked }, which: { stage, position, sort } }: Chosen) {
  const { list } = texts;
  const language = asked.language === "en" ? {} : { language: "en" };
  return (
    <Search action={base}>
      {stage !== undefined && <input type="hidden" name="stage" value={stage} />}
      <Pair>
        <Field
          kind="select"
          name="position"
          label={list.position}
          value={position ?? all}
          options={[
            { value: all, title: list.allPositions },
            ...positions.map(({ slug, title }) => ({ value: slug, title, ...language })),
          ]}
        />
        <Field
          kind="select"
          name="sort"
          label={list.order}
          value={sort}
          options={[
            { value: "newest", title: list.newest },
            { value: "oldest", title: list.oldest },
          ]}
        />
      </Pair>
      <Button title={list.show} kind="second" />
    </Search>
  );
}

/** Why the list is empty, and where to look instead. */
function None({ around: { texts }, which }: Chosen) {
  const { list } = texts;
  if (which.after !== undefined) {
    return <Sentence of={list.noMore} first={<a href={toAddress(which, { after: undefined })}>{list.back}</a>} />;
  }
  return which.stage === undefined && which.position === undefined ? (
    <Sentence of={list.none} careers={<a href="/careers">{list.careers}</a>} />
  ) : (
    <Sentence of={list.noneThere} all={<a href={base}>{texts.all}</a>} />
  );
}

function Rows({ around, rows }: { readonly around: Around; readonly rows: readonly Listed[] }) {
  const { asked, texts } = around;
  const { list } = texts;
  return (
    <Table
      caption={list.caption}
      captionHidden
      rows={rows}
      columns={[
        {
          title: list.applicant,
          kind: "head",
          cell: ({ id, fields: { fullName, city, country } }) => (
            <>
              <a href={`${base}/${id}`}>
                <bdi>{fullName}</bdi>
              </a>
              <small>
                <bdi>{city}</bdi>, {spellCountry(country, asked.language)}
              </small>
            </>
          ),
        },
        {
          title: list.position,
          cell: ({ fields }) => <PositionTitle of={fields.position} language={asked.language} />,
        },
        { title: list.stage, cell: ({ status }) => <StageState around={around} of={status} /> },
        { title: list.received, cell: ({ at }) => <Day of={at} /> },
        { title: list.waiting, cell: (row) => <Waiting around={around} of={row} /> },
      ]}
    />
  );
}

/** How long an application waits at its stage; of one that is decided, until when it is kept. */
function Waiting({ around: { applications, texts }, of }: { readonly around: Around; readonly of: Listed }) {
  if (of.due !== undefined) return <Sentence of={texts.list.keptUntil} day={<Day of={of.due} />} />;
  const now = applications.clock();
  const moved = toMoved(of.at, of.fields.notes);
  const wait = toWait(texts.wait, moved, now);
  return now.getTime() - Date.parse(moved) > late * day ? (
    <State is="drifts">{fill(texts.list.late, { wait })}</State>
  ) : (
    <>{wait}</>
  );
}
