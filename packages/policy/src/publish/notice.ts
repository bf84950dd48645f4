import type { Version } from "../compile.ts";
import { html } from "../html.ts";
import { link } from "./link.ts";
import { collection } from "./notice/collection.ts";
import { toContext } from "./notice/context.ts";
import type { NoticeOptions, Section } from "./notice/context.ts";
import { controller } from "./notice/controller.ts";
import { enrichment } from "./notice/enrichment.ts";
import { glance } from "./notice/glance.ts";
import { links } from "./notice/links.ts";
import { mail } from "./notice/mail.ts";
import { others } from "./notice/others.ts";
import { purposes } from "./notice/purposes.ts";
import { rights } from "./notice/rights.ts";
import { security } from "./notice/security.ts";
import { sharing } from "./notice/sharing.ts";
import { storage } from "./notice/storage.ts";
import { tracking } from "./notice/tracking.ts";
import { versions } from "./notice/versions.ts";
import { toNoticeLanguages, toNoticeTexts } from "./texts/all.ts";

/** The sections of the page, in the order in which they are read. */
const sections: readonly Section[] = [
  glance,
  controller,
  collection,
  purposes,
  storage,
  sharing,
  tracking,
  enrichment,
  links,
  mail,
  security,
  rights,
  others,
  versions,
];

/**
 * The page that people read, as a fragment of HTML: everything that `version` declares, in the texts of one language. Purposes,
 * activities, fields, recipients and trackers have anchors that stay (`#purpose-support`). It begins with an `h1` and needs no
 * script and no style of its own. Whatever the policy says is escaped.
 *
 * @example toNotice(await compile(policy), { language: "de" })
 */
export function toNotice(version: Version, options: NoticeOptions): string {
  const { policy } = version;
  const texts =
    options.texts ?? toNoticeTexts(options.language) ?? toNoticeTexts(toNoticeLanguages(policy)[0]) ?? undefined;
  if (texts === undefined) throw new TypeError(`there are no texts in "${options.language}"; pass them as "texts"`);
  const context = toContext(version, options, texts);
  const printed = sections.flatMap((section) => {
    const body = section.body(context);
    return body === undefined ? [] : [{ id: section.id, title: section.title(texts), body }];
  });
  return html`<div class="notice" lang="${texts.language}">
    <header class="notice-head">
      <h1>${context.say(policy.title)}</h1>
      <p class="lead">
        ${texts.lead({ controller: html`${policy.controller.name}` })} ${context.enforced && texts.enforced}
      </p>
      <p class="stamp">
        ${texts.effective(context.date(policy.effective))}
        <span>${texts.version} ${link("#version", html`<code>${version.hash.slice(0, 12)}</code>`)}</span>
      </p>
    </header>
    <nav class="contents" aria-labelledby="contents">
      <h2 id="contents">${texts.contents}</h2>
      <ol>
        ${printed.map(({ id, title }) => html`<li>${link(`#${id}`, title)}</li>`)}
      </ol>
    </nav>
    <div class="sections">
      ${printed.map(
        ({ id, title, body }) =>
          html`<section id="${id}" aria-labelledby="${id}-title">
            <h2 id="${id}-title">${title}</h2>
            ${body}
          </section> `,
      )}
    </div>
  </div>`.source;
}
