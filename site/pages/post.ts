import { renderForm } from "@abide/engine";
import { html, type Html } from "@abide/policy";
import { posts } from "../posts/all.ts";
import type { Post } from "../posts/post.ts";
import { toDay, toTime } from "./dates.ts";
import type { Page } from "./layout.ts";
import type { PageVisit } from "./visit.ts";

/** A public comment, as far as publishing may use it. */
export interface Comment {
  readonly id: string;
  readonly at: string;
  readonly name: string;
  readonly comment: string;
}

/** Comments of one article, or undefined where they cannot be read now. */
export type ReadComments = (post: string) => Promise<readonly Comment[] | undefined>;

export async function article(post: Post, visit: PageVisit, read: ReadComments): Promise<Page> {
  const comments = await read(post.slug);
  const path = `/blog/${post.slug}`;
  const others = posts.filter((other) => other !== post).slice(0, 2);
  return {
    title: post.title,
    description: post.summary,
    path,
    body: html`<article class="article">
        <header>
          <p class="meta">${toTime(post.date)} <span>${post.minutes} minutes</span></p>
          <h1>${post.title}</h1>
          <p class="lead">${post.summary}</p>
          <p class="byline">${post.author}, ${post.role}</p>
        </header>
        <div class="prose">${post.body}</div>
        ${toShare(post)}
      </article>
      <section class="comments" id="comments" aria-labelledby="comments-title">
        <h2 id="comments-title">Questions and comments</h2>
        ${
          visit.sent === "comments" &&
          html`<p class="sent" role="status">
            Thank you. Your comment is public now. To take it back,
            <a href="/contact?topic=privacy">write to us</a> from the same e-mail address.
          </p>`
        }
        ${toList(comments)}
        <h3>Write one</h3>
        ${renderForm(visit, {
          activity: "comments",
          fields: ["comment", "name", "email"],
          hidden: { post: post.slug },
          back: `${path}#comments`,
          submit: { en: "Post in public", de: "Öffentlich schreiben" },
          note: html`<p>
            Your name and what you write appear on this page at once. Your e-mail address is not shown.
          </p>`,
        })}
      </section>
      <nav class="wide next" aria-labelledby="next">
        <h2 id="next">Read next</h2>
        <ul>
          ${others.map((other) => html`<li><a href="/blog/${other.slug}">${other.title}</a></li>`)}
        </ul>
      </nav>`,
  };
}

function toList(comments: readonly Comment[] | undefined): Html {
  if (!comments)
    return html`<p class="none">The comments cannot be shown at the moment. Please come back a little later.</p>`;
  if (comments.length === 0) return html`<p class="none">Nobody has written yet.</p>`;
  return html`<ol class="comment-list">
    ${comments.map(
      ({ id, at, name, comment }) =>
        html`<li id="comment-${id}">
          <p class="meta"><strong>${name}</strong> ${toDay(at)}</p>
          ${comment.split(/\n{2,}/).map((paragraph) => html`<p>${paragraph}</p>`)}
        </li>`,
    )}
  </ol>`;
}

/** Plain links, hosted here: no script of a network, nothing sent before somebody follows one. */
function toShare(post: Post): Html {
  const address = `https://halden.example/blog/${post.slug}`;
  const ways = [
    ["LinkedIn", `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(address)}`],
    [
      "Mastodon",
      `https://mastodonshare.com/?text=${encodeURIComponent(post.title)}&url=${encodeURIComponent(address)}`,
    ],
    ["E-mail", `mailto:?subject=${encodeURIComponent(post.title)}&body=${encodeURIComponent(address)}`],
  ];
  return html`<div class="share">
    <h2>Pass it on</h2>
    <ul>
      ${ways.map(([name, href]) => html`<li><a href="${href}">${name}</a></li>`)}
    </ul>
    <p>Plain links: no network learns that you were here until you follow one.</p>
  </div>`;
}
