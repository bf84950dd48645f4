import { html } from "@abide/policy";
import type { Post } from "./post.ts";

export const fortyScreens: Post = {
  slug: "forty-screens-one-holiday-request",
  title: "Forty screens, one holiday request",
  summary:
    "A hospital replaced its personnel system over a weekend. On Monday, four thousand people had to find out where holidays had gone. Notes from the first week.",
  date: "2026-09-30",
  author: "Selin Kaya",
  role: "Customer projects",
  minutes: 6,
  body: html`<p>
      The old system had one screen for holidays. The new one is better in every respect except that one: it can do
      shifts, exchanges, half days and parental leave, and it asks about all of them before it lets you take a Friday
      off.
    </p>
    <p>
      The hospital, which prefers not to be named, had trained three hundred “key users”. On paper that is one for every
      thirteen people. At half past six in the morning, on a ward, it is nobody.
    </p>
    <h2>Saturday: find the six tasks</h2>
    <p>
      We asked the help desk for the calls of the last change. Nine of ten were about six tasks: request a holiday, swap
      a shift, report sick, correct a clock-in, read a pay slip, change a bank account. We wrote guides for these six
      and for nothing else.
    </p>
    <h2>Sunday: walk them</h2>
    <p>
      A guide that its author has walked is a draft. We borrowed a nurse, a cook and a man from logistics, gave each of
      them a task and did not help. The nurse got stuck at “absence quota”. It is the number of days she has left. The
      guide now says so, beside the field, in those words.
    </p>
    <h2>Monday: stay small</h2>
    <p>
      In the first hour somebody asked for a guide to the shift editor. It has forty screens and eleven users. The
      honest answer was a chair beside each of the eleven, and that is what they got. Guides are for what many people do
      rarely. What few people do all day needs a colleague.
    </p>
    <h2>Friday: take out the first step</h2>
    <p>
      By the end of the week hardly anybody needed to be shown where the menu was, so we removed that step from all six
      guides. The help desk had a normal Friday. Nobody wrote a report about it, which we take as praise.
    </p>`,
};
