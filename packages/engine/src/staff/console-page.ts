import type { Person } from "../roles/roles.ts";
import type { Child } from "hono/jsx";
import type { Visit } from "@abide/gate/render";
import type { ConsoleLanguage } from "./texts/all.ts";

/** What the console says, in each of its languages. */
export type Spoken = { readonly [Language in ConsoleLanguage]: string };

/** Under what the pages of a feature stand in the navigation. */
export const groups = {
  leaves: { en: "What leaves", de: "Was hinausgeht" },
  mail: { en: "Mail", de: "Post" },
} as const satisfies { readonly [group: string]: Spoken };

/** A page where people of a role do their work. The console links to it for those who hold the purpose. */
export interface Desk {
  readonly title: string | { readonly [language: string]: string };
  /** What it is for, in a sentence. */
  readonly says?: string | { readonly [language: string]: string };
  readonly href: `/${string}`;
  readonly purpose: string;
}

/** Part of the console where people of a role see to something: the mailbox, disclosures, campaigns. A role names its pages. */
export interface ConsolePage {
  /** Its address is `/console/<name>`, and everything below. */
  readonly name: string;
  readonly title: Spoken;
  /** Under what it stands in the navigation: one of `groups`. Default: the work of whoever looks. */
  readonly group?: Spoken;
  /** What it is for, in a sentence: the overview says it. */
  readonly says: Spoken;
  /** What waits there for `person`, as a sentence that says how much; undefined where nothing does. The overview says it. */
  readonly waits?: (person: Person, language: keyof Spoken) => Promise<string | undefined>;
  /** A page, or an answer of its own: a download, a frame, a way on. A form that was sent has been checked to be this session's. */
  readonly answer: (asked: PageRequest) => Promise<PageAnswer | Response>;
}

export interface PageRequest {
  readonly request: Request;
  /** Below the page's own address: `""`, or `"/…"`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What a form brought; undefined where the page is only opened. */
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
  /** Loaded again after so many seconds: something on it moves. It has a way to stand still. */
  readonly refresh?: number;
}
