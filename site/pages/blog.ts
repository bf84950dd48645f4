import { html, type Html } from "@abide/policy";
import { posts } from "../posts/all.ts";
import type { Post } from "../posts/post.ts";
import { toTime } from "./dates.ts";
import type { Page } from "./layout.ts";

export function blog(): Page {
  return {
    title: "Blog",
    description: "Notes on writing guides, on software at work, and on what we learn with customers.",
    path: "/blog",
    body: html`<div class="wide page-head">
        <h1>Blog</h1>
        <p class="lead">Notes on writing guides, and on the software that people have to use at work.</p>
      </div>
      <div class="wide">
        <ul class="cards list">
          ${posts.map((post) => toCard(post, 2))}
        </ul>
      </div>`,
  };
}

/** An article in a list: its heading is the link. */
export function toCard(post: Post, level: 2 | 3): Html {
  const heading = html`<a href="/blog/${post.slug}">${post.title}</a>`;
  return html`<li>
    <article class="card">
      <p class="meta">${toTime(post.date)} <span>${post.minutes} minutes</span></p>
      ${level === 2 ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
      <p>${post.summary}</p>
    </article>
  </li>`;
}
