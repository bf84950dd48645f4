import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import type { Section } from "./context.ts";

/** What is done to keep data secure, and what is never done: both as they are declared. */
export const security: Section = {
  id: "security",
  title: (texts) => texts.security.title,
  body: ({ policy, texts, sentence }) => {
    const { measures = [], never = [] } = policy;
    if (measures.length + never.length === 0) return undefined;
    const list = (says: string, items: readonly Html[]) =>
      items.length > 0 &&
      html`<p>${says}</p>
        <ul>
          ${items.map((item) => html`<li>${item}</li>`)}
        </ul>`;
    return html`${list(texts.security.says, measures.map(sentence))}${list(
      texts.security.never,
      never.map((promised) => html`${texts.promises[promised]}`),
    )}`;
  },
};
