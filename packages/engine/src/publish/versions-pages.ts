import { compare, Html, html, link, toNotice, toVersion, toWords, type Version } from "@abide/policy";
import type { Published } from "../policies/versions.ts";
import { publishedAt, readArchive } from "./published.ts";
import { renderDifference } from "./difference.ts";
import { toJsonForm } from "./formats.ts";
import { answer, answerDown, answerMissing, toCentre, type Reading } from "./reading.ts";

type ReadPublished = (policy: string) => Promise<readonly Published[]>;

/** Every version of the policy, or the difference of two where the query names them. */
export async function versionsPage(reading: Reading, published: ReadPublished): Promise<Response> {
  const { current } = reading;
  const { path } = current.policy;
  const asked = new URL(reading.request.url).searchParams;
  const [from, to] = [asked.get("from"), asked.get("to")];
  if (from !== null && to !== null) return differencePage(reading, published, from, to);
  const all = await readArchive(current, published);
  if (!all.answers) return answerDown(reading);
  const versions = await Promise.all(
    all.all.map(async (one) => ({ published: one, version: await toVersion(one.json) })),
  );
  const { list } = reading.texts;
  return answer(reading, {
    title: list.title,
    here: "versions",
    canonical: `${path}/versions`,
    main: html`<div class="sheet wide">
      <h1>${list.title}</h1>
      <p class="lead">${list.lead}</p>
      <table class="versions">
        <caption>
          ${list.caption}
        </caption>
        <thead>
          <tr>
            ${[list.version, list.effective, list.changed, list.matters].map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${versions.map(({ published, version }, i) => toRow(reading, published, version, versions[i + 1]?.version))}
        </tbody>
      </table>
      <p>${list.verify}</p>
      ${versions.length > 1 && toCompareForm(reading, versions)}
    </div>`,
  });
}

/** One version as it was, or its canonical JSON where `asked` ends in `.json`. */
export async function versionPage(reading: Reading, published: ReadPublished, asked: string): Promise<Response> {
  const { current } = reading;
  const { path } = current.policy;
  const hash = asked.replace(/\.json$/, "");
  const all = await readArchive(current, published);
  const found =
    hash === current.hash ? current.json : all.answers ? all.all.find((each) => each.hash === hash)?.json : undefined;
  if (found === undefined) return all.answers ? answerMissing(reading, hash) : answerDown(reading);
  const version = hash === current.hash ? current : await toVersion(found);
  // A row that was tampered with is not the version that it says it is.
  if (version.hash !== hash) return answerMissing(reading, hash);
  if (asked.endsWith(".json")) return toJsonForm(reading.request, version);
  const next = all.answers ? all.all[all.all.findIndex((each) => each.hash === hash) - 1] : undefined;
  const { archived } = reading.texts;
  return answer(reading, {
    title: archived.title(reading.date(version.policy.effective)),
    here: "versions",
    hidden: true,
    canonical: toAddress(path, hash),
    forms: [{ type: "application/json", href: `${toAddress(path, hash)}.json` }],
    main: html`${hash !== current.hash && toNotes(reading, version, next)}
    ${new Html(toNotice(version, { language: reading.language, choices: toCentre(reading.visit), enforced: true, ...publishedAt(all, hash) }))}`,
  });
}

/** Says of a version that it is not the one in force: from when until when it was, or is to be. */
function toNotes({ texts: { archived }, date, current }: Reading, version: Version, next: Published | undefined): Html {
  const { path } = current.policy;
  return html`<aside class="archived">
    <p>
      ${
        next === undefined
          ? archived.upcoming({ from: date(version.policy.effective) })
          : archived.says({
              from: date(version.policy.effective),
              until: date(next.effective),
            })
      }
    </p>
    <ul>
      <li>${link(path, archived.current)}</li>
      <li>${link(`${path}/versions/${version.hash}/${current.hash}`, archived.difference)}</li>
    </ul>
  </aside>`;
}

/** What changed between two versions. */
export async function differencePage(
  reading: Reading,
  published: ReadPublished,
  before: string,
  after: string,
): Promise<Response> {
  const { current } = reading;
  const { path } = current.policy;
  const all = await readArchive(current, published);
  if (!all.answers) return answerDown(reading);
  const [a, b] = [before, after].map((hash) => all.all.find((each) => each.hash === hash));
  if (!a) return answerMissing(reading, before);
  if (!b) return answerMissing(reading, after);
  const [old, young] = await Promise.all([toVersion(a.json), toVersion(b.json)]);
  const { difference } = reading.texts;
  const named = (version: Version) =>
    html`${link(toAddress(path, version.hash), reading.date(version.policy.effective))}
      <code>${version.hash.slice(0, 12)}</code>`;
  return answer(reading, {
    title: difference.title,
    here: "versions",
    hidden: true,
    canonical: `${path}/versions/${before}/${after}`,
    main: html`<div class="sheet wide">
      <h1>${difference.title}</h1>
      <p class="lead">${difference.between({ before: named(old), after: named(young) })}</p>
      ${renderDifference(compare(old.policy, young.policy), {
        texts: reading.texts,
        language: reading.language,
        languages: current.policy.languages,
      })}
      <p>${link(`${path}/versions/${after}/${before}`, difference.swap)}</p>
    </div>`,
  });
}

function toAddress(path: string, hash: string): string {
  return `${path}/versions/${hash}`;
}

function toRow(
  { texts, date, language, current }: Reading,
  published: Published,
  version: Version,
  before: Version | undefined,
): Html {
  const { list, material } = texts;
  const { policy, hash } = version;
  const { path } = current.policy;
  const comparison = before && compare(before.policy, policy);
  const consequences = comparison
    ? (["asks-again", "notifies"] as const).filter((each) => comparison.changes.some((c) => c.material === each))
    : [];
  const says = policy.changes === undefined ? undefined : toWords(policy.changes, language, policy.languages);
  return html`<tr${hash === current.hash && html` class="current"`}>
<th scope="row">${link(toAddress(path, hash), html`<code>${hash.slice(0, 12)}</code>`)}
${hash === current.hash && html`<span class="mark holds">${list.current}</span>`}
<span class="detail">${link(`${toAddress(path, hash)}.json`, list.json)}</span></th>
<td data-label="${list.effective}"><div><time datetime="${policy.effective}">${date(policy.effective)}</time>
${published.publishedAt !== "" && html`<span class="detail">${list.published} <time datetime="${published.publishedAt}">${date(published.publishedAt)}</time></span>`}</div></td>
<td data-label="${list.changed}"><div>${
    before === undefined
      ? list.first
      : html`${says !== undefined && html`${says} `}<span class="detail"
            >${
              comparison!.changes.length === 0
                ? list.same
                : link(`${path}/versions/${before.hash}/${hash}`, list.changes(comparison!.changes.length))
            }</span
          >`
  }</div></td>
<td data-label="${list.matters}"><div>${
    consequences.length === 0
      ? material.no
      : html`<ul class="plain">
          ${consequences.map((each) => html`<li><span class="mark waits">${material[each]}</span></li>`)}
        </ul>`
  }</div></td>
</tr>
`;
}

/** Two lists and a button: works without script, because the difference also has an address with a query. */
function toCompareForm(
  { texts, date, language, current }: Reading,
  versions: readonly { readonly version: Version }[],
): Html {
  const { list } = texts;
  const options = (selected: number) =>
    versions.map(
      ({ version }, i) =>
        html`<option value="${version.hash}" ${i === selected && html` selected`}>
          ${date(version.policy.effective)}, ${version.hash.slice(0, 12)}
        </option>`,
    );
  return html`<section aria-labelledby="compare">
    <h2 id="compare">${list.compareTitle}</h2>
    <p>${list.compareSays}</p>
    <form class="compare" method="get" action="${current.policy.path}/versions">
      <label
        >${list.from}
        <select name="from">
          ${options(1)}
        </select></label
      >
      <label
        >${list.to}
        <select name="to">
          ${options(0)}
        </select></label
      >
      <input type="hidden" name="lang" value="${language}" />
      <button>${list.show}</button>
    </form>
  </section>`;
}
