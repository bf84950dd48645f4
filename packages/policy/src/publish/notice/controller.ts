import { html } from "../../html.ts";
import type { Html } from "../../html.ts";
import type { Contact } from "../../words/controller.ts";
import { contactLink, link } from "../link.ts";
import { fact } from "./context.ts";
import type { Context, Section } from "./context.ts";

export const controller: Section = {
  id: "controller",
  title: (texts) => texts.controller.title,
  body: (context) => {
    const { texts } = context;
    const { representative, officer, authority, ...own } = context.policy.controller;
    return html`<p>${texts.controller.says({ name: html`<strong>${own.name}</strong>` })}</p>
      <dl class="facts">
        ${reach(context, own)}
        ${representative && fact(texts.controller.representative, party(context, representative))}
        ${officer && fact(texts.controller.officer, party(context, officer))}
        ${authority && fact(texts.controller.authority, link(authority.url, context.say(authority.name)))}
      </dl>`;
  },
};

function reach({ texts, country }: Context, contact: Contact): Html {
  return html`${fact(texts.controller.contact, contactLink(contact.contact))}${fact(texts.controller.address, contact.address)}${
    contact.country !== undefined && fact(texts.controller.country, country(contact.country))
  }`;
}

function party({ country }: Context, contact: Contact): Html {
  const lines = [
    contact.name,
    contact.address,
    contact.country === undefined ? undefined : country(contact.country),
    contactLink(contact.contact),
  ].filter((line) => line !== undefined);
  return html`${lines.map((line, i) => html`${i > 0 && html`<br />`}${line}`)}`;
}
