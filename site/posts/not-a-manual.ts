import { html } from "@abide/policy";
import type { Post } from "./post.ts";

export const notAManual: Post = {
  slug: "a-guide-is-not-a-manual",
  title: "A guide is not a manual",
  summary:
    "A manual explains everything once. A guide says one thing, at the moment it is needed, and then gets out of the way. Six habits that make the difference.",
  date: "2026-11-12",
  author: "Ingrid Aasen",
  role: "Lead writer",
  minutes: 5,
  body: html`<p>
      When a company rolls out a new application, somebody writes a manual. It has a cover, a table of contents and
      forty screenshots, and after a week it has two readers: the person who wrote it and the person who has to update
      it.
    </p>
    <p>
      The manual is not bad. It is in the wrong place. People do not have a question about the application; they have a
      holiday to book, an invoice to correct, a customer on the phone. They want the next step, and they want it where
      the step happens.
    </p>
    <h2>Say one thing at a time</h2>
    <p>
      A step that holds two instructions is two steps. “Choose the cost centre and, if the amount is above 500, attach
      the quote” makes everybody read a condition that concerns a few. Ask for the cost centre. Show the quote only to
      those whose amount is above 500.
    </p>
    <h2>Start with the verb</h2>
    <p>
      “Choose”, “type”, “check”, “send”. Readers of a guide look at the screen, not at the text; they need the verb in
      the corner of their eye. What the company calls the field comes second, and exactly as the field is labelled.
    </p>
    <h2>Leave the reason in, when there is one</h2>
    <p>
      People follow a rule they understand. “Use the date on the invoice, not today’s: the discount counts from it” is
      nine words longer than the bare instruction, and it is the reason nobody calls accounting about it any more.
    </p>
    <h2>Do not point at what works</h2>
    <p>
      If everybody finds the search box, do not put an arrow on it. Each step that tells people what they know teaches
      them to skip the steps that tell them what they do not.
    </p>
    <h2>Let people leave</h2>
    <p>
      A guide that cannot be closed is an obstacle with good intentions. Ours can be left at any step and taken up again
      at the same one. That some people leave is the most useful thing a guide can tell you; there is
      <a href="/blog/where-people-give-up">an article about that</a>.
    </p>
    <h2>Take it out again</h2>
    <p>
      The best guides end. When nobody has needed a step for a month, remove it. If you never remove any, you are
      writing a manual after all.
    </p>`,
};
