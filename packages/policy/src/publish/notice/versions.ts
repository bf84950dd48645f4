import { html } from "../../html.ts";
import { link } from "../link.ts";
import { fact } from "./context.ts";
import type { Section } from "./context.ts";

/** Which version this is, and where the others and the forms for machines are. */
export const versions: Section = {
  id: "version",
  title: (texts) => texts.versions.title,
  body: ({ policy, texts, version, publishedAt, date, say, enforced }) => {
    const { versions } = texts;
    return html`<p>${versions.says} ${enforced && versions.enforced}</p>
      <dl class="facts">
        ${fact(versions.hash, html`<code class="hash">${version.hash}</code>`)}
        ${fact(versions.effective, html`<time datetime="${policy.effective}">${date(policy.effective)}</time>`)}
        ${publishedAt !== undefined && fact(versions.published, html`<time datetime="${publishedAt}">${date(publishedAt)}</time>`)}
        ${policy.changes !== undefined && fact(versions.changes, say(policy.changes))}
        ${fact(
          versions.formats,
          html`<ul class="plain">
            <li>${link(`${policy.path}/policy.json`, versions.json)}</li>
            <li>${link(`${policy.path}/policy.jsonld`, versions.dpv)}</li>
            <li>${link(`${policy.path}/article-30`, versions.article30)}</li>
            <li>${link(`${policy.path}/tilt.json`, versions.tilt)}</li>
          </ul>`,
        )}
      </dl>
      <p>${link(`${policy.path}/versions`, versions.archive)}</p>`;
  },
};
