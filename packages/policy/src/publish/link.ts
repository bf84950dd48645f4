import { html } from "../html.ts";
import type { Html, HtmlValue } from "../html.ts";

/**
 * A link to `href`, or `content` alone where the address is none that a page may link to: only `https:`, `http:`, `mailto:`, a path
 * of this site or an anchor. Without this, a policy's text of `javascript:…` would become a link that runs.
 */
export function link(href: string, content: HtmlValue): Html {
  if (/^(?:https?:\/\/|mailto:)[^\s]+$/i.test(href)) return html`<a href="${href}" rel="noreferrer">${content}</a>`;
  if (/^(?:\/(?![/\\])|#)[^\s\\]*$/.test(href)) return html`<a href="${href}">${content}</a>`;
  return html`${content}`;
}

/** A contact as a link: to an e-mail address, to a page, or the text as it is. */
export function contactLink(contact: string): Html {
  if (/^[^\s@/]+@[^\s@/]+$/.test(contact)) return link(`mailto:${contact}`, contact);
  return link(contact, contact.replace(/^https:\/\//, ""));
}

/** `items` with `between` in the gaps. */
export function join(items: readonly HtmlValue[], between: HtmlValue): Html {
  return html`${items.map((item, i) => (i === 0 ? item : [between, item]))}`;
}
