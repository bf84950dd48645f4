import type { Person } from "../roles/roles.ts";
import type { Child } from "hono/jsx";
import type { Visit } from "@abide/gate/render";
import type { ConsoleLanguage } from "./texts/all.ts";

/** A text in each language of the console. */
export type Spoken = { readonly [Language in ConsoleLanguage]: string };

/** Headings in the navigation, for the pages of features. */
export const groups = {
  leaves: { en: "What leaves", de: "Was hinausgeht" },
  mail: { en: "Mail", de: "Post" },
} as const satisfies { readonly [group: string]: Spoken };

/** A page where people of a role do their work. The console links to it for those who hold the purpose. */
export interface Desk {
  readonly title: string | { readonly [language: string]: string };
  /** Its use in a sentence. */
  readonly says?: string | { readonly [language: string]: string };
  readonly href: `/${string}`;
  readonly purpose: string;
}

/** A part of the console for people of a role: the mailbox, disclosures, campaigns. A role names its pages. */
export interface ConsolePage {
  /** Its address is `/console/<name>`, and everything below. */
  readonly name: string;
  readonly title: Spoken;
  /** Its heading in the navigation: one of `groups`. Default: "Your work". */
  readonly group?: Spoken;
  /** Its use in a sentence, for the overview. */
  readonly says: Spoken;
  /** A sentence for the overview that says how much waits there for `person`; undefined if nothing does. */
  readonly waits?: (person: Person, language: keyof Spoken) => Promise<string | undefined>;
  /** A page, or an answer of its own: a download, a frame, a redirect. The CSRF token of a form has been checked before. */
  readonly answer: (asked: PageRequest) => Promise<PageAnswer | Response>;
}

export interface PageRequest {
  readonly request: Request;
  /** Below the page's own address: `""`, or `"/…"`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fields of a form that was sent; undefined if the page is only opened. */
  readonly form: ReadonlyMap<string, string> | undefined;
  readonly person: Person;
  readonly language: keyof Spoken;
  readonly visit: Visit;
  readonly origin: string;
}

export interface PageAnswer {
  readonly title: string;
  readonly main: Child;
  readonly status?: number;
  /** Seconds after which it is loaded again, since something on it moves. Such a page has to offer a way to stop that. */
  readonly refresh?: number;
}
